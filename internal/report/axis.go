package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Input is one recording as the engine left it.
type Input struct {
	File        string
	Site        device.Site // where it was worn: --site, else the file's
	Ledger      *night.Ledger
	Summary     device.Summary
	Calibration night.Calibration // what was applied to the samples before the engine saw them
	Marks       []Remark          // what the person marked while it was recorded
}

// Group is what belongs together: the recordings of one person in the same nights, one or several limbs, in the order they were
// given. The first one carries the axis of time.
type Group []Input

// clock says how the axis of a group relates to the calendar.
type clock struct {
	dated bool
	zoned bool           // the zone is known, so that stamps carry an offset
	zero  time.Time      // the instant of axis zero; local wall time read as UTC when not zoned
	zone  *time.Location // the zone of the wall; UTC when not zoned
}

// track is one recording on the group's axis.
type track struct {
	*Input
	index int    // place in the group
	limb  int    // number of its limb: recordings of one site are one limb
	start Millis // axis time of its first sample
	end   Millis // axis time of the end of its last sample

	placed    Millis           // axis time of its first sample by its own clock
	fit       *clockFit        // how its clock is off, by which its times are corrected; nil when they are not
	alignment *Alignment       // what is printed of that; nil when clocks were not compared
	warnings  []device.Warning // of it
	sight     sight
	released  int // movements whose clips no night needs any more
}

// axis is a group's recordings on one axis of whole milliseconds, whose zero is the first sample of the first recording.
type axis struct {
	clock
	tracks []track
	limbs  []device.Site // site of each limb
	unsure bool          // the recordings could not be placed by their clocks
	asleep *sleep.Track  // of all recordings together, in samples of a millisecond; nil until asked for
	sight  sight         // of asleep
}

// at returns the axis time of sample position pos of the recording, rounded to whole milliseconds.
func (t *track) at(pos float64) Millis {
	m := float64(t.Ledger.Nanos(pos)) / nanosPerMilli
	if t.fit != nil {
		return Millis(math.Round(t.fit.corrected(float64(t.placed) + m)))
	}
	return t.placed + Millis(math.Round(m))
}

// span returns the axis times of a stretch of samples.
func (t *track) span(s dsp.Span) span {
	return span{t.at(float64(s.Start)), t.at(float64(s.End))}
}

// newAxis places the recordings of a group. Dated ones are placed by their clocks; others are taken to start together, or, when they are
// of one site, one after the other. It fails when two recordings of one site overlap, which no restart explains.
func newAxis(g Group, zone *time.Location) (axis, error) {
	a := axis{clock: clockOf(g[0].Ledger, zone)}
	for i := range g {
		t := track{Input: &g[i], index: i, limb: a.limbOf(g[i].Site)}
		t.placed = a.place(&t, zone)
		t.start, t.end = t.placed, t.placed+durationOf(t.Ledger)
		for k := range a.tracks {
			o := &a.tracks[k]
			if both := (span{o.start, o.end}).meet(span{t.start, t.end}); o.limb == t.limb && both.length() > restartOverlap {
				return a, fmt.Errorf("%s and %s are both of %s and overlap by %.0f s: one limb has one recording at a time; give them in calls of their own",
					o.File, t.File, siteWords(t.Site), both.length().Seconds())
			}
		}
		a.tracks = append(a.tracks, t)
	}
	a.align()
	for i := range a.tracks {
		a.tracks[i].see()
	}
	return a, nil
}

// restartOverlap is how far the clocks of a logger before and after a restart may overlap.
const restartOverlap = minute

// siteWords names a site for messages.
func siteWords(s device.Site) string {
	if s == device.SiteUnknown {
		return "an unknown site"
	}
	return string(s)
}

// place returns the axis time of the first sample of t.
func (a *axis) place(t *track, zone *time.Location) Millis {
	if t.index == 0 {
		return 0
	}
	if c := clockOf(t.Ledger, zone); c.dated && a.dated {
		return Millis(math.Round(float64(wallOr(c, a.clock).Sub(wallOr(a.clock, c))) / nanosPerMilli))
	}
	a.unsure = true
	var end Millis
	for i := range a.tracks {
		if a.tracks[i].limb == t.limb {
			end = max(end, a.tracks[i].end)
		}
	}
	return end
}

