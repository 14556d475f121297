package dsp

// Padding says how a finished clip is continued beyond its ends before it is
// filtered forward and backward.
type Padding int

const (
	// PadOdd turns the clip by half a turn about each end sample: slopes go on.
	// It is the default of scipy.signal.sosfiltfilt.
	PadOdd Padding = iota
	// PadConstant repeats each end sample.
	PadConstant
)

// ZeroPhase filters finished clips of three axes forward and then backward, so that nothing is
// shifted in time and the gain is that of the sections squared
// (scipy.signal.sosfiltfilt). It keeps its work space from clip to clip.
type ZeroPhase struct {
	cascade *Triaxial
	padding Padding
	length  int // samples added at each end of a clip that is longer
	work    Axes
}

// NewZeroPhase returns a zero-phase filter made of the sections. A clip is
// padded at each end by three times the number of taps of the filter, as scipy
// does, or by its length less 1 where that is shorter.
func NewZeroPhase(sections []Section, padding Padding) *ZeroPhase {
	const perTap = 3 // samples of padding for each tap: the default of scipy.signal.sosfiltfilt
	taps := 2*len(sections) + 1
	for _, s := range sections {
		if s.B2 == 0 && s.A2 == 0 {
			taps-- // a first-order section
		}
	}
	return &ZeroPhase{cascade: NewTriaxial(sections), padding: padding, length: perTap * taps}
}

// Run filters the clip src into dst, which it resizes to the same length and which may be
// src itself.
func (z *ZeroPhase) Run(dst, src *Axes) { z.RunFrom(dst, src, 0) }

// RunFrom is Run for who asks for the samples from number from on: those before it are left as they happen to be.
func (z *ZeroPhase) RunFrom(dst, src *Axes, from int) {
	n := src.Len()
	dst.Resize(n)
	if n == 0 {
		return
	}
	pad := min(z.length, n-1)
	w := &z.work
	w.Resize(n + 2*pad)
	z.extend(w.X, src.X, pad)
	z.extend(w.Y, src.Y, pad)
	z.extend(w.Z, src.Z, pad)
	head, clip, tail := w.slice(0, pad), w.slice(pad, pad+n), w.slice(pad+n, n+2*pad)
	last := w.Len() - 1
	if pad > 0 {
		z.cascade.Settle(Vector{w.X[0], w.Y[0], w.Z[0]})
	} else {
		z.cascade.Settle(Vector{src.X[0], src.Y[0], src.Z[0]})
	}
	z.cascade.run(head, head)
	z.cascade.run(clip, src.slice(0, n))
	z.cascade.run(tail, tail)
	z.cascade.Settle(Vector{w.X[last], w.Y[last], w.Z[last]})
	z.cascade.runBackward(tail, tail)
	z.cascade.runBackward(dst.slice(from, n), clip.slice(from, n)) // nobody asks for what lies before
}

// extend fills pad samples at each end of work, around the clip.
func (z *ZeroPhase) extend(work, src []float64, pad int) {
	n := len(src)
	head, tail := work[:pad], work[pad+n:]
	for i := range pad {
		head[i], tail[i] = src[0], src[n-1]
		if z.padding == PadOdd {
			head[i], tail[i] = float64(2*src[0])-src[pad-i], float64(2*src[n-1])-src[n-2-i]
		}
	}
}
