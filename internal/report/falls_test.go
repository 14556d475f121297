package report

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestFallsOfWakefulness: only falls count, each by how much and how near; rises, and what lies minutes away, do not.
func TestFallsOfWakefulness(t *testing.T) {
	var s sleepMap
	for i, p := range []float64{1, 1, 0.5, 0.9, 0.1, 0.1} {
		s.epochs = append(s.epochs, judgedEpoch{span{Millis(i) * 30 * second, Millis(i+1) * 30 * second}, p})
	}
	for _, c := range []struct{ at, want float64 }{
		{60, 0.5 + 0.8*math.Exp(-0.5)},                     // at the first fall, one width before the second
		{120, 0.5*math.Exp(-0.5) + 0.8},                    // and the other way round
		{120 + 180, 0.5*math.Exp(-8) + 0.8*math.Exp(-4.5)}, // three widths after
		{3600, 0}, // an hour away
	} {
		if got := s.falls(MillisOf(c.at)); math.Abs(got-c.want) > 0.001 {
			t.Errorf("falls around %g s: %g, want %.3f", c.at, got, c.want)
		}
	}
	for _, c := range []struct{ at, want float64 }{{-5, 1}, {0, 1}, {65, 0.5}, {149, 0.1}, {1000, 0.1}} {
		if got := s.awakeAt(MillisOf(c.at)); got != c.want {
			t.Errorf("awake at %g s: %g, want %g", c.at, got, c.want)
		}
	}
	if got := (&sleepMap{}).falls(0); got != 0 {
		t.Errorf("falls of a night of which nothing is known: %g", got)
	}
}

// TestDrowsingOfBouts: a hypnogram's bouts are certain, and what it does not know is no epoch.
func TestDrowsingOfBouts(t *testing.T) {
	n := &nightly{sleep: sleepMap{source: "hypnogram"}}
	got := n.drowsing([]Bout{{0, 10, sleep.Awake}, {10, 20, sleep.Asleep}, {20, 30, sleep.Unknown}, {30, 40, sleep.Awake}})
	want := []judgedEpoch{{span{0, 10}, 1}, {span{10, 20}, 0}, {span{30, 40}, 1}}
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("epoch %d: %v, want %v", i, got[i], want[i])
		}
	}
}
