package report

import (
	"cmp"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// usableLength is the least time in bed that says something about a night (contract.md).
const usableLength = 3 * hour

// nightly is one night in the making.
type nightly struct {
	opt     *Options
	axis    *axis
	window  window
	spectra dsp.Spectra
	only    bool   // the recordings hold this one night only
	zero    Millis // axis time that the night's times count from: the first sample of its first recording

	covered  spans // with samples of a limb or another
	lost     spans // without samples of any limb
	unworn   spans // recorded, but nobody wore any of the sensors
	walks    spans // on foot
	bed      bed
	sleep    sleepMap
	seen     []seen          // movements in bed, by limb and time
	verdicts []score.Verdict // on those that may be limb movements
	summary  score.Summary
	lengths  []int // members of each series
	events   []Event
	outOfBed int
	shocks   int
	unknown  map[string]string
	warnings []device.Warning
}

// nightOf makes the night of one window.
func nightOf(opt *Options, a *axis, w window, only bool) (Night, error) {
	n := &nightly{opt: opt, axis: a, window: w, only: only, unknown: map[string]string{}, warnings: []device.Warning{}}
	n.zero = n.tracks()[0].start
	n.mapCover()
	n.findBed()
	n.mapSleep()
	if err := n.verdictsOfNight(); err != nil {
		return Night{}, err
	}
	n.summarize()
	n.events = n.makeEvents()
	n.remark()
	out := Night{
		Night: w.date, StartAt: a.stamp(n.window.start), EndAt: a.stamp(n.window.end),
		Usable: n.bed.time.length() >= usableLength && n.bed.source != "",
		Sleep:  n.printSleep(), Counts: n.counts(), Indices: n.indices(), Intervals: n.intervals(),
		ByHour: n.byHour(), Series: n.series(), Events: n.events, Quality: n.quality(), Unknown: n.unknown, Trace: n.trace(),
		Marks: n.marks(),
	}
	for _, t := range n.tracks() {
		out.Recordings = append(out.Recordings, t.index)
	}
	return out, nil
}

// tracks returns the recordings that have samples in the window, in the order in which they were given.
func (n *nightly) tracks() []*track {
	var out []*track
	for i := range n.axis.tracks {
		t := &n.axis.tracks[i]
		if (span{t.start, t.end}).meet(n.window.span).length() > 0 || len(n.axis.tracks) == 1 {
			out = append(out, t)
		}
	}
	return out
}

// files returns the names of the files of the night.
func (n *nightly) files() []string {
	var out []string
	for _, t := range n.tracks() {
		out = append(out, t.File)
	}
	return out
}

// mapCover fills the stretches of the window that were recorded, lost and unworn, and cuts the window to them.
func (n *nightly) mapCover() {
	var covered, worn []span
	for _, t := range n.tracks() {
		c := t.covered()
		covered = append(covered, c...)
		worn = append(worn, c.without(t.unworn())...)
	}
	n.covered = union(covered).within(n.window.span)
	if len(n.covered) > 0 {
		n.window.span = n.covered.extent()
	}
	n.lost = spans{n.window.span}.without(n.covered)
	n.unworn = n.covered.without(union(worn))
}

// covered returns the stretches in which the recording has samples.
func (t *track) covered() spans {
	var holes []span
	for _, h := range t.Ledger.Holes {
		holes = append(holes, t.span(h.Span))
	}
	return spans{{t.start, t.end}}.without(union(holes))
}

// unworn returns the stretches in which nobody wore the sensor.
func (t *track) unworn() spans {
	var out []span
	for _, s := range t.Ledger.Sleep.Unworn {
		out = append(out, t.span(s))
	}
	return union(out)
}

// rate returns the highest rate of the night's recordings in Hz: what decides which counts can be given.
func (n *nightly) rate() float64 {
	best := 0.0
	for _, t := range n.tracks() {
		best = max(best, t.Ledger.Info.Rate.Hz())
	}
	return best
}

// stepG returns the steps of the finest recording, in g, as its samples show them; 0 when none shows any.
func (n *nightly) stepG() float64 {
	finest := 0.0
	for _, t := range n.tracks() {
		if step := t.Ledger.Level.StepG; step > 0 && (finest == 0 || step < finest) {
			finest = step
		}
	}
	return finest
}

// warn adds a remark, each code once.
func (n *nightly) warn(code, text string) {
	if !slices.ContainsFunc(n.warnings, func(w device.Warning) bool { return w.Code == code }) {
		n.warnings = append(n.warnings, device.Warning{Code: code, Text: text})
	}
}

// since returns m counted from the night's zero.
func (n *nightly) since(m Millis) Millis { return m - n.zero }

// sitesOf returns the sites of the limbs in the night, sorted, unknown ones left out.
func (n *nightly) sites() []device.Site {
	var out []device.Site
	for _, t := range n.tracks() {
		if t.Site != device.SiteUnknown && !slices.Contains(out, t.Site) {
			out = append(out, t.Site)
		}
	}
	slices.SortFunc(out, func(a, b device.Site) int { return cmp.Compare(a, b) })
	return out
}
