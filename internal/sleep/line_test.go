package sleep

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// The spectrum is the discrete Fourier transform of the values in Hann's window.
func TestSpectrum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var v [lineSize]float64
	mean := 0.0
	for i := range v {
		v[i] = 1 + 0.01*rng.NormFloat64()
		mean += v[i] / lineSize
	}
	var s spectrum
	s.add(&v)
	for k := 1; k < lineBins; k++ {
		var x complex128
		for i := range v {
			hann := (1 - math.Cos(2*math.Pi*float64(i)/lineSize)) / 2
			x += complex((v[i]-mean)*hann, 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(k*i)/lineSize))
		}
		if want := math.Log(real(x)*real(x) + imag(x)*imag(x)); math.Abs(s.log[k]-want) > 1e-6 {
			t.Errorf("bin %d has %.9f, want %.9f", k, s.log[k], want)
		}
	}
}

// In noise the strongest of nine lines stays near one standard deviation, also when an axis is noisier than another, never changes, or drifts; a swing of one of them stands out.
func TestLine(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	hour := func(swing float64) (sd float64) {
		var s spectrum
		drift := 0.0
		for range 112 { // segments of 32 s
			var axis [3][lineSize]float64
			phase := 6.28 * rng.Float64()
			for i := range lineSize {
				drift += 0.00002 * rng.NormFloat64()
				axis[0][i] = 0.002*rng.NormFloat64() + drift
				axis[1][i] = 0.0002*rng.NormFloat64() + swing*math.Sin(2*math.Pi*0.23*float64(i)+phase)
			}
			for a := range axis {
				s.add(&axis[a])
			}
		}
		return s.line(breathFirst, breathLast)
	}
	worst, least := 0.0, math.Inf(1)
	for range 100 {
		worst, least = max(worst, hour(0)), min(least, hour(0.0003))
	}
	if worst > 4.5 || least < 8 {
		t.Errorf("noise gives up to %.1f standard deviations, a swing 1.5 times the noise of its axis at least %.1f", worst, least)
	}
	t.Logf("noise up to %.1f, swing from %.1f", worst, least)
}
