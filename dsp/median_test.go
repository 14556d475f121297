package dsp

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The median is that of the trailing window sorted afresh.
func TestMedianOfASortedWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(t, "window")
		m, err := NewMedian(n)
		if err != nil {
			t.Fatal(err)
		}
		value := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{-2, -1, 0, 1, 2, math.Inf(1), math.Inf(-1)}))
		x := rapid.SliceOfN(value, 1, 200).Draw(t, "x")
		got := make([]float64, len(x))
		for range 2 { // the second time after Reset
			m.Run(got, x)
			seen := slices.Repeat(x[:1], n)
			for i, v := range x {
				seen = append(seen, v)
				window := slices.Clone(seen[len(seen)-n:])
				slices.Sort(window)
				want := window[(n-1)/2]
				if n%2 == 0 && i > 0 {
					want = want/2 + window[n/2]/2
				}
				if got[i] != want && !(math.IsNaN(want) && math.IsNaN(got[i])) {
					t.Fatalf("median %v after value %d, want %v", got[i], i, want)
				}
			}
			m.Reset()
		}
	})
}

func TestMedianTakesOutShortSpikes(t *testing.T) {
	m, err := NewMedian(5)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, 8)
	m.Run(got, []float64{1, 1, 9, 9, 1, 2, 2, 2})
	if want := []float64{1, 1, 1, 1, 1, 2, 2, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := NewMedian(0); err == nil {
		t.Error("a median over no value was accepted")
	}
}

func TestOrderKeyKeepsOrder(t *testing.T) {
	x := []float64{math.Inf(-1), -math.MaxFloat64, -1, -math.SmallestNonzeroFloat64, math.Copysign(0, -1),
		0, math.SmallestNonzeroFloat64, 1, math.MaxFloat64, math.Inf(1), math.NaN()}
	for i, v := range x {
		if back := fromOrderKey(orderKey(v)); math.Float64bits(back) != math.Float64bits(v) {
			t.Errorf("%v came back as %v", v, back)
		}
		if i > 0 && orderKey(x[i-1]) >= orderKey(v) {
			t.Errorf("the key of %v is not below that of %v", x[i-1], v)
		}
	}
}

func benchMedian(b *testing.B, n int) {
	m, err := NewMedian(n)
	if err != nil {
		b.Fatal(err)
	}
	x := noise()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		m.Push(float64(x[i%len(x)]))
		i++
	}
}

func BenchmarkMedian5(b *testing.B)   { benchMedian(b, 5) }
func BenchmarkMedian51(b *testing.B)  { benchMedian(b, 51) }
func BenchmarkMedian200(b *testing.B) { benchMedian(b, 200) }
