package night

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestMasks: limb movements, of up to 10 s (AASM, WASM 2016), go on in sleep; a new posture, from 5° on (van
// Hees 2015), says more, and what is long or not the turn of a hinge the most. The samples of a movement are masked to the last.
func TestMasks(t *testing.T) {
	deg := func(d float64) float64 { return math.Cos(d * math.Pi / 180) }
	of := func(seconds, tilt, planarity float64) sleep.Mask {
		return mask(&movement.Movement{Onset: 1000.3, End: 1000.3 + 50*seconds, TiltCos: deg(tilt), Planarity: planarity, PeakG: 0.1, FloorG: 0.002}, 50_000)
	}
	limb := of(2, 1, 0.98)
	if limb.Tilt || limb.Span != (dsp.Span{Start: 1000, End: 1101}) {
		t.Errorf("limb movement: %+v", limb)
	}
	shift := of(2, 6, 0.98)
	if !shift.Tilt || shift.Wake <= limb.Wake {
		t.Errorf("new posture: %+v", shift)
	}
	for name, m := range map[string]sleep.Mask{"long": of(10.1, 1, 0.98), "in no plane": of(2, 1, 0.8), "long turn": of(12, 40, 0.98)} {
		if m.Wake <= shift.Wake || m.Wake > 1 {
			t.Errorf("%s: %+v", name, m)
		}
	}
	if m := of(9.9, 4.9, 0.95); m.Wake != limb.Wake || m.Tilt {
		t.Errorf("just a limb movement: %+v", m)
	}
}
