package dsp

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestRateOf(t *testing.T) {
	for _, c := range []struct {
		hz   float64
		want Rate
		text string
	}{
		{100, 100_000, "100 Hz"},
		{31.25, 31_250, "31.25 Hz"},
		{85.7, 85_700, "85.7 Hz"}, // GENEActiv
		{0.001, 1, "0.001 Hz"},
		{10_000, 10_000_000, "10000 Hz"},
		{100.0 / 3, 33_333, "33.333 Hz"},
	} {
		r, err := RateOf(c.hz)
		if err != nil || r != c.want || r.String() != c.text {
			t.Errorf("RateOf(%v) = %v (%d mHz), %v; want %s", c.hz, r, int64(r), err, c.text)
		}
	}
	for _, hz := range []float64{0, 0.0004, -1, 10_000.001, math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
		if r, err := RateOf(hz); err == nil {
			t.Errorf("RateOf(%v) = %v, want an error", hz, r)
		}
	}
}

func TestSamplesOfScoringRules(t *testing.T) {
	for _, c := range []struct {
		rate Rate
		ms   int64
		want Index
	}{
		{100_000, 500, 50}, {100_000, 90_000, 9000}, {50_000, 10, 1}, {50_000, 9, 0}, // 0.45 samples
		{31_250, 500, 16}, // 15.625
		{25_000, 500, 13}, // 12.5, half up
		{1000, 86_400_000, 86_400},
	} {
		if got := c.rate.Samples(c.ms); got != c.want {
			t.Errorf("%d ms at %v are %d samples, want %d", c.ms, c.rate, got, c.want)
		}
	}
}

// A length in samples is the nearest whole number to ms·rate, exactly, for any
// rate and for a year of milliseconds.
func TestSamplesIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := Rate(rapid.Int64Range(1, maxRate).Draw(t, "mHz"))
		ms := rapid.Int64Range(0, 366*24*3600*1000).Draw(t, "ms")
		exact := big.NewRat(ms, 1000)
		exact.Mul(exact, big.NewRat(int64(rate), 1000))
		exact.Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Quo(exact.Num(), exact.Denom()) // floor, since nothing is negative
		got := rate.Samples(ms)
		if want.Cmp(big.NewInt(int64(got))) != 0 {
			t.Fatalf("%d ms at %v are %d samples, want %v", ms, rate, got, want)
		}
		if s := rate.Seconds(got); math.Abs(s-float64(ms)/1000) > 0.5000001/rate.Hz() {
			t.Fatalf("%d samples at %v last %v s, want %v s to half a sample", got, rate, s, float64(ms)/1000)
		}
	})
}
