package report

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// held is a limb lifted by deg degrees at at, held for hold s and let down.
func held(at, hold, deg float64) []ramp { return []ramp{{at, 0.4, deg}, {at + 0.4 + hold, 0.5, -deg}} }

// jerk is the burst of a hypnic start: 150 ms of muscle, and a leg that rings for half a second and more.
func jerk(at, peak float64) burst { return burst{at, 0.15, 7, 0.15, peak} }

// each makes one list of what f makes at some times.
func each[T any](f func(at float64) []T, times ...float64) (out []T) {
	for _, at := range times {
		out = append(out, f(at)...)
	}
	return out
}

// sensors are six people with a sensor at the ankle, at 50 and 100 samples a second.
const sensors = 6

// classesFelt returns what the classes of a leg's movements are on each sensor, and the nights.
func classesFelt(t *testing.T, l leg, at float64) (nights []Night) {
	t.Helper()
	for person := range uint64(sensors) {
		l.person, l.hz = person, []float64{100, 50}[person%2]
		nights = append(nights, build(t, options(), plain(l.felt(t, at)...)).Nights[0])
	}
	return nights
}

// TestClassesFelt: what a leg does, told from the waves that its sensor feels. About an upright hinge, where no posture tells, half of the sensors are enough.
func TestClassesFelt(t *testing.T) {
	bend := func(deg, hold float64) func(float64) []ramp {
		return func(at float64) []ramp { return held(at, hold, deg) }
	}
	jerks := func(at float64) []burst { return []burst{jerk(at, 0.4)} }
	jolt := func(at float64) burst { return burst{at, 0.4, 3, 0.3, 0.2} }
	for _, c := range []struct {
		name  string
		at    float64 // s of the night; sleep begins at 1200 s
		leg   leg
		want  []Class
		long  []float64 // s, of each event to within 0.3 s; nil when any will do
		least int       // sensors on which it is told so, of all
	}{
		{"a lift and its release are one", 5000, leg{bends: held(0, 2.6, 6)}, []Class{Isolated}, []float64{3.5}, sensors},
		{"a lift and its release about an upright hinge are one", 5000, leg{bends: held(0, 2.6, 6), upright: 89}, []Class{Isolated}, []float64{3.5}, sensors},
		{"a lift, a shake of the limb held out and the release are one", 5000, leg{bends: held(0, 2.6, 6), bursts: []burst{jerk(1.2, 0.1)}}, []Class{Isolated}, []float64{3.5}, sensors},
		{"two that came back, seven seconds apart", 5000, leg{bends: each(bend(6, 1), 0, 7)}, []Class{Isolated, ShortInterval}, []float64{1.9, 1.9}, sensors},
		{"what came back is over", 5000, leg{bends: each(bend(6, 0.3), 0, 3)}, []Class{Isolated, ShortInterval}, []float64{1.2, 1.2}, sensors},
		{"a limb movement of a second and a half", 5000, leg{bends: held(0, 0.6, 6)}, []Class{Isolated}, []float64{1.5}, sensors},
		{"four in a row", 5000, leg{bends: each(bend(6, 1.5), 0, 20, 40, 60), lasts: 80}, slices.Repeat([]Class{PLM}, 4), nil, sensors},
		{"a burst rings for longer than half a second", 15000, leg{bursts: []burst{jerk(0, 0.3)}}, []Class{Brief}, []float64{0.5}, sensors},
		{"too weak to be told from noise", 5000, leg{bends: []ramp{{0, 1.5, 0.4}, {2, 1.5, -0.4}}}, nil, nil, sensors},
		{"a lift let down too gently to be felt", 5000, leg{bends: []ramp{{0, 0.4, 3}, {1.5, 3, -3}}}, []Class{Isolated}, nil, sensors},
		{"the last of a movement that was held on its way", 5000, leg{bends: []ramp{{0, 0.4, 6}, {1.5, 0.5, -4}, {3.5, 0.6, -2}}}, []Class{Isolated}, []float64{4.1}, sensors},
		{"a lift that is held is the next movement", 5000, leg{bends: append(held(0, 1.1, 6), ramp{3.5, 0.6, 6}, ramp{6, 3, -6})}, []Class{Isolated, ShortInterval}, nil, sensors},
		{"a lift with its release is the next movement", 5000, leg{bends: append(held(0, 1.1, 6), held(3.5, 2.1, 6)...)}, []Class{Isolated, ShortInterval}, []float64{2, 3}, sensors},
		{"a hold of six seconds and a half is one movement", 5000, leg{bends: held(0, 6.6, 6)}, []Class{Isolated}, []float64{7.5}, sensors},
		{"separate beats are a train", 5000, leg{bends: each(bend(4, 0), 0, 1.4, 2.8, 4.2, 5.6, 7, 8.4, 9.8), lasts: 20}, []Class{Rhythmic}, []float64{10.7}, sensors},
		{"four slow lifts are none", 5000, leg{bends: each(bend(4, 0.3), 0, 4, 8, 12), lasts: 20}, []Class{Isolated, ShortInterval, ShortInterval, ShortInterval}, nil, sensors},
		{"a long hold and the release that undoes it", 5000, leg{bends: held(0, 12, 6)}, []Class{Gross}, []float64{12.9}, sensors},
		{"a release twenty-five seconds later", 5000, leg{bends: []ramp{{0, 0.8, 6}, {26, 0.9, -6}}}, []Class{Isolated, Isolated}, nil, sensors},
		{"a step that goes on is no release", 5000, leg{bends: []ramp{{0, 0.8, 4}, {13, 0.8, 4}}}, []Class{Isolated, Isolated}, nil, sensors},
		{"put elsewhere for good", 5000, leg{bends: []ramp{{0, 0.9, 6}}}, []Class{Isolated}, nil, sensors},
		{"what follows a movement at once is no kick", 1100, leg{bends: held(0, 1, 6), bursts: []burst{jerk(2, 0.3)}}, []Class{Isolated}, nil, sensors},
		{"a start before sleep", 1100, leg{bursts: jerks(0)}, []Class{HypnicStart}, nil, sensors},
		{"starts after sleep", 1400, leg{bursts: each(jerks, 0, 23, 50), lasts: 60}, slices.Repeat([]Class{HypnicStart}, 3), nil, sensors},
		{"a kick behind a stirring", 1100, leg{bends: []ramp{{-0.6, 0.6, 0.3}}, bursts: jerks(0)}, []Class{HypnicStart}, nil, sensors},
		{"starts in an irregular row", 1000, leg{bursts: each(jerks, 0, 12, 72, 85, 160), lasts: 170}, slices.Repeat([]Class{HypnicStart}, 5), nil, sensors},
		{"limb movements that begin with a kick, as regular as a train", 1000, leg{bends: each(bend(5, 0.6), 0, 20, 41, 60), bursts: each(jerks, 0, 20, 41, 60), lasts: 80}, slices.Repeat([]Class{PLM}, 4), nil, sensors},
		{"kicks as regular as a train", 1000, leg{bursts: each(jerks, 0, 20, 41, 60), lasts: 80}, slices.Repeat([]Class{Brief}, 4), nil, sensors},
		{"a kick in a train of limb movements", 1300, leg{bends: each(bend(5, 1.1), 0, 20, 40, 60, 80), bursts: jerks(100), lasts: 120}, append(slices.Repeat([]Class{PLM}, 5), Brief), nil, sensors},
		{"a start, and two seconds later a turn", 1100, leg{bursts: jerks(0), rolls: []ramp{{2, 3, 60}}, bends: []ramp{{2.2, 1, 8}}, jolts: []burst{jolt(2.1)}}, []Class{HypnicStart, Gross}, nil, sensors},
		{"a start, then a turn right after it", 1100, leg{bursts: jerks(0), rolls: []ramp{{1.2, 3, 60}}, bends: []ramp{{1.4, 1, 8}}, jolts: []burst{jolt(1.3)}}, []Class{HypnicStart, Gross}, nil, sensors},
		{"a strong beginning belongs to the turn", 5000, leg{rolls: []ramp{{0, 1, 9}, {2.5, 5, 61}}, bends: []ramp{{0, 0.8, 3}, {2.7, 3, -5}}, jolts: []burst{{0.2, 0.3, 3, 0.2, 0.3}, jolt(3), jolt(5)}}, []Class{Gross}, nil, sensors},
		{"a movement well before a turn does not", 5000, leg{bends: held(0, 0.2, 6), rolls: []ramp{{4, 4, 60}}, jolts: []burst{jolt(5)}}, []Class{Isolated, Gross}, nil, sensors},
		{"stages of a turn are one", 5000, leg{rolls: []ramp{{0, 2, 25}, {3.5, 2, 45}}}, []Class{Gross}, []float64{5.2}, sensors},
		{"stages of a turn, with a small one between, are one", 5000, leg{rolls: []ramp{{0, 2, 25}, {3, 1, 3}, {5, 2, 42}}, bends: []ramp{{0, 1.5, 5}, {5.2, 1.5, -3}}, jolts: []burst{jolt(0.5), {3.2, 0.3, 3, 0.2, 0.1}, jolt(5.5)}}, []Class{Gross}, nil, sensors},
		{"a turn there and back", 5000, leg{rolls: []ramp{{0, 2, 40}, {2.5, 2, -39}}}, []Class{Isolated}, nil, sensors},
		{"after a rest it is another turn", 5000, leg{rolls: []ramp{{0, 2, 60}, {10, 2, -60}}, jolts: []burst{jolt(0.5), jolt(10.5)}}, []Class{Gross, Gross}, nil, sensors},
		{"two of them, ten seconds apart", 5000, leg{rolls: []ramp{{0, 2, 3}, {12, 2, 2}}, jolts: []burst{{0.2, 0.4, 2.5, 0.3, 0.3}, {12.2, 0.4, 2.5, 0.3, 0.3}}}, []Class{Isolated, Isolated}, nil, sensors},
		{"down, at rest, up: the end of one movement and the beginning of the next", 5000, leg{upright: 89, bends: append(each(bend(5, 2.6), 0, 100, 200), ramp{285, 5, 5}, ramp{300, 0.8, -5}, ramp{307.5, 0.8, 5}, ramp{316, 5, -5}), bursts: each(func(at float64) []burst { return []burst{jerk(at+1.2, 0.1)} }, 0, 100, 200), lasts: 330}, []Class{Isolated, Isolated, Isolated, Isolated, ShortInterval}, nil, 3},
		{"up, held, down", 5000, leg{upright: 89, bends: append(each(bend(5, 2.6), 0, 100, 200), held(300, 7, 5)...), bursts: each(func(at float64) []burst { return []burst{jerk(at+1.2, 0.1)} }, 0, 100, 200), lasts: 330}, slices.Repeat([]Class{Isolated}, 4), nil, sensors},
	} {
		t.Run(c.name, func(t *testing.T) {
			right := 0
			for person, n := range classesFelt(t, c.leg, c.at) {
				got := classes(&n)
				ok := slices.Equal(got, c.want)
				for i := range c.long {
					ok = ok && math.Abs(n.Events[i].Duration.Seconds()-c.long[i]) <= 0.3
				}
				if ok {
					right++
					continue
				}
				t.Logf("sensor %d: %v, want %v of %v s", person, got, c.want, c.long)
				for i := range n.Events {
					t.Logf("   %.3f s, %.3f s long: %v", n.Events[i].Onset.Seconds()-c.at, n.Events[i].Duration.Seconds(), n.Events[i].Why)
				}
			}
			if right < c.least {
				t.Errorf("right on %d of %d sensors, want %d", right, sensors, c.least)
			}
		})
	}
}

