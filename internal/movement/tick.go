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

// ticker cuts samples into ticks whose borders lie at multiples of the tick length in sample numbers, so that a hole
// does not move the grid.
type ticker struct {
	length dsp.Index
	start  dsp.Index // first sample of the tick at hand
	n      int64
	sum    [3]int64 // micro-g
	square [3]int64 // micro-g²; fits up to 30 g on all of 1000 samples, beyond any sensor worn on a limb
}

func newTicker(r dsp.Rate) ticker { return ticker{length: max(1, r.Samples(tickMS))} }

// cut adds the samples of b and appends the ticks that they complete to dst.
func (t *ticker) cut(dst []tick, b *dsp.Block) []tick {
	n := b.Len()
	left := int(t.length - b.Start%t.length) // of the tick at hand
	for i := 0; i < n; {
		if t.n == 0 {
			t.start = b.Start + dsp.Index(i)
		}
		j := min(i+left, n)
		t.add(b.X[i:j], b.Y[i:j], b.Z[i:j])
		if j-i == left {
			dst = append(dst, tick{})
			t.take(&dst[len(dst)-1])
		}
		i, left = j, int(t.length)
	}
	return dst
}

// add adds samples to the tick at hand.
func (t *ticker) add(x, y, z []int32) {
	y, z = y[:len(x)], z[:len(x)]
	var sx, sy, sz, qx, qy, qz int64
	for k := range x {
		vx, vy, vz := int64(x[k]), int64(y[k]), int64(z[k])
		sx += vx
		sy += vy
		sz += vz
		qx += vx * vx
		qy += vy * vy
		qz += vz * vz
	}
	t.sum[0] += sx
	t.sum[1] += sy
	t.sum[2] += sz
	t.square[0] += qx
	t.square[1] += qy
	t.square[2] += qz
	t.n += int64(len(x))
}

// take fills in out with the tick at hand and begins the next one.
func (t *ticker) take(out *tick) {
	out.start, out.end = t.start, t.start+dsp.Index(t.n)
	scale := 1 / (float64(t.n) * dsp.MicroG)
	energy := spread(t.n, t.sum[0], t.square[0]) + spread(t.n, t.sum[1], t.square[1]) + spread(t.n, t.sum[2], t.square[2])
	out.mean = dsp.Vector{X: float64(t.sum[0]) * scale, Y: float64(t.sum[1]) * scale, Z: float64(t.sum[2]) * scale}
	out.rms = math.Sqrt(energy) / dsp.MicroG
	t.n, t.sum, t.square = 0, [3]int64{}, [3]int64{}
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
