package report

import "github.com/nightjar-sleep/nightjar/internal/sleep"

// Bout is a stretch of one state of sleep on the night's axis, as a hypnogram gives it.
type Bout struct {
	Start, End Millis
	State      sleep.State
}

const (
	// persistent is how long sleep must last to be the onset of the night's sleep (package sleep: Onset.Persistent).
	persistent = 10 * minute
	// hypnogramUnsure is the uncertainty of an onset read from a hypnogram: half of its 30 s epoch.
	hypnogramUnsure = 15 * second
)

// sleepOnset is one return to sleep on the axis.
type sleepOnset struct {
	at         Millis
	unsure     Millis // half-width of its 90 % interval
	persistent bool
	doubtful   bool // one of several that the wakefulness before it was not sure enough for
}

// sleepMap says who slept when within the time in bed.
type sleepMap struct {
	source string // "detected" or "hypnogram"; empty when nothing is known
	asleep spans
	awake  spans
	onsets []sleepOnset
	epochs []judgedEpoch // in order
}

// known reports whether anything can be said about sleep.
func (s *sleepMap) known() bool { return s.source != "" }

// at reports whether the person slept at m, nil when unknown.
func (s *sleepMap) at(m Millis) *bool {
	switch {
	case s.asleep.contains(m):
		return known(true)
	case s.known() && s.awake.contains(m):
		return known(false)
	}
	return nil
}

// onset returns the persistent sleep onset, the first one when none lasted; nil when there is none.
func (s *sleepMap) onset() *sleepOnset {
	for i := range s.onsets {
		if s.onsets[i].persistent {
			return &s.onsets[i]
		}
	}
	for i := range s.onsets {
		if !s.onsets[i].doubtful {
			return &s.onsets[i]
		}
	}
	return nil
}

// nearest returns the return to sleep nearest to m, nil when there is none.
func (s *sleepMap) nearest(m Millis) *sleepOnset {
	var best *sleepOnset
	for i := range s.onsets {
		o := &s.onsets[i]
		if best == nil || distance(o.at, m) < distance(best.at, m) {
			best = o
		}
	}
	return best
}

func distance(a, b Millis) Millis { return max(a-b, b-a) }

// mapSleep fills n.sleep from the hypnogram, else from the sleep tracks of the limbs, within the time in bed.
func (n *nightly) mapSleep() {
	s := &n.sleep
	bouts := n.opt.Hypnogram
	if len(bouts) > 0 {
		s.source = "hypnogram"
	} else if n.stepG() < coarseRest {
		bouts = n.detectedBouts()
	}
	var asleep, awake []span
	for _, b := range bouts {
		switch b.State {
		case sleep.Asleep:
			asleep = append(asleep, span{b.Start, b.End})
		case sleep.Awake:
			awake = append(awake, span{b.Start, b.End})
		case sleep.Unknown:
		}
	}
	s.asleep, s.awake = union(asleep).meet(n.bed.time), union(awake).meet(n.bed.time)
	if s.source == "" && len(s.asleep) > 0 {
		s.source = "detected"
	}
	s.epochs = n.drowsing(bouts)
	switch s.source {
	case "hypnogram":
		s.onsets = onsetsOf(bouts, n.bed.extent)
	case "detected":
		s.onsets = n.detectedOnsets()
	}
}

// detectedBouts returns the bouts of the limb's sleep track or, of several recordings, those that their movements tell together.
func (n *nightly) detectedBouts() []Bout {
	return concerning(n.reach(), n.sight().bouts, func(b *Bout) span { return span{b.Start, b.End} })
}

// onsetsOf returns the returns to sleep of a list of bouts: each begin of sleep after anything else.
func onsetsOf(bouts []Bout, in span) []sleepOnset {
	var asleep []span
	for _, b := range bouts {
		if b.State == sleep.Asleep {
			asleep = append(asleep, span{b.Start, b.End})
		}
	}
	var out []sleepOnset
	first := true
	for _, s := range union(asleep).within(in) {
		lasting := first && s.length() >= persistent
		first = first && !lasting
		out = append(out, sleepOnset{at: s.start, unsure: hypnogramUnsure, persistent: lasting})
	}
	return out
}

// detectedOnsets returns the returns to sleep that the sleep track found, of several recordings that of all together.
func (n *nightly) detectedOnsets() []sleepOnset {
	var all []sleepOnset
	add := func(at Millis, o *sleep.Onset) {
		if n.bed.extent.contains(at) {
			all = append(all, sleepOnset{at, MillisOf(o.UncertaintyS), o.Persistent, o.Doubtful})
		}
	}
	tracks := n.tracks()
	if len(tracks) > 1 {
		for i := range n.axis.joint().Onsets {
			o := &n.axis.joint().Onsets[i]
			add(Millis(o.At), o)
		}
		return all
	}
	for _, t := range tracks {
		for i := range t.Ledger.Sleep.Onsets {
			o := &t.Ledger.Sleep.Onsets[i]
			add(t.at(float64(o.At)), o)
		}
	}
	return all
}
