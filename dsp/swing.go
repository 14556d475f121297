package dsp

import "math"

// Swing is a sinusoid on each of three axes, sample by sample.
type Swing struct {
	A, B             Vector  // g: A cos + B sin of the phase
	Cos, Sin         float64 // phase at the next sample, a unit vector
	TurnCos, TurnSin float64 // by how much it goes on with every sample
}

// mostSwing is the greatest swing that a kernel takes off: as whole micro-g it fits 32 bits with room to spare.
const mostSwing = 1000 // g

// TakeOff writes to dst, which it resizes, the samples of b in g, less the swing. That is taken off in whole micro-g, so that what is left in its last bits
// of a night long ago decides nothing. The swing goes on to the sample after them.
func (s *Swing) TakeOff(dst *Axes, b *Block) {
	n := b.Len()
	dst.Resize(n)
	done := 0
	if kernels && n > 1 && s.reach() < mostSwing {
		bx, by, bz := b.X[:n], b.Y[:n], b.Z[:n]
		done = n &^ 1
		takeOff(&[axes]*float64{&dst.X[0], &dst.Y[0], &dst.Z[0]}, &[axes]*int32{&bx[0], &by[0], &bz[0]}, done/2, s, &[4 * axes]float64{
			s.A.X, s.A.X, s.B.X, s.B.X, s.A.Y, s.A.Y, s.B.Y, s.B.Y, s.A.Z, s.A.Z, s.B.Z, s.B.Z,
		})
	}
	s.takeOff(dst, b, done)
}

// reach returns what the swing stays below on every axis, in g.
func (s *Swing) reach() float64 {
	most := 0.0
	for _, v := range [...]Vector{s.A, s.B} {
		most = max(most, math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z))
	}
	return 2 * most
}

// takeOff is TakeOff in Go, from sample number from on.
func (s *Swing) takeOff(dst *Axes, b *Block, from int) {
	n := b.Len()
	x, y, z := dst.X[:n], dst.Y[:n], dst.Z[:n]
	bx, by, bz := b.X[:n], b.Y[:n], b.Z[:n]
	cos, sin := s.Cos, s.Sin
	for i := from; i < n; i++ {
		v := s.at(cos, sin)
		x[i] = InG(float64(bx[i]) - rounded(float64(v.X*MicroG)))
		y[i] = InG(float64(by[i]) - rounded(float64(v.Y*MicroG)))
		z[i] = InG(float64(bz[i]) - rounded(float64(v.Z*MicroG)))
		cos, sin = float64(cos*s.TurnCos)-float64(sin*s.TurnSin), float64(sin*s.TurnCos)+float64(cos*s.TurnSin)
	}
	s.Cos, s.Sin = cos, sin
}

// at returns the swing at a phase, in g.
func (s *Swing) at(cos, sin float64) Vector {
	return Vector{float64(s.A.X*cos) + float64(s.B.X*sin), float64(s.A.Y*cos) + float64(s.B.Y*sin), float64(s.A.Z*cos) + float64(s.B.Z*sin)}
}

// justBelowHalf is the number before 0.5: a positive number below 2⁵¹ and this one, cut off, is that number rounded, halves upwards.
const justBelowHalf = 0.49999999999999994

// Whole returns v ≥ 0, less than 2⁵¹, rounded as math.Round does.
func Whole(v float64) int64 { return int64(v + justBelowHalf) }

// rounded returns math.Round(v), |v| < 2⁵¹, and 0 for what is rounded to −0.
func rounded(v float64) float64 { return float64(int64(v + math.Copysign(justBelowHalf, v))) }

// Two parts of 1e-6: the first has 20 bits, so that its product with a number of up to 33 bits is exact.
const (
	highPart = 0x1.0c6f6p-20         // g per micro-g
	lowPart  = 1.0/MicroG - highPart // g per micro-g
)

// InG returns n micro-g, a whole number with |n| < 2³³, in g: n / 1e6 to the bit at a third of the time. The two products are n / 1e6 but for 2⁻⁷¹ of it, and no such quotient
// lies nearer than 2⁻⁶⁸ of it to the middle m / 2ᵏ (m odd, of 54 bits) between two numbers of float64: |n/1e6 − m/2ᵏ| = |n·2ᵏ⁻⁶ − m·5⁶| / (5⁶·2ᵏ), a whole number that is not 0
// over m·5⁶ parts of m/2ᵏ.
func InG(n float64) float64 { return float64(n*highPart) + float64(n*lowPart) }
