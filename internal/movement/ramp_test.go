package movement

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// fitEveryRamp is ramps.fit by its definition: every ramp is fitted tick by tick.
func fitEveryRamp(y []dsp.Vector, phase, first, last, most float64) (from, length float64, step dsp.Vector) {
	f := ramps{ticks: y}
	rest := &f.rest
	rest.become(len(y), phase)
	moved := f.without()
	best := 0.0
	shape := make([]float64, len(y))
	for l := shortestRamp; l <= most; l *= longerBy {
		for f := math.Floor(first); f+l/2 <= last && f+l < float64(len(y)); f += max(1, math.Floor(laterBy*l)) {
			ramped(shape, f, l)
			rest.project(shape)
			var energy float64
			var along dsp.Vector
			for i, v := range shape {
				energy += float64(v * v)
				along = add(along, moved[i], v)
			}
			if gain := along.Dot(along); gain > best*energy {
				best, from, length, step = gain/energy, f, l, add(dsp.Vector{}, along, 1/energy)
			}
		}
	}
	return from, length, step
}

// TestRampsLookAtEnough: weighing ramps by sums first changes no bit of what is found, be there a ramp, a breath, noise or nothing at all.
func TestRampsLookAtEnough(t *testing.T) {
	var f ramps
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 160).Draw(t, "ticks")
		phase := rapid.Float64Range(turn*slowestHz*.1, turn*fastestHz*.1).Draw(t, "phase")
		noise := rapid.SampledFrom([]float64{0, 1e-9, 1e-4, 1e-3, 0.02}).Draw(t, "noise")
		breath := rapid.SampledFrom([]float64{0, 0.002, 0.02}).Draw(t, "breath")
		height := rapid.SampledFrom([]float64{0, 0.001, 0.02, 0.3}).Draw(t, "height")
		at := rapid.Float64Range(0, float64(n)).Draw(t, "at")
		took := rapid.Float64Range(1, 100).Draw(t, "took")
		first := rapid.Float64Range(0, float64(n)).Draw(t, "first")
		last := rapid.Float64Range(0, float64(n)).Draw(t, "last")
		ys := rapid.SliceOfN(rapid.Float64Range(-1, 1), 3*n, 3*n).Draw(t, "noises")
		y := make([]dsp.Vector, n)
		for i := range y {
			way := height*minimumJerk((float64(i)-at)/took) + breath*math.Sin(phase*float64(i))
			y[i] = dsp.Vector{X: 0.3 + way + noise*ys[3*i], Y: -0.8 + way/3 + noise*ys[3*i+1], Z: 0.2 - way/2 + noise*ys[3*i+2]}
		}
		f.ticks = y
		got := f.fit(phase, first, last, 100)
		from, length, step := fitEveryRamp(y, phase, first, last, 100)
		if size := got.step.Norm(); size < 1e-6 && step.Norm() < 1e-6 { // nothing but rounding moved: what is least of it tells nothing, and glides are ten thousand times as large
			return
		}
		if got.from != from || got.length != length || got.step != step {
			t.Fatalf("ramp from tick %g over %g by %v, want from %g over %g by %v", got.from, got.length, got.step, from, length, step)
		}
	})
}
