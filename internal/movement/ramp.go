package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// ramp is a smooth change of posture beside a breath, fitted to a stretch of ticks.
type ramp struct {
	from, length float64    // ticks, from the beginning of the first one
	before, step dsp.Vector // g
	a, b         dsp.Vector // g: the breath along cosine and sine of its phase since the middle of the first tick
	left         float64    // g: root mean square of what is neither
}

const (
	shortestRamp = 8.0  // ticks: what is quicker is no glide: the detector sees it
	longerBy     = 1.25 // × as long is the next ramp that is tried
	laterBy      = 0.1  // × its length later the next one begins
)

// fitRamp returns the ramp that explains most of the ticks y, by least squares, with a breath of so much phase to a tick. It begins after tick first and passes its middle before tick
// last; it is no longer than most.
func fitRamp(y []dsp.Vector, phase, first, last, most float64) ramp {
	rest := newSwinging(len(y), phase)
	moved := rest.without(y)
	var total, best float64
	for i := range moved {
		total += moved[i].Dot(moved[i])
	}
	var r ramp
	shape := make([]float64, len(y))
	for length := shortestRamp; length <= most; length *= longerBy {
		for from := math.Floor(first); from+length/2 <= last && from+length < float64(len(y)); from += max(1, math.Floor(laterBy*length)) {
			ramped(shape, from, length)
			rest.project(shape)
			var energy float64
			var along dsp.Vector
			for i, v := range shape {
				energy += float64(v * v)
				along = add(along, moved[i], v)
			}
			if gain := along.Dot(along); gain > best*energy {
				best, r = gain/energy, ramp{from: from, length: length, step: add(dsp.Vector{}, along, 1/energy)}
			}
		}
	}
	ramped(shape, r.from, r.length)
	for i := range y {
		moved[i] = add(y[i], r.step, -shape[i])
	}
	r.before, r.a, r.b = rest.of(moved)
	r.left = math.Sqrt(max(0, total-best) / float64(max(1, len(y))))
	return r
}

// ramped fills shape with the share of the way made at the middle of each tick.
func ramped(shape []float64, from, length float64) {
	for i := range shape {
		shape[i] = minimumJerk((float64(i) + 0.5 - from) / length)
	}
}

// minimumJerk returns the share of the way that a smooth movement has made at share t of its time: on the path of least jerk (Flash & Hogan 1985).
func minimumJerk(t float64) float64 {
	t = within(t, 0, 1)
	return float64(t*t*t) * (10 - float64(t*(15-float64(6*t))))
}

// beyond returns the first and last instant, in ticks, at which the limb lies further than edge from both postures.
func (r *ramp) beyond(edge float64) (from, to float64) {
	const steps = 64 // of the ramp: finer than a tenth of a tick for the shortest, and a second in ten for the longest
	size := r.step.Norm()
	k := 0
	for k < steps/2 && minimumJerk(float64(k)/steps)*size < edge {
		k++
	}
	at := r.length * float64(k) / steps
	return r.from + at, r.from + r.length - at
}

// swinging is a rest that breathes, over a stretch of ticks: a constant, a cosine and a sine, made orthogonal to each other.
type swinging struct {
	cos, sin         []float64
	cosMean, sinMean float64 // taken off them
	share            float64 // × the cosine, taken off the sine
}

// newSwinging returns that of n ticks with so much phase to a tick.
func newSwinging(n int, phase float64) swinging {
	s := swinging{cos: make([]float64, n), sin: make([]float64, n)}
	at, turn := angle{cos: 1}, small(phase)
	for i := range n {
		s.cos[i], s.sin[i] = at.cos, at.sin
		at = at.plus(turn)
	}
	s.cosMean, s.sinMean = center(s.cos), center(s.sin)
	s.share = remove(s.sin, s.cos)
	return s
}

// project takes off v what such a rest explains, and returns it: the mean and the parts along the two swings.
func (s *swinging) project(v []float64) (mean, along, across float64) {
	return center(v), remove(v, s.cos), remove(v, s.sin)
}

// without returns y less what such a rest explains.
func (s *swinging) without(y []dsp.Vector) []dsp.Vector {
	out := make([]dsp.Vector, len(y))
	x, v, z := make([]float64, len(y)), make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		x[i], v[i], z[i] = y[i].X, y[i].Y, y[i].Z
	}
	s.project(x)
	s.project(v)
	s.project(z)
	for i := range y {
		out[i] = dsp.Vector{X: x[i], Y: v[i], Z: z[i]}
	}
	return out
}

// of returns the rest that fits y best: its posture, and its swing along cosine and sine.
func (s *swinging) of(y []dsp.Vector) (posture, a, b dsp.Vector) {
	part := func(get func(dsp.Vector) float64) (p, a, b float64) {
		v := make([]float64, len(y))
		for i := range y {
			v[i] = get(y[i])
		}
		p, a, b = s.project(v)
		a -= float64(s.share * b)
		return p - float64(a*s.cosMean) - float64(b*s.sinMean), a, b
	}
	posture.X, a.X, b.X = part(func(v dsp.Vector) float64 { return v.X })
	posture.Y, a.Y, b.Y = part(func(v dsp.Vector) float64 { return v.Y })
	posture.Z, a.Z, b.Z = part(func(v dsp.Vector) float64 { return v.Z })
	return posture, a, b
}

// center takes the mean off v and returns it.
func center(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	mean := sum / float64(max(1, len(v)))
	for i := range v {
		v[i] -= mean
	}
	return mean
}

// remove takes off v its part along u and returns how many times u that is.
func remove(v, u []float64) float64 {
	var both, square float64
	for i := range v {
		both += float64(v[i] * u[i])
		square += float64(u[i] * u[i])
	}
	if square == 0 {
		return 0
	}
	share := both / square
	for i := range v {
		v[i] -= float64(share * u[i])
	}
	return share
}
