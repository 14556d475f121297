package evaluate

import (
	"math"
	"slices"
)

// Schema names the shape of Summary.
const Schema = "nightjar.evaluation/1"

// Summary is what evaluate prints with --json. A null is unknown: there was nothing to compute it from.
type Summary struct {
	Schema      string       `json:"schema"`
	Truth       string       `json:"truth"` // "simulated nights", "human scorer" or "the sleeper's own marks"
	Nights      int          `json:"nights"`
	ToleranceS  float64      `json:"tolerance_s"`
	Classes     []Class      `json:"classes"`
	Index       Errors       `json:"plms_per_h"`
	IndexInside *float64     `json:"plms_per_h_inside"` // share of nights whose true index lies in the stated interval
	Periodicity Errors       `json:"periodicity"`
	Hypnic      Errors       `json:"hypnic_count"`
	Onset       Errors       `json:"persistent_onset_s"`
	OnsetInside *float64     `json:"persistent_onset_inside"` // share of nights whose true onset lies within the stated uncertainty
	Bars        []Bar        `json:"bars"`
	Confidence  []Confidence `json:"confidence"`
	Marks       *Felt        `json:"marks,omitempty"` // null when the sleeper marked nothing
}

// Class is how well one class was found.
type Class struct {
	Name      string   `json:"name"`
	True      *int     `json:"true"` // null when the truth says nothing about it
	Right     *int     `json:"right"`
	Wrong     *int     `json:"wrong"`
	Missed    *int     `json:"missed"`
	Neutral   *int     `json:"neutral"`
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
	MedianF1  *float64 `json:"night_median_f1"` // of nights with at least 50 true ones
	WorstF1   *float64 `json:"night_worst_f1"`
	Onset     Errors   `json:"onset_s"`
	Duration  Errors   `json:"duration_s"`
	Clear     Errors   `json:"duration_clear_s"` // of those that peak at 40 mg or more

	Confidence []Confidence `json:"confidence"`
}

// Errors describes differences, found minus true.
type Errors struct {
	N         int      `json:"n"`
	Bias      *float64 `json:"bias"`   // mean
	Median    *float64 `json:"median"` // signed
	MedianAbs *float64 `json:"median_abs"`
	P90       *float64 `json:"p90"` // of the absolute differences
	Worst     *float64 `json:"worst"`
}

// Confidence is how often events that stated a confidence between Low and High were right.
type Confidence struct {
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
	N     int      `json:"n"`
	Right *float64 `json:"right"`
}

// decimals of printed figures.
const decimals = 4

// Precision returns the share of found events that are true, NaN without any.
func (a *Tally) Precision() float64 { return float64(a.Right) / float64(a.Right+a.Wrong) }

// Recall returns the share of true events that were found, NaN without any.
func (a *Tally) Recall() float64 { return float64(a.Right) / float64(a.Right+a.Missed) }

// F1 returns the harmonic mean of precision and recall, NaN when there was nothing to find and nothing found.
func (a *Tally) F1() float64 { return 2 * float64(a.Right) / float64(2*a.Right+a.Wrong+a.Missed) }

// Summary computes the figures.
func (r *Result) Summary() Summary {
	s := Summary{
		Schema: Schema, Truth: r.Kind, Nights: r.Nights, ToleranceS: Tolerance, Classes: []Class{}, Confidence: []Confidence{},
		Index: errorsOf(r.IndexErrors), IndexInside: share(r.IndexInside), Periodicity: errorsOf(r.PeriodicityErrors),
		Hypnic: errorsOf(r.HypnicErrors), Onset: errorsOf(r.OnsetErrors), OnsetInside: share(r.OnsetInside), Bars: r.bars(),
	}
	if r.Felt.Marked > 0 {
		s.Marks = &r.Felt
	}
	for i := range r.Pools {
		s.Classes = append(s.Classes, r.Pools[i].summary())
	}
	if len(s.Classes) > 0 {
		s.Confidence = s.Classes[1].Confidence
	}
	return s
}

func (a *Tally) summary() Class {
	c := Class{Name: a.Name, Confidence: []Confidence{}}
	if !a.Known {
		return c
	}
	real := a.Right + a.Missed
	c.True, c.Right, c.Wrong, c.Missed, c.Neutral = &real, &a.Right, &a.Wrong, &a.Missed, &a.Neutral
	c.Precision, c.Recall, c.F1 = number(a.Precision()), number(a.Recall()), number(a.F1())
	if len(a.F1ByNight) > 0 {
		sorted := slices.Sorted(slices.Values(a.F1ByNight))
		c.MedianF1, c.WorstF1 = number(quantile(sorted, 0.5)), number(sorted[0])
	}
	c.Onset, c.Duration, c.Clear = errorsOf(a.OnsetErrors), errorsOf(a.DurationErrors), errorsOf(a.ClearDurations)
	c.Confidence = a.confidences()
	return c
}

// confidences compares what was stated with what was right, in tenths.
func (a *Tally) confidences() []Confidence {
	out := []Confidence{}
	const bins = 10
	var n, right [bins]int
	for _, s := range a.calibration {
		k := min(bins-1, max(0, int(s.confidence*bins)))
		n[k]++
		if s.right {
			right[k]++
		}
	}
	for k := range bins {
		if n[k] > 0 {
			out = append(out, Confidence{float64(k) / bins, float64(k+1) / bins, n[k], number(float64(right[k]) / float64(n[k]))})
		}
	}
	return out
}

// errorsOf describes a list of differences.
func errorsOf(v []float64) Errors {
	e := Errors{N: len(v)}
	if len(v) == 0 {
		return e
	}
	sum := 0.0
	abs := make([]float64, len(v))
	for i, x := range v {
		sum += x
		abs[i] = math.Abs(x)
	}
	slices.Sort(abs)
	sorted := slices.Sorted(slices.Values(v))
	e.Bias, e.Median = number(sum/float64(len(v))), number(quantile(sorted, 0.5))
	e.MedianAbs, e.P90, e.Worst = number(quantile(abs, 0.5)), number(quantile(abs, 0.9)), number(abs[len(abs)-1])
	return e
}

// quantile returns the q-th quantile of sorted values, linear between neighbours.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}

// share returns the share that is true; null for none.
func share(v []bool) *float64 {
	if len(v) == 0 {
		return nil
	}
	n := 0
	for _, b := range v {
		if b {
			n++
		}
	}
	return number(float64(n) / float64(len(v)))
}

// number returns v rounded, null for NaN.
func number(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	p := math.Pow10(decimals)
	v = math.Round(v*p) / p
	return &v
}
