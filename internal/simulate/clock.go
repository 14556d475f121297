package simulate

import (
	"cmp"
	"math"
	"slices"
)

// clock says when a limb's samples are taken and what time its logger puts on them.
type clock struct {
	from          float64 // s of true time of the first sample
	period        float64 // s between samples on average
	wave, waveS   float64 // slow wave of the rate: greatest deviation (fraction) and its period in s
	offset, speed float64 // the logger shows offset + (1+speed)·true time
	samples       int64
	missing       []missing // in order, apart from each other
}

// missing is a run of samples that were taken but never stored.
type missing struct {
	from, to int64 // numbers of samples, [from, to)
	hole     bool  // a gap as asked for by Settings.Holes, else a small loss
}

// waveHours is how long one wave of the rate lasts, h (A: a bed warms up and cools once or twice a night).
var waveHours = Range{2, 9}

// newClock draws the clock of a limb and what its logger loses.
func newClock(number int, set Settings, law Laws[float64]) *clock {
	rng := set.stream(streamClock + uint64(number))
	c := &clock{period: 1 / (set.Rate * (1 + set.RateError)), wave: law.RateDriftPPM * 1e-6, waveS: waveHours.at(rng.Float64()) * hour}
	if number == 1 {
		c.period /= 1 + between(rng, -1, 1)*law.RateSpread
		c.from, c.offset, c.speed = law.StaggerS, set.OffsetS, set.PPM*1e-6
	}
	end := set.Hours * hour
	c.samples = int64((end - c.from) / c.period)
	for c.samples > 0 && c.time(c.samples-1) >= end {
		c.samples--
	}
	for range set.Holes {
		for try := 0; try < 100; try++ {
			length := betweenLog(rng, 1, 600/float64(1+try/20)) // shorter ones when the night is too full
			at := between(rng, min(60, end/10), end-min(60, end/10)-length)
			if c.lose(at, at+length, true) {
				break
			}
		}
	}
	most := min(4, int64(0.05*set.Rate)) // samples: a loss stays within the 50 ms that a reader may fill in
	poisson(rng, 10, end-10, law.DropsPerHour, func(t float64) {
		if most > 0 {
			c.lose(t, t+(float64(1+rng.Int64N(most))-0.5)*c.period, false)
		}
	})
	slices.SortFunc(c.missing, func(a, b missing) int { return cmp.Compare(a.from, b.from) })
	return c
}

// lose takes the samples of [from, to) seconds away, and reports false when that would touch another loss.
func (c *clock) lose(from, to float64, hole bool) bool {
	first := max(2, c.number(from))
	m := missing{first, max(first+1, c.number(to)), hole}
	if m.to >= c.samples-2 {
		return false
	}
	guard := int64(2 + 1/c.period) // samples in a second: losses stay apart
	for _, o := range c.missing {
		if m.from-guard < o.to && o.from < m.to+guard {
			return false
		}
	}
	c.missing = append(c.missing, m)
	return true
}

// time returns the true time of sample i in s.
func (c *clock) time(i int64) float64 {
	t := float64(i) * c.period
	if c.wave > 0 {
		w := 2 * math.Pi / c.waveS
		t += c.wave / w * (1 - math.Cos(w*t))
	}
	return c.from + t
}

// number returns the first sample at or after true time t, to within one.
func (c *clock) number(t float64) int64 { return int64(math.Ceil((t - c.from) / c.period)) }

// stamp returns what the logger shows at true time t, in s since Settings.Start.
func (c *clock) stamp(t float64) float64 { return c.offset + (1+c.speed)*t }

// holes returns the holes in true time: from just after the last sample before to the first one after.
func (c *clock) holes() [][2]float64 {
	var list [][2]float64
	for _, m := range c.missing {
		if m.hole {
			list = append(list, [2]float64{c.time(m.from - 1), c.time(m.to)})
		}
	}
	return list
}
