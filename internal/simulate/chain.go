package simulate

import (
	"cmp"
	"math"
	"slices"
)

const gravity = 9.80665 // m/s² in 1 g (CGPM 1901)

// joint is a hinge: the part beyond it turns about axis, and the next joint (or
// the sensor) sits at lever from it. Both are given in the sensor's frame at rest.
type joint struct {
	axis   vec
	lever  vec     // m
	pieces []piece // in order of their start: see order
}

// angle returns the joint's angle t seconds after the start of the movement.
func (j *joint) angle(t float64) angle {
	var sum angle
	for i := range j.pieces {
		p := &j.pieces[i]
		if p.from >= t {
			break
		}
		a := p.at(t)
		sum.at += a.at
		sum.speed += a.speed
		sum.accel += a.accel
	}
	return sum
}

// mode is one decaying oscillation of a shock that reaches the sensor through
// the mattress: direction and size in g.
type mode struct {
	size   vec
	hz     float64
	decayS float64
}

// shockRiseS is the time in which a shock builds up, s (A: a mattress passes little above 40 Hz).
const shockRiseS = 0.004

func (m mode) at(t float64) vec {
	return m.size.scale((1 - math.Exp(-t/shockRiseS)) * math.Exp(-t/m.decayS) * math.Sin(2*math.Pi*m.hz*t))
}

// motion is one movement as one sensor feels it: a chain of joints from the
// trunk outward, or a shock. It starts at start, is over after length, and finds the
// limb in the posture before (the specific force at rest, 1 g long) and leaves it in after.
type motion struct {
	start, length float64 // s of true time
	before, after vec     // g
	joints        []joint
	modes         []mode

	breathBefore, breathAfter vec // how breathing shows in the posture before and after
}

// end returns when the motion is over.
func (m *motion) end() float64 { return m.start + m.length }

// force returns the specific force in g at t seconds after the start, by the
// forward recursion of Newton and Euler: gravity enters as the acceleration of the base.
func (m *motion) force(t float64) vec {
	f := m.before
	if t <= 0 {
		return f
	}
	var spin, turn vec // rad/s, rad/s²
	for i := range m.joints {
		j := &m.joints[i]
		a := j.angle(t)
		sin, cos := math.Sincos(-a.at)
		f = f.rotate(j.axis, sin, cos)
		if i > 0 {
			spin = spin.rotate(j.axis, sin, cos)
			turn = turn.rotate(j.axis, sin, cos).add(spin.cross(j.axis).scale(a.speed))
		}
		spin = spin.add(j.axis.scale(a.speed))
		turn = turn.add(j.axis.scale(a.accel))
		linear := turn.cross(j.lever).add(spin.cross(spin.cross(j.lever)))
		f = f.add(linear.scale(1 / gravity))
	}
	for _, s := range m.modes {
		f = f.add(s.at(t))
	}
	return f
}

// order sorts the pieces of each joint by their start, which angle relies on.
func (m *motion) order() {
	for _, j := range m.joints {
		slices.SortStableFunc(j.pieces, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	}
}

// settle sets the posture that the motion leaves behind.
func (m *motion) settle() {
	m.after = m.before
	for i := range m.joints {
		j := &m.joints[i]
		var rest float64
		for k := range j.pieces {
			if j.pieces[k].shape == ramp {
				rest += j.pieces[k].size
			}
		}
		m.after = m.after.turn(j.axis, -rest)
	}
}

// excursion returns how far the force at t is from the posture before, in g.
func (m *motion) excursion(t float64) float64 { return m.force(t).distance(m.before) }

// roughPeak returns the greatest excursion on a coarse grid, in g.
func (m *motion) roughPeak() float64 {
	step := max(m.grid(), m.length/400)
	var peak float64
	for t := step; t < m.length; t += step {
		peak = max(peak, m.excursion(t))
	}
	return peak
}

// grid returns a step that follows the fastest part of the motion, in s.
func (m *motion) grid() float64 {
	if len(m.modes) > 0 {
		return 0.001
	}
	step := 0.01
	for i := range m.joints {
		for k := range m.joints[i].pieces {
			switch p := &m.joints[i].pieces[k]; p.shape {
			case ramp:
				step = min(step, max(p.length/16, 0.002))
			case shake:
				step = min(step, 1/(20*p.hz))
			case kick:
				step = min(step, p.length/20, 1/(30*p.hz))
			}
		}
	}
	return step
}

// scaleTo changes the pieces that are not fixed until the motion peaks near
// peak g, or its largest angle reaches limit rad.
func (m *motion) scaleTo(peak, limit float64) {
	for range 5 {
		now := m.roughPeak()
		if now <= 0 {
			return
		}
		factor := min(peak/now, limit/max(m.largestStep(), 1e-9))
		if math.Abs(factor-1) < 0.01 {
			return
		}
		m.scale(factor)
	}
}

// scale multiplies every piece that is not fixed.
func (m *motion) scale(factor float64) {
	for i := range m.joints {
		for k := range m.joints[i].pieces {
			if p := &m.joints[i].pieces[k]; !p.fixed {
				p.size *= factor
			}
		}
	}
}

// largestStep returns the largest ramp that is not fixed, in rad.
func (m *motion) largestStep() float64 {
	var largest float64
	for i := range m.joints {
		for k := range m.joints[i].pieces {
			if p := &m.joints[i].pieces[k]; p.shape == ramp && !p.fixed {
				largest = max(largest, math.Abs(p.size))
			}
		}
	}
	return largest
}
