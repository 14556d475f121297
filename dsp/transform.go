package dsp

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// transform is the discrete Fourier transform of real series of one even length, an axis each: coefficients 0 to half the length of what lies in the segments.
type transform struct {
	segments [axes][]float64
	coeffs   [axes][]complex128
	fast     *fourier.FFT // nil where folded is faster
	folded   *folded
}

const (
	foldedPrime = 19 // × its largest prime factor: up to this length a strand is transformed faster by definition (BenchmarkTransforms, lengths of 60 to 400 on an EPYC 7001)
	mostStrands = 4  // strands of a length that eight divide; sixteen save no more than joining them takes
)

func newTransform(length int) *transform {
	t := new(transform)
	for a := range axes {
		t.segments[a], t.coeffs[a] = make([]float64, length), make([]complex128, length/2+1)
	}
	if length/strands(length) <= foldedPrime*largestPrime(length) {
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

// folded is the transform by its definition, of every second or fourth value where the length allows, put together as Cooley and Tukey do (Math Comp 1965;19:297). Each such strand
// of m values is folded twice: values j and m − j meet the same cosine and opposite sines, and so do coefficients k and m/2 − k, with the sign turned for odd values. That leaves m²/4
// products for each axis, which do not wait for each other.
type folded struct {
	turns    []turn // of j / length of a turn
	strands  int
	sum, dif [axes][]float64                 // x[j] ± x[m−j] of a strand, for j from 1 up to m/2
	parts    [mostStrands][axes][]complex128 // coefficients of the strands, up to m/2
}

// turn is an angle.
type turn struct{ cos, sin float64 }

// turns returns the angles of j / n of a turn. n is even: those of the first quarter give the others.
func turns(n int) []turn {
	out := make([]turn, n)
	half := n / 2
	for j := range n/4 + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(j) / float64(n))
		out[j] = turn{cos, sin}
		out[half-j] = turn{-cos, sin}
	}
	for j := range half {
		out[half+j] = turn{-out[j].cos, -out[j].sin}
	}
	return out
}

// strands returns how many strands a length is parted into: of an even length each.
func strands(length int) int {
	switch {
	case length%8 == 0:
		return 4
	case length%4 == 0:
		return 2
	}
	return 1
}

func newFolded(length int) *folded {
	f := &folded{turns: turns(length), strands: strands(length)}
	half := length / f.strands / 2
	for a := range axes {
		f.sum[a], f.dif[a] = make([]float64, half), make([]float64, half)
		for r := range f.strands {
			f.parts[r][a] = make([]complex128, half+1)
		}
	}
	return f
}

// run transforms the first axes of x into out.
func (f *folded) run(out *[axes][]complex128, x *[axes][]float64, count int) {
	if f.strands == 1 {
		f.strand(out, x, 0, count)
		return
	}
	for r := range f.strands {
		f.strand(&f.parts[r], x, r, count)
	}
	for a := range count {
		f.join(out[a], a)
	}
}

// strand transforms every so many values of x from value r on into out.
func (f *folded) strand(out *[axes][]complex128, x *[axes][]float64, r, count int) {
	by, half := f.strands, len(f.sum[0])
	for a := range count {
		v, sum, dif := x[a][r:], f.sum[a], f.dif[a][:half]
		for j := 1; j < len(sum); j++ {
			p, q := v[by*j], v[by*(2*half-j)]
			sum[j], dif[j] = p+q, p-q
		}
	}
	for k := 0; k <= half/2; k++ {
		at := k * by // not beyond a quarter of the turns
		ex, ey, ez, dx, dy, dz := f.products(2, 2*at, 2*at)
		ox, oy, oz, px, py, pz := f.products(1, at, 2*at)
		even, odd := [axes]complex128{complex(ex, -dx), complex(ey, -dy), complex(ez, -dz)}, [axes]complex128{complex(ox, -px), complex(oy, -py), complex(oz, -pz)}
		for a := range count {
			first, middle := x[a][r], x[a][r+by*half]
			e, o := even[a], odd[a]
			out[a][k] = complex(first+alternate(middle, k)+real(e)+real(o), imag(e)+imag(o))
			out[a][half-k] = complex(first+alternate(middle, half-k)+real(e)-real(o), imag(o)-imag(e))
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

// products sums what every second value of a strand, from number first on, adds to a coefficient of every axis: cosines of the sums and sines of the differences. The angle of the first is turn at, and the
// others are step turns apart.
func (f *folded) products(first, at, step int) (rx, ry, rz, ix, iy, iz float64) {
	turns := f.turns
	x, y, z := f.sum[0], f.sum[1][:len(f.sum[0])], f.sum[2][:len(f.sum[0])]
	dx, dy, dz := f.dif[0][:len(x)], f.dif[1][:len(x)], f.dif[2][:len(x)]
	for j := first; j < len(x); j += 2 {
		w := &turns[at]
		rx += float64(x[j] * w.cos)
		ry += float64(y[j] * w.cos)
		rz += float64(z[j] * w.cos)
		ix += float64(dx[j] * w.sin)
		iy += float64(dy[j] * w.sin)
		iz += float64(dz[j] * w.sin)
		if at += step; at >= len(turns) {
			at -= len(turns)
		}
	}
	return rx, ry, rz, ix, iy, iz
}

// join puts the coefficients of the strands of axis a together: those of strand r turned back by r·k of length, k being the number of the coefficient.
func (f *folded) join(out []complex128, a int) {
	n := len(f.turns)
	m := n / f.strands
	in := 0 // k modulo m
	for k := range out {
		at, turned := in, 1.0
		if at > m/2 {
			at, turned = m-in, -1 // the strands are real
		}
		first := f.parts[0][a][at]
		re, im := real(first), imag(first)*turned
		angle := 0
		for r := 1; r < f.strands; r++ {
			if angle += k; angle >= n {
				angle -= n
			}
			c, w := f.parts[r][a][at], &f.turns[angle]
			x, y := real(c), imag(c)*turned
			re += float64(x*w.cos) + float64(y*w.sin)
			im += float64(y*w.cos) - float64(x*w.sin)
		}
		out[k] = complex(re, im)
		if in++; in == m {
			in = 0
		}
	}
}
