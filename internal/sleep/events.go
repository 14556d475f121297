package sleep

import (
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// event is a movement, or several closer together than Params.MergeS, as it counts in the test of sleep against wakefulness.
type event struct {
	span dsp.Span
	kind Kind // the greatest of its movements
}

// events are those that the chain may still read, in order of their starts.
type events struct {
	ring[event]
	merge dsp.Index
}

// add merges an event into the one before it or appends it.
func (l *events) add(e event) {
	if l.n == 0 || e.span.Start-l.last().span.End >= l.merge {
		l.push(e)
		return
	}
	last := l.last()
	last.span.Start, last.span.End = min(last.span.Start, e.span.Start), max(last.span.End, e.span.End)
	last.kind = max(last.kind, e.kind)
}

// tilted makes shifts of the events that touch the span, since the posture changed over them, and reports whether there was one.
func (l *events) tilted(s dsp.Span) bool {
	found := false
	for i := l.n - 1; i >= 0 && l.at(i).span.End >= s.Start; i-- {
		if e := l.at(i); e.span.Start <= s.End {
			e.kind, found = Shift, true
		}
	}
	return found
}

// dropBefore forgets the events that ended before i, except the last few, which later trains may include.
func (l *events) dropBefore(i dsp.Index, keep int) {
	for l.n > keep && l.at(keep).span.End < i {
		l.pop()
	}
}

const (
	trainReach = 4      // events looked at on either side: a train has a median of 8 or more (ours)
	evenLow    = 0.6065 // e^-0.5: least ratio of an even interval to the median one (ours)
	evenHigh   = 1.6487 // e^0.5: greatest
	evenNats   = 0.62   // ln(0.78/0.42): shares of even intervals in trains (log-normal, sd of ln 0.25-0.45: Ferri 2006, four scored nights) and in random movements
	oddNats    = -0.97  // ln(0.22/0.58): the same of the others
	shortNats  = -2.5   // for an interval in a row that is faster than trains asleep (ours: 0 called the trains of restless legs awake sleep)
)

// even returns how strongly the interval before event i speaks for a train of limb movements, in nats: whether it is about as long as the median of the intervals around it, each of
// TrainMinS to TrainMaxS. It is 0 for what is in no row of TrainCount.
func (l *events) even(i int, limit dsp.Index, p *limits) float64 {
	if i == 0 || !l.follows(i-1, limit, p) {
		return 0
	}
	first, last := i-1, i
	for first > 0 && i-first < trainReach && l.follows(first-1, limit, p) {
		first--
	}
	for last+1 < l.n && last-i < trainReach && l.follows(last, limit, p) {
		last++
	}
	n := last - first
	if n+1 < p.TrainCount {
		return 0
	}
	var d [2 * trainReach]dsp.Index
	for k := range n {
		d[k] = l.at(first+k+1).span.Start - l.at(first+k).span.Start
	}
	slices.Sort(d[:n])
	if d[n/2] < p.trainMid {
		return shortNats
	}
	m, x := float64(d[n/2]), float64(l.at(i).span.Start-l.at(i-1).span.Start)
	if x > m*evenLow && x < m*evenHigh {
		return evenNats * float64(n-1) / float64(n) // the median is even with itself
	}
	return oddNats
}

// follows reports whether event i+1 follows event i as in a train.
func (l *events) follows(i int, limit dsp.Index, p *limits) bool {
	a, b := l.at(i), l.at(i+1)
	d := b.span.Start - a.span.Start
	return b.span.Start < limit && periodic(a.kind) && periodic(b.kind) && d >= p.trainMin && d <= p.trainMax
}

// tally is what happened in an epoch.
type tally struct {
	of   [kinds]float64 // events of each kind
	even float64        // nats for a train
}

// during counts the events that begin in the span or, when they are more than limb movements, fill its first half. No event before number from reaches into
// it; the number returned holds for the span after it.
func (l *events) during(s dsp.Span, from int, limit dsp.Index, p *limits) (tally, int) {
	var t tally
	for from < l.n && l.at(from).span.End < s.Start {
		from++
	}
	for i := from; i < l.n && l.at(i).span.Start < s.End; i++ {
		e := l.at(i)
		starts := s.Contains(e.span.Start)
		if starts || (e.kind > Limb && e.span.End >= s.Start+s.Len()/2) {
			t.of[e.kind] = min(t.of[e.kind]+1, p.EpochCap)
		}
		if starts && periodic(e.kind) {
			t.even += l.even(i, limit, p)
		}
	}
	t.even = rounded(t.even)
	return t, from
}

// periodic reports whether a movement may belong to a train: limb movements do, those that are too weak or too gentle to be seen from
// end to end, and those whose wave is that of fidgeting. What moves the body is none.
func periodic(k Kind) bool { return k < Shift }
