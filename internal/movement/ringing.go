package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	ringingMS   = 2000 // ms: whatever lasts longer is no muscle burst and its ring (simulation.md: 0.2–1 s), and is not looked at
	ringStepMS  = 40   // ms between the values that the ring is foretold from: six for one swing at 4 Hz, two for one at 12 Hz (ours)
	ringAfterMS = 200  // ms after its end that the ring dies out in (ours)
	ringLeast   = 6    // values, of which two begin: fewer foretell themselves
	ringDoubt   = 1e-6 // of the product of two sums of squares: below it, the two values before are one
)

// ringing says how samples [from, to) swing along the main axis of the movement: the rate in Hz whose sine changes as fast, and how far each value after the greatest is foretold by the two before it
// (0…1, least squares), low-passed as edges are, since a sensor's noise is foretold by nothing. A damped limb left to itself obeys such a rule, whatever its frequency and damping, since its motion solves a linear equation of second order; one that is led does not.
func (s *shaper) ringing(from, to int, before, axis dsp.Vector) (hz, ring float64) {
	if s.rate.Seconds(dsp.Index(to-from))*1000 > ringingMS {
		return 0, 0
	}
	along := func(i int) float64 { return at(&s.smooth, i).Sub(before).Dot(axis) }
	var energy, change, last, most float64
	peak := from
	for i := from; i < to; i++ {
		v := along(i)
		energy += float64(v * v)
		if i > from {
			change += float64((v - last) * (v - last))
		}
		if math.Abs(v) > most {
			most, peak = math.Abs(v), i
		}
		last = v
	}
	if energy == 0 {
		return 0, 0
	}
	hz = math.Sqrt(change/energy) * s.rate.Hz() / (2 * math.Pi)
	step := max(1, int(s.rate.Samples(ringStepMS)))
	s.series = s.series[:0]
	for i := peak; i < min(to+int(s.rate.Samples(ringAfterMS)), s.smooth.Len()); i += step {
		s.series = append(s.series, along(i))
	}
	return hz, foretold(s.series)
}

// foretold returns the share of the squares of a series that the two values before each foretell (an autoregression of order two, by least squares), 0 of a series too short to say.
func foretold(v []float64) float64 {
	if len(v) < ringLeast {
		return 0
	}
	var aa, ab, bb, va, vb, vv float64 // sums of products of each value v, the one before, a, and the one before that, b
	for i := 2; i < len(v); i++ {
		a, b := v[i-1], v[i-2]
		aa, ab, bb = aa+float64(a*a), ab+float64(a*b), bb+float64(b*b)
		va, vb, vv = va+float64(v[i]*a), vb+float64(v[i]*b), vv+float64(v[i]*v[i])
	}
	det := float64(aa*bb) - float64(ab*ab)
	if vv == 0 || det <= float64(ringDoubt*float64(aa*bb)) {
		return 0
	}
	p := (float64(va*bb) - float64(vb*ab)) / det
	q := (float64(vb*aa) - float64(va*ab)) / det
	return max(0, min(1, (float64(p*va)+float64(q*vb))/vv))
}
