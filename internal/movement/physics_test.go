package movement_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

const within = 0.030 // s: the bar for edges, on either side of the truth

// TestLiftHoldRelease: a limb that is lifted, held and let go makes one movement, from the first to the last instant at which it stands
// out, its silent hold included.
func TestLiftHoldRelease(t *testing.T) {
	for _, hold := range []float64{0.5, 1.5, 3, 5} {
		eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
			s.turns = []turn{{20, 0.35, 14}, {20.35 + hold, 0.45, -14}}
			b := s.record(hz, 35, sensorG, rng)
			onset, end := s.edges(15, 30)
			got := detect(t, hz, &b)
			expect(t, hz, got, [][2]float64{{onset, end}}, within, within)
			if len(got) == 1 && (got[0].Closing != movement.Returned || got[0].TiltCos < 0.9999) {
				t.Errorf("closing %d, cosine of the tilt %.4f: the limb came back", got[0].Closing, got[0].TiltCos)
			}
		})
	}
}

// TestPeakPlaneAndHold: the features are those of the noise-free wave.
func TestPeakPlaneAndHold(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.turns = []turn{{20, 0.5, 20}, {22.5, 0.5, -20}}
		b := s.record(hz, 35, sensorG, rng)
		got := detect(t, hz, &b)
		if len(got) != 1 {
			t.Fatalf("%d movements, want 1", len(got))
		}
		var peak float64
		for at := 19.0; at < 25; at += 0.001 {
			peak = max(peak, distance(s.force(at), s.force(10)))
		}
		held := distance(s.force(21.5), s.force(10))
		m := got[0]
		if math.Abs(m.PeakG-peak) > 0.05*peak {
			t.Errorf("peak %.0f mg, want %.0f mg", m.PeakG*1000, peak*1000)
		}
		if math.Abs(m.HoldG-held) > 0.02*held+0.002 {
			t.Errorf("held out by %.0f mg, want %.0f mg", m.HoldG*1000, held*1000)
		}
		if m.Planarity < 0.99 {
			t.Errorf("planarity %.3f: a hinge moves in a plane", m.Planarity)
		}
	})
}

// TestGentleRelease: a limb let down so slowly that nothing fast is seen has moved until it was down. Its last 5 mg take
// longer to pass, and noise blurs them.
func TestGentleRelease(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.turns = []turn{{20, 0.35, 12}, {22, 2.5, -12}}
		b := s.record(hz, 40, sensorG, rng)
		onset, end := s.edges(15, 35)
		expect(t, hz, detect(t, hz, &b), [][2]float64{{onset, end}}, within, 0.25)
	})
}

// TestLastingTilt: a limb that stays where it went is at rest there; the angle between both postures is the one turned by.
func TestLastingTilt(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.lean = 0
		s.turns = []turn{{20, 0.8, 25}}
		b := s.record(hz, 60, sensorG, rng)
		onset, end := s.edges(15, 50)
		got := detect(t, hz, &b)
		expect(t, hz, got, [][2]float64{{onset, end}}, within, within)
		if len(got) == 1 && (got[0].Closing != movement.Relatched || math.Abs(got[0].TiltCos-math.Cos(25*math.Pi/180)) > 0.002) {
			t.Errorf("closing %d, cosine of the tilt %.4f, want that of 25°", got[0].Closing, got[0].TiltCos)
		}
	})
}

// TestTwoMovements: 3 s of rest at the old posture part two movements.
func TestTwoMovements(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.turns = []turn{{20, 0.35, 14}, {21.5, 0.45, -14}, {24.95, 0.35, 10}, {26, 0.4, -10}}
		b := s.record(hz, 40, sensorG, rng)
		onset1, end1 := s.edges(15, 23.5)
		onset2, end2 := s.edges(23.5, 35)
		expect(t, hz, detect(t, hz, &b), [][2]float64{{onset1, end1}, {onset2, end2}}, within, within)
	})
}

// TestKick: a jerk whose ring dies away is one brief movement, not one for each swing, and is much faster than a lift. Where its
// tail sinks into the noise a swing more or less is not seen.
func TestKick(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.shakes = []shake{{at: 20, hz: 6, deg: 1, decay: 0.12}}
		b := s.record(hz, 35, sensorG, rng)
		onset, end := s.edges(15, 30)
		got := detect(t, hz, &b)
		expect(t, hz, got, [][2]float64{{onset, end}}, within, 1.0/6)
		if len(got) != 1 {
			return // expect says so
		}
		if got[0].HighShare < 0.3 {
			t.Errorf("%.2f of its energy is above 5 Hz, where a 6 Hz ring has most of it", got[0].HighShare)
		}
		if m := got[0]; m.SwingHz < 4.5 || m.SwingHz > 7.5 || m.Ring < 0.9 {
			t.Errorf("a ring at 6 Hz: %.1f Hz, %.2f of it foretold", m.SwingHz, m.Ring)
		}
	})
}

// TestLongMovement: a limb that goes on moving for a quarter of a minute makes one movement of that length.
func TestLongMovement(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.shakes = []shake{{at: 20, hz: 0.9, deg: 15, took: 15}, {at: 20, hz: 1.37, deg: 8, took: 15}}
		b := s.record(hz, 60, sensorG, rng)
		onset, end := s.edges(15, 50)
		got := detect(t, hz, &b)
		expect(t, hz, got, [][2]float64{{onset, end}}, 0.1, 0.1)
		if len(got) == 1 && (got[0].End-got[0].Onset)/hz <= 10 {
			t.Error("not longer than 10 s")
		}
	})
}

// TestNothingMoves: a sensor's noise alone makes no movement, nor does breathing of 3 mg or the slow warming of a sensor.
func TestNothingMoves(t *testing.T) {
	still := map[string]func(t float64) float64{
		"noise":     nil,
		"breathing": func(t float64) float64 { return 0.003 * math.Sin(2*math.Pi*t/4) },
		"warming":   func(t float64) float64 { return 0.02 * t / 600 },
	}
	for name, extra := range still {
		t.Run(name, func(t *testing.T) {
			eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
				s.extra = extra
				b := s.record(hz, 600, sensorG, rng)
				expect(t, hz, detect(t, hz, &b), nil, 0, 0)
			})
		})
	}
}
