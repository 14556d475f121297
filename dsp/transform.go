package dsp

import "math"

// lanes are the three axes twice: real parts and imaginary ones of a coefficient, or what they are summed of.
type lanes [2 * axes]float64

// transform is the discrete Fourier transform of three real series of one even length, by its definition, of every second or eighth value, put together as Cooley and Tukey do (Math Comp
// 1965;19:297). Each such strand of m values is folded: values j and m − j meet the same cosine and opposite sines. Where m is even it is folded twice: so do coefficients k and m/2 − k, with
// the sign turned for odd values. That leaves some m²/4 products for each axis, which do not wait for each other.
type transform struct {
	length  int
	strands int
	turns   []turn // of j / length of a turn
}

// space is what transforms work in, from length to length.
type space struct {
	segments [axes][]float64      // what is transformed
	coeffs   []lanes              // its coefficients, as many as were asked for
	folds    []lanes              // x[j] ± x[m−j] of a strand, for j from 1 up to m/2
	parts    [mostStrands][]lanes // coefficients of the strands, up to m/2
}

const (
	mostStrands = 8 // more save no more than joining them takes
	joinCost    = 2 // × the length × the strands: what joining them takes, in products (BenchmarkTransforms, lengths of 60 to 512 on an EPYC 7001)
)

func newTransform(length int) *transform {
	return &transform{length: length, strands: strands(length), turns: turns(length)}
}

// strands returns how many strands an even length is best parted into.
func strands(length int) int {
	best, least := 1, math.MaxInt
	for by := 1; by <= mostStrands; by++ {
		if cost := length*length/(4*by) + joinCost*length*by; length%by == 0 && cost < least {
			best, least = by, cost
		}
	}
	return best
}

// prepare makes room for the segments of a transform.
func (s *space) prepare(t *transform) {
	for a := range s.segments {
		s.segments[a] = resize(s.segments[a], t.length)
	}
}

// run transforms the segments and returns coefficients 0 to wanted − 1, of length/2 + 1 that there are. They are valid until the next call.
func (t *transform) run(s *space, wanted int) []lanes {
	s.coeffs = resizeLanes(s.coeffs, wanted)
	for r := range t.strands {
		t.strand(s, r)
	}
	t.join(s)
	return s.coeffs
}

// resizeLanes returns n lanes, in the memory of v when it suffices.
func resizeLanes(v []lanes, n int) []lanes {
	if cap(v) < n {
		return make([]lanes, n)
	}
	return v[:n]
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

// strand transforms every so many values of the segments from value r on.
func (t *transform) strand(s *space, r int) {
	by, m := t.strands, t.length/t.strands
	half := m / 2
	s.folds = resizeLanes(s.folds, (m-1)/2)
	for a := range axes {
		v := s.segments[a][r:]
		for j := range s.folds {
			p, q := v[by*(j+1)], v[by*(m-1-j)]
			s.folds[j][a], s.folds[j][axes+a] = p+q, p-q
		}
	}
	s.parts[r] = resizeLanes(s.parts[r], half+1)
	out := s.parts[r]
	var odd, even lanes // of values with odd and even numbers
	for k := range out {
		if m%2 == 0 && 2*k > half {
			break // those were made from the other end
		}
		foldSums(&odd, &even, s.folds, t.turns, k*by)
		for a := range axes {
			first := s.segments[a][r]
			e, o, d, p := even[a], odd[a], even[axes+a], odd[axes+a]
			if m%2 == 1 {
				out[k][a], out[k][axes+a] = first+e+o, -d-p
				continue
			}
			middle := s.segments[a][r+by*half]
			out[k][a], out[k][axes+a] = first+alternate(middle, k)+e+o, -d-p
			out[half-k][a], out[half-k][axes+a] = first+alternate(middle, half-k)+e-o, d-p
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

// foldSums sums what the folds of a strand add to a coefficient of every axis, times cosine and sine of angles that are at turns apart: of values 1, 3, 5 … to odd, of 2, 4, 6 … to even. 2·at is
// no more than the turns.
func foldSums(odd, even *lanes, folds []lanes, turns []turn, at int) {
	if kernels && len(folds) > 1 {
		fold6(odd, even, &folds[0], &turns[0], at, len(turns), len(folds))
		return
	}
	foldSumsGo(odd, folds, turns, 0, at, 2*at)
	foldSumsGo(even, folds, turns, 1, 2*at, 2*at)
}

// foldSumsGo sums every second fold from number first on. The angle of the first is turn at, and the others are step turns apart.
func foldSumsGo(out *lanes, folds []lanes, turns []turn, first, at, step int) {
	var rx, ry, rz, ix, iy, iz float64
	for j := first; j < len(folds); j += 2 {
		if at >= len(turns) {
			at -= len(turns)
		}
		v, w := &folds[j], &turns[at]
		rx += float64(v[0] * w.cos)
		ry += float64(v[1] * w.cos)
		rz += float64(v[2] * w.cos)
		ix += float64(v[3] * w.sin)
		iy += float64(v[4] * w.sin)
		iz += float64(v[5] * w.sin)
		at += step
	}
	*out = lanes{rx, ry, rz, ix, iy, iz}
}

// join puts the coefficients of the strands together: those of strand r turned back by r·k of length, k being the number of the coefficient.
func (t *transform) join(s *space) {
	n, m := t.length, t.length/t.strands
	in := 0 // k modulo m
	for k := range s.coeffs {
		at, turned := in, 1.0
		if at > m/2 {
			at, turned = m-in, -1 // the strands are real
		}
		c := &s.parts[0][at]
		x, y, z, u, v, w := c[0], c[1], c[2], c[3]*turned, c[4]*turned, c[5]*turned
		angle := 0
		for r := 1; r < t.strands; r++ {
			if angle += k; angle >= n {
				angle -= n
			}
			c, a := &s.parts[r][at], &t.turns[angle]
			cosTurned, sinTurned := a.cos*turned, a.sin*turned
			x += float64(c[0]*a.cos) + float64(c[3]*sinTurned)
			y += float64(c[1]*a.cos) + float64(c[4]*sinTurned)
			z += float64(c[2]*a.cos) + float64(c[5]*sinTurned)
			u += float64(c[3]*cosTurned) - float64(c[0]*a.sin)
			v += float64(c[4]*cosTurned) - float64(c[1]*a.sin)
			w += float64(c[5]*cosTurned) - float64(c[2]*a.sin)
		}
		s.coeffs[k] = lanes{x, y, z, u, v, w}
		if in++; in == m {
			in = 0
		}
	}
}
