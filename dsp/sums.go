package dsp

import "slices"

// Total is the sum of whole numbers and that of their squares, both exact as far as 64 bits go.
type Total struct{ Sum, Square int64 }

// add adds the total o.
func (t *Total) add(o Total) { t.Sum, t.Square = t.Sum+o.Sum, t.Square+o.Square }

// Totals appends the totals of so many runs of length values to dst, one run after the other from the beginning of v, which holds them all.
func Totals(dst []Total, v []int32, length, runs int) []Total {
	if runs <= 0 || length <= 0 {
		return dst
	}
	v = v[:length*runs]
	at := len(dst)
	dst = slices.Grow(dst, runs)[:at+runs]
	if kernels {
		totals(&dst[at], &v[0], length, runs)
		return dst
	}
	for k := range dst[at:] {
		dst[at+k] = TotalOf(v[:length], 0)
		v = v[length:]
	}
	return dst
}

// Sums sets out to the total on each axis of the values >> bits, 0 ≤ bits < 32. y and z are as long as x.
func Sums(out *[axes]Total, x, y, z []int32, bits uint) {
	n := len(x)
	y, z = y[:n], z[:n]
	if kernels && n > 0 && n <= mostSums && sums8(out, &[axes]*int32{&x[0], &y[0], &z[0]}, n, int(bits)) {
		return
	}
	*out = [axes]Total{TotalOf(x, bits), TotalOf(y, bits), TotalOf(z, bits)}
}

// mostSums is how many values of 16 bits the kernel sums in lanes of 32 bits.
const mostSums = 1 << 16

// TotalOf returns the total of v[i] >> bits. Four values at a time stay in the processor's registers.
func TotalOf(v []int32, bits uint) (t Total) {
	bits &= 31
	for len(v) >= 4 {
		f := (*[4]int32)(v)
		a, b, c, d := int64(f[0]>>bits), int64(f[1]>>bits), int64(f[2]>>bits), int64(f[3]>>bits)
		t.add(Total{a + b + c + d, a*a + b*b + c*c + d*d})
		v = v[4:]
	}
	for _, x := range v {
		u := int64(x >> bits)
		t.add(Total{u, u * u})
	}
	return t
}
