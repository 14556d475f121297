package dsp

import "math"

// Median is the median of the last values of a series, exact, that of an even
// number being the mean of the two in the middle. Before the window is full the
// values that are missing count as the first one. Against the middle of its
// window the result is late by (window−1)/2 values. Negative zero counts as
// less than zero, and NaN as beyond infinity.
type Median struct {
	window *trailing
	empty  bool // no value yet
}

// NewMedian returns the median over a window of n values. It fails when n is
// out of range.
func NewMedian(n int) (*Median, error) {
	if err := checkWindow("median", n); err != nil {
		return nil, err
	}
	return &Median{newTrailing(n, (n-1)/2), true}, nil
}

// Push takes the next value and returns the median with that value in the window.
func (m *Median) Push(v float64) float64 {
	if m.empty {
		m.window.fill(orderKey(v))
		m.empty = false
		return v
	}
	m.window.push(orderKey(v))
	mid := fromOrderKey(m.window.rank())
	if len(m.window.keys)%2 == 0 {
		mid = float64(mid/2) + float64(fromOrderKey(m.window.above())/2) // halved first: no overflow
	}
	return mid
}

// Run writes the median after each value of src to dst, which must be at least
// as long and may be src itself.
func (m *Median) Run(dst, src []float64) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = m.Push(v)
	}
}

// Reset forgets every value.
func (m *Median) Reset() { m.empty = true }

// orderKey maps numbers to integers of the same order: the bits of a float64
// rise with its size, so those of a negative number are turned round.
func orderKey(v float64) int64 { return turnNegative(int64(math.Float64bits(v))) }

// fromOrderKey undoes orderKey.
func fromOrderKey(k int64) float64 { return math.Float64frombits(uint64(turnNegative(k))) }

// turnNegative complements all bits but the sign when the sign is set.
func turnNegative(b int64) int64 { return b ^ int64(uint64(b>>63)>>1) }
