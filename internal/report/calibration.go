package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/night"
)

// Calibration says how well the sensor's own gravity is one g, and what would make it so: a′ = (a − offset) · gain on each axis.
type Calibration struct {
	Applied     bool       `json:"applied"`
	OffsetG     [3]float64 `json:"offset_g"`
	Gain        [3]float64 `json:"gain"`
	ErrorBefore *float64   `json:"error_before_mg"` // mean distance of the norm at rest from 1 g; null without rest
	ErrorAfter  *float64   `json:"error_after_mg"`  // the same after correction; null when the postures do not allow one
}

// Numbers of the method: van Hees 2014, J Appl Physiol 117:738, and GGIR.
const (
	stillG       = 0.013  // g: greatest root mean square of a still epoch
	sphereG      = 0.3    // g: postures must lie beyond this on both sides of each axis
	leastStill   = 10     // still epochs
	iterations   = 1000   // at most
	tolerance    = 1e-10  // g: change of the parameters that ends the iteration
	mostWeight   = 100.0  // 1/g: of a posture that lies on the sphere
	acceptG      = 0.010  // g: greatest error that is accepted
	milliPerG    = 1000.0 // mg in 1 g
	axesOfSensor = 3
)

// estimate finds the correction that brings the postures of still epochs closest to the unit sphere. A correction that was applied is printed as it was, with the error that it left.
func estimate(l *night.Ledger, applied night.Calibration) Calibration {
	c := Calibration{Gain: [3]float64{1, 1, 1}}
	still := stillPostures(l)
	if len(still) > 0 {
		c.ErrorBefore = known(round(milliPerG*sphereError(still, correction{gain: c.Gain}), 1))
	}
	if applied.Applied {
		c.Applied, c.OffsetG, c.Gain = true, applied.OffsetG, applied.Gain
		c.ErrorAfter, c.ErrorBefore = c.ErrorBefore, nil
		return c
	}
	if !coversSphere(still) {
		return c
	}
	fit := fitSphere(still)
	if after := sphereError(still, fit); after < acceptG && after < sphereError(still, correction{gain: [3]float64{1, 1, 1}}) {
		for k := range axesOfSensor {
			c.OffsetG[k], c.Gain[k] = round(fit.offset[k], 5), round(fit.gain[k], 5)
		}
		c.ErrorAfter = known(round(milliPerG*after, 1))
	}
	return c
}

// correction is a′ = (a − offset) · gain.
type correction struct{ offset, gain [3]float64 }

func (c *correction) apply(p [3]float64) [3]float64 {
	for k := range p {
		p[k] = (p[k] - c.offset[k]) * c.gain[k]
	}
	return p
}

// stillPostures returns the postures of epochs without movement.
func stillPostures(l *night.Ledger) [][3]float64 {
	var out [][3]float64
	for i := range l.Sleep.Epochs {
		if e := &l.Sleep.Epochs[i]; e.MotionG < stillG && norm(e.Posture) > 0 {
			out = append(out, e.Posture)
		}
	}
	return out
}

// coversSphere reports whether the postures are spread enough to tell offset from gain on every axis.
func coversSphere(still [][3]float64) bool {
	if len(still) < leastStill {
		return false
	}
	for k := range axesOfSensor {
		by := func(a, b [3]float64) int { return int(math.Copysign(1, a[k]-b[k])) }
		if slices.MinFunc(still, by)[k] > -sphereG || slices.MaxFunc(still, by)[k] < sphereG {
			return false
		}
	}
	return true
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

// works reports whether a correction is one that a working sensor may need.
func (c *correction) works() bool {
	for k := range axesOfSensor {
		if !(c.gain[k] >= 1/mostGain && c.gain[k] <= mostGain && math.Abs(c.offset[k]) <= mostOffset) {
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

// ReadCalibration reads a correction from JSON: offset_g and gain, three numbers each, as reports print them under calibration. name is the
// file's name for messages.
func ReadCalibration(r io.Reader, name string) (night.Calibration, error) {
	var c struct {
		Calibration
		OffsetG *[3]float64 `json:"offset_g"`
		Gain    *[3]float64 `json:"gain"`
	}
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return night.Calibration{}, fmt.Errorf("%s: is no calibration: %w", name, err)
	}
	if c.OffsetG == nil || c.Gain == nil {
		return night.Calibration{}, fmt.Errorf("%s: needs offset_g and gain, three numbers each", name)
	}
	for k := range axesOfSensor {
		if g, o := c.Gain[k], c.OffsetG[k]; !(g >= 1/mostGain && g <= mostGain) || !(math.Abs(o) <= mostOffset) {
			return night.Calibration{}, fmt.Errorf("%s: offset %g g, gain %g of axis %d are those of no working sensor", name, o, g, k+1)
		}
	}
	return night.Calibration{Applied: true, OffsetG: *c.OffsetG, Gain: *c.Gain}, nil
}

// Limits of a working sensor: far beyond the ±20 mg and ±1 % of makers' sheets.
const (
	mostOffset = 0.5 // g
	mostGain   = 1.5 // ×, either way
)
