// Package dsp is the ground floor: numbered samples, filters, floors and gates.
//
// It knows numbers only. A sample has a number (Index) on a grid of exact rate
// (Rate); a run of samples is a Block; a stretch of samples is a Span. What the
// samples mean, where they came from and what time it was are not known here.
//
// The inner loops that most of a night's time goes into stand twice: in Go, and for amd64 in assembly (kernels_amd64.s), which gives the same bits. The tag purego leaves
// the assembly out.
//
// The package is quiet: no goroutine, lock, clock, file, log or randomness. The
// one exception is spectrum.go, which calls go-dsp (that starts goroutines).
package dsp
