package movement

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestPrincipalAgainstGonum: the moments of any points have the eigenvalues that gonum finds, and the main axis is an eigenvector of unit
// length.
func TestPrincipalAgainstGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{1, 3_000, 2_000_000, math.MaxInt32}).Draw(t, "micro-g")
		flat := rapid.SampledFrom([]float64{1, 1e-3, 0}).Draw(t, "flatness")
		coordinate := rapid.Map(rapid.IntRange(-most, most), func(v int) float64 { return float64(v) / dsp.MicroG })
		var m moments
		for range rapid.IntRange(1, 30).Draw(t, "points") {
			m.add(dsp.Vector{X: coordinate.Draw(t, "x"), Y: coordinate.Draw(t, "y"), Z: flat * coordinate.Draw(t, "z")})
		}
		values, axis := m.principal()

		var e mat.EigenSym
		if !e.Factorize(mat.NewSymDense(3, []float64{m[0], m[3], m[4], m[3], m[1], m[5], m[4], m[5], m[2]}), true) {
			t.Fatal("gonum finds no eigenvalues")
		}
		want, size := e.Values(nil), m[0]+m[1]+m[2]
		for i, v := range values {
			if math.Abs(v-max(0, want[2-i])) > 1e-12*size {
				t.Errorf("eigenvalue %d is %g, gonum has %g", i, v, want[2-i])
			}
		}
		image := dsp.Vector{
			X: m[0]*axis.X + m[3]*axis.Y + m[4]*axis.Z,
			Y: m[3]*axis.X + m[1]*axis.Y + m[5]*axis.Z,
			Z: m[4]*axis.X + m[5]*axis.Y + m[2]*axis.Z,
		}
		rest := image.Sub(dsp.Vector{X: values[0] * axis.X, Y: values[0] * axis.Y, Z: values[0] * axis.Z})
		if math.Abs(axis.Norm()-1) > 1e-12 || rest.Norm() > 1e-12*size {
			t.Errorf("axis %v of length %g is %g off an eigenvector", axis, axis.Norm(), rest.Norm())
		}
	})
}
