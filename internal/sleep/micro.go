package sleep

import (
	"math"
	"slices"
)

// levelEpochs is the number of epochs whose quietest fifth is the quiet level of micro-motion: 30 min, long enough to hold some
// sleep, short enough to follow how the limb lies.
const levelEpochs = 60

// curve returns the power of the second difference of four neighbouring quarter-second means, in g². It passes 0.6–1.8 Hz, is blind to a
// trend such as the slope of a breath, and has for white noise the variance of one mean.
func curve(m *[cellTicks][3]float64) float64 {
	total := 0.0
	for i := range 3 {
		d := (m[0][i] - m[1][i] - m[2][i] + m[3][i]) / 2
		total += float64(d * d)
	}
	return total
}

// level is the trailing quiet level of micro-motion.
type level struct {
	recent [levelEpochs]float64 // g: the last epochs, in a circle
	sorted [levelEpochs]float64
	n      int // epochs taken so far
}

// next takes an epoch's micro-motion and returns the natural log of it over the quiet level, that epoch included.
func (l *level) next(m float64) float64 {
	l.recent[l.n%levelEpochs] = m
	l.n++
	s := l.sorted[:min(l.n, levelEpochs)]
	copy(s, l.recent[:len(s)])
	slices.Sort(s)
	if q := s[len(s)/5]; q > 0 {
		return rounded(math.Log(m / q))
	}
	return 0
}

// rounded keeps nine decimals, so that the last bits of a platform's logarithm or exponential decide nothing.
func rounded(x float64) float64 { return math.Round(x*1e9) / 1e9 }
