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
// last; it is no longer than most. Each is weighed by sums first; only those that come near the best are fitted tick by tick.
func fitRamp(y []dsp.Vector, phase, first, last, most float64) ramp {
	rest := newSwinging(len(y), phase)
	moved := rest.without(y)
	var total, best float64
	for i := range moved {
		total += moved[i].Dot(moved[i])
	}
	var r ramp
	shape := make([]float64, len(y))
	for _, w := range nearBest(weighRamps(&rest, moved, first, last, most)) {
		ramped(shape, w.from, w.length)
		rest.project(shape)
		var energy float64
		var along dsp.Vector
		for i, v := range shape {
			energy += float64(v * v)
			along = add(along, moved[i], v)
		}
		if gain := along.Dot(along); gain > best*energy {
			best, r = gain/energy, ramp{from: w.from, length: w.length, step: add(dsp.Vector{}, along, 1/energy)}
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

// weighed is a ramp and how much of the ticks it explains, roughly.
type weighed struct {
	from, length float64 // ticks
	gain         float64 // g²; infinite when sums do not tell
}

const nearlyOf = 1e-6 // × the best gain, and × the energy of a shape: sums are right to 1e-12 of the shape's energy

// nearBest keeps those of the ramps, in their order, that may be the best one.
func nearBest(all []weighed) []weighed {
	var best float64
	for i := range all {
		if g := all[i].gain; g > best && g < math.Inf(1) {
			best = g
		}
	}
	near := all[:0]
	for _, w := range all {
		if w.gain >= best*(1-nearlyOf) {
			near = append(near, w)
		}
	}
	return near
}

// weighRamps weighs the ramps that begin from tick first on and pass their middle before tick last. A ramp is 0 before, a short path and 1 for good, so the products of a shape and
// what is left beside the rest are those along the path and a sum of all that follows.
func weighRamps(rest *swinging, moved []dsp.Vector, first, last, most float64) []weighed {
	n := len(moved)
	one := path{shape: []float64{1}, sum: 1, square: 1}
	after := make([]products, n+1) // of the ticks from each on, by a shape of 1
	for i := n - 1; i >= 0; i-- {
		after[i] = after[i+1]
		after[i].add(rest, moved, i, &one)
	}
	var out []weighed
	var way path
	for length := shortestRamp; length <= most; length *= longerBy {
		way.become(length)
		for from := math.Floor(first); from+length/2 <= last && from+length < float64(n); from += max(1, math.Floor(laterBy*length)) {
			k := int(from)
			p := after[k+len(way.shape)] // no more than n: the path is half a tick longer than the ramp at most
			p.add(rest, moved, k, &way)
			out = append(out, weighed{from, length, p.gain(rest, n)})
		}
	}
	return out
}

// path is the way of a ramp: the share made at the middle of each tick from its beginning up to its end.
type path struct {
	shape       []float64
	sum, square float64 // of the shares
}

// become makes it that of a ramp of so many ticks.
func (p *path) become(length float64) {
	*p = path{shape: p.shape[:0]}
	for i := 0; float64(i)+0.5 < length; i++ {
		v := minimumJerk((float64(i) + 0.5) / length)
		p.shape, p.sum, p.square = append(p.shape, v), p.sum+v, p.square+float64(v*v)
	}
}

// products sums the products of a shape of ticks with what is left beside a rest, with the parts of that rest, and with itself.
type products struct {
	along                 dsp.Vector
	sum, cos, sin, square float64
}

// add adds a path that begins at tick k.
func (p *products) add(rest *swinging, moved []dsp.Vector, k int, way *path) {
	shape := way.shape
	moved, cos, sin := moved[k:][:len(shape)], rest.cos[k:][:len(shape)], rest.sin[k:][:len(shape)]
	var along dsp.Vector
	var c, s float64
	for i, v := range shape {
		along = add(along, moved[i], v)
		c += float64(v * cos[i])
		s += float64(v * sin[i])
	}
	p.along, p.cos, p.sin = add(p.along, along, 1), p.cos+c, p.sin+s
	p.sum, p.square = p.sum+way.sum, p.square+way.square
}

// gain returns what the shape explains of what is left, of n ticks. What the rest explains of the shape counts for nothing: cosine, sine and constant are orthogonal.
func (p *products) gain(rest *swinging, n int) float64 {
	energy := p.square - float64(p.sum*p.sum)/float64(n)
	if rest.cosPower > 0 {
		energy -= float64(p.cos*p.cos) / rest.cosPower
	}
	if rest.sinPower > 0 {
		energy -= float64(p.sin*p.sin) / rest.sinPower
	}
	if !(energy > nearlyOf*p.square) {
		return math.Inf(1)
	}
	return p.along.Dot(p.along) / energy
}

// ramped fills shape with the share of the way made at the middle of each tick.
func ramped(shape []float64, from, length float64) {
	i := 0
	for ; i < len(shape) && float64(i)+0.5 <= from; i++ {
		shape[i] = 0
	}
	for ; i < len(shape) && float64(i)+0.5-from < length; i++ {
		shape[i] = minimumJerk((float64(i) + 0.5 - from) / length)
	}
	for ; i < len(shape); i++ {
		shape[i] = 1
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
	cosPower         float64 // sums of their squares
	sinPower         float64
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
	s.cosPower = power(s.cos)
	s.share = remove(s.sin, s.cos, s.cosPower)
	s.sinPower = power(s.sin)
	return s
}

// project takes off v what such a rest explains, and returns it: the mean and the parts along the two swings.
func (s *swinging) project(v []float64) (mean, along, across float64) {
	return center(v), remove(v, s.cos, s.cosPower), remove(v, s.sin, s.sinPower)
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

// power sums the squares of v.
func power(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x * x)
	}
	return sum
}

// remove takes off v its part along u, whose power is known, and returns how many times u that is.
func remove(v, u []float64, power float64) float64 {
	if power == 0 {
		return 0
	}
	u = u[:len(v)]
	var both float64
	for i := range v {
		both += float64(v[i] * u[i])
	}
	share := both / power
	for i := range v {
		v[i] -= float64(share * u[i])
	}
	return share
}
