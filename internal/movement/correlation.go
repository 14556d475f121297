package movement

// lagsAtOnce is how many lags are summed side by side: each sum waits for itself, four of them keep the processor busy.
const lagsAtOnce = 4

// nearTop is how near to the highest autocorrelation another one has to come, as a share of it, to be worked out in full: a thousand times what rough ones are off by.
const nearTop = 1 - 1e-9

// period returns the lag in samples of the highest autocorrelation beyond its first zero crossing, and that
// autocorrelation; 0 when there is none.
func (s *shaper) period() (lag int, regular float64) {
	v := s.series
	lo, hi := int(s.rate.Samples(fastestBeatMS)), min(int(s.rate.Samples(slowestBeatMS)), len(v)/2)
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
	for k := 1; k <= hi; k += lagsAtOnce {
		if falling && k+lagsAtOnce <= lo {
			continue // too fast to be a beat, and the crossing is found
		}
		for j, ab := range products(v, k) {
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

// products sums v[i]·v[i+k] for lagsAtOnce lags from k on, each in the order of i. Lags of len(v) and more have the sum 0.
func products(v []float64, k int) (sum [lagsAtOnce]float64) {
	n := max(0, len(v)-k-(lagsAtOnce-1)) // products that every lag has
	var s0, s1, s2, s3 float64
	if n > 0 {
		a, b := v[:n], v[k:]
		b0, b1, b2, b3 := b[:n], b[1:][:n], b[2:][:n], b[3:][:n]
		for i, x := range a {
			s0 += float64(x * b0[i])
			s1 += float64(x * b1[i])
			s2 += float64(x * b2[i])
			s3 += float64(x * b3[i])
		}
	}
	sum = [lagsAtOnce]float64{s0, s1, s2, s3}
	for j := range sum {
		for i := n; i+k+j < len(v); i++ {
			sum[j] += float64(v[i] * v[i+k+j])
		}
	}
	return sum
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
