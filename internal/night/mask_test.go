package night

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestMasks: limb movements last 0.5 to 10 s (AASM, WASM 2016), turn about a hinge, abruptly, and come back; a posture that differs by 5° or more is another
// (van Hees 2015). The samples of a movement are masked to the last.
func TestMasks(t *testing.T) {
	deg := func(d float64) float64 { return math.Cos(d * math.Pi / 180) }
	const abrupt, between, willed = 27, 20, 12 // 1/s: of a lift in 0.12 s, of one in 0.17 s and of one in 0.3 s, by minimum jerk
	of := func(seconds, tilt, planarity, peak, high, jerk float64) sleep.Mask {
		m := movement.Movement{Onset: 1000.3, End: 1000.3 + 50*seconds, TiltCos: deg(tilt), Planarity: planarity, PeakG: peak, HighShare: high, JerkGS: jerk * peak,
			SpreadS: 0.75 * seconds, FloorG: 0.002, HoldG: 0.4 * peak, FrontS: 0.15, Beats: 2, NetShare: 0.01} // a limb held out: half of the energy comes with the lift
		switch jerk {
		case between:
			m.HoldG, m.FrontS, m.Beats, m.NetShare = 0.2*peak, 0.4*seconds, 3, 0.02
		case willed: // to and fro: it swells, and is nowhere for long
			m.HoldG, m.FrontS, m.Beats, m.LeadS, m.LeadG, m.NetShare = 0.15*peak, 0.5*seconds, 5, 0.1*seconds, 0.3*peak, 0.05
		}
		return mask(&m, 50_000)
	}
	for _, c := range []struct {
		name                                       string
		seconds, tilt, planarity, peak, high, jerk float64
		want                                       sleep.Kind
	}{
		{"limb movement", 2, 0.3, 0.997, 0.1, 0.05, abrupt, sleep.Limb},
		{"hardly a limb movement", 9.9, 0.3, 0.985, 0.1, 0.05, between, sleep.Mixed}, // neither quite abrupt nor quite in a plane
		{"new posture", 2, 6, 0.997, 0.1, 0.05, abrupt, sleep.Shift},
		{"long", 10.1, 0.3, 0.997, 0.1, 0.05, abrupt, sleep.Shift},
		{"about no hinge", 2, 1, 0.8, 0.1, 0.05, willed, sleep.Fidget},
		{"slow, and not all the way back", 2, 3, 0.99, 0.1, 0.05, willed, sleep.Fidget},
		{"hardly above the noise", 2, 1, 0.8, 0.005, 0.05, willed, sleep.Weak},
		{"brief and hardly above the noise", 0.2, 1, 0.8, 0.012, 0.05, abrupt, sleep.Weak},
		{"twitch", 0.2, 1, 0.8, 0.1, 0.05, abrupt, sleep.Twitch},
		{"kick", 0.6, 1, 0.8, 0.3, 0.5, abrupt, sleep.Twitch},
	} {
		m := of(c.seconds, c.tilt, c.planarity, c.peak, c.high, c.jerk)
		if m.Kind != c.want {
			t.Errorf("%s: kind %d, want %d", c.name, m.Kind, c.want)
		}
	}
	if m := of(2, 0.3, 0.997, 0.1, 0.05, abrupt); m.Span != (dsp.Span{Start: 1000, End: 1101}) {
		t.Errorf("limb movement of 2 s at 50 Hz: %v", m.Span)
	}
}
