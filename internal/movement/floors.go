package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// floors holds the trailing noise floors of the limb and the thresholds that
// follow from them. They outlive a short hole.
type floors struct {
	tuning Tuning
	away   floor // distance from the rest posture while resting: noise and breathing
	change floor // change of posture within changeMS
	burst  floor // root mean square inside a tick
}

const (
	startG    = 0.004 // g: floor before there is any data, that of a noisy sensor, so that noise alone starts nothing
	topG      = 0.1   // g: no floor is higher; beyond lies movement
	floorPart = 0.3   // quantile of change and burst: low, so that a train that moves a third of the time does not raise it
	awayPart  = 0.6   // quantile of the distance at rest, which movements do not enter: higher, so that it follows breathing
	burstEase = 0.7   // × the threshold at which a burst begins, it is over
	nearOf    = 0.8   // × the start threshold: closer than this the limb is back
)

func newFloors(window int, t Tuning) floors {
	return floors{tuning: t, away: newFloor(window, awayPart), change: newFloor(window, floorPart), burst: newFloor(window, floorPart)}
}

func (f *floors) reset() {
	f.away.reset()
	f.change.reset()
	f.burst.reset()
}

// within returns factor times the floor v, at least least and at most the cap.
func (f *floors) within(least, factor, v float64) float64 {
	return min(max(least, factor*v), max(least, f.tuning.AwayCapG))
}

// awayLimit is the distance from the rest posture at which a movement begins, in g.
func (f *floors) awayLimit() float64 {
	return f.within(f.tuning.AwayG, f.tuning.AwayFactor, f.away.value())
}

// near is the distance within which the limb counts as back, in g.
func (f *floors) near() float64 { return nearOf * f.awayLimit() }

// changeLimit is the change of posture within changeMS at which a movement begins, in g.
func (f *floors) changeLimit() float64 {
	return f.within(f.tuning.AwayG, f.tuning.ChangeFactor, f.change.value())
}

// steady is the change of posture within changeMS below which the limb is steady, in g.
func (f *floors) steady() float64 {
	return f.within(f.tuning.SteadyG, f.tuning.SteadyFactor, f.change.value())
}

// burstOn is the root mean square inside a tick at which a movement begins, in g; burstOff is that below which the limb may be steady.
func (f *floors) burstOn() float64 {
	return f.within(f.tuning.BurstG, f.tuning.BurstFactor, f.burst.value())
}

func (f *floors) burstOff() float64 { return burstEase * f.burstOn() }

// floor is a trailing noise floor in g, kept in whole micro-g.
type floor struct {
	trailing *dsp.Floor
	g        float64 // where it stands
}

func newFloor(window int, quantile float64) floor {
	f, err := dsp.NewFloor(dsp.FloorParams{
		Window: max(1, window), Quantile: quantile,
		Start: startG * dsp.MicroG, Min: 0, Max: topG * dsp.MicroG,
	})
	if err != nil {
		panic("movement: " + err.Error()) // the parameters are constants of this file
	}
	return floor{trailing: f, g: float64(f.Value()) / dsp.MicroG}
}

func (f *floor) push(g float64) {
	f.g = float64(f.trailing.Push(int64(math.Round(min(g, 2*topG)*dsp.MicroG)))) / dsp.MicroG
}

func (f *floor) reset() {
	f.trailing.Reset()
	f.g = float64(f.trailing.Value()) / dsp.MicroG
}

func (f *floor) value() float64 { return f.g }
