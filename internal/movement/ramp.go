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

// ramps fits ramps. It keeps its work space from glide to glide.
type ramps struct {
	ticks, moved []dsp.Vector // as they are, and less what a rest explains
	rest         swinging
	axis, shape  []float64 // one axis of the ticks, and a ramp
	way          path
	after        []products
	all          []weighed
}

// fit returns the ramp that explains most of the ticks at hand, by least squares, with a breath of so much phase to a tick. It begins after tick first and passes its middle before tick
// last; it is no longer than most. Each is weighed by sums first; only those that come near the best are fitted tick by tick.
func (f *ramps) fit(phase, first, last, most float64) ramp {
	n := len(f.ticks)
	f.rest.become(n, phase)
	f.shape = append(f.shape[:0], make([]float64, n)...)
	moved, shape := f.without(), f.shape
	var total, best float64
	for i := range moved {
		total += moved[i].Dot(moved[i])
	}
	var r ramp
	f.weigh(first, last, most)
	for _, w := range nearBest(f.all) {
		ramped(shape, w.from, w.length)
		f.rest.project(shape)
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
	for i, y := range f.ticks {
		moved[i] = add(y, r.step, -shape[i])
	}
	r.before, r.a, r.b = f.restOf(moved)
	r.left = math.Sqrt(max(0, total-best) / float64(max(1, n)))
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

// weigh weighs the ramps that begin from tick first on and pass their middle before tick last. A ramp is 0 before, a short path and 1 for good, so the products of a shape and
// what is left beside the rest are those along the path and a sum of all that follows.
func (f *ramps) weigh(first, last, most float64) {
	n, rest, moved := len(f.moved), &f.rest, f.moved
	f.all, f.after = f.all[:0], append(f.after[:0], make([]products, n+1)...)
	f.way = path{shape: append(f.way.shape[:0], 1), sum: 1, square: 1}
	for i := n - 1; i >= 0; i-- { // of the ticks from each on, by a shape of 1
		f.after[i] = f.after[i+1]
		f.after[i].add(rest, moved, i, &f.way)
	}
	for length := shortestRamp; length <= most; length *= longerBy {
		f.way.become(length)
		for from := math.Floor(first); from+length/2 <= last && from+length < float64(n); from += max(1, math.Floor(laterBy*length)) {
			k := int(from)
			p := f.after[k+len(f.way.shape)] // no more than n: the path is half a tick longer than the ramp at most
			p.add(rest, moved, k, &f.way)
			f.all = append(f.all, weighed{from, length, p.gain(rest, n)})
		}
	}
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

// become makes it that of n ticks with so much phase to a tick.
func (s *swinging) become(n int, phase float64) {
	s.cos, s.sin = s.cos[:0], s.sin[:0]
	at, turn := angle{cos: 1}, small(phase)
	for range n {
		s.cos, s.sin = append(s.cos, at.cos), append(s.sin, at.sin)
		at = at.plus(turn)
	}
	s.cosMean, s.sinMean = center(s.cos), center(s.sin)
	s.cosPower = power(s.cos)
	s.share = remove(s.sin, s.cos, s.cosPower)
	s.sinPower = power(s.sin)
}

// project takes off v what such a rest explains, and returns it: the mean and the parts along the two swings.
func (s *swinging) project(v []float64) (mean, along, across float64) {
	return center(v), remove(v, s.cos, s.cosPower), remove(v, s.sin, s.sinPower)
}

// without returns the ticks less what a rest explains.
func (f *ramps) without() []dsp.Vector {
	f.moved = append(f.moved[:0], f.ticks...)
	out := f.moved
	f.project(f.ticks, func(v dsp.Vector) float64 { return v.X })
	for i, v := range f.axis {
		out[i].X = v
	}
	f.project(f.ticks, func(v dsp.Vector) float64 { return v.Y })
	for i, v := range f.axis {
		out[i].Y = v
	}
	f.project(f.ticks, func(v dsp.Vector) float64 { return v.Z })
	for i, v := range f.axis {
		out[i].Z = v
	}
	return out
}

// project takes off one axis of y what a rest explains, leaves what remains in f.axis, and returns the rest: its posture, and its swing along cosine and sine.
func (f *ramps) project(y []dsp.Vector, get func(dsp.Vector) float64) (posture, a, b float64) {
	f.axis = f.axis[:0]
	for i := range y {
		f.axis = append(f.axis, get(y[i]))
	}
	s := &f.rest
	posture, a, b = s.project(f.axis)
	a -= float64(s.share * b)
	return posture - float64(a*s.cosMean) - float64(b*s.sinMean), a, b
}

// restOf returns the rest that fits y best: its posture, and its swing along cosine and sine.
func (f *ramps) restOf(y []dsp.Vector) (posture, a, b dsp.Vector) {
	posture.X, a.X, b.X = f.project(y, func(v dsp.Vector) float64 { return v.X })
	posture.Y, a.Y, b.Y = f.project(y, func(v dsp.Vector) float64 { return v.Y })
	posture.Z, a.Z, b.Z = f.project(y, func(v dsp.Vector) float64 { return v.Z })
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