// TestRowOfKicksFarFromSleepOnset: hypnic starts come in rows, and short awakenings escape a limb's sensor: a row of kicks far from every return to sleep that was detected may lie at one
// that was not. It may not when a hypnogram says where sleep began, nor for somebody who never slept, and a single kick is a twitch.
func TestRowOfKicksFarFromSleepOnset(t *testing.T) {
	const at = 15000
	row := leg{bursts: []burst{jerk(0, 0.15), jerk(12, 0.15), jerk(25, 0.15), jerk(61, 0.15), jerk(74, 0.15)}, lasts: 80}
	staged := options()
	staged.Hypnogram = []Bout{{Start: 0, End: MillisOf(1200), State: sleep.Awake}, {Start: MillisOf(1200), End: MillisOf(28000), State: sleep.Asleep}}
	for person := range uint64(sensors) {
		row.person, row.hz = person, []float64{100, 50}[person%2]
		night := plain(row.felt(t, at)...)
		n := build(t, options(), night).Nights[0]
		if diff := cmp.Diff(slices.Repeat([]Class{HypnicStart}, 5), classes(&n)); diff != "" {
			t.Errorf("sensor %d: a row that was not seen to lie at a return to sleep (-want +got):\n%s", person, diff)
		}
		for _, e := range n.Events {
			if why := strings.Join(e.Why, "; "); !strings.Contains(why, "an awakening which was not seen") {
				t.Errorf("sensor %d: why says nothing of where it lies: %s", person, why)
			}
		}
		if n := build(t, staged, night).Nights[0]; slices.Contains(classes(&n), HypnicStart) {
			t.Errorf("sensor %d: starts where the hypnogram has sleep for hours around", person)
		}
		night.asleep = nil
		if n := build(t, options(), night).Nights[0]; slices.Contains(classes(&n), HypnicStart) {
			t.Errorf("sensor %d: starts of somebody who never slept", person)
		}
	}
	for person, n := range classesFelt(t, leg{bursts: []burst{jerk(0, 0.15)}}, at) {
		if slices.Contains(classes(&n), HypnicStart) {
			t.Errorf("sensor %d: a single kick in the middle of the night is a start", person)
		}
	}
}
