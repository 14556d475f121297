package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

const (
	// seenAtThreshold is how sure it is that something which just passes the threshold is a movement of this limb at all, and marginScale over how
	// many thresholds that doubt fades.
	seenAtThreshold = 0.6
	marginScale     = 2.0 // × the threshold
	leastConfidence = 0.05
	mostConfidence  = 0.99
)

// confidence says how sure the class of an event is, 0…1: how clearly the movement stands out, times how clearly its class parts from the next.
func (n *nightly) confidence(e *Event, v *score.Verdict, ids []int) float64 {
	sure := n.standsOut(e) * n.classSure(e, v, ids)
	return round(min(mostConfidence, max(leastConfidence, sure)), 2)
}

// standsOut says how sure it is that there was a movement.
func (n *nightly) standsOut(e *Event) float64 {
	if e.ThresholdG <= 0 {
		return mostConfidence
	}
	margin := max(0, e.PeakG/e.ThresholdG-1)
	return 1 - (1-seenAtThreshold)*math.Exp(-margin/marginScale)
}

// classSure says how sure the class is, given that there was a movement.
func (n *nightly) classSure(e *Event, v *score.Verdict, ids []int) float64 {
	s := &n.seen[ids[0]]
	c := &n.opt.Criteria
	switch e.Class {
	case HypnicStart:
		return probability(s.startOdds)
	case Rhythmic:
		return probability(s.trainOdds)
	case Gross:
		if e.TiltDeg == nil {
			return 0.9
		}
		byTilt := *e.TiltDeg / (*e.TiltDeg + c.TurnSoftDeg)
		byLength := e.Duration.Seconds() / (e.Duration + c.GrossMS).Seconds()
		return min(1, 0.4+max(byTilt, byLength))
	case PLM:
		return n.seriesSure(v)
	case Brief:
		return 0.9 - 0.4*s.kick
	}
	return 0.95
}

// seriesSure says how sure a place in a series is: a long series survives the loss or gain of a movement, one of four does not.
func (n *nightly) seriesSure(v *score.Verdict) float64 {
	if v == nil {
		return 1
	}
	extra := float64(n.lengths[v.Series-1] - n.opt.Rules.MinRun)
	return 1 - 0.2/(1+extra)
}
