package report

import "github.com/nightjar-sleep/nightjar/internal/score"

const (
	rateDecimals  = 3 // of figures per hour
	shareDecimals = 4 // of shares and logarithms
	hourDecimals  = 4 // of hours: a third of a second
)

// indices makes the figures per hour and of periodicity.
func (n *nightly) indices() Indices {
	x := &n.summary.Indices
	print := func(name string, v *float64, decimals int) *float64 {
		if v == nil {
			return nil
		}
		return figure(n, name, round(*v, decimals))
	}
	return Indices{
		PLMSPerH:         print(perHourPLMS, x.PLMSPerHour, rateDecimals),
		PLMWPerH:         print(plmwPerHour, x.PLMWPerHour, rateDecimals),
		LMPerH:           print(lmPerHour, n.limbMovementsPerHour(), rateDecimals),
		Periodicity:      print(periodicity, x.Periodicity, shareDecimals),
		PeriodicityFerri: print(ferriIndex, x.PeriodicityFerri, shareDecimals),
		ChancePLMSPerH:   print(chanceIndex, x.ChancePLMSPerHour, rateDecimals),
		IMIGeoMeanS:      print(logMean, n.summary.Intervals.GeometricMean, rateDecimals),
		IMILogSD:         print(logSpreadIndex, n.summary.Intervals.LogSD, shareDecimals),
	}
}

// limbMovementsPerHour returns limb movements asleep, candidates or not, per hour asleep; null without sleep.
func (n *nightly) limbMovementsPerHour() *float64 {
	hours := n.sleep.asleep.length().Hours()
	if hours == 0 {
		return nil
	}
	count := 0
	for i := range n.verdicts {
		v := &n.verdicts[i]
		if v.Asleep == score.Asleep && (v.Class == score.Candidate || v.Class == score.NonCandidate) {
			count++
		}
	}
	return known(float64(count) / hours)
}

// printSleep makes what the report says of sleep.
func (n *nightly) printSleep() Sleep {
	s := Sleep{Onsets: []Millis{}, Intervals: [][2]Millis{}, Bed: [][2]Millis{}}
	for _, b := range n.bed.time {
		s.Bed = append(s.Bed, [2]Millis{n.since(b.start), n.since(b.end)})
	}
	if n.bed.source != "" {
		s.BedSource = known(n.bed.source)
	}
	if n.bed.time.length() >= leastSeen {
		s.TimeInBedH = known(round(n.bed.time.length().Hours(), hourDecimals))
	}
	if !n.sleep.known() {
		return s
	}
	s.Source = known(n.sleep.source)
	s.TotalSleepH = known(round(n.sleep.asleep.length().Hours(), hourDecimals))
	for _, a := range n.sleep.asleep {
		s.Intervals = append(s.Intervals, [2]Millis{n.since(a.start), n.since(a.end)})
	}
	for i := range n.sleep.onsets {
		s.Onsets = append(s.Onsets, n.since(n.sleep.onsets[i].at))
	}
	if o := n.sleep.onset(); o != nil && len(n.sleep.asleep) > 0 {
		end := n.sleep.asleep.extent().end
		s.Onset, s.End = known(n.since(o.at)), known(n.since(end))
		s.OnsetUncertainty = known(round(o.unsure.Seconds(), 1))
		s.WakeAfterOnsetH = known(round(n.sleep.awake.within(span{o.at, end}).length().Hours(), hourDecimals))
	}
	return s
}

// series lists the trains of periodic limb movements.
func (n *nightly) series() []Series {
	out := []Series{}
	if _, unknown := n.unknown["plm_series"]; unknown {
		return out
	}
	for _, s := range score.SeriesOf(n.verdicts) {
		out = append(out, Series{
			Series: s.Number, Onset: n.since(millis(s.Onset)), End: n.since(millis(s.End)),
			PLM: s.PLM, IMIMedianS: round(s.IntervalMedian.Seconds(), rateDecimals),
		})
	}
	return out
}
