package sleep_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestNonWear: two hours on a table are non-wear to within a step of the method (15 min) at either end; a sleeper who does not stir for as long is not, since
// breath of 1 mg shows above the noise, and a fraction of that as a line in the spectrum, as do beats of the heart.
func TestNonWear(t *testing.T) {
	for _, c := range []struct {
		name   string
		hz     float64
		breath float64 // g, amplitude
		heart  float64 // g, height of a beat
		noise  float64 // g per sample
		hours  float64
		want   bool
	}{
		{"table", 10, 0, 0, 0.001, 2, true},
		{"table, noisy sensor", 10, 0, 0, 0.004, 2, true},
		{"table, 50 Hz", 50, 0, 0, 0.002, 2, true},
		{"table, 50 min", 10, 0, 0, 0.001, 0.83, false},
		{"still sleeper, breath of 1 mg", 10, 0.001, 0, 0.001, 2, false},
		{"still sleeper, breath of 4 mg, noisy sensor", 10, 0.004, 0, 0.004, 2, false},
		{"very still sleeper, breath of 0.3 mg, 50 Hz", 50, 0.0003, 0, 0.002, 2, false},
		{"very still sleeper, breath of 0.3 mg, 100 Hz", 100, 0.0003, 0, 0.002, 2, false},
		{"very still sleeper, beats of 0.5 mg, quiet sensor", 50, 0, 0.0005, 0.0005, 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(c.hz, 21)
			s.awake(1000, 90)
			from := s.now
			s.breath, s.heart, s.noise = c.breath, c.heart, c.noise
			s.still(c.hours * 3600)
			to := s.now
			s.breath, s.heart, s.noise = 0.002, 0, 0.001
			s.awake(1000, 90)
			track, _ := s.run(4096)
			if !c.want {
				if len(track.Unworn) != 0 {
					t.Errorf("non-wear %v where somebody wore it or less than an hour passed", track.Unworn)
				}
				return
			}
			if len(track.Unworn) != 1 {
				t.Fatalf("non-wear %v, want one stretch", track.Unworn)
			}
			a, b := s.rate.Seconds(track.Unworn[0].Start), s.rate.Seconds(track.Unworn[0].End)
			if a < from || a > from+900 || b > to || b < to-900 {
				t.Errorf("non-wear from %.0f to %.0f s, truth %.0f to %.0f", a, b, from, to)
			}
			mid := (track.Unworn[0].Start + track.Unworn[0].End) / 2
			if got := track.Detected().At(mid); got != sleep.Unknown {
				t.Errorf("state while unworn is %v, want unknown", got)
			}
		})
	}
}

// TestHoleEndsNonWear: a hole is in no stretch of non-wear, and none reaches across it.
func TestHoleEndsNonWear(t *testing.T) {
	s := newScene(10, 22)
	s.breath = 0
	s.still(3 * 3600)
	hole := dsp.Span{Start: 60000, End: 60100}
	track, _ := s.run(4096, hole)
	for _, u := range track.Unworn {
		if u.Overlaps(hole) {
			t.Errorf("non-wear %v reaches into the hole %v", u, hole)
		}
	}
	if want := []dsp.Span{{Start: 0, End: 54000}, {Start: 63000, End: 108000}}; !cmp.Equal(track.Unworn, want) {
		t.Errorf("non-wear %v, want %v: all steps of 15 min but the one with the hole", track.Unworn, want)
	}
}

// TestTable: on a table for days, with the noise of the sensor alone, the chance peaks of its spectrum are never taken for a breath or a heart.
func TestTable(t *testing.T) {
	for seed := range uint64(3) {
		s := newScene(10, 100+seed)
		s.breath, s.noise = 0, 0.002
		s.still(24 * 3600)
		track, _ := s.run(4096)
		if want := []dsp.Span{{Start: 0, End: 24 * 36000}}; !cmp.Equal(track.Unworn, want) {
			t.Errorf("non-wear %v, want all of %v", track.Unworn, want)
		}
	}
}

// TestNonWearDisjoint: a breath at the edge of what can be seen shows in one hour and not in the next, half of which it shares; what is found does not overlap even so.
func TestNonWearDisjoint(t *testing.T) {
	broken := 0
	for k := range 8 {
		s := newScene(10, uint64(40+k))
		s.noise, s.breath = 0.002, 0.00035+0.00003*float64(k)
		s.still(12 * 3600)
		track, _ := s.run(4096)
		for i := 1; i < len(track.Unworn); i++ {
			broken++
			if track.Unworn[i].Start < track.Unworn[i-1].End {
				t.Errorf("breath of %.2f mg: non-wear %v", s.breath*1000, track.Unworn)
				break
			}
		}
	}
	if broken == 0 {
		t.Error("no scene was at the edge")
	}
}
