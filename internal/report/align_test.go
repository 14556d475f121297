package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// twoClocks draws when the movements of two limbs begin over six hours: shared ones within 0.15 s, and each limb's own. The second clock is ahead by offset in the middle
// and runs fast by ppm.
func twoClocks(rng *rand.Rand, shared, own int, offset, ppm float64) (first, second []float64) {
	const length = 6 * 3600.0
	shown := func(t float64) float64 { return t + offset + ppm*1e-6*(t-length/2) }
	for range shared {
		t := 10 + rng.Float64()*(length-20)
		first, second = append(first, t), append(second, shown(t)+0.3*(rng.Float64()-0.5))
	}
	for range own {
		first, second = append(first, rng.Float64()*length), append(second, shown(rng.Float64()*length))
	}
	slices.Sort(first)
	slices.Sort(second)
	return first, second
}

// What two clocks differ by is found, as surely as is stated, among movements of one limb alone that are three times as many.
func TestClocksAreCompared(t *testing.T) {
	inside, nights := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		offset, ppm := rapid.Float64Range(-5, 5).Draw(t, "offset"), rapid.Float64Range(-100, 100).Draw(t, "ppm")
		shared := rapid.IntRange(40, 200).Draw(t, "shared")
		first, second := twoClocks(rng, shared, rapid.IntRange(0, 3*shared).Draw(t, "own"), offset, ppm)
		f := fitClocks(first, second, span{0, 6 * hour})
		if !f.ok {
			t.Fatalf("refused with %d shared", f.shared)
		}
		if math.Abs(f.offset-offset) > 0.15 || math.Abs(f.drift*1e6-ppm) > 25 {
			t.Fatalf("offset %.3f for %.3f s, drift %.1f for %.1f ppm", f.offset, offset, f.drift*1e6, ppm)
		}
		nights++
		if math.Abs(f.offset-offset) <= f.offsetUnsure && math.Abs(f.drift*1e6-ppm) <= f.driftUnsure*1e6 {
			inside++
		}
	})
	// Both figures at once, each nine times in ten: 81 of 100, by four standard deviations not fewer than 65.
	if nights > 0 && inside*100 < nights*65 {
		t.Errorf("offset and drift both lie inside what is stated in %d of %d", inside, nights)
	}
}

// Limbs that share nothing, or too little, are not aligned by chance.
func TestClocksAreNotInvented(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		first, second := twoClocks(rng, rapid.IntRange(0, 8).Draw(t, "shared"), rapid.IntRange(0, 300).Draw(t, "own"), 2, 30)
		if f := fitClocks(first, second, span{0, 6 * hour}); f.ok {
			t.Fatalf("aligned by %d: offset %.2f, drift %.0f", f.shared, f.offset, f.drift*1e6)
		}
	})
}

// Clocks that were set by hand, minutes apart, are found as well, among as many movements of one limb alone.
func TestClocksFarApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		offset, ppm := rapid.Float64Range(9, 140).Draw(t, "offset"), rapid.Float64Range(-100, 100).Draw(t, "ppm")
		if rapid.Bool().Draw(t, "behind") {
			offset = -offset
		}
		shared := rapid.IntRange(60, 200).Draw(t, "shared")
		first, second := twoClocks(rng, shared, rapid.IntRange(0, shared).Draw(t, "own"), offset, ppm)
		f := fitClocks(first, second, span{0, 6 * hour})
		if !f.ok || math.Abs(f.offset-offset) > 0.15 || math.Abs(f.drift*1e6-ppm) > 25 {
			t.Fatalf("ok %t, offset %.3f for %.3f s, drift %.1f for %.1f ppm", f.ok, f.offset, offset, f.drift*1e6, ppm)
		}
	})
}

// Two limbs that each have trains of their own, one every half hour or so with some 22 s from movement to movement, are not aligned by their rhythms.
func TestRhythmsAreNoClocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		spread := rapid.Float64Range(0.15, 0.5).Draw(t, "spread")
		trains := func() (out []float64) {
			for at := 600 * rng.Float64(); at < 6*3600; at += 900 + 1800*rng.Float64() {
				for range 10 + rng.IntN(20) {
					at += 22 * math.Exp(spread*rng.NormFloat64())
					out = append(out, at)
				}
			}
			return out
		}
		if f := fitClocks(trains(), trains(), span{0, 6 * hour}); f.ok {
			t.Fatalf("aligned by %d: offset %.2f, drift %.0f", f.shared, f.offset, f.drift*1e6)
		}
	})
}

// aligned makes a night of two limbs of which the second's clock is off.
func aligned(t *testing.T, offset float64, shared int) Analysis {
	left := full()
	left.movements, left.holes = nil, nil
	for i := range shared {
		left.movements = append(left.movements, limb(1500+float64(i*i%97)+110*float64(i), 2))
	}
	right := left
	right.site, right.file = device.SiteRightAnkle, "right.csv"
	right.movements = nil
	for _, m := range left.movements {
		right.movements = append(right.movements, movement.Movement(limb(m.Onset+offset, 2)))
	}
	return build(t, options(), left, right)
}

// A logger that is 3 s ahead sees each movement 3 s later; corrected, both limbs' movements are one again, and the report says so.
func TestClockIsCorrected(t *testing.T) {
	a := aligned(t, 3, 60)
	c := a.Recordings[1].Clock
	if c == nil || !c.Applied || math.Abs(*c.OffsetS-3) > 0.01 || c.Shared != 60 || a.Recordings[0].Clock != nil {
		t.Fatalf("clock %+v", c)
	}
	if n := *a.Nights[0].Counts.LimbMovements; n != 60 {
		t.Errorf("%d limb movements, want the 60 that both made", n)
	}
	if w := a.Recordings[1].Warnings; len(w) != 1 || w[0].Code != "clocks_aligned" || !strings.Contains(w[0].Text, "+3.00 s") {
		t.Errorf("warnings %+v", w)
	}
	a = aligned(t, 3, 10)
	if c, w := a.Recordings[1].Clock, a.Recordings[1].Warnings; c.Applied || c.OffsetS != nil || len(w) != 1 || w[0].Code != "clocks_not_aligned" {
		t.Errorf("ten shared movements: %+v, warnings %+v", c, w)
	}
	a = aligned(t, 0.05, 60)
	if c, w := a.Recordings[1].Clock, a.Recordings[1].Warnings; c.Applied || c.OffsetS == nil || len(w) != 0 {
		t.Errorf("clocks that agree: %+v, warnings %+v", c, w)
	}
}
