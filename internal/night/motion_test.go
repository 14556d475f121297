package night

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestHistoryHoldsEverything: whatever was put in, with holes of any length, the history's memory is bounded, every value lies between the least and the greatest of its
// bin, and each of those was put in there.
func TestHistoryHoldsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := history{width: dsp.Index(rapid.IntRange(1, 5).Draw(t, "width"))}
		values := map[dsp.Index]float32{}
		k := dsp.Index(rapid.IntRange(0, 1000).Draw(t, "first"))
		for range rapid.IntRange(1, 40).Draw(t, "runs") {
			for range rapid.IntRange(1, 400).Draw(t, "length") {
				g := float64(k%97) / 97
				h.put(k, g)
				values[k] = float32(g)
				k++
			}
			k += dsp.Index(rapid.SampledFrom([]int{0, 1, 50, 5000, 300_000}).Draw(t, "hole"))
		}
		if len(h.low) != len(h.high) || len(h.low) > historyMost {
			t.Fatalf("%d and %d bins", len(h.low), len(h.high))
		}
		low, high := make([]float32, len(h.low)), make([]float32, len(h.low))
		for i := range low {
			low[i], high[i] = missing, missing
		}
		for k, g := range values {
			bin := (k - h.origin) / h.width
			low[bin], high[bin] = least(low[bin], g), greatest(high[bin], g)
		}
		for i := range low {
			if same := func(a, b float32) bool { return a == b || a != a && b != b }; !same(low[i], h.low[i]) || !same(high[i], h.high[i]) {
				t.Fatalf("bin %d of %d: %v to %v, want %v to %v", i, len(low), h.low[i], h.high[i], low[i], high[i])
			}
		}
	})
}

// TestLatelyIsTheLastMinute: what follows on what was read before, no more than the ring holds, missing samples missing.
func TestLatelyIsTheLastMinute(t *testing.T) {
	l := lately{ring: make([]float32, 10)}
	if from, g := l.since(0); from != 0 || len(g) != 0 {
		t.Errorf("empty: %v from %d", g, from)
	}
	for k := range dsp.Index(25) {
		if k != 20 {
			l.put(k, float64(k))
		}
	}
	from, g := l.since(0)
	if from != 15 || len(g) != 10 || g[0] != 15 || g[9] != 24 || g[5] == g[5] {
		t.Errorf("%v from %d", g, from)
	}
	if from, g = l.since(23); from != 23 || len(g) != 2 {
		t.Errorf("since 23: %v from %d", g, from)
	}
	if from, g = l.since(99); from != 25 || len(g) != 0 {
		t.Errorf("since a sample that has not come: %v from %d", g, from)
	}
	l.put(1000, 1)
	if from, g = l.since(0); from != 991 || g[9] != 1 || g[8] == g[8] || math.IsNaN(float64(g[9])) {
		t.Errorf("after a long hole: %v from %d", g, from)
	}
}
