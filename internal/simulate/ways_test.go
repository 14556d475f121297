package simulate

import (
	"math"
	"slices"
	"testing"
)

// oddly returns a night of a sleeper whose laws were changed.
func oddly(t *testing.T, profile string, change func(l *Laws[Range])) *Night {
	t.Helper()
	laws := *stillLaws(t, profile)
	change(&laws)
	set := Default()
	set.Profile, set.Seed, set.Vary = profile, 11, &laws
	return newNight(t, set)
}

// motionsOf returns the motions of the first limb that are of a kind.
func motionsOf(n *Night, k kind) (out []*motion) {
	for i := range n.limbs[0].motions {
		if n.limbs[0].felt[i].intent.kind == k {
			out = append(out, &n.limbs[0].motions[i])
		}
	}
	return out
}

// heldOut returns the part of a movement in which its strongest joint is at least nine tenths as far out as it gets.
func heldOut(m *motion) float64 {
	j := m.joints[len(m.joints)-1]
	length := 0.0
	for i := range j.pieces {
		length = max(length, j.pieces[i].ends())
	}
	const steps = 400
	var most float64
	var far [steps]float64
	for i := range far {
		far[i] = math.Abs(j.angle(length * float64(i) / steps).at)
		most = max(most, far[i])
	}
	n := 0
	for _, a := range far {
		if a >= 0.9*most {
			n++
		}
	}
	return float64(n) / steps
}

// A minimum-jerk stroke is nine tenths of the way at 0.754 of its length (Flash & Hogan 1985: 10s³ − 15s⁴ + 6s⁵), so a movement of one stroke there and one back is that far out for a quarter of its
// length, and one that is held for more than that.
func TestFlicksAreNotHeld(t *testing.T) {
	share := func(flicks float64) (held []float64) {
		n := oddly(t, "plm-severe", func(l *Laws[Range]) {
			l.FlickP = Range{flicks, flicks}
			l.ClonicP, l.FragmentP, l.TwoAxisP, l.TiltP, l.JerkP, l.LiftSkew = Range{}, Range{}, Range{}, Range{}, Range{}, Range{}
		})
		for _, m := range motionsOf(n, kindLimb) {
			held = append(held, heldOut(m))
		}
		slices.Sort(held)
		return held
	}
	if flicks := share(1); len(flicks) < 50 || math.Abs(flicks[len(flicks)/2]-(1-0.754)) > 0.03 {
		t.Errorf("half of %d flicks are out for more than %.2f of their length, not %.2f", len(flicks), flicks[len(flicks)/2], 1-0.754)
	}
	if held := share(0); held[len(held)/2] < 0.4 {
		t.Errorf("half of the movements that are held are out for less than %.2f of their length", held[len(held)/2])
	}
}

// Where every second twitch brings another within five seconds, half of them do, and where none does only chance brings two together.
func TestTwitchesComeInPairs(t *testing.T) {
	for _, share := range []float64{0, 0.5} {
		n := oddly(t, "restless", func(l *Laws[Range]) { l.TwitchPerHour, l.TwitchPairP = Range{20, 20}, Range{share, share} })
		var at []float64
		for _, in := range n.limbs[0].felt {
			if in.intent.kind == kindTwitch {
				at = append(at, in.intent.at)
			}
		}
		pairs := 0
		for i := 1; i < len(at); i++ {
			if at[i]-at[i-1] < 5.5 {
				pairs++
			}
		}
		close(t, "share of twitches with another", float64(pairs)/float64(len(at)), share, 0.12)
	}
}

