package movement_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestReleaseBelowTheTrigger: a lift of 42 mg about a hinge that stands upright, let go within 0.9 s at 6 mg: below every trigger, above the 5 mg that make it part of the movement. A
// kick of the same size that came back, and a lift let go so slowly that no instant reaches 5 mg, are over when their wave is.
func TestReleaseBelowTheTrigger(t *testing.T) {
	const nights = 30
	upright := math.Pi / 2
	for _, c := range []struct {
		name        string
		scene       scene
		least, most int // nights in which it is found held
	}{
		{"let go at 6 mg", scene{rest: 1, lean: upright, turns: []turn{{20, 0.35, 2}, {23, 0.9, -2}}}, 24, nights},
		{"a kick", scene{rest: 1, lean: upright, shakes: []shake{{at: 20, hz: 5, deg: 0.5, decay: 0.12}}}, 0, 1},
		{"let go at 1 mg", scene{rest: 1, lean: upright, turns: []turn{{20, 0.35, 2}, {23, 2.2, -2}}}, 0, 3},
	} {
		for _, hz := range []float64{50, 100} {
			held := 0
			for seed := range uint64(nights) {
				b := c.scene.record(hz, 45, sensorG, rand.New(rand.NewPCG(seed, 5)))
				_, end := c.scene.edges(15, 40)
				for _, m := range detect(t, hz, &b) {
					if math.Abs(m.Onset/hz-20) > 0.2 {
						continue
					}
					if over := m.End/hz + m.HeldS; m.HeldS > 0 && (c.least == 0 || math.Abs(over-end) < 0.5) || m.End/hz > 22 {
						held++
					}
				}
			}
			if held < c.least || held > c.most {
				t.Errorf("%s, %g Hz: found held in %d of %d nights, want %d to %d", c.name, hz, held, nights, c.least, c.most)
			}
		}
	}
}
