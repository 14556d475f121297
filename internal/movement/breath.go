package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// breath follows the slow swing that breathing gives a resting limb and foretells it, so that it can be taken off: 8 mg of it
// otherwise hide the edges of movements and the posture of a limb held out (detection.md item 10). It is an oscillator locked to the swing:
// amplitudes by least mean squares on cosine and sine, the frequency by the phase that is left over (a frequency-locked loop). It learns from
// the change over a second, so that it goes on learning while the limb is held out, and only while the limb is steady.
type breath struct {
	tickS float64
	gain  float64      // ×: what the sensor has for 1 g
	step  float64      // phase per tick, as twice the tangent of half its angle, near enough the angle in radians
	now   breathTick   // the present tick
	ahead angle        // phase of the next one
	past  []breathTick // those of the second before
	k     int          // place in past of the oldest
	breathed
}

// breathed is the swing along cosine and sine of the breath's phase, in g.
type breathed struct{ a, b dsp.Vector }

// breathTick is the phase of the breath at a tick, and what was measured there.
type breathTick struct {
	cos, sin float64
	raw      dsp.Vector // g
}

const (
	breathHz     = 0.25                            // Hz: 15 breaths a minute, a resting adult
	slowestHz    = 0.13                            // Hz: 8 breaths a minute
	fastestHz    = 0.5                             // Hz: 30 breaths a minute
	learnPerTick = 0.04                            // share of the error per tick of 0.1 s that goes into the swing: 2.5 s, a good half breath
	lockPerTick  = learnPerTick * learnPerTick / 4 // rad/tick per rad: critically damped with the above
	stepG        = 0.003                           // g: an error larger than this and than the swing is a movement: it counts for no more
	swingG       = 0.001                           // g: a smaller swing tells nothing of its frequency
	turn         = 6.283185307179586               // rad: a full turn
)

func newBreath(tickS float64, lag int) breath {
	b := breath{tickS: tickS, gain: 1, past: make([]breathTick, lag)}
	b.reset()
	return b
}

// reset forgets the swing and returns to the usual rate.
func (b *breath) reset() {
	b.step, b.now, b.k = turn*breathHz*b.tickS, breathTick{cos: 1}, 0
	b.breathed = breathed{}
	b.foresee()
}

// next goes on by a tick, which measured raw, and returns the swing foretold for it, in g.
func (b *breath) next(raw dsp.Vector) dsp.Vector {
	b.past[b.k] = b.now
	if b.k++; b.k == len(b.past) {
		b.k = 0
	}
	b.now.cos, b.now.sin, b.now.raw = b.ahead.cos, b.ahead.sin, raw
	return b.at(b.ahead.cos, b.ahead.sin)
}

// foresee works out the phase of the next tick: long before it is asked for, since each of its steps waits for the one before.
func (b *breath) foresee() {
	p := angle{b.now.cos, b.now.sin}.plus(small(b.step))
	norm := (float64(p.cos*p.cos) + float64(p.sin*p.sin) + 1) / 2 // Newton's step towards a unit phase
	b.ahead = angle{p.cos / norm, p.sin / norm}
}

// at returns a cos + b sin.
func (b *breath) at(cos, sin float64) dsp.Vector { return swing(&b.a, &b.b, cos, sin) }

// swing returns a cos + b sin.
func swing(a, b *dsp.Vector, cos, sin float64) dsp.Vector {
	return dsp.Vector{X: float64(a.X*cos) + float64(b.X*sin), Y: float64(a.Y*cos) + float64(b.Y*sin), Z: float64(a.Z*cos) + float64(b.Z*sin)}
}

// swing returns the amplitude of the swing in g.
func (b *breathed) swing() float64 { return math.Sqrt(b.a.Dot(b.a) + b.b.Dot(b.b)) }

// learn takes in the change over the last second, if the limb was steady, and looks ahead.
func (b *breath) learn(steady bool) {
	if steady {
		b.adapt()
	}
	b.foresee()
}

// adapt takes in the change over the last second.
func (b *breath) adapt() {
	old := &b.past[b.k]
	cos, sin := b.now.cos-old.cos, b.now.sin-old.sin
	left := b.now.raw.Sub(old.raw).Sub(b.at(cos, sin))
	if least := float64(stepG * b.gain); left.Dot(left) > 0.999*least*least { // below that there is no need of the root
		if far, most := left.Norm(), max(least, b.swing()); far > most {
			left = add(dsp.Vector{}, left, most/far)
		}
	}
	slope := b.at(-sin, cos)
	if power, least := slope.Dot(slope), float64(swingG*b.gain); power > least*least/2 {
		phase := withinOne(left.Dot(slope) / power)
		b.step = within(b.step+lockPerTick*phase, turn*slowestHz*b.tickS, turn*fastestHz*b.tickS)
	}
	b.a = add(b.a, left, learnPerTick*cos)
	b.b = add(b.b, left, learnPerTick*sin)
}

// within returns v, least if it is less, most if it is more. It is for what is no NaN: the builtin min and max look for those.
func within(v, least, most float64) float64 {
	if v < least {
		return least
	}
	if v > most {
		return most
	}
	return v
}

// withinOne returns v, or the nearer of −1 and 1 when it lies beyond, without a branch: noise does every few ticks, and the next tick waits for it. It is for what is no NaN.
func withinOne(v float64) float64 {
	const sign = 1 << 63
	bits := math.Float64bits(v)
	return math.Float64frombits(min(bits&^sign, math.Float64bits(1)) | bits&sign)
}

// angle is an angle by its cosine and sine.
type angle struct{ cos, sin float64 }

// plus returns the sum of two angles.
func (p angle) plus(q angle) angle {
	return angle{float64(p.cos*q.cos) - float64(p.sin*q.sin), float64(p.sin*q.cos) + float64(p.cos*q.sin)}
}

// small returns an angle of some rad, by 2·atan(rad/2): rational, so exact to rounding on every platform.
func small(rad float64) angle {
	t := rad / 2
	n := 1 + float64(t*t)
	return angle{(1 - float64(t*t)) / n, 2 * t / n}
}

// angleOf returns an angle of any rad, in steps short enough to keep the pace.
func angleOf(rad float64) angle {
	const most = 0.1 // rad: 2·atan(x/2) falls short of x by 0.08 % here
	sum, step := angle{cos: 1}, small(math.Copysign(most, rad))
	for ; math.Abs(rad) > most; rad -= math.Copysign(most, rad) {
		sum = sum.plus(step)
	}
	if rad != 0 {
		sum = sum.plus(small(rad))
	}
	return sum
}

// from returns the swing from a sample on that lies so many ticks (negative: before) from the middle of the present tick, with so many samples to a tick.
func (b *breath) from(ticks, perTick float64) dsp.Swing {
	return swingOf(b.a, b.b, angle{b.now.cos, b.now.sin}.plus(angleOf(float64(ticks*b.step))), angleOf(b.step/perTick))
}

// swingOf returns the swing a cos + b sin, in g, of a phase that begins at one angle and goes on by another with every sample.
func swingOf(a, b dsp.Vector, at, turn angle) dsp.Swing {
	return dsp.Swing{A: a, B: b, Cos: at.cos, Sin: at.sin, TurnCos: turn.cos, TurnSin: turn.sin}
}
