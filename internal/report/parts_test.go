package report

import (
	"strings"
	"testing"
)

// TestJerkThenStirring: a jerk, and a stirring more than a second later, are no limb movement that was held. Put together, as the odds of other movements would have it on some sensors, the
// start is lost.
func TestJerkThenStirring(t *testing.T) {
	l := leg{bursts: []burst{jerk(0, 0.15)}, bends: []ramp{{0.25, 0.3, 0.12}, {1.6, 0.25, 0.7}, {1.85, 0.3, -0.82}}}
	for person, n := range classesFelt(t, l, 1100) {
		if got := classes(&n); len(got) == 0 || got[0] != HypnicStart {
			t.Errorf("sensor %d: %v, want a hypnic start first", person, got)
		}
	}
}

// TestPartedAtItsRest: a lift that is held for two and a half seconds is one movement, and two that say so, the first over before the second begins, where nothing is taken for one.
func TestPartedAtItsRest(t *testing.T) {
	night := plain(leg{bends: held(0, 2.6, 6)}.felt(t, 5000)...)
	if n := build(t, options(), night).Nights[0]; len(n.Events) != 1 {
		t.Fatalf("%d events, want one", len(n.Events))
	}
	opt := options()
	opt.Criteria.PartOdds = -noOdds
	n := build(t, opt, night).Nights[0]
	if len(n.Events) != 2 {
		t.Fatalf("%d events, want two", len(n.Events))
	}
	for _, e := range n.Events {
		if why := strings.Join(e.Why, "; "); !strings.Contains(why, "parted from what lies beyond a rest of 2.") {
			t.Errorf("why says nothing of the rest: %s", why)
		}
	}
	if end := n.Events[0].Onset + n.Events[0].Duration; end > n.Events[1].Onset {
		t.Errorf("the first is over at %v, the second begins at %v", end, n.Events[1].Onset)
	}
}
