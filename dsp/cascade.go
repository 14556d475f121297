package dsp

import "math"

// recursion is a Section in transposed direct form II (Oppenheim and Schafer,
// §6.3.4) with the output eliminated from its two delays,
//
//	y = b0 x + s1;  s1 ← c1 x + s2 − a1 s1;  s2 ← c2 x − a2 s1
//
// which is the same filter with a shorter chain from sample to sample. c1 and c2
// are rounded once, so that a high-pass section keeps its gain of 0 at 0 Hz.
type recursion struct {
	b0, c1, c2, a1, a2 float64
	g1, g2             float64 // s1 and s2 after a constant input of 1
}

func newRecursion(s Section) recursion {
	y := (s.B0 + s.B1 + s.B2) / (1 + s.A1 + s.A2) // gain at 0 Hz
	return recursion{
		b0: s.B0, a1: s.A1, a2: s.A2,
		c1: math.FMA(-s.A1, s.B0, s.B1), c2: math.FMA(-s.A2, s.B0, s.B2),
		g1: y - s.B0, g2: s.B2 - float64(s.A2*y),
	}
}

// delays is the memory of one section.
type delays struct{ s1, s2 float64 }

// settle sets the delays to what a constant input x leaves after all time
// (scipy.signal.lfilter_zi) and returns the constant output.
func (r *recursion) settle(d *delays, x float64) float64 {
	d.s1, d.s2 = float64(r.g1*x), float64(r.g2*x)
	return float64(r.b0*x) + d.s1
}

// run filters src into dst, which are of the same length.
func (r *recursion) run(d *delays, dst, src []float64) {
	b0, c1, c2, a1, a2 := r.b0, r.c1, r.c2, r.a1, r.a2
	s1, s2 := d.s1, d.s2
	dst = dst[:len(src)]
	for i, x := range src {
		dst[i] = float64(b0*x) + s1
		s1, s2 = float64(c1*x)+s2-float64(a1*s1), float64(c2*x)-float64(a2*s1)
	}
	d.s1, d.s2 = s1, s2
}

// memory is the delays of all sections of a filter. A filter fed with zeros
// decays into subnormal numbers and stays there, many times slower, so delays
// too small to matter are zeroed at fixed counts of samples: at fixed counts,
// not at the ends of blocks, so that the result does not depend on the cut.
type memory struct {
	delays []delays
	count  int // samples since the last flush
}

const (
	flushEvery = 1024  // samples; often enough that few are slow
	negligible = 1e-30 // of any unit of signal: 24 decades below a micro-g counted in g
)

// left returns how many of n samples may run before the next flush.
func (m *memory) left(n int) int { return min(n, flushEvery-m.count) }

// advance counts n samples and flushes when it is time.
func (m *memory) advance(n int) {
	m.count += n
	if m.count < flushEvery {
		return
	}
	m.count = 0
	for i := range m.delays {
		d := &m.delays[i]
		if math.Abs(d.s1) < negligible && math.Abs(d.s2) < negligible {
			*d = delays{}
		}
	}
}

// reset zeroes the delays.
func (m *memory) reset() {
	clear(m.delays)
	m.count = 0
}

// Cascade runs a series through second-order sections, one after the other, and
// remembers where it stands between calls: cutting the series into other blocks
// gives the same bits. A new Cascade starts from rest (input 0).
type Cascade struct {
	sections []recursion
	memory   memory
}

// NewCascade returns a filter made of the sections; without any, it passes its
// input unchanged.
func NewCascade(sections []Section) *Cascade {
	return &Cascade{recursions(sections), memory{delays: make([]delays, len(sections))}}
}

func recursions(sections []Section) []recursion {
	out := make([]recursion, len(sections))
	for i, s := range sections {
		out[i] = newRecursion(s)
	}
	return out
}

// Run filters src into dst, which must be at least as long and may be src itself.
func (c *Cascade) Run(dst, src []float64) {
	dst = dst[:len(src)]
	for len(src) > 0 {
		n := c.memory.left(len(src))
		c.pass(dst[:n], src[:n])
		c.memory.advance(n)
		dst, src = dst[n:], src[n:]
	}
}

// pass runs src through all sections into dst of the same length.
func (c *Cascade) pass(dst, src []float64) {
	if len(c.sections) == 0 {
		copy(dst, src)
	}
	for i := range c.sections {
		c.sections[i].run(&c.memory.delays[i], dst, src)
		src = dst
	}
}

// Reset puts the filter back to rest.
func (c *Cascade) Reset() { c.memory.reset() }

// Settle puts the filter into the state that an unending input x would have
// left (scipy.signal.sosfilt_zi times x), so that a series beginning with x
// starts without a transient.
func (c *Cascade) Settle(x float64) {
	c.memory.count = 0
	for i := range c.sections {
		x = c.sections[i].settle(&c.memory.delays[i], x)
	}
}
