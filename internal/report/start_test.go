package report

import (
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// TestStartsAreWeighedInTheirSurroundings: the same small kick before sleep is a hypnic start beside other kicks, which come several in a row (simulation.md), and is
// none among the fidgets of somebody awake.
func TestStartsAreWeighedInTheirSurroundings(t *testing.T) {
	small := func(on float64) movement.Movement {
		m := kick(on, 0.5)
		m.PeakG, m.JerkGS = 0.07, 7
		return m
	}
	for _, c := range []struct {
		name   string
		around func(on float64) movement.Movement
		start  bool
	}{
		{"kicks", func(on float64) movement.Movement { return kick(on, 0.5) }, true},
		{"fidgets", func(on float64) movement.Movement { return limb(on, 2) }, false},
	} {
		list := []movement.Movement{small(1100)}
		for i, dt := range []float64{-97, -76, -31, 23, 61, 74, 113, 129, 138, 151} {
			if m := c.around(1100 + dt); i < 3 || c.name == "fidgets" {
				list = append(list, m)
			}
		}
		events := build(t, options(), plain(list...)).Nights[0].Events
		k := slices.IndexFunc(events, func(e Event) bool { return e.Onset == MillisOf(1100) })
		if k < 0 || (events[k].Class == HypnicStart) != c.start {
			t.Errorf("among %s: hypnic start is not %t: %v", c.name, c.start, classes(&build(t, options(), plain(list...)).Nights[0]))
		}
	}
}

// TestProbabilityOfOdds: even odds are one half, three to one are three quarters.
func TestProbabilityOfOdds(t *testing.T) {
	for _, c := range []struct{ odds, want float64 }{{0, 0.5}, {1.0986, 0.75}, {noOdds, 0}} {
		if got := round(probability(c.odds), 4); got != c.want {
			t.Errorf("probability of odds %v: %v, want %v", c.odds, got, c.want)
		}
	}
}

// TestTonight: many likely starts raise the evidence for more, many movements that were likely none lower it, and what is as good as impossible is one of these.
func TestTonight(t *testing.T) {
	var none, starts, others Tonight
	if got, want := none.Evidence(), -2.996; got != want {
		t.Errorf("before anything: %v, want ln(0.5 ÷ 10) = %v", got, want)
	}
	for range 10 {
		starts.Add(3)
		others.Add(noOdds)
	}
	if got, want := others.Evidence(), -3.689; got != want {
		t.Errorf("after ten that were none: %v, want ln(0.5 ÷ 20) = %v", got, want)
	}
	if got := starts.Evidence(); got < -0.2 || got > 0 { // some 9.5 of 10 on top of 0.5 and 10
		t.Errorf("after ten likely starts: %v", got)
	}
}
