package report

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestFitSphereEnds: leaps or none, the fit ends where the plain iteration of van Hees 2014 does, in few steps: a correction that one more step of it leaves where it is, on
// postures with noise, an offset and a gain of every axis.
func TestFitSphereEnds(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var offset, gain [3]float64
		for k := range gain {
			offset[k], gain[k] = 0.03*rng.NormFloat64(), 1+0.02*rng.NormFloat64()
		}
		still := make([][3]float64, 300)
		for i := range still {
			var v [3]float64
			for k := range v {
				v[k] = rng.NormFloat64()
			}
			n := norm(v)
			for k := range v {
				still[i][k] = v[k]/n/gain[k] + offset[k] + 0.001*rng.NormFloat64()
			}
		}
		got := fitSphere(still)
		want := correction{gain: [3]float64{1, 1, 1}}
		for n := range 20_000 {
			want, _ = nearer(still, &want, n == 0)
		}
		if d := got.to(&want); d.largest() > 1e-7 {
			t.Errorf("seed %d: the fit is %v, the plain iteration ends at %v", seed, got, want)
		}
		for k := range gain {
			if math.Abs(got.offset[k]-offset[k]) > 0.001 || math.Abs(got.gain[k]-gain[k]) > 0.001 {
				t.Errorf("seed %d, axis %d: offset %.5f and gain %.5f, put in %.5f and %.5f", seed, k, got.offset[k], got.gain[k], offset[k], gain[k])
			}
		}
	}
}
