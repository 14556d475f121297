package night

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestMasks: limb movements last 0.5 to 10 s (AASM, WASM 2016), turn about a hinge and come back; a posture that differs by 5° or more is another
// (van Hees 2015). The samples of a movement are masked to the last.
func TestMasks(t *testing.T) {
	deg := func(d float64) float64 { return math.Cos(d * math.Pi / 180) }
	of := func(seconds, tilt, planarity, peak, high float64) sleep.Mask {
		return mask(&movement.Movement{Onset: 1000.3, End: 1000.3 + 50*seconds, TiltCos: deg(tilt), Planarity: planarity, PeakG: peak, HighShare: high, FloorG: 0.002}, 50_000)
	}
	for _, c := range []struct {
		name                                 string
		seconds, tilt, planarity, peak, high float64
		want                                 sleep.Kind
	}{
		{"limb movement", 2, 1, 0.99, 0.1, 0.05, sleep.Limb},
		{"just a limb movement", 9.9, 4.9, 0.98, 0.1, 0.05, sleep.Limb},
		{"new posture", 2, 6, 0.99, 0.1, 0.05, sleep.Shift},
		{"long", 10.1, 1, 0.99, 0.1, 0.05, sleep.Shift},
		{"about no hinge", 2, 1, 0.8, 0.1, 0.05, sleep.Fidget},
		{"blurred by noise", 2, 1, 0.96, 0.02, 0.05, sleep.Limb},
		{"hardly above the noise", 2, 1, 0.8, 0.005, 0.05, sleep.Stir},
		{"twitch", 0.2, 1, 0.8, 0.1, 0.05, sleep.Twitch},
		{"kick", 0.6, 1, 0.8, 0.3, 0.5, sleep.Twitch},
	} {
		m := of(c.seconds, c.tilt, c.planarity, c.peak, c.high)
		if m.Kind != c.want {
			t.Errorf("%s: kind %d, want %d", c.name, m.Kind, c.want)
		}
	}
	if m := of(2, 1, 0.99, 0.1, 0.05); m.Span != (dsp.Span{Start: 1000, End: 1101}) {
		t.Errorf("limb movement of 2 s at 50 Hz: %v", m.Span)
	}
}
