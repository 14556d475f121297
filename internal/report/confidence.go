package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

const (
	// seenAtThreshold is how sure it is that something which just passes the threshold is a movement of this limb at all, and marginScale over how
	// many thresholds that doubt fades.
	seenAtThreshold = 0.6
	marginScale     = 1.1 // × the threshold

	// How often events of a class were right on simulated nights (development seeds 71060–71093 and 320–327, 50 and 100 Hz), for those that stand out: of a class, and of where its limits lie.
	isolatedSure = 0.95 // 96 % were limb movements, 88 % single ones: a series whose member was missed makes another of it
	shortSure    = 0.77 // one soon after another is made by each wrong or missed movement beside it
	briefSure    = 0.8  // one that is nothing like a kick
	kickDoubt    = 0.6  // less for one that is: it may be a hypnic start, or a piece of a larger movement
	leastGross   = 0.5  // at the very limit of a large movement
	mostGross    = 0.95 // far beyond it
	grossScale   = 0.2  // of the limit, over which that doubt fades
	shortSeries  = 0.2  // doubt about a place in the shortest series

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
		return c.grossSure(e)
	case PLM:
		return n.seriesSure(v)
	case Brief:
		if s.weighed {
			return probability(-s.limbOdds) * (1 - probability(s.startOdds)) // neither a limb movement nor a hypnic start
		}
		return briefSure - float64(kickDoubt*s.kick)
	case ShortInterval:
		return shortSure
	}
	return isolatedSure
}

// grossSure says how sure it is that a movement is a large one: as sure as it lies beyond what makes one, in angle or in time.
func (c *Criteria) grossSure(e *Event) float64 {
	beyond := e.Duration.Seconds()/c.GrossMS.Seconds() - 1
	if e.TiltDeg != nil {
		beyond = max(beyond, *e.TiltDeg/c.TurnDeg-1)
	}
	return mostGross - (mostGross-leastGross)*math.Exp(-max(0, beyond)/grossScale)
}

// seriesSure says how sure a place in a series is: a long series survives the loss or gain of a movement, one of four does not.
func (n *nightly) seriesSure(v *score.Verdict) float64 {
	if v == nil {
		return 1
	}
	extra := float64(n.lengths[v.Series-1] - n.opt.Rules.MinRun)
	return 1 - shortSeries/(1+extra)
}
