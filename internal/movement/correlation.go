package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// nearTop is how near to the highest autocorrelation another one has to come, as a share of it, to be worked out in full: a thousand times what rough ones are off by.
const nearTop = 1 - 1e-9

// period returns the lag in samples of the highest autocorrelation beyond its first zero crossing, and that
// autocorrelation; 0 when there is none.
func (s *shaper) period() (lag int, regular float64) {
	v := s.series
	lo, hi := int(s.rate.Samples(fastestBeatMS)), min(int(s.rate.Samples(slowestBeatMS)), len(v)/2)
	if hi < lo {
		return 0, 0 // too short to have one
	}
	s.energies = energies(s.energies[:0], v)
	first, top := s.alike(lo, hi)
	for i, ab := range s.products {
		if k := first + i; ab > 0 && rough(s.energies, k, ab) >= nearTop*top {
			if r := correlation(v, s.energies, k, ab); r > regular {
				lag, regular = k, r
			}
		}
	}
	return lag, regular
}

// alike sums the products of the series with itself at every lag from lo (or the first zero crossing, if that is later) to hi. It returns the first of these lags, and the highest rough
// autocorrelation among them.
func (s *shaper) alike(lo, hi int) (first int, top float64) {
	v := s.series
	s.products = s.products[:0]
	falling := false
	for k := 1; k <= hi; k += dsp.Lags {
		if falling && k+dsp.Lags <= lo {
			continue // too fast to be a beat, and the crossing is found
		}
		for j, ab := range dsp.LagSums(v, k) {
			if k+j > hi {
				break
			}
			falling = falling || ab < 0
			if !falling || k+j < lo {
				continue
			}
			if len(s.products) == 0 {
				first = k + j
			}
			s.products = append(s.products, ab)
			top = max(top, rough(s.energies, k+j, ab))
		}
	}
	return first, top
}

// rough returns the autocorrelation at lag k to some 1e-12 of it: the energy of the later stretch is a difference of sums. The greater of two that hold the whole energy between them
// loses nothing by that.
func rough(before []float64, k int, ab float64) float64 {
	n := len(before) - 1
	aa := before[n-k]
	if aa == 0 {
		return 0
	}
	return ab / max(aa, before[n]-before[k])
}

// energies appends the sum of the squares of v before each of its values, and of all of them.
func energies(dst, v []float64) []float64 {
	sum := 0.0
	dst = append(dst, sum)
	for _, x := range v {
		sum += float64(x * x)
		dst = append(dst, sum)
	}
	return dst
}

// correlation returns the autocorrelation of v at lag k, whose sum of products is ab > 0, normalised by the greater energy of the two stretches
// compared; 0 when one of them has none. before is what energies says of v.
func correlation(v, before []float64, k int, ab float64) float64 {
	aa := before[len(v)-k]
	bb := 0.0 // in the order of its own stretch: no difference of sums, which would cancel
	for _, x := range v[k:] {
		bb += float64(x * x)
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / max(aa, bb)
}
