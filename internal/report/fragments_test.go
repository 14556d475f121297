package report

import (
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// twitching makes a night with perMinute twitches in each of so many minutes of sleep.
func twitching(minutes, perMinute int) scene {
	s := scene{file: "left.csv", site: device.SiteLeftAnkle, hours: 8, start: evening, asleep: [][2]float64{{1200, 27600}}}
	for m := range minutes {
		for k := range perMinute {
			s.movements = append(s.movements, limb(6000+60*float64(m)+60/float64(perMinute)*float64(k)+1, 0.2))
		}
	}
	return s
}

// Five twitches a minute for twenty minutes of sleep are flagged; fewer, for less long, awake, or as long as limb movements are not.
func TestFragments(t *testing.T) {
	awake := twitching(20, 5)
	awake.asleep = [][2]float64{{1200, 5000}, {9000, 27600}}
	long := twitching(20, 5)
	long.movements = slices.Clone(long.movements)
	for i := range long.movements {
		long.movements[i] = movement.Movement(limb(long.movements[i].Onset, 0.6))
	}
	for name, c := range map[string]struct {
		scene scene
		want  bool
	}{
		"twenty minutes": {twitching(20, 5), true}, "an hour": {twitching(60, 7), true}, "nineteen minutes": {twitching(19, 5), false}, "four a minute": {twitching(40, 4), false},
		"awake": {awake, false}, "limb movements": {long, false},
	} {
		n := build(t, options(), c.scene).Nights[0]
		got := slices.ContainsFunc(n.Quality.Warnings, func(w device.Warning) bool { return w.Code == "fragments" })
		if got != c.want {
			t.Errorf("%s: flagged %v, want %v", name, got, c.want)
		}
	}
}
