package report

import (
	"cmp"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Bout is a stretch of one state of sleep on the night's axis, as a hypnogram gives it.
type Bout struct {
	Start, End Millis
	State      sleep.State
}

const (
	// persistent is how long sleep must last to be the onset of the night's sleep (package sleep: Onset.Persistent).
	persistent = 10 * minute
	// sliver is the shortest bout that two limbs can disagree about: one epoch.
	sliver = 30 * second
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
	} else {
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
	switch s.source {
	case "hypnogram":
		s.onsets = onsetsOf(bouts, n.bed.extent)
	case "detected":
		s.onsets = n.detectedOnsets(bouts)
	}
}

// detectedBouts returns the bouts of the limbs' sleep tracks joined: wakefulness shows in one limb or the other, so whoever one limb sees awake is awake.
func (n *nightly) detectedBouts() []Bout {
	var list []Bout
	tracks := n.tracks()
	for _, t := range tracks {
		for _, b := range t.Ledger.Sleep.Bouts {
			s := t.span(b.Span)
			list = append(list, Bout{s.start, s.end, b.State})
		}
	}
	if len(tracks) < 2 {
		return list
	}
	return joinBouts(list)
}

// joinBouts sweeps overlapping bouts into one list: awake beats asleep beats unknown. Slivers that two limbs disagree about go to the bout before.
func joinBouts(list []Bout) []Bout {
	var edges []Millis
	for _, b := range list {
		edges = append(edges, b.Start, b.End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var whole []Bout // neighbours of one state joined: tracks come in pieces of an epoch, and those of two limbs interleave
	for i := 1; i < len(edges); i++ {
		b := Bout{edges[i-1], edges[i], stateAt(list, edges[i-1])}
		if last := len(whole) - 1; last >= 0 && whole[last].State == b.State {
			whole[last].End = b.End
			continue
		}
		whole = append(whole, b)
	}
	var out []Bout
	for _, b := range whole {
		if last := len(out) - 1; last >= 0 && (out[last].State == b.State || b.End-b.Start < sliver) {
			out[last].End = b.End
			continue
		}
		out = append(out, b)
	}
	return out
}

// stateAt returns the state at m of overlapping bouts: awake beats asleep beats unknown.
func stateAt(list []Bout, m Millis) sleep.State {
	state := sleep.Unknown
	for _, b := range list {
		if !(span{b.Start, b.End}).contains(m) {
			continue
		}
		if b.State == sleep.Awake {
			return sleep.Awake
		}
		if b.State == sleep.Asleep {
			state = sleep.Asleep
		}
	}
	return state
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

// detectedOnsets returns the returns to sleep that the limbs' sleep tracks found. With several limbs they are those of the joined bouts, each as unsure
// as the limb that is nearest to it.
func (n *nightly) detectedOnsets(bouts []Bout) []sleepOnset {
	var all []sleepOnset
	tracks := n.tracks()
	for _, t := range tracks {
		for _, o := range t.Ledger.Sleep.Onsets {
			at := t.at(float64(o.At))
			if n.bed.extent.contains(at) {
				all = append(all, sleepOnset{at, MillisOf(o.UncertaintyS), o.Persistent, o.Doubtful})
			}
		}
	}
	if len(tracks) < 2 || len(all) == 0 {
		return all
	}
	joined := onsetsOf(bouts, n.bed.extent)
	limbs, sure := sleepMap{onsets: all}, sleepMap{onsets: joined}
	for i := range joined {
		o := limbs.nearest(joined[i].at)
		joined[i].unsure = o.unsure + distance(o.at, joined[i].at)
	}
	for _, o := range all {
		if near := sure.nearest(o.at); o.doubtful && (near == nil || distance(near.at, o.at) > o.unsure) {
			joined = append(joined, o)
		}
	}
	slices.SortStableFunc(joined, func(a, b sleepOnset) int { return cmp.Compare(a.at, b.at) })
	return joined
}
