package dsp

import (
	"encoding/json"
	"math"
	"math/cmplx"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// scipyCase is one filter of testdata/scipy_filters.json, which
// testdata/scipy_filters.py wrote.
type scipyCase struct {
	Rate  float64
	Kind  string
	Edges []float64
	Order int
	SOS   [][6]float64
	// What the filter makes of the input, for some orders only.
	Rest, Settled, Odd, Constant []float64
}

func readScipy(t testing.TB) (input []float64, cases []scipyCase) {
	t.Helper()
	var file struct {
		Input []float64
		Cases []scipyCase
	}
	readJSON(t, "testdata/scipy_filters.json", &file)
	return file.Input, file.Cases
}

func readJSON(t testing.TB, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func (c scipyCase) design(t testing.TB) []Section {
	t.Helper()
	rate, err := RateOf(c.Rate)
	if err != nil {
		t.Fatal(err)
	}
	s, err := design(c.Kind, c.Order, c.Edges, rate)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func design(kind string, order int, edges []float64, rate Rate) ([]Section, error) {
	switch kind {
	case "lowpass":
		return LowPass(order, edges[0], rate)
	case "highpass":
		return HighPass(order, edges[0], rate)
	}
	return BandPass(order, edges[0], edges[1], rate)
}

// Sections are paired by their poles, since the order of sections and the
// pairing of zeros with poles are free; the gain is compared as the product of
// the leading numerators, the zeros as the polynomial that is the product of all
// numerators, relative to its largest coefficient.
func TestDesignAgreesWithScipy(t *testing.T) {
	_, cases := readScipy(t)
	worst := 0.0
	for _, c := range cases {
		got := c.design(t)
		if len(got) != len(c.SOS) {
			t.Fatalf("%s %v order %d: %d sections, scipy has %d", c.Kind, c.Edges, c.Order, len(got), len(c.SOS))
		}
		left := append([][6]float64(nil), c.SOS...)
		num, want := []float64{1}, []float64{1}
		for i, s := range got {
			best, at := math.Inf(1), 0
			for j, w := range left {
				if d := max(math.Abs(s.A1-w[4]), math.Abs(s.A2-w[5])); d < best {
					best, at = d, j
				}
			}
			worst = max(worst, best)
			left = append(left[:at], left[at+1:]...)
			num = multiply(num, []float64{s.B0, s.B1, s.B2})
			want = multiply(want, c.SOS[i][:3])
		}
		worst = max(worst, math.Abs(num[0]/want[0]-1))
		scale := 0.0
		for _, w := range want {
			scale = max(scale, math.Abs(w))
		}
		for i, w := range want {
			worst = max(worst, math.Abs(num[i]-w)/scale)
		}
	}
	if worst > 1e-12 {
		t.Errorf("coefficients differ from scipy's by up to %.2g, want at most 1e-12", worst)
	}
	t.Logf("largest difference of a coefficient from scipy's: %.2g over %d designs", worst, len(cases))
}

// multiply returns the product of two polynomials.
func multiply(a, b []float64) []float64 {
	out := make([]float64, len(a)+len(b)-1)
	for i, x := range a {
		for j, y := range b {
			out[i+j] += x * y
		}
	}
	return out
}

func response(s []Section, hz, rate float64) float64 {
	z := cmplx.Exp(complex(0, -2*math.Pi*hz/rate)) // z⁻¹
	h := complex(1, 0)
	for _, k := range s {
		num := complex(k.B0, 0) + complex(k.B1, 0)*z + complex(k.B2, 0)*z*z
		h *= num / (1 + complex(k.A1, 0)*z + complex(k.A2, 0)*z*z)
	}
	return cmplx.Abs(h)
}

// The squared gain of a Butterworth filter is 1/(1 + w^2n), w the frequency
// mapped to the prototype (Butterworth 1930).
func TestDesignHasButterworthResponse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := Rate(rapid.Int64Range(1000, 1_000_000).Draw(t, "rate"))
		order := rapid.IntRange(1, MaxOrder).Draw(t, "order")
		fs := rate.Hz()
		low := fs * rapid.Float64Range(0.002, 0.4).Draw(t, "low")
		high := low + fs*rapid.Float64Range(0.01, 0.09).Draw(t, "width")
		f := fs * rapid.Float64Range(0.001, 0.499).Draw(t, "f")
		tan := func(f float64) float64 { return math.Tan(math.Pi * f / fs) }
		for kind, w := range map[string]float64{
			"lowpass":  tan(f) / tan(low),
			"highpass": tan(low) / tan(f),
			"bandpass": math.Abs(tan(f)*tan(f)-tan(low)*tan(high)) / (tan(f) * (tan(high) - tan(low))),
		} {
			s, err := design(kind, order, []float64{low, high}, rate)
			if err != nil {
				t.Fatal(err)
			}
			want := 1 / math.Sqrt(1+math.Pow(w, 2*float64(order)))
			if got := response(s, f, fs); math.Abs(got-want) > 1e-9 {
				t.Fatalf("%s order %d: gain %.12f at %g Hz, want %.12f", kind, order, got, f, want)
			}
			for _, k := range s {
				if !(math.Abs(k.A2) < 1 && math.Abs(k.A1) < 1+k.A2) { // the stability triangle
					t.Fatalf("%s order %d: section %+v is unstable", kind, order, k)
				}
			}
		}
	})
}

func TestTangent(t *testing.T) {
	worst := 0.0
	for i := 1; i < 50_000; i++ {
		part := float64(i) / 1000
		want := math.Tan(math.Pi * part / 100)
		if part > 25 {
			want = 1 / math.Tan(math.Pi*(50-part)/100) // math.Tan itself loses digits near its pole
		}
		worst = max(worst, math.Abs(tangent(part, 100)/want-1))
	}
	if worst > 1e-15 {
		t.Errorf("relative error %.2g, want at most 1e-15", worst)
	}
	if got := tangent(1, 4); math.Abs(got-1) > 1e-15 {
		t.Errorf("tan(π/4) = %.17g, want 1", got)
	}
	if got := tangent(1, 6); math.Abs(got-1/math.Sqrt(3)) > 1e-15 {
		t.Errorf("tan(π/6) = %.17g, want 1/√3", got)
	}
}

func TestDesignRefusesWhatNoFilterCanHave(t *testing.T) {
	const rate = 100_000
	nan := math.NaN()
	for _, c := range []struct {
		name  string
		order int
		edges []float64
		rate  Rate
		want  string
	}{
		{"lowpass", 0, []float64{1}, rate, "order must be 1 to 8"},
		{"highpass", 9, []float64{1}, rate, "order must be 1 to 8"},
		{"lowpass", 2, []float64{0}, rate, "between 0 and 50 Hz"},
		{"lowpass", 2, []float64{50}, rate, "between 0 and 50 Hz"},
		{"highpass", 2, []float64{-1}, rate, "between 0 and 50 Hz"},
		{"highpass", 2, []float64{nan}, rate, "between 0 and 50 Hz"},
		{"bandpass", 2, []float64{1, 60}, rate, "between 0 and 50 Hz"},
		{"bandpass", 2, []float64{5, 5}, rate, "is empty"},
		{"bandpass", 2, []float64{6, 5}, rate, "is empty"},
		{"lowpass", 2, []float64{1}, 0, "rate must be above 0"},
	} {
		if _, err := design(c.name, c.order, c.edges, c.rate); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s order %d at %v: error %v, want one with %q", c.name, c.order, c.edges, err, c.want)
		}
	}
}

func BenchmarkBandPass(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := BandPass(4, 0.5, 10, 100_000); err != nil {
			b.Fatal(err)
		}
	}
}
