package score

import (
	"math"
	"slices"
)

// Sizes of the two histograms (SOMAS prints the same ones).
const (
	IntervalBins = 45         // of 2 s, 0 to 90 s
	binWidth     = 2 * Second // s
	LogBins      = 45         // of 0.1 in ln(s), 0 to 4.5
	logBinsPerE  = 10         // bins in 1 of ln(s)
)

// Limits of the intervals that the geometric mean and its spread are taken over, whatever the rules, so that nights compare.
const (
	logMin = 10 * Second // s, inclusive (the contract; SOMAS)
	logMax = 90 * Second // s, inclusive
)

// Intervals describes the defined onset-to-onset intervals of a night, asleep and awake.
type Intervals struct {
	Below, Within, Above int     // by the rules' MinInterval and MaxInterval
	List                 []Nanos // in order of onset; never nil

	GeometricMean *float64 // s: exp of the mean ln, over intervals of 10–90 s; null when there are none
	LogSD         *float64 // sample standard deviation of ln(s), over the same; null below two intervals

	Histogram    [IntervalBins]int // bin k holds [2k, 2k+2) s; the last one 90 s too
	LogHistogram [LogBins]int      // bin k holds [k, k+1)/10 in ln(s); shorter than 1 s and longer than 90 s are in none
}

// intervals gathers the defined intervals of the candidates.
func intervals(rules Rules, verdicts []Verdict) Intervals {
	x := Intervals{List: []Nanos{}}
	for i := range verdicts {
		v := &verdicts[i]
		if !v.HasInterval {
			continue
		}
		x.List = append(x.List, v.Interval)
		switch {
		case v.Interval < rules.MinInterval:
			x.Below++
		case v.Interval > rules.MaxInterval:
			x.Above++
		default:
			x.Within++
		}
		x.bin(v.Interval)
	}
	x.describeLogs()
	return x
}

// bin counts one interval in both histograms.
func (x *Intervals) bin(n Nanos) {
	if n > IntervalBins*binWidth {
		return
	}
	x.Histogram[min(n/binWidth, IntervalBins-1)]++
	if n >= Second {
		x.LogHistogram[min(int(round(logBinsPerE*ln(n), logDecimals)), LogBins-1)]++
	}
}

// logDecimals is how many decimals of a logarithm are kept: far finer than a nanosecond in 90 s shows, coarser than platforms differ.
const logDecimals = 9

// ln returns the natural logarithm of a length in seconds, rounded.
func ln(n Nanos) float64 { return round(math.Log(n.Seconds()), logDecimals) }

// describeLogs works out the geometric mean and the spread.
func (x *Intervals) describeLogs() {
	n, sum := 0, 0.0
	for _, i := range x.List {
		if i >= logMin && i <= logMax {
			n++
			sum += ln(i)
		}
	}
	if n == 0 {
		return
	}
	mean, squares := sum/float64(n), 0.0
	for _, i := range x.List {
		if i >= logMin && i <= logMax {
			d := ln(i) - mean
			squares += float64(d * d)
		}
	}
	x.GeometricMean = number(math.Exp(mean))
	if n > 1 {
		x.LogSD = number(math.Sqrt(squares / float64(n-1)))
	}
}

// explain gives the reasons for nulls.
func (x *Intervals) explain(unknown map[string]string) {
	if x.GeometricMean == nil {
		unknown["imi_geometric_mean_s"] = NoIntervals
	}
	if x.LogSD == nil {
		unknown["imi_log_sd"] = NoIntervals
	}
}

// Limits of Ferri's periodicity index, whatever the rules (Ferri 2006, Sleep 29:759).
const (
	ferriMin = 10 * Second // s, exclusive
	ferriMax = 90 * Second // s, inclusive
	ferriRun = 3           // intervals in a row
)

// ferri returns the periodicity index of Ferri 2006 over sleep: the share of intervals that stand in a row of three or more consecutive
// intervals of more than 10 s and at most 90 s. An interval counts when both its movements began asleep. ok is false without intervals.
func ferri(verdicts []Verdict) (share float64, ok bool) {
	all, inRuns, run := 0, 0, 0
	end := func() {
		if run >= ferriRun {
			inRuns += run
		}
		run = 0
	}
	before := SleepUnknown
	for i := range verdicts {
		v := &verdicts[i]
		if v.Class != Candidate || v.Link == Skipped {
			continue
		}
		counts := v.HasInterval && before == Asleep && v.Asleep == Asleep
		before = v.Asleep
		if counts {
			all++
		}
		if counts && v.Interval > ferriMin && v.Interval <= ferriMax {
			run++
		} else {
			end()
		}
	}
	end()
	if all == 0 {
		return 0, false
	}
	return float64(inRuns) / float64(all), true
}

// median returns the middle of the lengths, the mean of the middle two when they are even in number, 0 for none.
func median(list []Nanos) Nanos {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// ChancePerHour returns how many movements per hour would be in a series by chance alone if perHour candidates an hour came at random
// (a Poisson process). With p the chance that an interval is within MinInterval to MaxInterval, a run has k movements with chance
// proportional to k(1−p)²p^(k−1) per movement; what is in a run of MinRun or more is λ(1 − (1−p)²(1 + 2p + 3p² + …)).
func ChancePerHour(rules Rules, perHour float64) float64 {
	perSecond := perHour / Hour.Seconds()
	p := math.Exp(-perSecond*rules.MinInterval.Seconds()) - math.Exp(-perSecond*rules.MaxInterval.Seconds())
	short, power := 0.0, 1.0
	for k := 1; k < rules.MinRun; k++ {
		short += float64(float64(k) * power)
		power *= p
	}
	return round(perHour*(1-float64((1-p)*(1-p)*short)), decimals)
}
