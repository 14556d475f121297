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

const (
	trainReach = 4      // events looked at on either side: a train has a median of 8 or more (ours)
	evenLow    = 0.6065 // e^-0.5: least ratio of an even interval to the median one (ours)
	evenHigh   = 1.6487 // e^0.5: greatest
	evenNats   = 0.62   // ln(0.78/0.42): shares of even intervals in trains (log-normal, sd of ln 0.25-0.45: Ferri 2006, four scored nights) and in random movements
	oddNats    = -0.97  // ln(0.22/0.58): the same of the others
)

// train returns the probability that event i is one of a train of limb movements, by how many of the intervals around it, each of TrainMinS to
// TrainMaxS, are about as long as their median.
func (l *events) train(i int, limit dsp.Index, p *limits) float64 {
	first, last := i, i
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
	m := float64(d[n/2])
	nats := -evenNats // the median is even with itself
	for _, x := range d[:n] {
		if f := float64(x); f > m*evenLow && f < m*evenHigh {
			nats += evenNats
		} else {
			nats += oddNats
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
		w = float64(w * (1 - l.train(i, limit, p)))
	}
	return w
}

// weights appends to dst how much every event that begins before limit counts.
func (l *events) weights(dst []float64, limit dsp.Index, p *limits) []float64 {
	for i := 0; i < l.n && l.at(i).span.Start < limit; i++ {
		dst = append(dst, l.weight(i, limit, p))
	}
	return dst
}

// during returns the weight of the events that begin in the span or, when they are no limb movements, fill its first half; at most p.EpochCap.
func (l *events) during(s dsp.Span, weights []float64, p *limits) float64 {
	total := 0.0
	for i, w := range weights {
		e := l.at(i)
		if e.span.Start >= s.End {
			break
		}
		if s.Contains(e.span.Start) || (!e.limb && e.span.End >= s.Start+s.Len()/2) {
			total += w
		}
	}
	return min(total, p.EpochCap)
}
