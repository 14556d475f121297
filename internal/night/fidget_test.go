package night

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// TestFidgetFeatures: the same movement twice as strong, or measured at another rate, has the same features.
func TestFidgetFeatures(t *testing.T) {
	a := movement.Movement{Onset: 100, End: 199, TiltCos: 0.9999, Planarity: 0.98, PeakG: 0.1, JerkGS: 2, SpreadS: 1.5}
	b := a
	b.PeakG, b.JerkGS, b.Onset, b.End = 0.2, 4, 200, 399
	if x, y := FidgetFeaturesOf(&a, 50_000), FidgetFeaturesOf(&b, 100_000); x != y {
		t.Errorf("features %+v of a movement and %+v of one twice as strong at twice the rate", x, y)
	}
}

// TestFidgetFeaturesAreFinite: also of movements without any energy, jerk or length.
func TestFidgetFeaturesAreFinite(t *testing.T) {
	for _, m := range []movement.Movement{{}, {TiltCos: 1, Planarity: 1, PeakG: 8, SpreadS: 1e3}, {TiltCos: -1, Planarity: 1 + 1e-12, JerkGS: 1e4}} {
		f := FidgetFeaturesOf(&m, 50_000)
		if odds := fidgets.Odds(f.Values()); math.IsNaN(odds) || math.IsInf(odds, 0) {
			t.Errorf("odds %v of %+v", odds, m)
		}
	}
}
