package vendor_test

import (
	"math"
	"math/rand/v2"
)

// posture returns n samples of gravity turning slowly with noise of 4 mg, in g.
func posture(n int) [][3]float64 {
	rnd := rand.New(rand.NewPCG(7, 11))
	v := make([][3]float64, n)
	for i := range v {
		a := float64(i) / 2000
		v[i] = [3]float64{math.Sin(a) * 0.6, math.Sin(a) * 0.8, math.Cos(a)}
		for k := range v[i] {
			v[i][k] += 0.004 * rnd.NormFloat64()
		}
	}
	return v
}

// counts returns v in counts, rounded, of perG counts per g.
func counts(v [][3]float64, perG float64) [][3]int {
	c := make([][3]int, len(v))
	for i := range v {
		for k := range v[i] {
			c[i][k] = int(math.Round(v[i][k] * perG))
		}
	}
	return c
}

// microG returns counts in micro-g, halves away from zero.
func microG(c [][3]int, perG float64) [][3]int32 {
	v := make([][3]int32, len(c))
	for i := range c {
		for k := range c[i] {
			v[i][k] = int32(math.Round(float64(c[i][k]) * 1e6 / perG))
		}
	}
	return v
}
