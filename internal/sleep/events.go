package sleep

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// event is a movement, or several closer together than Params.MergeS, as it counts in the test of sleep against wakefulness.
type event struct {
	span dsp.Span
	wake float64 // 0…1: the strongest of its movements
	tilt bool    // the posture after it differs from the one before
	limb bool    // it may be a limb movement of a train
}

// events are those that the chain may still read, in order of their starts.
type events struct {
	ring[event]
	merge dsp.Index
}

// add merges an event into the one before it or appends it.
func (l *events) add(e event) {
	if l.n > 0 && e.span.Start-l.last().span.End < l.merge {
		last := l.last()
		last.span.Start, last.span.End = min(last.span.Start, e.span.Start), max(last.span.End, e.span.End)
		last.wake, last.tilt, last.limb = max(last.wake, e.wake), last.tilt || e.tilt, last.limb && e.limb
		return
	}
	l.push(e)
}

// stir adds an event too small for a movement, unless it is the fringe of one.
func (l *events) stir(e event) {
	if l.n == 0 || e.span.Start-l.last().span.End >= l.merge {
		l.push(e)
	} else if l.last().wake == e.wake {
		l.last().span.End = max(l.last().span.End, e.span.End)
	}
}

// tilted marks the events that touch the span as having changed the posture and reports whether there was one.
func (l *events) tilted(s dsp.Span) bool {
	found := false
	for i := l.n - 1; i >= 0 && l.at(i).span.End >= s.Start; i-- {
		if e := l.at(i); e.span.Start <= s.End {
			e.tilt, found = true, true
		}
	}
	return found
}

// dropBefore forgets the events that ended before i, except the last TrainCount+1 of them, which later trains may include.
func (l *events) dropBefore(i dsp.Index, keep int) {
	for l.n > keep && l.at(keep).span.End < i {
		l.pop()
	}
}

// train returns the probability that event i is one of a train of limb movements: of the intervals between the up to nine events around it that
// follow one another in TrainMinS to TrainMaxS, how many lie within a factor of e^0.5 of their median. Of a train's (log-normal, sd of ln 0.25-0.45) about
// 0.78 do, of random ones' about 0.42.
func (l *events) train(i int, limit dsp.Index, p *limits) float64 {
	first, last := i, i
	for first > 0 && i-first < 4 && l.follows(first-1, limit, p) {
		first--
	}
	for last+1 < l.n && last-i < 4 && l.follows(last, limit, p) {
		last++
	}
	n := last - first
	if n+1 < p.TrainCount {
		return 0
	}
	var d [8]dsp.Index
	for k := range n {
		d[k] = l.at(first+k+1).span.Start - l.at(first+k).span.Start
	}
	slices.Sort(d[:n])
	m := float64(d[n/2])
	nats := 0.0
	for _, x := range d[:n] {
		if f := float64(x); f > m*0.6065 && f < m*1.6487 {
			nats += 0.62
		} else {
			nats -= 0.97
		}
	}
	return rounded(1 / (1 + math.Exp(-nats)))
}

// follows reports whether event i+1 follows event i as in a train.
func (l *events) follows(i int, limit dsp.Index, p *limits) bool {
	a, b := l.at(i), l.at(i+1)
	d := b.span.Start - a.span.Start
	return b.span.Start < limit && a.limb && b.limb && d >= p.trainMin && d <= p.trainMax
}

// weight returns how much event i counts.
func (l *events) weight(i int, limit dsp.Index, p *limits) float64 {
	e := l.at(i)
	w := e.wake
	if e.tilt {
		w = max(w, p.TiltWake)
	}
	if e.limb {
		w *= 1 - l.train(i, limit, p)
	}
	return w
}

// during returns the weight of the events that begin in the span or reach into it, at most limit.EpochCap.
func (l *events) during(s dsp.Span, limit dsp.Index, p *limits) float64 {
	total := 0.0
	for i := range l.n {
		e := l.at(i)
		if e.span.Start >= s.End || e.span.Start >= limit {
			break
		}
		if s.Contains(e.span.Start) || (e.span.End > s.Start && !e.limb) {
			total += l.weight(i, limit, p)
		}
	}
	return min(total, p.EpochCap)
}
