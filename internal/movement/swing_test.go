package movement

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestSwingSampleBySample: what is taken off the samples is the oscillator's own sinusoid, before the present tick and after it, at its pace.
func TestSwingSampleBySample(t *testing.T) {
	const perTick, tickS, amplitude = 10.0, 0.1, 0.008 // samples, s, g
	b := newBreath(tickS, 10)
	b.a = dsp.Vector{X: amplitude}
	for range 100 {
		b.next(dsp.Vector{})
		b.learn(false)
	}
	now := math.Atan2(b.now.sin, b.now.cos) // rad, in the middle of the present tick
	for _, ticks := range []float64{-40, -3.5, 0, 12} {
		w := b.from(ticks, perTick)
		for i := range 200 {
			want := amplitude * math.Cos(now+2*math.Pi*breathHz*tickS*(ticks+float64(i)/perTick))
			got := swing(&w.A, &w.B, w.Cos, w.Sin)
			at := angle{w.Cos, w.Sin}.plus(angle{w.TurnCos, w.TurnSin})
			w.Cos, w.Sin = at.cos, at.sin
			if math.Abs(got.X-want) > 0.02*amplitude || got.Y != 0 || got.Z != 0 {
				t.Fatalf("%g ticks and %d samples on: %+v, want %.5f g", ticks, i, got, want)
			}
		}
	}
}
