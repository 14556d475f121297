package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// tickMS is the length of a tick in ms: short against the rise of a limb movement (300 ms and more), long enough to
// average the sensor's noise.
const tickMS = 100

// tick is the summary of a tenth of a second of samples.
type tick struct {
	start dsp.Index  // its first sample
	end   dsp.Index  // the sample after its last one
	mean  dsp.Vector // g
	rms   float64    // g: root mean square about the mean, noise included; 0 when a tick is a single sample
}

// sums are those of the samples of a tick.
type sums struct {
	start  dsp.Index // first sample of the tick
	n      int64
	sum    [3]int64 // micro-g
	square [3]int64 // micro-g²; fits up to 30 g on all of 1000 samples, beyond any sensor worn on a limb
}

// ticker cuts samples into ticks whose borders lie at multiples of the tick length in sample numbers, so that a hole
// does not move the grid. Sums are taken of all the samples at hand before any is divided: divisions of one tick then run beside those of the next.
type ticker struct {
	length dsp.Index
	sums   []sums    // of the ticks that the samples at hand complete, and of the one that is still open
	scale  float64   // g per micro-g of the sum of a whole tick
	part   float64   // a hair above 1 / length
	rests  []float64 // by remainder r from 1 − length to length − 1: (r / length)²
}

func newTicker(r dsp.Rate) ticker {
	t := ticker{length: max(1, r.Samples(tickMS)), sums: make([]sums, 1)}
	n := float64(t.length)
	t.scale, t.part = 1/(n*dsp.MicroG), math.Nextafter(1/n, 2)
	for k := 1 - t.length; k < t.length; k++ {
		rest := float64(k) / n
		t.rests = append(t.rests, float64(rest*rest))
	}
	return t
}

// restart forgets the tick at hand.
func (t *ticker) restart() { t.sums[0] = sums{} }

// cut adds the samples of b and appends the ticks that they complete to dst.
func (t *ticker) cut(dst []tick, b *dsp.Block) []tick {
	n := b.Len()
	left := int(t.length - b.Start%t.length) // of the tick at hand
	for i := 0; i < n; {
		s := &t.sums[len(t.sums)-1]
		if s.n == 0 {
			s.start = b.Start + dsp.Index(i)
		}
		j := min(i+left, n)
		s.add(b.X[i:j], b.Y[i:j], b.Z[i:j])
		if j-i == left {
			t.sums = append(t.sums, sums{})
		}
		i, left = j, int(t.length)
	}
	last := len(t.sums) - 1
	for i := range last {
		dst = append(dst, tick{})
		t.measure(&dst[len(dst)-1], &t.sums[i])
	}
	t.sums[0] = t.sums[last]
	t.sums = t.sums[:1]
	return dst
}

// add adds samples.
func (s *sums) add(x, y, z []int32) {
	s.n += int64(len(x))
	sum, square := total(x)
	s.sum[0], s.square[0] = s.sum[0]+sum, s.square[0]+square
	sum, square = total(y)
	s.sum[1], s.square[1] = s.sum[1]+sum, s.square[1]+square
	sum, square = total(z)
	s.sum[2], s.square[2] = s.sum[2]+sum, s.square[2]+square
}

// total returns the sum of values and that of their squares. One axis by itself, five values at a time, stays in the processor's registers.
func total(v []int32) (sum, square int64) {
	for len(v) >= 5 {
		f := (*[5]int32)(v)
		a, b, c, d, e := int64(f[0]), int64(f[1]), int64(f[2]), int64(f[3]), int64(f[4])
		sum += a + b + c + d + e
		square += a*a + b*b + c*c + d*d + e*e
		v = v[5:]
	}
	for _, x := range v {
		sum += int64(x)
		square += int64(x) * int64(x)
	}
	return sum, square
}

// measure fills in out what the sums say.
func (t *ticker) measure(out *tick, s *sums) {
	scale, energy := t.scale, 0.0
	if s.n == int64(t.length) {
		energy = t.spread(s.sum[0], s.square[0]) + t.spread(s.sum[1], s.square[1]) + t.spread(s.sum[2], s.square[2])
	} else {
		scale = 1 / (float64(s.n) * dsp.MicroG)
		energy = spread(s.n, s.sum[0], s.square[0]) + spread(s.n, s.sum[1], s.square[1]) + spread(s.n, s.sum[2], s.square[2])
	}
	out.start, out.end = s.start, s.start+dsp.Index(s.n)
	out.mean = dsp.Vector{X: float64(s.sum[0]) * scale, Y: float64(s.sum[1]) * scale, Z: float64(s.sum[2]) * scale}
	out.rms = math.Sqrt(energy) / dsp.MicroG
}

// spread returns the variance in micro-g² of n values from their sum and sum of squares, by way of the remainder
// about the whole-number mean so that nothing cancels.
func spread(n, sum, square int64) float64 {
	mean := int64(float64(sum) / float64(n)) // exact, and faster than sum / n: |sum| is below 2⁵³, so that no quotient is rounded up to a whole number
	// Σ(v−m)² = Σv² − m(2Σv − n·m), all exact in int64
	about := square - mean*(2*sum-n*mean)
	rest := float64(sum-n*mean) / float64(n)
	return max(0, float64(about)/float64(n)-float64(rest*rest))
}

// spread is spread for a whole tick, to the bit, with one division: those of the remainder are all in a list, and sum / length is cut off at the same whole number when it is
// multiplied by a hair more than 1 / length, for the error of some 2⁻⁵¹ neither keeps a multiple of the length below its quotient nor, since |sum| is below 2⁴², lifts what is
// one short of one up to it.
func (t *ticker) spread(sum, square int64) float64 {
	n := int64(t.length)
	mean := int64(float64(sum) * t.part)
	rest := sum - n*mean
	about := square - mean*(sum+rest)
	return max(0, float64(about)/float64(n)-t.rests[n-1+rest])
}
