package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// breath follows the slow swing that breathing gives a resting limb and foretells it, so that it can be taken off: 8 mg of it
// otherwise hide the edges of movements and the posture of a limb held out (detection.md item 10). It is an oscillator locked to the swing:
// amplitudes by least mean squares on cosine and sine, the frequency by the phase that is left over (a frequency-locked loop). It learns at rest
// only and runs freely through movements.
type breath struct {
	tickS    float64
	step     float64    // phase per tick, as twice the tangent of half its angle, near enough the angle in radians
	cos, sin float64    // of the phase
	a, b     dsp.Vector // g: swing along cosine and sine
}

const (
	breathHz     = 0.25                            // Hz: 15 breaths a minute, a resting adult
	slowestHz    = 0.13                            // Hz: 8 breaths a minute
	fastestHz    = 0.5                             // Hz: 30 breaths a minute
	learnPerTick = 0.04                            // share of the error per tick of 0.1 s that goes into the swing: 2.5 s, a good half breath
	lockPerTick  = learnPerTick * learnPerTick / 4 // rad/tick per rad: critically damped with the above
	swingG       = 0.001                           // g: a smaller swing tells nothing of its frequency
	turn         = 6.283185307179586               // rad: a full turn
)

func newBreath(tickS float64) breath {
	b := breath{tickS: tickS}
	b.reset()
	return b
}

// reset forgets the swing and returns to the usual rate.
func (b *breath) reset() {
	b.step, b.cos, b.sin = turn*breathHz*b.tickS, 1, 0
	b.still()
}

// still forgets the swing but not its rate: after a change of posture it is felt along other axes.
func (b *breath) still() { b.a, b.b = dsp.Vector{}, dsp.Vector{} }

// next goes on by a tick and returns the swing foretold for it, in g.
func (b *breath) next() dsp.Vector {
	t := b.step / 2 // rotation by 2·atan(t): rational, so exact to rounding on every platform
	n := 1 + float64(t*t)
	c, s := (1-float64(t*t))/n, 2*t/n
	b.cos, b.sin = float64(b.cos*c)-float64(b.sin*s), float64(b.sin*c)+float64(b.cos*s)
	norm := (float64(b.cos*b.cos) + float64(b.sin*b.sin) + 1) / 2 // Newton's step towards a unit phase
	b.cos, b.sin = b.cos/norm, b.sin/norm
	return add(add(dsp.Vector{}, b.a, b.cos), b.b, b.sin)
}

// swing returns the amplitude of the swing in g.
func (b *breath) swing() float64 { return math.Sqrt(b.a.Dot(b.a) + b.b.Dot(b.b)) }

// learn takes in what was left of the present tick after the swing and the posture were taken off.
func (b *breath) learn(left dsp.Vector) {
	slope := add(add(dsp.Vector{}, b.b, b.cos), b.a, -b.sin)
	if power := (b.a.Dot(b.a) + b.b.Dot(b.b)) / 2; power > swingG*swingG/2 {
		phase := min(1, max(-1, left.Dot(slope)/power))
		b.step = min(turn*fastestHz*b.tickS, max(turn*slowestHz*b.tickS, b.step+lockPerTick*phase))
	}
	b.a = add(b.a, left, 2*learnPerTick*b.cos)
	b.b = add(b.b, left, 2*learnPerTick*b.sin)
}
