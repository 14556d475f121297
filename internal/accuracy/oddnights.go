package accuracy

import (
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

const (
	trainOdd  = 12  // nights of every profile, of sleepers unlike those of the profiles, twice as many with many hypnic starts
	oddSeed   = 700 // first seed of these
	oddWeight = 0.5 // of a movement in one of these: such sleepers are rarer, and what is learnt must stay right for the usual ones
)

// OddNights returns the settings of nights that the model of hypnic starts is trained on too: of sleepers whose laws lie outside those of the profiles, so that nothing is learnt
// which holds for one simulator's assumptions only. What simulation.md marks A of hypnic starts, and of what is taken for them, ranges about three times as far both ways.
func OddNights() []simulate.Settings {
	var out []simulate.Settings
	for _, p := range simulate.Profiles() {
		count := trainOdd
		if p == "hypnic" {
			count *= 2
		}
		for i := range count {
			s := simulate.Default()
			s.Profile, s.Seed = p, uint64(oddSeed+i)
			s.Rate = []float64{50, 100}[i%2]
			s.Vary = oddLaws(p)
			out = append(out, s)
		}
	}
	return out
}

// oddLaws returns the laws of a profile with wider ranges for hypnic starts, twitches, fidgets and the shortest limb movements.
func oddLaws(profile string) *simulate.Laws[simulate.Range] {
	l, err := simulate.ProfileLaws(profile)
	if err != nil {
		panic("accuracy: " + err.Error()) // of a name that Profiles lists
	}
	l.HypnicMG, l.HypnicSpread = between(50, 900), between(0.3, 1.2)
	l.HypnicHz, l.HypnicRingS = between(2.5, 11), between(0.2, 1)
	l.HypnicDoubleP, l.HypnicTiltP, l.HypnicTurnP = between(0, 0.8), between(0, 0.6), between(0, 0.6)
	l.HypnicScatterS, l.HypnicFarP = between(10, 200), between(0, 0.8)
	l.TwitchMG, l.TwitchPerHour = between(8, 60), between(1, 20)
	l.FidgetMG, l.FidgetS, l.Roughness = between(25, 500), between(0.7, 8), between(0, 3)
	l.DurationS, l.DurationSpread, l.LiftS = between(1, 5), between(0.2, 0.9), between(0.15, 1)
	return &l
}

const (
	trainBeating = 48  // nights with many trains, of all kinds
	beatingSeed  = 750 // first seed of these
)

// BeatingNights returns the settings of nights that the model of rhythmic trains is trained on besides: each with dozens of them, shorter and longer, less even and less alike than
// the few that were ever measured (Yang & Winkelman 2010), so that what is learnt is how they beat and not how long they last.
func BeatingNights() []simulate.Settings {
	var out []simulate.Settings
	for i := range trainBeating {
		s := simulate.Default()
		s.Profile, s.Seed = "rhythmic", uint64(beatingSeed+i)
		s.Rate = []float64{50, 100, 50, 100, 25}[i%5]
		if i%8 == 7 {
			s.Site = device.SiteLeftWrist
		}
		l := oddLaws(s.Profile)
		l.RhythmicCount = between(25, 60)
		l.RhythmicMG, l.RhythmicHz = between(15, 300), between(0.5, 2.6)
		l.RhythmicJitter, l.RhythmicDuty = between(0.03, 0.15), between(0.35, 0.95)
		l.RhythmicSpread, l.RhythmicUneven, l.RhythmicWane = between(0.3, 0.9), between(0.05, 0.35), between(0, 0.6)
		l.AwakeningsPerHour, l.FidgetPerHour = between(0.5, 3), between(40, 160)
		l.ClonicP, l.LongP, l.HoldTremor, l.IsolatedPerHour = between(0.05, 0.4), between(0, 0.1), between(0, 0.01), between(5, 30) // what is taken for trains
		s.Vary = l
		out = append(out, s)
	}
	return out
}

func between(low, high float64) simulate.Range { return simulate.Range{Low: low, High: high} }
