package journal

import "math"

// step is a size of measuring step: num/den micro-g.
type step struct{ num, den int64 }

// steps is the format's table; a number in it never changes its meaning.
var steps = [...]step{
	0: {1, 1}, 1: {10, 1}, 2: {100, 1}, 3: {1000, 1}, 4: {10000, 1}, // decimal places of a g, 4 = 0.01 g
	5: {1e6, 32}, 6: {1e6, 64}, 7: {1e6, 128}, 8: {1e6, 256}, 9: {1e6, 512}, 10: {1e6, 1024}, 11: {1e6, 2048}, // counts per g of usual sensors
	12: {1e6, 4096}, 13: {1e6, 8192}, 14: {1e6, 16384}, 15: {1e6, 16},
	16: {1e9, 980665}, 17: {1e8, 980665}, // 0.01 and 0.001 m/s², with the standard gravity 9.80665 m/s² (CGPM 1901)
}

// coarseFirst is the order in which the writer tries the steps: the coarsest that fits needs the fewest bits.
var coarseFirst = [...]uint8{15, 5, 6, 4, 7, 8, 9, 16, 3, 10, 11, 12, 13, 17, 2, 14, 1, 0}

// maxK returns the greatest |k| whose value can lie in int32.
func (s step) maxK() int64 { return (-math.MinInt32*s.den)/s.num + 1 }

// value returns k steps in micro-g, halves away from zero. |k| must be at most maxK, so that nothing overflows.
func (s step) value(k int64) int64 { return divRound(k*s.num, s.den) }

// nearest returns the number of steps nearest to v micro-g.
func (s step) nearest(v int32) int64 { return divRound(int64(v)*s.den, s.num) }

// divRound returns a/b for b > 0, rounded to the nearest whole number, halves away from zero.
func divRound(a, b int64) int64 {
	if b == 1 {
		return a
	}
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
