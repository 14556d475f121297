package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// floors holds the trailing noise floors of the limb and the thresholds that
// follow from them. They outlive a short hole.
type floors struct {
	away   floor // distance from the rest posture while resting: noise and breathing
	change floor // change of posture within changeMS
	burst  floor // root mean square inside a tick

	awayLimit         limit // distance from the rest posture at which a movement begins
	changeLimit       limit // change of posture within changeMS at which a movement begins
	steady            limit // change of posture within changeMS below which the limb is steady
	burstOn, burstOff limit // root mean square inside a tick at which a movement begins, and below which the limb may be steady
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
	f := floors{away: newFloor(window, awayPart), change: newFloor(window, floorPart), burst: newFloor(window, floorPart)}
	f.suit(t)
	return f
}

// suit puts the limits where the tuning has them over the floors.
func (f *floors) suit(t Tuning) {
	over := func(f floor, least, factor, ease float64) limit {
		l := limit{floor: f, factor: factor, least: least, most: max(least, t.AwayCapG), ease: ease}
		l.follow()
		return l
	}
	f.awayLimit = over(f.away, t.AwayG, t.AwayFactor, 1)
	f.changeLimit, f.steady = over(f.change, t.AwayG, t.ChangeFactor, 1), over(f.change, t.SteadyG, t.SteadyFactor, 1)
	f.burstOn, f.burstOff = over(f.burst, t.BurstG, t.BurstFactor, 1), over(f.burst, t.BurstG, t.BurstFactor, burstEase)
}

func (f *floors) reset() {
	f.away.trailing.Reset()
	f.change.trailing.Reset()
	f.burst.trailing.Reset()
	for _, l := range []*limit{&f.awayLimit, &f.changeLimit, &f.steady, &f.burstOn, &f.burstOff} {
		l.follow()
	}
}

// rested takes in the distance from the rest posture of a tick at rest, in g.
func (f *floors) rested(far float64) {
	if f.away.push(far) {
		f.awayLimit.follow()
	}
}

// push takes in the change of posture up to a tick and its root mean square, in g.
func (f *floors) push(change, rms float64) {
	if f.change.push(change) {
		f.changeLimit.follow()
		f.steady.follow()
	}
	if f.burst.push(rms) {
		f.burstOn.follow()
		f.burstOff.follow()
	}
}

// near is the distance within which the limb counts as back, in g.
func (f *floors) near() float64 { return nearOf * f.awayLimit.value() }

// limit is a threshold in g: factor times a floor, at least least and at most most, times ease. Where it lies is known roughly at all times, which decides nearly every
// comparison, and worked out exactly for the others.
type limit struct {
	floor                     floor
	factor, least, most, ease float64
	low, high                 float64 // g: between these, or at one of them
}

// follow puts the limit where its floor is.
func (l *limit) follow() {
	low, high := l.floor.trailing.Bounds()
	l.low, l.high = l.of(dsp.InG(float64(low))), l.of(dsp.InG(float64(high)))
}

// of returns the threshold over a floor of v g. It never falls when v rises: neither does any of its steps, rounded.
func (l *limit) of(v float64) float64 {
	return l.ease * within(l.factor*v, l.least, l.most)
}

// value returns the threshold.
func (l *limit) value() float64 { return l.of(l.floor.value()) }

// above reports whether v is less than the threshold.
func (l *limit) above(v float64) bool {
	return v < l.low || v < l.high && v < l.value()
}

// floor is a trailing noise floor, kept in whole micro-g.
type floor struct{ trailing *dsp.Floor }

func newFloor(window int, quantile float64) floor {
	f, err := dsp.NewFloor(dsp.FloorParams{
		Window: max(1, window), Quantile: quantile,
		Start: startG * dsp.MicroG, Min: 0, Max: topG * dsp.MicroG,
	})
	if err != nil {
		panic("movement: " + err.Error()) // the parameters are constants of this file
	}
	return floor{f}
}

// push takes in a value in g, which is not negative, and reports whether the floor may be elsewhere than between the bounds that it had.
func (f *floor) push(g float64) bool {
	return f.trailing.Push(dsp.Whole(float64(g * dsp.MicroG)))
}

// value returns the floor in g.
func (f *floor) value() float64 { return dsp.InG(float64(f.trailing.Value())) }
