package movement_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// later returns the movements of a scene of 13.5 mg or more, the weakest that are listed, that begin after so many seconds, when its breath has long been followed.
func later(t *testing.T, s *scene, hz, seconds, from float64, rng *rand.Rand) []movement.Movement {
	t.Helper()
	b := s.record(hz, seconds, sensorG, rng)
	var got []movement.Movement
	for _, m := range detect(t, hz, &b) {
		if m.Onset/hz > from && m.PeakG >= 0.0135 {
			got = append(got, m)
		}
	}
	return got
}

// TestGlide: a limb that is moved by two degrees in three seconds goes no faster than it breathes, but it does not come back: a breath does.
func TestGlide(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for _, hz := range []float64{50, 100} {
		for _, took := range []float64{1.5, 3, 4.5} {
			s := scene{rest: 1.2, extra: breathing(0.007, rng), turns: []turn{{120, took, 2.4}}}
			still := s
			still.extra = nil
			onset, end := still.edges(110, 130)
			step := distance(still.force(110), still.force(130))
			got := later(t, &s, hz, 150, 60, rng)
			if len(got) != 1 {
				t.Errorf("%g Hz, %g s: %d movements, want one from %.1f to %.1f s: %v", hz, took, len(got), onset, end, spans(got, hz))
				continue
			}
			m := got[0]
			if math.Abs(m.Onset/hz-onset) > 1 || math.Abs(m.End/hz-end) > 1 {
				t.Errorf("%g Hz, %g s: from %.2f to %.2f s, want %.2f to %.2f s", hz, took, m.Onset/hz, m.End/hz, onset, end)
			}
			if m.PeakG < 0.65*step || m.PeakG > 1.2*step || m.Closing != movement.Relatched {
				t.Errorf("%g Hz, %g s: %.1f mg, closing %d; the limb went %.1f mg away and stayed there", hz, took, m.PeakG*1e3, m.Closing, step*1e3)
			}
		}
	}
}

// TestSigh: a breath three times as deep as the others, felt where they are, moves nothing; the same swing across the path of the breath is no breath.
func TestSigh(t *testing.T) {
	const amp = 0.006 // g
	for _, hz := range []float64{50, 100} {
		rng := rand.New(rand.NewPCG(6, 8))
		quiet := breathing(amp, rng)
		sigh := func(t float64) float64 { // one breath of four seconds, from trough to trough
			if u := (t - 121) / 4; u > 0 && u < 1 {
				return 1.5 * amp * (1 - math.Cos(2*math.Pi*u))
			}
			return 0
		}
		along := scene{rest: 1.2, extra: func(t float64) float64 { return quiet(t) + sigh(t) }}
		if got := later(t, &along, hz, 150, 60, rng); len(got) > 0 {
			t.Errorf("%g Hz: a sigh is a movement: %v", hz, spans(got, hz))
		}
		across := scene{rest: 0, extra: quiet, turns: []turn{{121, 1, 1.3}, {123.5, 1, -1.3}}} // the breath is felt along the limb, this across it
		onset, end := 121.0, 124.5
		got := later(t, &across, hz, 150, 60, rng)
		if len(got) != 1 || got[0].Onset/hz < onset || got[0].Onset/hz > onset+0.7 || math.Abs(got[0].End/hz-end) > 1.5 { // how the breath went on meanwhile is not known
			t.Errorf("%g Hz: %v, want one movement from %g to %g s", hz, spans(got, hz), onset, end)
		}
	}
}

// TestLongHoldInATrain: a limb held out for twelve seconds, let go, and lifted again six seconds later to the same place has moved three times: up, down, and up and down. The six seconds
// below are no hold.
func TestLongHoldInATrain(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.turns = []turn{{20, 0.35, 12}, {32, 0.45, -12}, {38, 0.35, 12}, {40, 0.45, -12}}
		b := s.record(hz, 60, sensorG, rng)
		up, _ := s.edges(15, 30)
		_, down := s.edges(15, 36)
		again, back := s.edges(36, 50)
		got := detect(t, hz, &b)
		if len(got) != 3 {
			t.Fatalf("%d movements, want three: %v", len(got), spans(got, hz))
		}
		for i, want := range []float64{up, 32, again} {
			if math.Abs(got[i].Onset/hz-want) > 0.1 {
				t.Errorf("movement %d begins at %.2f s, want %.2f s", i+1, got[i].Onset/hz, want)
			}
		}
		if math.Abs(got[1].End/hz-down) > 0.1 || math.Abs(got[2].End/hz-back) > 0.1 {
			t.Errorf("let go until %.2f and %.2f s, want %.2f and %.2f s", got[1].End/hz, got[2].End/hz, down, back)
		}
	})
}

// TestRest: a movement with a hold tells when it was, and that the ways there and back are opposite.
func TestRest(t *testing.T) {
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		s.turns = []turn{{20, 0.35, 14}, {23.35, 0.45, -14}}
		b := s.record(hz, 35, sensorG, rng)
		got := detect(t, hz, &b)
		if len(got) != 1 {
			t.Fatalf("%d movements, want one", len(got))
		}
		if got[0].Pieces == nil {
			t.Fatal("has no pieces")
		}
		out, back := got[0].Pieces[0], got[0].Pieces[1]
		if math.Abs(out.End/hz-20.35) > 0.15 || math.Abs(back.Onset/hz-23.4) > 0.15 {
			t.Errorf("rests from %.2f to %.2f s, want about 20.35 to 23.4 s", out.End/hz, back.Onset/hz)
		}
		if out.Onset != got[0].Onset || back.End != got[0].End {
			t.Errorf("pieces %.2f to %.2f s, the whole %.2f to %.2f s", out.Onset/hz, back.End/hz, got[0].Onset/hz, got[0].End/hz)
		}
		if cos := out.Net.Dot(back.Net) / (out.Net.Norm() * back.Net.Norm()); cos > -0.8 {
			t.Errorf("the ways there and back are at a cosine of %.2f, want near -1", cos)
		}
		held := s.force(22)
		if want := distance(held, s.force(10)); math.Abs(out.After.Sub(got[0].Before).Norm()-want) > 0.004 {
			t.Errorf("held %.1f mg away, want %.1f mg", out.After.Sub(got[0].Before).Norm()*1e3, want*1e3)
		}
	})
}

// TestGlideThatHardlyStandsOut: a limb that is moved by 20 mg in a second or two is now and then quick enough in the middle to stand out for a moment. The moment is not the movement.
func TestGlideThatHardlyStandsOut(t *testing.T) {
	const people = 12
	for _, hz := range []float64{50, 100} {
		for _, took := range []float64{1.5, 2} {
			whole := 0
			for person := range uint64(people) {
				rng := rand.New(rand.NewPCG(person, 9))
				s := scene{rest: 1.2, extra: breathing(0.0015, rng), turns: []turn{{120, took, 1.2}}}
				still := s
				still.extra = nil
				onset, end := still.edges(110, 130)
				if got := later(t, &s, hz, 150, 60, rng); len(got) == 1 && math.Abs(got[0].Onset/hz-onset) <= 0.5 && math.Abs(got[0].End/hz-end) <= 0.5 {
					whole++
				}
			}
			if whole < people-2 {
				t.Errorf("%g Hz, %g s: whole for %d of %d people", hz, took, whole, people)
			}
		}
	}
}
