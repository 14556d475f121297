//go:build !purego

package dsp

// The inner loops in assembly, for amd64. Each does to every lane what its twin in kernels.go does, operation by operation, so both give the same bits
// (kernels_test.go); SSE2 is part of every amd64 processor, so nothing depends on which one it is. They touch what their callers hand them and nothing beyond: section3 n samples of
// each axis, step bytes apart; takeOff twice pairs samples; lagSums n values at a and n + Lags − 1 at b;
// sums8 n values of each axis; totals runs of length values; beyond n values, a multiple of eight; fold6 count folds and n turns.

const kernels = true // inner loops are in assembly

//go:noescape
func section3(r *recursion, d *[axes]delays, dst, src *[axes]*float64, n, step int)

//go:noescape
func takeOff(dst *[axes]*float64, src *[axes]*int32, pairs int, s *Swing, lanes *[4 * axes]float64)

//go:noescape
func lagSums(sum *[Lags]float64, a, b *float64, n int)

// sums8 is Sums; fits is false when a value does not fit 16 bits, and the totals are not those.
//
//go:noescape
func sums8(out *[axes]Total, v *[axes]*int32, n, bits int) (fits bool)

//go:noescape
func totals(out *Total, v *int32, length, runs int)

// beyond reports whether some of n values, a multiple of eight, lies further than most from zero.
//
//go:noescape
func beyond(v *int32, n int, most int32) bool

//go:noescape
func fold6(odd, even, folds *lanes, turns *turn, at, n, count int)
