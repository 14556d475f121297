package journal

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
)

// The bits of an axis' form byte, and the bounds of what follows it.
const (
	formStep     = 0x1f // mask of the step's number
	formSlope    = 0x20
	formResidual = 0x40
	maxWidth     = 34      // bits: a difference of two differences of int32
	maxLow       = 1 << 34 // beyond any difference that int32 samples can have
)

// axisCoder turns the samples of one axis into bytes; it is kept for its memory.
type axisCoder struct {
	k         [device.MaxChunk]int64
	residual  [device.MaxChunk]uint8 // residual + 1
	residuals bool                   // any residual is not zero
}

// append adds an axis to dst. v holds 1 to device.MaxChunk samples.
func (a *axisCoder) append(dst []byte, v []int32) []byte {
	var form uint8
	for _, form = range coarseFirst {
		if a.fit(v, steps[form]) {
			break
		}
	}
	if a.residuals {
		form |= formResidual
	}
	k := a.k[:len(v)]
	low, width := spread(k)
	slopeLow, slopeWidth := slopeSpread(k)
	if slopeWidth < width {
		dst = append(dst, form|formSlope)
		dst = binary.AppendVarint(dst, k[0])
		dst = binary.AppendVarint(dst, slopeLow)
		dst = append(dst, uint8(slopeWidth))
		differences(k, slopeLow)
		dst = appendBits(dst, k[1:], slopeWidth)
	} else {
		dst = append(dst, form)
		dst = binary.AppendVarint(dst, low)
		dst = append(dst, uint8(width))
		for i := range k {
			k[i] -= low
		}
		dst = appendBits(dst, k, width)
	}
	if a.residuals {
		for i := range k {
			k[i] = int64(a.residual[i])
		}
		dst = appendBits(dst, k, 2)
	}
	return dst
}

// fit expresses v in steps of s and reports whether every residual lies within ±1.
func (a *axisCoder) fit(v []int32, s step) bool {
	a.residuals = false
	for i, x := range v {
		k := s.nearest(x)
		r := int64(x) - s.value(k)
		if r < -1 || r > 1 {
			return false
		}
		a.k[i], a.residual[i] = k, uint8(r+1)
		a.residuals = a.residuals || r != 0
	}
	return true
}

// spread returns the least of k and how many bits the numbers above it need.
func spread(k []int64) (low int64, width int) {
	low = slices.Min(k)
	return low, bits.Len64(uint64(slices.Max(k) - low))
}

// slopeSpread is spread for the differences between neighbours. One number alone has none, which flat stores as well.
func slopeSpread(k []int64) (low int64, width int) {
	if len(k) < 2 {
		return 0, maxWidth
	}
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for i := 1; i < len(k); i++ {
		d := k[i] - k[i-1]
		low, high = min(low, d), max(high, d)
	}
	return low, bits.Len64(uint64(high - low))
}

// differences replaces k[1:] by the differences between neighbours, less low.
func differences(k []int64, low int64) {
	for i := len(k) - 1; i > 0; i-- {
		k[i] -= k[i-1] + low
	}
}

// appendBits adds bits(len(u), width); every u must fit.
func appendBits(dst []byte, u []int64, width int) []byte {
	var acc uint64
	held := 0
	for _, v := range u {
		acc |= uint64(v) << held
		for held += width; held >= 8; held -= 8 {
			dst = append(dst, byte(acc))
			acc >>= 8
		}
	}
	if held > 0 {
		dst = append(dst, byte(acc))
	}
	return dst
}

// unpacker reads bits(n, width), one number a call.
type unpacker struct {
	b     []byte
	acc   uint64
	held  int
	width int
}

func (u *unpacker) next() int64 {
	for u.held < u.width {
		u.acc |= uint64(u.b[0]) << u.held
		u.b = u.b[1:]
		u.held += 8
	}
	v := u.acc & (1<<u.width - 1)
	u.acc >>= u.width
	u.held -= u.width
	return int64(v)
}

// axis decodes n samples of one axis and adds them to dst.
func (p *payload) axis(dst []int32, n int) []int32 {
	form := p.byte()
	if int(form&formStep) >= len(steps) || form&^(formStep|formSlope|formResidual) != 0 {
		p.fail()
		return dst
	}
	var k int64
	packed := n
	slope := form&formSlope != 0
	if slope {
		k, packed = p.small(maxLow), n-1
	}
	low := p.small(maxLow)
	u := p.bits(packed, int(p.byte()))
	r := unpacker{}
	if form&formResidual != 0 {
		r = p.bits(n, 2)
	}
	if p.err != nil {
		return dst
	}
	s := steps[form&formStep]
	limit := s.maxK()
	for i := range n {
		switch {
		case !slope:
			k = low + u.next()
		case i > 0:
			k += low + u.next()
		}
		if k < -limit || k > limit {
			p.fail()
			return dst
		}
		v := s.value(k)
		if r.width > 0 {
			v += r.next() - 1
		}
		if v != int64(int32(v)) {
			p.fail()
			return dst
		}
		dst = append(dst, int32(v))
	}
	return dst
}
