package dsp

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// transform is the discrete Fourier transform of real series of one even length, an axis each: coefficients 0 to half the length of what lies in the segments.
type transform struct {
	length   int
	segments [axes][]float64
	coeffs   [axes][]complex128
	fast     *fourier.FFT // nil where folded is faster
	folded   *folded
}

const (
	foldedLength = 128 // up to this length the transform is faster by its definition
	foldedPrime  = 8   // × its largest prime factor, a length up to that too (TestTransforms and BenchmarkTransforms compare the two)
)

func newTransform(length int) *transform {
	t := &transform{length: length}
	for a := range axes {
		t.segments[a], t.coeffs[a] = make([]float64, length), make([]complex128, length/2+1)
	}
	if length <= foldedLength || length <= foldedPrime*largestPrime(length) {
		t.folded = newFolded(length)
	} else {
		t.fast = fourier.NewFFT(length)
	}
	return t
}

// run transforms the first n segments.
func (t *transform) run(n int) {
	if t.folded != nil {
		t.folded.run(&t.coeffs, &t.segments, n)
		return
	}
	for a := range n {
		t.fast.Coefficients(t.coeffs[a], t.segments[a])
	}
}

// largestPrime returns the largest prime factor of n, which is 2 or more.
func largestPrime(n int) int {
	most := 1
	for p := 2; n > 1; p++ {
		for n%p == 0 {
			n, most = n/p, p
		}
	}
	return most
}

// folded is the transform by its definition, folded twice: values j and n − j meet the same cosine and opposite sines, and so do coefficients k and n/2 − k, with the sign turned for
// odd values. That leaves n²/4 products for each axis. A fast transform takes n times the largest prime factor, and waits for each of them.
type folded struct {
	turns    []turn          // of j / n of a turn
	sum, dif [axes][]float64 // x[j] ± x[n−j] for j from 1 up to n/2
}

// turn is an angle.
type turn struct{ cos, sin float64 }

func newFolded(n int) *folded {
	f := &folded{turns: make([]turn, n)}
	for j := range f.turns {
		f.turns[j].sin, f.turns[j].cos = math.Sincos(2 * math.Pi * float64(j) / float64(n))
	}
	for a := range axes {
		f.sum[a], f.dif[a] = make([]float64, n/2), make([]float64, n/2)
	}
	return f
}

// run transforms the first axes of x into out.
func (f *folded) run(out *[axes][]complex128, x *[axes][]float64, count int) {
	n := len(f.turns)
	m := n / 2
	for a := range count {
		v, sum, dif := x[a][:n], f.sum[a][:m], f.dif[a][:m]
		for j := 1; j < m; j++ {
			sum[j], dif[j] = v[j]+v[n-j], v[j]-v[n-j]
		}
	}
	for k := 0; k <= m/2; k++ {
		even, odd := f.products(k, 2), f.products(k, 1)
		for a := range count {
			first, middle := x[a][0], x[a][m]
			out[a][k] = complex(first+alternate(middle, k)+even.re[a]+odd.re[a], -even.im[a]-odd.im[a])
			out[a][m-k] = complex(first+alternate(middle, m-k)+even.re[a]-odd.re[a], even.im[a]-odd.im[a])
		}
	}
}

// alternate returns v, with its sign turned for odd k.
func alternate(v float64, k int) float64 {
	if k%2 == 1 {
		return -v
	}
	return v
}

// parts are sums of every axis.
type parts struct{ re, im [axes]float64 }

// products sums what every second value, from number first on, adds to coefficient k.
func (f *folded) products(k, first int) parts {
	turns, n := f.turns, len(f.turns)
	x, y, z := f.sum[0], f.sum[1][:len(f.sum[0])], f.sum[2][:len(f.sum[0])]
	dx, dy, dz := f.dif[0][:len(x)], f.dif[1][:len(x)], f.dif[2][:len(x)]
	at, step := k*first%n, 2*k%n
	var p parts
	var rx, ry, rz, ix, iy, iz float64
	for j := first; j < len(x); j += 2 {
		w := &turns[at]
		rx += float64(x[j] * w.cos)
		ry += float64(y[j] * w.cos)
		rz += float64(z[j] * w.cos)
		ix += float64(dx[j] * w.sin)
		iy += float64(dy[j] * w.sin)
		iz += float64(dz[j] * w.sin)
		if at += step; at >= n {
			at -= n
		}
	}
	p.re, p.im = [axes]float64{rx, ry, rz}, [axes]float64{ix, iy, iz}
	return p
}
