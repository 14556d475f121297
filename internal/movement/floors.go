package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// floors holds the trailing noise floors of the limb and the thresholds that
// follow from them. They outlive a short hole.
type floors struct {
	tuning Tuning
	away   floor  // distance from the rest posture while resting: noise and breathing
	change floor  // change of posture within changeMS
	burst  floor  // root mean square inside a tick
	limits limits // as the floors stand
}

// limits are the thresholds that follow from the floors, in g.
type limits struct{ away, change, steady, burstOn, burstOff float64 }

const (
	startG    = 0.004 // g: floor before there is any data, that of a noisy sensor, so that noise alone starts nothing
	topG      = 0.1   // g: no floor is higher; beyond lies movement
	floorPart = 0.3   // quantile of change and burst: low, so that a train that moves a third of the time does not raise it
	awayPart  = 0.6   // quantile of the distance at rest, which movements do not enter: higher, so that it follows breathing
	burstEase = 0.7   // × the threshold at which a burst begins, it is over
	nearOf    = 0.8   // × the start threshold: closer than this the limb is back
)

func newFloors(window int, t Tuning) floors {
	f := floors{tuning: t, away: newFloor(window, awayPart), change: newFloor(window, floorPart), burst: newFloor(window, floorPart)}
	f.limit()
	return f
}

func (f *floors) reset() {
	f.away.reset()
	f.change.reset()
	f.burst.reset()
	f.limit()
}

// rested takes in the distance from the rest posture of a tick at rest, in g.
func (f *floors) rested(far float64) {
	if f.away.push(far) {
		f.limitAway()
	}
}

// push takes in the change of posture up to a tick and its root mean square, in g.
func (f *floors) push(change, rms float64) {
	if f.change.push(change) {
		f.limitChange()
	}
	if f.burst.push(rms) {
		f.limitBurst()
	}
}

// limit works the thresholds out anew, and those below each of them: when their floors move, not when they are asked for.
func (f *floors) limit() {
	f.limitAway()
	f.limitChange()
	f.limitBurst()
}

func (f *floors) limitAway() { f.limits.away = f.within(f.tuning.AwayG, f.tuning.AwayFactor, f.away.g) }

func (f *floors) limitChange() {
	f.limits.change = f.within(f.tuning.AwayG, f.tuning.ChangeFactor, f.change.g)
	f.limits.steady = f.within(f.tuning.SteadyG, f.tuning.SteadyFactor, f.change.g)
}

func (f *floors) limitBurst() {
	f.limits.burstOn = f.within(f.tuning.BurstG, f.tuning.BurstFactor, f.burst.g)
	f.limits.burstOff = burstEase * f.limits.burstOn
}

// within returns factor times the floor v, at least least and at most the cap, or least where that is more.
func (f *floors) within(least, factor, v float64) float64 {
	return within(factor*v, least, max(least, f.tuning.AwayCapG))
}

// awayLimit is the distance from the rest posture at which a movement begins, in g.
func (f *floors) awayLimit() float64 { return f.limits.away }

// near is the distance within which the limb counts as back, in g.
func (f *floors) near() float64 { return nearOf * f.awayLimit() }

// changeLimit is the change of posture within changeMS at which a movement begins, in g.
func (f *floors) changeLimit() float64 { return f.limits.change }

// steady is the change of posture within changeMS below which the limb is steady, in g.
func (f *floors) steady() float64 { return f.limits.steady }

// burstOn is the root mean square inside a tick at which a movement begins, in g; burstOff is that below which the limb may be steady.
func (f *floors) burstOn() float64 { return f.limits.burstOn }

func (f *floors) burstOff() float64 { return f.limits.burstOff }

// floor is a trailing noise floor in g, kept in whole micro-g.
type floor struct {
	trailing *dsp.Floor
	micro    int64   // where it stands, in micro-g
	g        float64 // the same in g
}

func newFloor(window int, quantile float64) floor {
	f, err := dsp.NewFloor(dsp.FloorParams{
		Window: max(1, window), Quantile: quantile,
		Start: startG * dsp.MicroG, Min: 0, Max: topG * dsp.MicroG,
	})
	if err != nil {
		panic("movement: " + err.Error()) // the parameters are constants of this file
	}
	return floor{trailing: f, micro: f.Value(), g: float64(f.Value()) / dsp.MicroG}
}

// push takes in a value and reports whether the floor has changed.
func (f *floor) push(g float64) bool {
	was := f.micro
	f.micro = f.trailing.Push(int64(rounded(within(g, 0, 2*topG) * dsp.MicroG)))
	if f.micro == was {
		return false
	}
	f.g = inG(float64(f.micro))
	return true
}

func (f *floor) reset() {
	f.trailing.Reset()
	f.micro = f.trailing.Value()
	f.g = float64(f.micro) / dsp.MicroG
}

func (f *floor) value() float64 { return f.g }
