package live

import "math"

// recursive maps the number of a sample onto the computer's clock by recursive least squares with forgetting, as the Lab Streaming Layer does (liblsl 64988c6,
// time_postprocessor.cpp: half-time 90 s). It is for sensors that say neither time nor count: its line runs through the middle of the arrivals, some
// milliseconds behind the truth, where the envelope's runs along their lower edge; but the envelope needs a count that misses nothing.
//
// The sums are kept about their means, which drift with the night, so that nothing cancels.
type recursive struct {
	period float64 // ns, expected
	fade   float64 // × per sample
	n0     int64   // what n and t count from
	t0     int64
	weight float64
	mx, mr float64 // means of n and of the departure from the expected line, ns
	sxx    float64
	sxr    float64
}

const (
	halfTime   = 90e9 // ns after which an arrival counts half (liblsl)
	surePoints = 30   // samples: through fewer the line has the expected slope
	wildest    = 0.06 // × the period: no clock is farther off
)

// reset begins anew with samples of the expected period in ns.
func (r *recursive) reset(period float64) {
	*r = recursive{period: period, fade: math.Exp2(-period / halfTime)}
}

// add takes the arrival of sample n.
func (r *recursive) add(n, host int64) {
	if r.weight == 0 {
		r.n0, r.t0 = n, host
	}
	x := float64(n - r.n0)
	d := float64(host-r.t0) - x*r.period
	r.weight = r.fade*r.weight + 1
	dx := x - r.mx
	r.mx += dx / r.weight
	r.mr += (d - r.mr) / r.weight
	r.sxx = r.fade*r.sxx + dx*(x-r.mx)
	r.sxr = r.fade*r.sxr + dx*(d-r.mr)
}

// begun reports whether there is anything to go by.
func (r *recursive) begun() bool { return r.weight > 0 }

// slope returns by how much the period is longer than expected, ns.
func (r *recursive) slope() float64 {
	if r.weight < surePoints || r.sxx <= 0 {
		return 0
	}
	return min(wildest*r.period, max(-wildest*r.period, r.sxr/r.sxx))
}

// at returns when sample n arrives, on the computer's clock.
func (r *recursive) at(n int64) int64 {
	x := float64(n - r.n0)
	return r.t0 + int64(math.Round(x*r.period+r.mr+r.slope()*(x-r.mx)))
}
