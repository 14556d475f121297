package dsp

// Sums returns the sum of v[i] >> bits and that of their squares, exactly, 0 ≤ bits < 32. Squares of 31 bits less bits each must fit 63 bits together.
func Sums(v []int32, bits uint) (sum, square int64) {
	if n := len(v) &^ 7; kernels && n > 0 && n <= mostSums {
		s, q, fits := sums8(&v[0], n/8, int(bits))
		if fits {
			sum, square, v = s, q, v[n:]
		}
	}
	s, q := sumsGo(v, bits)
	return sum + s, square + q
}

// mostSums is how many values of 16 bits the kernel sums in lanes of 32 bits.
const mostSums = 1 << 16

// sumsGo is Sums in Go. One axis by itself, four values at a time, stays in the processor's registers.
func sumsGo(v []int32, bits uint) (sum, square int64) {
	bits &= 31
	for len(v) >= 4 {
		f := (*[4]int32)(v)
		a, b, c, d := int64(f[0]>>bits), int64(f[1]>>bits), int64(f[2]>>bits), int64(f[3]>>bits)
		sum += a + b + c + d
		square += a*a + b*b + c*c + d*d
		v = v[4:]
	}
	for _, x := range v {
		u := int64(x >> bits)
		sum += u
		square += u * u
	}
	return sum, square
}
