package movement

// lagsAtOnce is how many lags are summed side by side: each sum waits for itself, four of them keep the processor busy.
const lagsAtOnce = 4

// period returns the lag in samples of the highest autocorrelation beyond its first zero crossing, and that
// autocorrelation; 0 when there is none.
func (s *shaper) period() (lag int, regular float64) {
	v := s.series
	lo, hi := int(s.rate.Samples(fastestBeatMS)), min(int(s.rate.Samples(slowestBeatMS)), len(v)/2)
	falling := false
	s.energies = energies(s.energies[:0], v)
	for k := 1; k <= hi; k += lagsAtOnce {
		if falling && k+lagsAtOnce <= lo {
			continue // too fast to be a beat, and the crossing is found
		}
		for j, ab := range products(v, k) {
			if k+j > hi {
				break
			}
			falling = falling || ab < 0
			if falling && k+j >= lo && ab > 0 {
				if r := correlation(v, s.energies, k+j, ab, regular); r > regular {
					lag, regular = k+j, r
				}
			}
		}
	}
	return lag, regular
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
// compared; 0 when it is at most least, or when one of them has none. before is what energies says of v.
func correlation(v, before []float64, k int, ab, least float64) float64 {
	aa := before[len(v)-k]
	if aa == 0 || ab/aa <= least {
		return 0
	}
	bb := 0.0 // in the order of its own stretch: no difference of sums, which would cancel
	for _, x := range v[k:] {
		bb += float64(x * x)
	}
	if bb == 0 {
		return 0
	}
	return ab / max(aa, bb)
}
