package night_test

import (
	"math"
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// near fails the test unless a movement's onset and end lie within tenths of a second of the times given in s.
func (s *scene) near(t *testing.T, m movement.Movement, onset, end, within float64) {
	t.Helper()
	if o, e := m.Onset/s.hz, m.End/s.hz; math.Abs(o-onset) > within || math.Abs(e-end) > within {
		t.Errorf("movement from %.2f s to %.2f s, want %.2f s to %.2f s", o, e, onset, end)
	}
}

// sway is what goes on and on: a limb that swings at 1.7 Hz, 120 mg far, between two times.
func sway(from, to float64) func(t float64) [3]float64 {
	return func(t float64) [3]float64 {
		if t < from || t > to {
			return [3]float64{}
		}
		return [3]float64{0.12 * math.Sin(2*math.Pi*1.7*(t-from)), 0, 0.05 * math.Cos(2*math.Pi*1.7*(t-from))}
	}
}

// TestPostureAcrossHole: a limb that lies otherwise after a hole has not been seen to move.
func TestPostureAcrossHole(t *testing.T) {
	for _, seconds := range []float64{0.06, 1, 30, 700} {
		s := newScene(50).rest(60).hole(seconds, device.CauseGap)
		s.posture = [3]float64{0.9, -0.3, 0.2}
		s.rest(60)
		l := run(t, s.whole(), nil)
		if len(l.Movements) != 0 {
			t.Errorf("hole of %g s: %d movements, the first from %.2f s on", seconds, len(l.Movements), l.Movements[0].Onset/50)
		}
		want := []night.Hole{{Span: dsp.Span{Start: s.sec(60), End: s.sec(60 + seconds)}, Cause: device.CauseGap}}
		same(t, "holes", want, l.Holes)
	}
}

// TestMovementCutByHole: what a hole cuts off is reported as cut, up to the hole; what is left of it beyond is not reported anew.
func TestMovementCutByHole(t *testing.T) {
	// swinging since 40 s, through the hole from 42 s to 44 s, until 46 s
	s := newScene(50).play(42, sway(40, 99)).hole(2, device.CauseLost).play(60, sway(0, 2))
	l := run(t, s.whole(), nil)
	if len(l.Movements) != 1 || l.Movements[0].Closing != movement.Cut {
		t.Fatalf("%d movements, want 1 that is cut", len(l.Movements))
	}
	s.near(t, l.Movements[0], 40, 42, 0.06)
}

// TestMovementAtStartOfData: a limb that moves when the data begins was already moving; its onset is not known.
func TestMovementAtStartOfData(t *testing.T) {
	s := newScene(50).play(40, sway(0, 5)).hole(20, device.CauseUnplug).play(40, sway(0, 3.3))
	l := run(t, s.whole(), nil)
	for _, m := range l.Movements {
		t.Errorf("movement from %.2f s to %.2f s", m.Onset/50, m.End/50)
	}
}

// TestMovementAfterSettling: the law does not blind the engine: a lift two seconds after a hole is seen where it is.
func TestMovementAfterSettling(t *testing.T) {
	s := newScene(50).rest(30).hole(10, device.CauseGap).play(30, lift(0.2, 2, 4, 0.4))
	l := run(t, s.whole(), nil)
	if len(l.Movements) != 1 {
		t.Fatalf("%d movements, want 1", len(l.Movements))
	}
	s.near(t, l.Movements[0], 42.03, 43.97, 0.06)
}

// TestStuckBecomesHole: a minute of one value and a second of zeros are holes with their cause, whatever their value is, and their
// edges no movements; a movement a few seconds away from them is the one it would be without.
func TestStuckBecomesHole(t *testing.T) {
	for _, v := range [][3]int32{{100_000, 200_000, 970_000}, {-700_000, 0, 700_000}, {0, 0, 0}} {
		s := newScene(50).rest(60).stuck(61, v[0], v[1], v[2]).play(60, lift(0.2, 30, 32, 0.4)).stuck(1, 0, 0, 0).rest(60)
		l := run(t, s.whole(), nil)
		first := device.CauseFrozen
		if v == [3]int32{} {
			first = device.CauseZeros
		}
		want := []night.Hole{
			{Span: dsp.Span{Start: s.sec(60), End: s.sec(121)}, Cause: first},
			{Span: dsp.Span{Start: s.sec(181), End: s.sec(182)}, Cause: device.CauseZeros},
		}
		same(t, "holes", want, l.Holes)
		if len(l.Movements) != 1 {
			t.Fatalf("stuck at %v: %d movements, want 1", v, len(l.Movements))
		}
		s.near(t, l.Movements[0], 151.03, 152.97, 0.06)
	}
}

// TestHolesLeaveSleepAndMovements: bouts and holes share the time of the recording between them to the sample, epochs count the samples
// that are left, and no movement reaches into a hole or begins at the end of one.
func TestHolesLeaveSleepAndMovements(t *testing.T) {
	eachNight(t, func(t *testing.T, r *recording) {
		l := run(t, r.whole(), nil)
		covered := make([]int8, l.Data.Len())
		mark := func(s dsp.Span) {
			for i := s.Start; i < s.End; i++ {
				covered[i-l.Data.Start]++
			}
		}
		var left int
		for i, h := range l.Holes {
			mark(h.Span)
			left -= int(h.Span.Len())
			if h.Span.Len() == 0 || h.Cause == device.CauseNone {
				t.Errorf("hole %d: %+v", i, h)
			}
		}
		for _, b := range l.Sleep.Bouts {
			mark(b.Span)
		}
		if i := slices.IndexFunc(covered, func(n int8) bool { return n != 1 }); i >= 0 {
			t.Errorf("sample %d lies in %d bouts and holes, want 1", i, covered[i])
		}
		left += int(l.Data.Len())
		for _, e := range l.Sleep.Epochs {
			left -= e.N
		}
		if left != 0 {
			t.Errorf("the epochs lack %d samples", left)
		}
		awayFromHoles(t, l)
	})
}

// awayFromHoles checks the movements of a ledger against its holes.
func awayFromHoles(t *testing.T, l *night.Ledger) {
	t.Helper()
	for _, m := range l.Movements {
		for _, h := range l.Holes {
			start, end := float64(h.Span.Start), float64(h.Span.End)
			if m.Onset < end && m.End > start {
				t.Errorf("movement %.1f–%.1f reaches into the hole %v", m.Onset, m.End, h.Span)
			}
			if m.Onset == end {
				t.Errorf("movement %.1f–%.1f is born at the end of the hole %v", m.Onset, m.End, h.Span)
			}
		}
		ends := func(h night.Hole) bool { return float64(h.Span.Start) == m.End }
		if m.Closing == movement.Cut && m.End != float64(l.Data.End) && !slices.ContainsFunc(l.Holes, ends) {
			t.Errorf("movement %.1f–%.1f is cut, but not by a hole", m.Onset, m.End)
		}
	}
}

// TestHoleFarAway: a hole an hour before changes nothing here: the movements and epochs are the same to the bit.
func TestHoleFarAway(t *testing.T) {
	const hole, far = 120, 3900 // s: the hole ends at 300.04 s, a sample off the grid of ticks
	play := func(s *scene) *scene {
		for k := range 4 {
			s.play(200, lift(0.1+float64(k)/20, 50, 52.5, 0.4)).play(30, sway(10, 13))
		}
		return s
	}
	with, without := newScene(25).rest(hole).hole(180.04, device.CauseGap), newScene(25).rest(300.04)
	with.noise, without.noise = newScene(25).noise, newScene(25).noise // alike from here on
	with.rest(far - 300)
	without.rest(far - 300)
	a, b := run(t, play(with).whole(), nil), run(t, play(without).whole(), nil)
	if len(b.Movements) != 8 {
		t.Fatalf("%d movements, want 8", len(b.Movements))
	}
	for _, m := range []*movement.Movement{&a.Movements[0], &b.Movements[0]} {
		m.QuietBeforeS, m.Pieces[0].QuietBeforeS = 0, 0 // counts from the hole, as it must
	}
	same(t, "movements", b.Movements, a.Movements)
	late := func(l *night.Ledger) (n int) {
		for n = len(l.Sleep.Epochs); n > 0 && l.Sleep.Epochs[n-1].Start >= without.sec(far); n-- {
		}
		return n
	}
	same(t, "epochs", b.Sleep.Epochs[late(b):], a.Sleep.Epochs[late(a):])
}

// TestMostlyMissingIsCounted: a stretch of which 60 % is missing is not measured, and its length is kept to be said; of which a quarter is missing, it is.
func TestMostlyMissingIsCounted(t *testing.T) {
	for _, c := range []struct{ missing, least, most float64 }{{0.6, 15, 31}, {0.25, 0, 0}} {
		s := newScene(50).rest(60)
		for range 30 {
			s.rest(1-c.missing).hole(c.missing, device.CauseGap)
		}
		l := run(t, s.rest(60).whole(), nil)
		if got := float64(l.Sparse) / 50; got < c.least || got > c.most {
			t.Errorf("%.0f %% missing for 30 s: %.1f s are not measured, want %g to %g s", 100*c.missing, got, c.least, c.most)
		}
	}
}
