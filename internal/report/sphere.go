package report

import "math"

// Numbers of the iteration: van Hees 2014, J Appl Physiol 117:738, and GGIR.
const (
	iterations = 1000  // at most
	tolerance  = 1e-10 // g: change of the parameters that ends the iteration
	mostWeight = 100.0 // 1/g: of a posture that lies on the sphere
)

// correction is a′ = (a − offset) · gain.
type correction struct{ offset, gain [3]float64 }

func (c *correction) apply(p [3]float64) [3]float64 {
	for k := range p {
		p[k] = (p[k] - c.offset[k]) * c.gain[k]
	}
	return p
}

// sphereError returns the mean distance of the corrected norms from 1 g.
func sphereError(still [][3]float64, c correction) float64 {
	sum := 0.0
	for _, p := range still {
		sum += math.Abs(norm(c.apply(p)) - 1)
	}
	return sum / float64(len(still))
}

// fitSphere iterates: project the corrected postures onto the unit sphere, fit each axis to its projection by a weighted straight line, the closest
// postures weighing most. Alone that comes closer by a few per cent a step, so every two steps are followed by a leap to where they lead (SQUAREM: Varadhan & Roland 2008,
// Scandinavian Journal of Statistics 35:335), which is taken back when the step after it is longer than the one before.
func fitSphere(still [][3]float64) correction {
	c := correction{gain: [3]float64{1, 1, 1}}
	a, ok := nearer(still, &c, true)
	if !ok {
		return c
	}
	for n := 1; n < iterations; n += 2 {
		b, ok := nearer(still, &a, false)
		if !ok {
			return a
		}
		step := a.to(&b)
		if step.largest() < tolerance {
			return b
		}
		d, ok := nearer(still, &b, false)
		if !ok {
			return b
		}
		next := b.to(&d)
		if next.largest() < tolerance {
			return d
		}
		if leap := a.leap(&step, &next); leap.works() {
			if landed, ok := nearer(still, &leap, false); ok {
				if jump := leap.to(&landed); jump.largest() < step.largest() {
					a, n = landed, n+1
					continue
				}
			}
			n++
		}
		a = d
	}
	return a
}

// nearer returns the next correction, one step further; ok is false when the postures allow none.
func nearer(still [][3]float64, c *correction, alike bool) (next correction, ok bool) {
	for k, l := range linesThrough(still, c, alike) {
		slope, intercept, ok := l.fit()
		if !ok {
			return *c, false
		}
		next.gain[k], next.offset[k] = slope, -intercept/slope
	}
	return next, true
}

// to returns the step from one correction to another.
func (c *correction) to(d *correction) (step correction) {
	for k := range axesOfSensor {
		step.offset[k], step.gain[k] = d.offset[k]-c.offset[k], d.gain[k]-c.gain[k]
	}
	return step
}

// largest returns the largest change of a parameter in a step.
func (c *correction) largest() (most float64) {
	for k := range axesOfSensor {
		most = max(most, math.Abs(c.offset[k]), math.Abs(c.gain[k]))
	}
	return most
}

// square returns the sum of the squares of all parameters.
func (c *correction) square() (sum float64) {
	for k := range axesOfSensor {
		sum += float64(c.offset[k]*c.offset[k]) + float64(c.gain[k]*c.gain[k])
	}
	return sum
}

// leap returns where two steps from c lead, the second of which bends the first.
func (c *correction) leap(step, next *correction) correction {
	bend := step.to(next)
	far := math.Sqrt(step.square() / bend.square()) // steps
	var out correction
	for k := range axesOfSensor {
		out.offset[k] = c.offset[k] + float64(2*far*step.offset[k]) + float64(far*far*bend.offset[k])
		out.gain[k] = c.gain[k] + float64(2*far*step.gain[k]) + float64(far*far*bend.gain[k])
	}
	return out
}

// works reports whether a correction is one that a working sensor may need on every axis.
func (c *correction) works() bool {
	for k := range axesOfSensor {
		if !working(c.offset[k], c.gain[k]) {
			return false
		}
	}
	return true
}

// line sums weighted points of one axis, for a straight line through them: x the posture and y its closest point on the unit sphere.
type line struct{ w, x, y, xx, xy float64 }

// linesThrough sums every axis: each posture with the closest point of the sphere to it once corrected, the closer the heavier, or all alike.
func linesThrough(still [][3]float64, c *correction, alike bool) [3]line {
	var a, b, d line
	var w float64
	for i := range still {
		p := &still[i]
		q := c.apply(*p)
		n := norm(q)
		weight := 1 / math.Abs(n-1)
		if weight > mostWeight {
			weight = mostWeight
		}
		if alike {
			weight = 1
		}
		w += weight
		a.add(weight, p[0], q[0]/n)
		b.add(weight, p[1], q[1]/n)
		d.add(weight, p[2], q[2]/n)
	}
	a.w, b.w, d.w = w, w, w
	return [3]line{a, b, d}
}

// add takes a point but for its weight.
func (l *line) add(weight, x, y float64) {
	l.x += float64(weight * x)
	l.y += float64(weight * y)
	l.xx += float64(weight * float64(x*x))
	l.xy += float64(weight * float64(x*y))
}

// fit returns the line: closest ≈ slope · posture + intercept.
func (l *line) fit() (slope, intercept float64, ok bool) {
	d := float64(l.w*l.xx) - float64(l.x*l.x)
	if d <= 0 {
		return 0, 0, false
	}
	slope = (float64(l.w*l.xy) - float64(l.x*l.y)) / d
	return slope, (l.y - float64(slope*l.x)) / l.w, slope > 0
}
