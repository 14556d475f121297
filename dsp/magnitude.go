package dsp

import "math"

// Vector is one three-axis value.
type Vector struct{ X, Y, Z float64 }

// Dot returns the scalar product.
func (v Vector) Dot(w Vector) float64 {
	return float64(v.X*w.X) + float64(v.Y*w.Y) + float64(v.Z*w.Z)
}

// Add returns v + w.
func (v Vector) Add(w Vector) Vector { return Vector{v.X + w.X, v.Y + w.Y, v.Z + w.Z} }

// Sub returns v − w.
func (v Vector) Sub(w Vector) Vector { return Vector{v.X - w.X, v.Y - w.Y, v.Z - w.Z} }

// Norm returns the length of the vector. It does not depend on how the sensor is
// strapped on: turning the axes leaves it unchanged.
func (v Vector) Norm() float64 { return math.Sqrt(v.Dot(v)) }

// Magnitude writes the norm of every sample of a to dst, which must be at least
// as long, in the unit of a.
func Magnitude(dst []float64, a *Axes) { Distance(dst, a, Vector{}) }

// Distance writes the distance of every sample of a from ref to dst, which must
// be at least as long, in the unit of a. Turning the axes of a and ref together
// leaves it unchanged.
func Distance(dst []float64, a *Axes, ref Vector) {
	n := a.Len()
	dst = dst[:n]
	xs, ys, zs := a.X[:n], a.Y[:n], a.Z[:n]
	for i := range dst {
		x, y, z := xs[i]-ref.X, ys[i]-ref.Y, zs[i]-ref.Z
		dst[i] = math.Sqrt(float64(x*x) + float64(y*y) + float64(z*z))
	}
}
