package accuracy

import "github.com/nightjar-sleep/nightjar/internal/simulate"

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

func between(low, high float64) simulate.Range { return simulate.Range{Low: low, High: high} }
