package dsp

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mjibson/go-dsp/spectral"
	"pgregory.net/rapid"
)

func TestWelchAgreesWithScipy(t *testing.T) {
	var file struct {
		Input []float64
		Cases []struct {
			Rate            float64
			Length, Segment int
			Power           []float64
		}
	}
	readJSON(t, "testdata/scipy_welch.json", &file)
	worst := 0.0
	for _, c := range file.Cases {
		rate, err := RateOf(c.Rate)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Welch(file.Input[:c.Length], rate, c.Segment)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Power) != len(c.Power) || got.Step != c.Rate/float64(c.Segment) {
			t.Fatalf("%d bins of %v Hz, scipy has %d of %v Hz", len(got.Power), got.Step, len(c.Power), c.Rate/float64(c.Segment))
		}
		for i, want := range c.Power {
			worst = max(worst, math.Abs(got.Power[i]-want))
		}
	}
	if worst > 1e-12 {
		t.Errorf("powers differ from scipy's by up to %.2g, want at most 1e-12", worst)
	}
	t.Logf("largest difference from scipy: %.2g", worst)
}

// go-dsp's Pwelch shares its window and segments with Welch, but not the transform.
func TestWelchAgreesWithGoDSP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		segment := 2 * rapid.IntRange(minSegment/2, maxSegment/2).Draw(t, "half a segment")
		n := segment + rapid.IntRange(0, 3*segment).Draw(t, "more")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		x, centred, mean := make([]float64, n), make([]float64, n), 0.0
		for i := range x {
			x[i] = rng.NormFloat64() + 5
			mean += x[i] / float64(n)
		}
		for i := range x {
			centred[i] = x[i] - mean
		}
		got, err := Welch(x, 100_000, segment)
		if err != nil {
			t.Fatal(err)
		}
		want, freqs := spectral.Pwelch(centred, 100, &spectral.PwelchOptions{NFFT: segment, Noverlap: segment / 2})
		for i := range want {
			if math.Abs(got.Power[i]-want[i]) > 1e-12 || math.Abs(float64(i)*got.Step-freqs[i]) > 1e-9 {
				t.Fatalf("bin %d of %d: %v at %v Hz, go-dsp has %v at %v Hz", i, segment, got.Power[i], float64(i)*got.Step, want[i], freqs[i])
			}
		}
	})
}

func TestWelchRefuses(t *testing.T) {
	for _, c := range []struct{ n, segment int }{{100, 63}, {100, 14}, {1000, 514}, {60, 64}} {
		if _, err := Welch(make([]float64, c.n), 100_000, c.segment); err == nil {
			t.Errorf("segments of %d in %d samples were accepted", c.segment, c.n)
		}
	}
}

// spectra is shared by the tests, so that tables are used again and for other rates.
var spectra Spectra

// A tone exactly midway between two bins is as high in both.
func TestDominantFrequencyMidwayBetweenBins(t *testing.T) {
	const rate, f = 50, 8.125 // Hz: bins are 0.25 Hz apart
	var a Axes
	a.Resize(500)
	for i := range a.X {
		a.X[i] = 2e5 * math.Sin(2*math.Pi*f*float64(i)/rate+1)
	}
	if got, ok := new(Spectra).DominantFrequency(&a, 50_000, 0.5, 12); !ok || math.Abs(got-f) > 0.01 {
		t.Errorf("%v Hz, %v; want %v Hz", got, ok, f)
	}
}

