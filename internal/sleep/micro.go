package sleep

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	stirBlocks = 36 // blocks whose quietest quarter a stir stands out from: 3 min, within which breath and noise keep their size (ours)
	stirFirst  = 6  // blocks seen before a stir is believed (ours)
)

// curve returns the power of the second difference of four neighbouring quarter-second means, in g². It passes 0.6–1.8 Hz, is blind to a
// trend such as the slope of a breath, and has for white noise the variance of one mean.
func curve(m *[cellTicks]dsp.Vector) float64 {
	d := dsp.Vector{
		X: (m[0].X - m[1].X - m[2].X + m[3].X) / 2,
		Y: (m[0].Y - m[1].Y - m[2].Y + m[3].Y) / 2,
		Z: (m[0].Z - m[1].Z - m[2].Z + m[3].Z) / 2,
	}
	return d.Dot(d)
}

// trailing keeps the last values of a series in order of size.
type trailing struct {
	recent ring[float64]
	sorted []float64
	size   int
}

// next takes a value and drops the oldest beyond size.
func (l *trailing) next(v float64) {
	if l.recent.n == l.size {
		i, _ := slices.BinarySearch(l.sorted, *l.recent.at(0))
		l.sorted = slices.Delete(l.sorted, i, i+1)
		l.recent.pop()
	}
	l.recent.push(v)
	i, _ := slices.BinarySearch(l.sorted, v)
	l.sorted = append(l.sorted, v)
	copy(l.sorted[i+1:], l.sorted[i:])
	l.sorted[i] = v
}

// low returns the value with one nth of them below it.
func (l *trailing) low(n int) float64 { return l.sorted[len(l.sorted)/n] }

// rounded keeps nine decimals, so that the last bits of a platform's logarithm or exponential decide nothing.
func rounded(x float64) float64 { return math.Round(x*1e9) / 1e9 }
