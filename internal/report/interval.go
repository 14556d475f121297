package report

import (
	"math"
)

const (
	// z90 is the half-width of a 90 % interval of a normal distribution in standard deviations.
	z90 = 1.645
	// wakeMissed is the share of time scored asleep that is wakefulness which no accelerometer shows: still wakefulness. Published biases
	// of total sleep time are 3–35 min a night (standards.md §5).
	wakeMissed = 0.05
	// sleepMissed is the same of sleep scored awake, as a share of the index, on top of what was in doubt: of 70 simulated nights, half of those above 8/h were off by more than 0.04 by their
	// sleep, also where little was in doubt.
	sleepMissed = 0.03
)

// otherCuts are the probabilities of wakefulness from which a moment could have been called awake, other than a half: whoever says 0.05 is wrong once in twenty times. The range of the index between
// them follows its error: on 70 simulated nights nine in ten of the quarter with the least range were off by less than 0.2/h by their sleep, of that with the greatest by less than 4.6/h.
var otherCuts = [...]float64{0.05, 0.1, 0.2, 0.35, 0.65, 0.8, 0.9, 0.95}

// intervals makes the 90 % interval of PLM per hour asleep: what the index would be had all that was in doubt been sleep, or wakefulness, or had still
// wakefulness been missed; and how sure each movement is.
func (n *nightly) intervals() Intervals {
	index := n.summary.Indices.PLMSPerHour
	if _, unknown := n.unknown[perHourPLMS]; unknown || index == nil {
		n.unknown["intervals"] = n.unknown[perHourPLMS]
		return Intervals{}
	}
	low, high := *index, *index
	for _, s := range n.otherSleeps() {
		if v, ok := n.plmsPerHour(s); ok {
			low, high = min(low, v), max(high, v)
		}
	}
	if n.sleep.source == "detected" {
		low -= float64(sleepMissed * *index)
		high += *index/(1-wakeMissed) - *index
	}
	spread := n.detectionSpread()
	low = *index - math.Hypot(*index-low, spread)
	high = *index + math.Hypot(high-*index, spread)
	return Intervals{PLMSPerH: &[2]float64{round(max(0, low), rateDecimals), round(high, rateDecimals)}}
}

// otherSleeps returns the sleep of the night as it could also have been, none when a hypnogram settled it.
func (n *nightly) otherSleeps() []spans {
	if n.sleep.source != "detected" {
		return nil
	}
	var out []spans
	seen := union(append(append(spans{}, n.sleep.asleep...), n.sleep.awake...))
	judged := n.judgedEpochs()
	for _, cut := range otherCuts {
		var asleep []span
		for i := range judged {
			if judged[i].awake < cut {
				asleep = append(asleep, judged[i].span)
			}
		}
		out = append(out, union(asleep).meet(seen))
	}
	return out
}

// judgedEpoch is an epoch on the axis with the probability of wakefulness.
type judgedEpoch struct {
	span
	awake float64 // 0…1
}

// judgedEpochs returns what the bouts of the night were made of.
func (n *nightly) judgedEpochs() []judgedEpoch {
	return concerning(n.reach(), n.sight().judged, func(j *judgedEpoch) span { return j.span })
}

// plmsPerHour returns the PLM per hour of another sleep; false when it is no sleep at all. Series do not depend on sleep under the rule sets that
// keep wakefulness; under the others this is how the index moves to first order.
func (n *nightly) plmsPerHour(asleep spans) (float64, bool) {
	if asleep.length() == 0 {
		return 0, false
	}
	count := 0
	for i := range n.verdicts {
		if v := &n.verdicts[i]; v.PLM() && asleep.contains(millis(v.Onset)) {
			count++
		}
	}
	return float64(count) / asleep.length().Hours(), true
}

// detectionSpread returns the half-width in 1/h that detection alone gives the index: each movement with its own doubt, and the share that is missed
// or misplaced together.
func (n *nightly) detectionSpread() float64 {
	variance, count := 0.0, 0
	series := map[int]bool{}
	for i := range n.events {
		e := &n.events[i]
		if e.Series != nil && e.Asleep != nil && *e.Asleep {
			variance += float64(e.Confidence * (1 - e.Confidence))
			count++
			series[*e.Series] = true
		}
	}
	common := n.opt.Criteria.DetectedMiss * float64(count)
	edge := float64(n.opt.Rules.MinRun) / z90 * math.Sqrt(1+float64(n.opt.Criteria.SeriesDoubt*float64(len(series)))) // a whole series more or less, by one movement of it
	return z90 * math.Sqrt(variance+float64(common*common)+float64(edge*edge)) / n.sleep.asleep.length().Hours()
}