// wallOr returns c's zero as an instant when both clocks know their zone, else as wall time, which is all they share.
func wallOr(c, other clock) time.Time {
	if c.zoned && other.zoned {
		return c.zero
	}
	t := c.zero.In(c.zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// limbOf returns the number of the limb at site, a new one when it was not there yet.
func (a *axis) limbOf(site device.Site) int {
	if i := slices.Index(a.limbs, site); i >= 0 {
		return i
	}
	a.limbs = append(a.limbs, site)
	return len(a.limbs) - 1
}

// clockOf reads a ledger's clock. A zone given by the user beats the file's offset and makes wall times without one into instants.
func clockOf(l *night.Ledger, zone *time.Location) clock {
	if !l.Info.Dated || len(l.Anchors) == 0 {
		return clock{zone: time.UTC}
	}
	c := clock{dated: true, zoned: l.Info.Zoned, zero: time.Unix(0, l.Anchors[0].Nanos).UTC(), zone: time.UTC}
	switch {
	case zone != nil && l.Info.Zoned:
		c.zone = zone
	case zone != nil:
		w := c.zero
		c.zone, c.zoned = zone, true
		c.zero = time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), w.Nanosecond(), zone)
	case l.Info.Zoned:
		c.zone = time.FixedZone("", l.Info.Offset)
	}
	return c
}

// durationOf returns how long the recording lasts, from its first sample to the end of its last one.
func durationOf(l *night.Ledger) Millis {
	return Millis(math.Round(float64(l.Nanos(float64(l.Data.End))) / nanosPerMilli))
}

// time returns the calendar time of axis time m. Only dated axes have one.
func (c *clock) time(m Millis) time.Time {
	return c.zero.Add(time.Duration(m) * time.Millisecond).In(c.zone)
}

// stamp prints axis time m as RFC 3339 with milliseconds, without an offset when the zone is unknown; nil when undated.
func (c *clock) stamp(m Millis) *string {
	if !c.dated {
		return nil
	}
	layout := stampLayout
	if c.zoned {
		layout += "Z07:00"
	}
	return known(c.time(m).Format(layout))
}

// stampLayout is RFC 3339 with milliseconds, without an offset.
const stampLayout = "2006-01-02T15:04:05.000"

// millis returns the axis time of a calendar time.
func (c *clock) millis(t time.Time) Millis {
	return Millis(math.Round(float64(t.Sub(c.zero)) / nanosPerMilli))
}

// joint tells sleep from wakefulness by all recordings together; a limb that nobody wears says nothing.
func (a *axis) joint() *sleep.Track {
	if a.asleep != nil {
		return a.asleep
	}
	limbs := make([][]sleep.Judged, len(a.limbs))
	var covered []span
	for _, i := range a.byStart() {
		t := &a.tracks[i]
		unworn := t.unworn()
		for _, j := range t.Ledger.Sleep.Judged {
			if s := t.span(j.Span); !unworn.contains((s.start + s.end) / 2) {
				limbs[t.limb] = append(limbs[t.limb], sleep.Judged{Span: samples(s), Secs: j.Secs, AwakeP: j.AwakeP})
			}
		}
		covered = append(covered, t.covered()...)
	}
	var data []dsp.Span
	for _, s := range union(covered) {
		data = append(data, samples(s))
	}
	joined := sleep.Join(axisRate, night.ConfigFor(a.tracks[0].Site).Sleep, limbs, data)
	a.asleep = &joined
	a.sight.sleep(a.asleep, onAxis)
	return a.asleep
}

// byStart returns the numbers of the recordings in the order in which they begin.
func (a *axis) byStart() []int {
	var out []int
	for i := range a.tracks {
		out = append(out, i)
	}
	slices.SortStableFunc(out, func(i, k int) int { return cmp.Compare(a.tracks[i].start, a.tracks[k].start) })
	return out
}

// onAxis returns a stretch of samples of the axis as one of the axis.
func onAxis(s dsp.Span) span { return span{Millis(s.Start), Millis(s.End)} }

// samples returns a stretch of the axis as one of samples.
func samples(s span) dsp.Span { return dsp.Span{Start: dsp.Index(s.start), End: dsp.Index(s.end)} }

// axisRate is the rate of the axis of time as one of samples: whole milliseconds.
const axisRate = dsp.Rate(1_000_000) // mHz

// extent returns the stretch of the axis that the recordings cover.
func (a *axis) extent() span {
	first := slices.MinFunc(a.tracks, func(x, y track) int { return cmp.Compare(x.start, y.start) })
	last := slices.MaxFunc(a.tracks, func(x, y track) int { return cmp.Compare(x.end, y.end) })
	return span{first.start, last.end}
}

// parseStamp reads what stamp printed.
func parseStamp(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Parse(stampLayout, s)
}
