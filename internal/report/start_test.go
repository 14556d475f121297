package report

import (
	"math"
	"slices"
	"testing"
)

// TestStartsAreWeighedInTheirSurroundings: the same small kick before sleep is a hypnic start beside other kicks, which come several in a row (simulation.md), and is
// none among the limb movements of somebody awake.
// The second is met on five of six sensors, and the test holds that.
func TestStartsAreWeighedInTheirSurroundings(t *testing.T) {
	const at, wall = 97.0, 1 // s from the first movement to the small kick; sensors of six on which it may be a start
	among := func(l leg) (starts int) {
		l.bursts, l.lasts = append(l.bursts, jerk(at, 0.07)), 260
		for _, n := range classesFelt(t, l, 1003) {
			if slices.ContainsFunc(n.Events, func(e Event) bool { return e.Class == HypnicStart && math.Abs(e.Onset.Seconds()-1003-at) < 0.2 }) {
				starts++
			}
		}
		return starts
	}
	if got := among(leg{bursts: []burst{jerk(0, 0.4), jerk(21, 0.4), jerk(66, 0.4)}}); got != sensors {
		t.Errorf("among kicks: a hypnic start on %d of %d sensors", got, sensors)
	}
	var moves leg
	for _, dt := range []float64{-97, -76, -31, 23, 61, 74, 113, 129, 138, 151} {
		moves.bends = append(moves.bends, held(at+dt, 1.1, 6)...)
	}
	if got := among(moves); got > wall {
		t.Errorf("among limb movements: a hypnic start on %d of %d sensors", got, sensors)
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
