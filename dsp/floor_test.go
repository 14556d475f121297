package dsp

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The floor is the order statistic of the trailing window sorted afresh.
func TestFloorIsTheQuantileOfASortedWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := FloorParams{
			Window:   rapid.IntRange(1, 40).Draw(t, "window"),
			Quantile: float64(rapid.IntRange(0, 10).Draw(t, "tenths")) / 10,
			Start:    rapid.Int64Range(-5, 15).Draw(t, "start"), Min: -5, Max: 15,
		}
		f, err := NewFloor(p)
		if err != nil {
			t.Fatal(err)
		}
		if f.Value() != p.Start {
			t.Fatalf("a new floor stands at %d, want %d", f.Value(), p.Start)
		}
		value := rapid.OneOf(rapid.Int64Range(-9, 19), rapid.Int64Range(50, 70), rapid.Int64Range(-9, 1100), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64}))
		seen := slices.Repeat([]int64{p.Start}, p.Window)
		for i := range rapid.IntRange(0, 200).Draw(t, "n") {
			v := value.Draw(t, "value")
			seen = append(seen, v)
			window := slices.Clone(seen[len(seen)-p.Window:])
			slices.Sort(window)
			want := min(max(window[int(p.Quantile*float64(p.Window-1))], p.Min), p.Max)
			before, beyond := f.Bounds()
			moved := f.Push(v)
			if got := f.Value(); got != want {
				t.Fatalf("floor %d after value %d, want %d", got, i, want)
			}
			low, high := f.Bounds()
			if low > want || high < want || high-low >= 64 {
				t.Fatalf("the floor of %d is said to lie between %d and %d", want, low, high)
			}
			if !moved && (low != before || high != beyond) {
				t.Fatalf("bounds went from %d and %d to %d and %d without a word", before, beyond, low, high)
			}
		}
		f.Reset()
		if f.Value() != p.Start {
			t.Fatalf("the floor stands at %d after Reset, want %d", f.Value(), p.Start)
		}
	})
}

// A minute at 10 values a second: the floor of quiet with a movement in it is
// that of the quiet, and it passes over from Start in the time that the
// quantile leaves.
func TestFloorOfAMinute(t *testing.T) {
	f, err := NewFloor(FloorParams{Window: 600, Quantile: 0.2, Start: 2000, Min: 500, Max: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 600 {
		want := int64(2000)
		if i+1 > 119 { // rank int(0.2·599) = 119 has 119 values below it
			want = 800
		}
		f.Push(800)
		if got := f.Value(); got != want {
			t.Fatalf("floor %d after %d values of 800, want %d", got, i+1, want)
		}
	}
	for range 479 { // four fifths of the minute move
		f.Push(900_000)
	}
	if got := f.Value(); got != 800 {
		t.Errorf("floor %d with 48 s of movement in the minute, want 800", got)
	}
	for range 121 {
		f.Push(900_000)
	}
	if got := f.Value(); got != 20_000 {
		t.Errorf("floor %d after a minute of movement, want the cap of 20000", got)
	}
}

func TestFloorRefusesParamsOutOfRange(t *testing.T) {
	good := FloorParams{Window: 10, Quantile: 0.2, Start: 5, Min: 1, Max: 9}
	for _, c := range []struct {
		change func(*FloorParams)
		want   string
	}{
		{func(p *FloorParams) { p.Window = 0 }, "1 to 65535 values"},
		{func(p *FloorParams) { p.Window = 65_536 }, "1 to 65535 values"},
		{func(p *FloorParams) { p.Quantile = 1.01 }, "between 0 and 1"},
		{func(p *FloorParams) { p.Quantile = math.NaN() }, "between 0 and 1"},
		{func(p *FloorParams) { p.Start = 0 }, "within its limits"},
		{func(p *FloorParams) { p.Max = 4 }, "within its limits"},
		{func(p *FloorParams) { p.Max = 1 + maxRange + 1 }, "1048576 apart"},
		{func(p *FloorParams) { p.Min, p.Max = math.MinInt64, math.MaxInt64 }, "1048576 apart"},
	} {
		p := good
		c.change(&p)
		if _, err := NewFloor(p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one with %q", p, err, c.want)
		}
	}
}

// noise returns envelopes with movements among them.
func noise() []int64 {
	out := make([]int64, 1<<14)
	seed, level := uint64(1), int64(0)
	for i := range out {
		seed = seed*6364136223846793005 + 1442695040888963407
		level = level*9/10 + int64(seed>>44)
		if seed>>32%600 == 0 {
			level += 1 << 28
		}
		out[i] = level >> 8
	}
	return out
}

func BenchmarkFloor(b *testing.B) {
	f, err := NewFloor(FloorParams{Window: 600, Quantile: 0.2, Max: 1_000_000})
	if err != nil {
		b.Fatal(err)
	}
	x := noise()
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		f.Push(x[i%len(x)])
		i++
	}
}