// Twitches wait for as much sleep as they are told.
func TestTwitchesWaitForSleep(t *testing.T) {
	for _, wait := range []float64{0, 10} {
		n := oddly(t, "restless", func(l *Laws[Range]) { l.TwitchPerHour, l.TwitchAfterMin = Range{60, 60}, Range{wait, wait} })
		early := 0
		for _, in := range n.limbs[0].felt {
			if in.intent.kind != kindTwitch {
				continue
			}
			for _, span := range n.sleep.intervals() {
				if in.intent.at >= span[0] && in.intent.at < span[0]+5*minute {
					early++
				}
			}
		}
		if (early > 0) != (wait == 0) {
			t.Errorf("%d twitches in the first five minutes of sleep, told to wait for %g", early, wait)
		}
	}
}

// A hypnic start of several bursts has them within a second, each at least an eighth of a second after the last.
func TestVolleys(t *testing.T) {
	n := oddly(t, "hypnic", func(l *Laws[Range]) { l.HypnicBurstP, l.HypnicDoubleP = Range{0.8, 0.8}, Range{} })
	volleys := 0
	for i, f := range n.limbs[0].felt {
		if f.intent.kind != kindHypnic {
			continue
		}
		joints := n.limbs[0].motions[i].joints
		var from []float64
		for _, p := range joints[len(joints)-1].pieces {
			if p.shape == kick {
				from = append(from, p.from)
			}
		}
		for k := 1; k < len(from); k++ {
			if from[k]-from[k-1] < 0.12 || from[k] > 1 {
				t.Fatalf("bursts begin at %v s", from)
			}
		}
		if told := slices.Contains(f.traits, "volley"); told != (len(from) > 1) {
			t.Errorf("%d bursts, told as a volley: %v", len(from), told)
		}
		if len(from) > 1 {
			volleys++
		}
	}
	if volleys == 0 {
		t.Error("no hypnic start has several bursts")
	}
}

// A movement of several strokes has two or three excursions, none further apart from the one before than the half second that parts movements (WASM 2016).
func TestMovementsOfSeveralStrokes(t *testing.T) {
	n := oddly(t, "plm-severe", func(l *Laws[Range]) {
		l.PiecesP = Range{1, 1}
		l.FragmentP, l.Bounce, l.HoldTremor = Range{}, Range{}, Range{}
	})
	count := 0
	for i, f := range n.limbs[0].felt {
		if f.intent.kind != kindLimb {
			continue
		}
		count++
		j := n.limbs[0].motions[i].joints[0]
		excursions, out, back := 0, false, 0.0
		for at := 0.0; at < n.limbs[0].motions[i].length; at += 0.005 {
			switch away := math.Abs(j.angle(at).at) > 1e-9; {
			case away && !out:
				if excursions++; excursions > 1 && at-back > 0.5 {
					t.Fatalf("a stroke begins %.2f s after the one before", at-back)
				}
				out = true
			case !away && out:
				out, back = false, at
			}
		}
		if excursions > 3 || !slices.Contains(f.traits, "pieces") {
			t.Fatalf("%d strokes, traits %v", excursions, f.traits)
		}
	}
	if count < 50 {
		t.Errorf("%d limb movements in a severe night", count)
	}
}

// Twitches ring at no less than they are told, and at up to 10 Hz, every octave alike: log-uniform, half of them above the geometric mean.
func TestTwitchesRingAsSlowlyAsTheyAreTold(t *testing.T) {
	for _, slow := range []float64{2, 4} {
		n := oddly(t, "restless", func(l *Laws[Range]) { l.TwitchPerHour, l.TwitchSlowHz = Range{60, 60}, Range{slow, slow} })
		var hz []float64
		for _, m := range motionsOf(n, kindTwitch) {
			hz = append(hz, m.joints[0].pieces[0].hz)
		}
		slices.Sort(hz)
		if len(hz) < 100 || hz[0] < slow || hz[len(hz)-1] > 10 {
			t.Fatalf("%d twitches ring at %.1f to %.1f Hz, told %g to 10", len(hz), hz[0], hz[len(hz)-1], slow)
		}
		close(t, "ln of half the twitches' Hz", math.Log(hz[len(hz)/2]), math.Log(math.Sqrt(10*slow)), 0.12)
	}
}
