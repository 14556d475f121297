package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// event is a movement, or several closer together than Params.MergeS, as it counts in the test of sleep against wakefulness.
type event struct {
	span dsp.Span
	wake float64 // 0…1: the strongest of its movements
	tilt bool    // the posture after it differs from the one before
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
		last.wake, last.tilt = max(last.wake, e.wake), last.tilt || e.tilt
		return
	}
	l.push(e)
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

// inTrain reports whether event i is one of a run of limb movements that begin TrainMinS to TrainMaxS after one another, among the events that begin
// before limit.
func (l *events) inTrain(i int, limit dsp.Index, p *limits) bool {
	fits := func(a, b int) bool {
		d := l.at(b).span.Start - l.at(a).span.Start
		return l.at(b).span.Start < limit && l.at(a).wake <= p.TrainWake && l.at(b).wake <= p.TrainWake && d >= p.trainMin && d <= p.trainMax
	}
	run := 1
	for j := i; j > 0 && run < p.TrainCount && fits(j-1, j); j-- {
		run++
	}
	for j := i; j+1 < l.n && run < p.TrainCount && fits(j, j+1); j++ {
		run++
	}
	return run >= p.TrainCount
}

// weight returns how much event i counts.
func (l *events) weight(i int, limit dsp.Index, p *limits) float64 {
	e := l.at(i)
	switch {
	case e.wake <= p.TrainWake && l.inTrain(i, limit, p):
		return 0
	case e.tilt:
		return max(e.wake, p.TiltWake)
	}
	return e.wake
}

// during returns the weight of the events that begin in the span or reach into it, at most limit.EpochCap.
func (l *events) during(s dsp.Span, limit dsp.Index, p *limits) float64 {
	total := 0.0
	for i := range l.n {
		e := l.at(i)
		if e.span.Start >= s.End || e.span.Start >= limit {
			break
		}
		if s.Contains(e.span.Start) || (e.span.End > s.Start && e.wake > p.TrainWake) {
			total += l.weight(i, limit, p)
		}
	}
	return min(total, p.EpochCap)
}