// A pure tone is found to a hundredth of a hertz and a hundredth of a bin,
// whatever its phase and however the sensor is strapped on.
func TestDominantFrequencyOfATone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]Rate{25_600, 50_000, 100_000}).Draw(t, "rate")
		n := int(rate.Samples(rapid.Int64Range(1500, 10_000).Draw(t, "ms")))
		bin := rate.Hz() / float64(min(n, int(rate.Samples(segmentMS)), maxSegment)&^1)
		f := rapid.Float64Range(3*bin, 10).Draw(t, "f")
		phase := rapid.Float64Range(0, 2*math.Pi).Draw(t, "phase")
		r := rotation(t)
		a, turned := Axes{}, Axes{}
		a.Resize(n)
		turned.Resize(n)
		for i := range n {
			v := Vector{1e6 + 2e5*math.Sin(2*math.Pi*f*float64(i)/rate.Hz()+phase), 0, 0}
			a.X[i], a.Y[i], a.Z[i] = v.X, v.Y, v.Z
			turned.X[i], turned.Y[i], turned.Z[i] = r[0].Dot(v), r[1].Dot(v), r[2].Dot(v)
		}
		for _, clip := range []*Axes{&a, &turned} {
			got, ok := spectra.DominantFrequency(clip, rate, 0.5, 12)
			if !ok || math.Abs(got-f) > 0.005+0.01*bin {
				t.Fatalf("%v Hz, %v; want %v Hz", got, ok, f)
			}
			if got != math.Round(got*100)/100 {
				t.Fatalf("%v Hz is not rounded to 0.01", got)
			}
		}
	})
}

// clipOf returns a clip along x at 100 Hz.
func clipOf(n int, value func(i int) float64) *Axes {
	var a Axes
	a.Resize(n)
	for i := range n {
		a.X[i], a.Y[i], a.Z[i] = value(i), 0, 1
	}
	return &a
}

func TestDominantFrequencyOfWhatHasNone(t *testing.T) {
	const rate = 100_000
	tone := func(i int) float64 { return math.Sin(2 * math.Pi * 3 * float64(i) / 100) }
	for name, a := range map[string]*Axes{
		"empty":              {},
		"constant":           clipOf(400, func(int) float64 { return 1 }),
		"too short":          clipOf(15, tone),
		"NaN":                clipOf(400, func(i int) float64 { return 1 / float64(i-7) * 0 * math.Inf(1) }),
		"infinite":           clipOf(400, func(i int) float64 { return 1 / float64(max(0, i-7)) }),
		"turned over once":   clipOf(400, func(i int) float64 { return math.Tanh(float64(i-200) / 20) }),
		"lifted and dropped": clipOf(400, func(i int) float64 { return math.Tanh(float64(i-100)/9) - math.Tanh(float64(i-300)/9) }),
		"above the band":     clipOf(400, func(i int) float64 { return math.Sin(2 * math.Pi * 20 * float64(i) / 100) }),
	} {
		if hz, ok := spectra.DominantFrequency(a, rate, 0.5, 12); ok {
			t.Errorf("%s: %v Hz, want none", name, hz)
		}
	}
	for _, band := range [][2]float64{{5, 2}, {math.Inf(1), 12}, {0.5, math.NaN()}} {
		if hz, ok := spectra.DominantFrequency(clipOf(400, tone), rate, band[0], band[1]); ok {
			t.Errorf("in the empty band %v: %v Hz, want none", band, hz)
		}
	}
	if hz, ok := spectra.DominantFrequency(clipOf(400, tone), rate, math.Inf(-1), math.Inf(1)); !ok || hz != 3 {
		t.Errorf("in the widest band: %v Hz, %v; want 3 Hz", hz, ok)
	}
}

// Noise has no rhythm: of noisy clips of 1 and 2 s fewer than one in twenty may
// show a peak, whether the noise is white or rises towards 0 Hz as sway does.
func TestDominantFrequencyOfNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2)) // a fixed seed
	const clips = 100
	for _, n := range []int{100, 200} {
		for _, memory := range []float64{0, 0.97} {
			found := 0
			for range clips {
				x := 0.0
				if _, ok := spectra.DominantFrequency(clipOf(n, func(int) float64 {
					x = memory*x + rng.NormFloat64()
					return x
				}), 100_000, 0.5, 12); ok {
					found++
				}
			}
			if found > clips/20 {
				t.Errorf("%d of %d clips of noise (memory %v, %d samples) show a frequency", found, clips, memory, n)
			}
		}
	}
}

func BenchmarkDominantFrequency(b *testing.B) {
	a := clipOf(200, func(i int) float64 { return math.Sin(2 * math.Pi * 3 * float64(i) / 100) })
	b.ReportAllocs()
	for b.Loop() {
		spectra.DominantFrequency(a, 100_000, 0.5, 12)
	}
}
