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
	step  float64      // phase per tick, as twice the tangent of half its angle, near enough the angle in radians
	now   breathTick   // the present tick
	past  []breathTick // those of the second before
	k     int          // place in past of the oldest
	a, b  dsp.Vector   // g: swing along cosine and sine
}

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
	b := breath{tickS: tickS, past: make([]breathTick, lag)}
	b.reset()
	return b
}

// reset forgets the swing and returns to the usual rate.
func (b *breath) reset() {
	b.step, b.now, b.k = turn*breathHz*b.tickS, breathTick{cos: 1}, 0
	b.a, b.b = dsp.Vector{}, dsp.Vector{}
}

// next goes on by a tick, which measured raw, and returns the swing foretold for it, in g.
func (b *breath) next(raw dsp.Vector) dsp.Vector {
	b.past[b.k] = b.now
	if b.k++; b.k == len(b.past) {
		b.k = 0
	}
	t := b.step / 2 // rotation by 2·atan(t): rational, so exact to rounding on every platform
	n := 1 + float64(t*t)
	c, s := (1-float64(t*t))/n, 2*t/n
	p := &b.now
	p.cos, p.sin = float64(p.cos*c)-float64(p.sin*s), float64(p.sin*c)+float64(p.cos*s)
	norm := (float64(p.cos*p.cos) + float64(p.sin*p.sin) + 1) / 2 // Newton's step towards a unit phase
	p.cos, p.sin, p.raw = p.cos/norm, p.sin/norm, raw
	return b.at(p.cos, p.sin)
}

// at returns a cos + b sin.
func (b *breath) at(cos, sin float64) dsp.Vector { return add(add(dsp.Vector{}, b.a, cos), b.b, sin) }

// swing returns the amplitude of the swing in g.
func (b *breath) swing() float64 { return math.Sqrt(b.a.Dot(b.a) + b.b.Dot(b.b)) }

// learn takes in the change over the last second, during which the limb was steady.
func (b *breath) learn() {
	old := &b.past[b.k]
	cos, sin := b.now.cos-old.cos, b.now.sin-old.sin
	left := b.now.raw.Sub(old.raw).Sub(b.at(cos, sin))
	if far, most := left.Norm(), max(stepG, b.swing()); far > most {
		left = add(dsp.Vector{}, left, most/far)
	}
	slope := b.at(-sin, cos)
	if power := slope.Dot(slope); power > swingG*swingG/2 {
		phase := min(1, max(-1, left.Dot(slope)/power))
		b.step = min(turn*fastestHz*b.tickS, max(turn*slowestHz*b.tickS, b.step+lockPerTick*phase))
	}
	b.a = add(b.a, left, learnPerTick*cos)
	b.b = add(b.b, left, learnPerTick*sin)
}

// swinger gives the swing sample by sample.
type swinger struct {
	a, b     dsp.Vector // g
	cos, sin float64    // phase at the sample at hand
	c, s     float64    // turn per sample
}

// from returns the swing from a sample on that lies so many ticks (negative: before) from the middle of the present tick, with so many samples to a tick.
func (b *breath) from(ticks, perTick float64) swinger {
	turned := func(angle float64) (cos, sin float64) { // rational, exact to rounding on every platform; in steps short enough to keep the pace
		const most = 0.1 // rad: 2·atan(x/2) falls short of x by 0.08 % here
		cos, sin = 1, 0
		for left := angle; left != 0; {
			step := max(-most, min(most, left))
			t := step / 2
			n := 1 + float64(t*t)
			c, s := (1-float64(t*t))/n, 2*t/n
			cos, sin = float64(cos*c)-float64(sin*s), float64(sin*c)+float64(cos*s)
			left -= step
		}
		return cos, sin
	}
	w := swinger{a: b.a, b: b.b}
	dc, ds := turned(float64(ticks * b.step))
	w.cos = float64(b.now.cos*dc) - float64(b.now.sin*ds)
	w.sin = float64(b.now.sin*dc) + float64(b.now.cos*ds)
	w.c, w.s = turned(b.step / perTick)
	return w
}

// at returns the swing at the sample at hand, in g.
func (w *swinger) at() dsp.Vector { return add(add(dsp.Vector{}, w.a, w.cos), w.b, w.sin) }

// next goes on to the next sample.
func (w *swinger) next() {
	w.cos, w.sin = float64(w.cos*w.c)-float64(w.sin*w.s), float64(w.sin*w.c)+float64(w.cos*w.s)
}
