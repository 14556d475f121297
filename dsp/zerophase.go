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

// ZeroPhase filters finished clips forward and then backward, so that nothing is
// shifted in time and the gain is that of the sections squared
// (scipy.signal.sosfiltfilt). It keeps its work space from clip to clip.
type ZeroPhase struct {
	cascade *Cascade
	padding Padding
	length  int // samples added at each end of a clip that is longer
	work    []float64
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
	return &ZeroPhase{cascade: NewCascade(sections), padding: padding, length: perTap * taps}
}

// Run filters the clip src into dst, which must be at least as long and may be
// src itself.
func (z *ZeroPhase) Run(dst, src []float64) {
	dst = dst[:len(src)]
	if len(src) == 0 {
		return
	}
	pad := min(z.length, len(src)-1)
	z.extend(src, pad)
	for range 2 {
		z.cascade.Settle(z.work[0])
		z.cascade.Run(z.work, z.work)
		reverse(z.work)
	}
	copy(dst, z.work[pad:])
}

// extend fills the work space with the clip and pad samples at each end.
func (z *ZeroPhase) extend(src []float64, pad int) {
	n := len(src)
	z.work = resize(z.work, n+2*pad)
	copy(z.work[pad:], src)
	head, tail := z.work[:pad], z.work[pad+n:]
	for i := range pad {
		head[i], tail[i] = src[0], src[n-1]
		if z.padding == PadOdd {
			head[i], tail[i] = float64(2*src[0])-src[pad-i], float64(2*src[n-1])-src[n-2-i]
		}
	}
}

// reverse turns a series back to front in place.
func reverse(s []float64) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}
