package movement

import "github.com/nightjar-sleep/nightjar/dsp"

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
	main, cross := b.a, b.b
	if cross.Dot(cross) > main.Dot(main) {
		main, cross = cross, main
	}
	size := main.Norm()
	if size == 0 {
		return s.reachOf(&s.detail, before, from, to)
	}
	cross = add(cross, main, -cross.Dot(main)/(size*size))
	wide := cross.Norm()
	s.filter(&s.smooth, s.low)
	var far float64
	for i := max(0, from); i < min(to, s.smooth.Len()); i++ {
		v := at(&s.smooth, i).Sub(before)
		v = add(v, main, -v.Dot(main)/(size*size))
		if wide > 0 {
			t := v.Dot(cross) / wide
			v = add(v, cross, -within(t, -deepOf*wide, deepOf*wide)/wide)
		}
		far = max(far, v.Norm())
	}
	return far
}
