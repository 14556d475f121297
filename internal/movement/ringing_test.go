package movement

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestDampedLimbIsForetold: what obeys a linear equation of second order, at whatever frequency and damping, follows from its last two values (the roots of its characteristic equation), and noise from none.
func TestDampedLimbIsForetold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hz, decay := rapid.Float64Range(0.5, 12).Draw(t, "hz"), rapid.Float64Range(0.05, 2).Draw(t, "decay") // s
		phase, size := rapid.Float64Range(0, 2*math.Pi).Draw(t, "phase"), rapid.Float64Range(0.005, 2).Draw(t, "g")
		v := make([]float64, rapid.IntRange(ringLeast, 40).Draw(t, "values"))
		for i := range v {
			at := float64(i) * ringStepMS / 1000
			v[i] = size * math.Exp(-at/decay) * math.Cos(2*math.Pi*hz*at+phase)
		}
		dying := hz < 2 || hz > 11 || decay < 0.1 // so slow, so fast or so brief that two values may tell as little as one
		if got := foretold(v); got < 1-1e-6 && !(got == 0 && dying) {
			t.Fatalf("%.9f of a ring of %.1f Hz that decays in %.2f s", got, hz, decay)
		}
	})
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]float64, 2000)
	for i := range noise {
		noise[i] = r.NormFloat64()
	}
	if got := foretold(noise); got > 0.01 { // 2 of 2000 degrees of freedom
		t.Errorf("%.3f of noise was foretold", got)
	}
	for _, v := range [][]float64{nil, {1, 2, 3}, make([]float64, 30), {1, 1, 1, 1, 1, 1, 1, 1}} {
		if got := foretold(v); got != 0 {
			t.Errorf("%v: %g", v, got)
		}
	}
}
