package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	deepOf    = 4.0  // × the swing of the breath, peak to trough and half as much again: no deep breath is felt more strongly
	quickOf   = 0.35 // × its peak, a lift changes within changeMS at least; a breath of four seconds changes by a quarter
	quickOver = 1.5  // × the floor of that change, which is noise
)

// deepBreath reports whether the open movement m, whose samples [from, to) were taken in, may have been a deep breath: nothing of it was quick, and it moved the limb only where
// breathing does.
func (d *Detector) deepBreath(m *Movement, from, to int) bool {
	o := &d.open
	swing := o.breath.swing()
	if m.PeakG >= deepOf*swing || !d.floors.burstOn.above(o.burst) || o.quick >= quickOf*(m.PeakG+2*swing)+quickOver*d.floors.change.value() {
		return false
	}
	return d.shape.beside(from, to, o.quiet, &o.breath) < o.threshold
}

// beside returns how far the samples [from, to) lie from before but for what a deep breath explains, in g.
func (s *shaper) beside(from, to int, before dsp.Vector, b *breathed) float64 {
	main, cross := b.axes()
	long, wide := main.Norm(), cross.Norm()
	from = max(0, from)
	s.filter(&s.smooth, s.low, min(from, s.raw.Len()))
	var far float64
	for i := from; i < min(to, s.smooth.Len()); i++ {
		v := at(&s.smooth, i).Sub(before)
		v = less(v, main, long)
		v = less(v, cross, wide)
		far = max(far, v.Norm())
	}
	return far
}

// less takes off v what a deep breath along axis, whose swing there is size, explains of it.
func less(v, axis dsp.Vector, size float64) dsp.Vector {
	if size == 0 {
		return v
	}
	share := v.Dot(axis) / (size * size)
	return add(v, axis, -within(share, -deepOf, deepOf))
}

// axes returns the half axes of the ellipse that the breath swings the limb around, the longer one first: whatever the phase that it is counted from.
func (b *breathed) axes() (long, short dsp.Vector) {
	p, q := b.a.Dot(b.a)-b.b.Dot(b.b), 2*b.a.Dot(b.b)
	r := math.Sqrt(float64(p*p) + float64(q*q))
	if r == 0 {
		return b.a, b.b
	}
	cos, sin := math.Sqrt((1+p/r)/2), math.Copysign(math.Sqrt(max(0, 1-p/r)/2), q) // of half the angle whose tangent is q / p
	zero := dsp.Vector{}
	return add(add(zero, b.a, cos), b.b, sin), add(add(zero, b.b, cos), b.a, -sin)
}
