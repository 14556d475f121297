package movement_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// breathing swings the limb by amp g, about 15 times a minute, never quite evenly (simulation.md: 0.2–0.3 Hz, up to 10 mg).
func breathing(amp float64, rng *rand.Rand) func(float64) float64 {
	drift, at := rng.Float64(), rng.Float64()
	return func(t float64) float64 {
		phase := 2*math.Pi*0.25*t + 0.6*math.Sin(2*math.Pi*(t/37+drift)) + at
		return amp * math.Sin(phase)
	}
}

// TestDeepBreathing: a swing of 8 mg, as large as the weakest movement that is to be found, is followed and makes no movement once it is.
func TestDeepBreathing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 8))
	for _, hz := range []float64{25, 50, 100} {
		s := scene{rest: 1.2, extra: breathing(0.008, rng)}
		b := s.record(hz, 400, sensorG, rng)
		for _, m := range detect(t, hz, &b) {
			if m.Onset/hz > 60 {
				t.Errorf("%g Hz: a movement of %.1f mg at %.1f s", hz, m.PeakG*1e3, m.Onset/hz)
			}
		}
	}
}

// TestLiftThroughBreathing: a limb that is lifted, held and let go while it swings with the breath makes one movement, held to its end.
func TestLiftThroughBreathing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 8))
	for _, hz := range []float64{50, 100} {
		quiet := scene{rest: 1.2, turns: []turn{{120, 0.4, 4}, {123, 0.5, -4}}}
		onset, end := quiet.edges(115, 130)
		s := quiet
		s.extra = breathing(0.008, rng)
		b := s.record(hz, 160, sensorG, rng)
		var got [][2]float64
		for _, m := range detect(t, hz, &b) {
			if m.Onset/hz > 60 {
				got = append(got, [2]float64{m.Onset / hz, m.End / hz})
			}
		}
		if len(got) != 1 || math.Abs(got[0][0]-onset) > 0.1 || math.Abs(got[0][1]-end) > 0.2 {
			t.Errorf("%g Hz: %v, want one movement from %.2f to %.2f s", hz, got, onset, end)
		}
	}
}

// TestUprightHinge: about a hinge that stands upright a limb is lifted and let go without any tilt, and nothing shows while it is held. Lift and
// release are one movement; two kicks that come back by themselves are two.
func TestUprightHinge(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	upright := math.Pi / 2
	held := scene{rest: 1, lean: upright, turns: []turn{{20, 0.35, 6}, {23, 0.45, -6}}}
	onset, end := held.edges(15, 30)
	b := held.record(100, 40, sensorG, rng)
	if got := detect(t, 100, &b); len(got) != 1 || math.Abs(got[0].Onset/100-onset) > 0.05 || math.Abs(got[0].End/100-end) > 0.1 {
		t.Errorf("%d movements, want one from %.2f to %.2f s: %+v", len(got), onset, end, spans(got, 100))
	} else if got[0].NetShare > 0.05 {
		t.Errorf("came back, with a net share of %.2f", got[0].NetShare)
	}
	kicks := scene{rest: 1, lean: upright, shakes: []shake{{at: 20, hz: 5, deg: 1, decay: 0.12}, {at: 23, hz: 5, deg: 1, decay: 0.12}}}
	b = kicks.record(100, 40, sensorG, rng)
	got := detect(t, 100, &b)
	if len(got) != 2 {
		t.Fatalf("%d movements, want two kicks: %+v", len(got), spans(got, 100))
	}
	for _, m := range got {
		if m.NetShare > 0.05 {
			t.Errorf("a kick that came back has a net share of %.2f", m.NetShare)
		}
	}
	lift := scene{rest: 1, lean: upright, turns: []turn{{20, 0.35, 6}}}
	b = lift.record(100, 40, sensorG, rng)
	// Twice integrated, one full swing of a sine gives T²/2π of its height, and its root mean square is 1/√2 of that: a share of 0.225.
	if got := detect(t, 100, &b); len(got) != 1 || math.Abs(got[0].NetShare-0.225) > 0.05 {
		t.Errorf("a lift that stays: %+v", spans(got, 100))
	}
}
