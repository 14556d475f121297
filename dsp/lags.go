package dsp

// Lags is how many lags LagSums sums side by side: each sum waits for itself, so many keep the processor busy.
const Lags = 8

// LagSums returns, for each lag from k on (k ≥ 0), the sum of v[i]·v[i+lag], added up in the order of i. It is 0 for lags of len(v) and more.
func LagSums(v []float64, k int) (sum [Lags]float64) {
	n := max(0, len(v)-k-(Lags-1)) // products that every lag has
	switch {
	case n == 0:
	case kernels:
		lagSums(&sum, &v[0], &v[k], n)
	default:
		sum = lagSumsGo(v[:n], v[k:])
	}
	for j := range sum {
		for i := n; i+k+j < len(v); i++ {
			sum[j] += float64(v[i] * v[i+k+j])
		}
	}
	return sum
}

// lagSumsGo is lagSums in Go; b is Lags − 1 values longer than a at least.
func lagSumsGo(a, b []float64) [Lags]float64 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float64
	for i, x := range a {
		w := (*[Lags]float64)(b[i:])
		s0 += float64(x * w[0])
		s1 += float64(x * w[1])
		s2 += float64(x * w[2])
		s3 += float64(x * w[3])
		s4 += float64(x * w[4])
		s5 += float64(x * w[5])
		s6 += float64(x * w[6])
		s7 += float64(x * w[7])
	}
	return [Lags]float64{s0, s1, s2, s3, s4, s5, s6, s7}
}
