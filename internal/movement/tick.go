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
	start dsp.Index
	n     int
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

// fill adds samples of b from number i on until the tick is full or the block ends, and returns how many it took and whether the
// tick is full.
func (t *ticker) fill(b *dsp.Block, i int) (took int, full bool) {
	at := b.Start + dsp.Index(i)
	if t.n == 0 {
		t.start = at
	}
	left := t.length - at%t.length
	take := min(int(left), b.Len()-i)
	x, y, z := b.X[i:i+take], b.Y[i:i+take], b.Z[i:i+take]
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
	t.n += int64(take)
	return take, dsp.Index(take) == left
}

// take returns the tick at hand and begins the next one.
func (t *ticker) take() tick {
	out := tick{start: t.start, n: int(t.n)}
	scale := 1 / (float64(t.n) * dsp.MicroG)
	var energy float64
	for k := range t.sum {
		energy += spread(t.n, t.sum[k], t.square[k])
	}
	out.mean = dsp.Vector{X: float64(t.sum[0]) * scale, Y: float64(t.sum[1]) * scale, Z: float64(t.sum[2]) * scale}
	out.rms = math.Sqrt(energy) / dsp.MicroG
	t.n, t.sum, t.square = 0, [3]int64{}, [3]int64{}
	return out
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
