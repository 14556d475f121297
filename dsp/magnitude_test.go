package dsp

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestMagnitudeOfKnownTriples(t *testing.T) {
	a := Axes{[]float64{1, 2, 4, 0}, []float64{-2, 3, -4, 0}, []float64{2, 6, 7, 0}}
	got := make([]float64, 4)
	Magnitude(got, &a)
	for i, want := range []float64{3, 7, 9, 0} { // Pythagorean quadruples
		if got[i] != want {
			t.Errorf("magnitude of sample %d is %v, want %v", i, got[i], want)
		}
	}
	Distance(got, &a, Vector{1, -2, 2})
	for i, want := range []float64{0, math.Sqrt(42), math.Sqrt(38), 3} {
		if got[i] != want {
			t.Errorf("distance of sample %d is %v, want %v", i, got[i], want)
		}
	}
}

// rotation draws a rotation from a unit quaternion (Hamilton), as three rows.
func rotation(t *rapid.T) [3]Vector {
	part := rapid.Float64Range(-1, 1)
	w, x, y, z := part.Draw(t, "w"), part.Draw(t, "x"), part.Draw(t, "y"), part.Draw(t, "z")
	n := math.Sqrt(w*w + x*x + y*y + z*z)
	if n < 1e-3 {
		w, n = 1, math.Sqrt(1+x*x+y*y+z*z)
	}
	w, x, y, z = w/n, x/n, y/n, z/n
	return [3]Vector{
		{1 - 2*(y*y+z*z), 2 * (x*y - w*z), 2 * (x*z + w*y)},
		{2 * (x*y + w*z), 1 - 2*(x*x+z*z), 2 * (y*z - w*x)},
		{2 * (x*z - w*y), 2 * (y*z + w*x), 1 - 2*(x*x+y*y)},
	}
}

// However the sensor is strapped on, norm and distance are the same.
func TestMagnitudeIgnoresOrientation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rotation(t)
		turn := func(v Vector) Vector { return Vector{r[0].Dot(v), r[1].Dot(v), r[2].Dot(v)} }
		value := rapid.Float64Range(-16e6, 16e6) // ±16 g in micro-g, the widest wearable sensor
		v := Vector{value.Draw(t, "x"), value.Draw(t, "y"), value.Draw(t, "z")}
		ref := Vector{value.Draw(t, "x"), value.Draw(t, "y"), value.Draw(t, "z")}
		tv, tr := turn(v), turn(ref)
		got := make([]float64, 2)
		Magnitude(got, &Axes{[]float64{v.X, tv.X}, []float64{v.Y, tv.Y}, []float64{v.Z, tv.Z}})
		if math.Abs(got[0]-got[1]) > 1e-7 {
			t.Fatalf("magnitude %v before turning the sensor, %v after", got[0], got[1])
		}
		if math.Abs(v.Norm()-got[0]) > 1e-7 {
			t.Fatalf("Norm %v, Magnitude %v", v.Norm(), got[0])
		}
		Distance(got[:1], &Axes{[]float64{v.X}, []float64{v.Y}, []float64{v.Z}}, ref)
		Distance(got[1:], &Axes{[]float64{tv.X}, []float64{tv.Y}, []float64{tv.Z}}, tr)
		if math.Abs(got[0]-got[1]) > 1e-7 || math.Abs(v.Sub(ref).Norm()-got[0]) > 1e-7 {
			t.Fatalf("distance %v before turning the sensor, %v after, %v by Sub and Norm", got[0], got[1], v.Sub(ref).Norm())
		}
	})
}

func BenchmarkDistance(b *testing.B) {
	x := benchLimb()
	dst := make([]float64, len(x))
	b.ReportAllocs()
	for b.Loop() {
		Distance(dst, &Axes{x, x, x}, Vector{1e6, 0, 0})
	}
	perSample(b, len(x))
}
