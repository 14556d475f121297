package dsp

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestGate(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		want   []Span
	}{
		{"below high never opens", []float64{0, 4.99, 4.99, 0, 0}, nil},
		{"opens at high", []float64{0, 5, 0, 0, 0}, []Span{{1, 2}}},
		{"between the thresholds it stays open", []float64{5, 2, 2, 2, 0, 0, 0}, []Span{{0, 4}}},
		{"a short lull does not close it", []float64{5, 0, 2, 0, 0, 0}, []Span{{0, 3}}},
		{"a lull of the hold closes it", []float64{5, 0, 0, 2, 5, 0, 0}, []Span{{0, 1}, {4, 5}}},
		{"low itself is not below low", []float64{5, 1.99, 2, 1.99, 2}, []Span{{0, 5}}},
		{"open at the end", []float64{0, 5, 6}, []Span{{1, 3}}},
		{"NaN is below low", []float64{nan, 5, nan, nan, 2}, []Span{{1, 2}}},
	} {
		g, err := NewGate(2, 5, 2)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Close(g.Push(nil, 0, c.values)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v gives %v, want %v", c.name, c.values, got, c.want)
		}
	}
}

func TestGateClosesAtAHole(t *testing.T) {
	g, err := NewGate(2, 5, 3)
	if err != nil {
		t.Fatal(err)
	}
	got := g.Push(nil, 100, []float64{0, 5, 6, 0})
	if g.Settled() != 101 {
		t.Errorf("settled up to %d with a span open from 101", g.Settled())
	}
	got = g.Push(got, 110, []float64{3, 0})
	if want := []Span{{101, 103}}; !slices.Equal(got, want) || g.Settled() != 112 {
		t.Errorf("%v settled up to %d, want %v up to 112", got, g.Settled(), want)
	}
}

func TestGateFollowsItsThresholds(t *testing.T) {
	g, err := NewGate(2, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := g.Push(nil, 0, []float64{5, 3})
	g.SetThresholds(4, 8)
	got = g.Push(got, 2, []float64{3, 7, 8, 4, 3})
	g.SetThresholds(9, 6) // crossed: both 6
	got = g.Close(g.Push(got, 7, []float64{5, 6, 5}))
	if want := []Span{{0, 2}, {4, 6}, {8, 9}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestGateRefuses(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		hold      Index
	}{{5, 2, 1}, {math.NaN(), 2, 1}, {1, math.NaN(), 1}, {1, 2, 0}} {
		if _, err := NewGate(c.low, c.high, c.hold); err == nil {
			t.Errorf("NewGate(%v, %v, %d) was accepted", c.low, c.high, c.hold)
		}
	}
}

// However the series is cut, the spans are the same; they start at a value of at
// least high, end after one of at least low, lie more than the hold apart, and
// what was settled stays.
func TestGateChunkLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const low, high = 3, 7
		hold := Index(rapid.IntRange(1, 4).Draw(t, "hold"))
		x := make([]float64, rapid.IntRange(0, 300).Draw(t, "n"))
		for i := range x {
			x[i] = float64(rapid.IntRange(0, 9).Draw(t, "value"))
		}
		whole, err := NewGate(low, high, hold)
		if err != nil {
			t.Fatal(err)
		}
		want := whole.Close(whole.Push(nil, 0, x))
		g, _ := NewGate(low, high, hold)
		var got []Span
		at, settled := 0, Index(0)
		for _, k := range cut(t, len(x)) {
			before := len(got)
			got = g.Push(got, Index(at), x[at:at+k])
			for _, s := range got[before:] {
				if s.Start < settled {
					t.Fatalf("%v begins before %d, which was settled", s, settled)
				}
			}
			at, settled = at+k, g.Settled()
		}
		if got = g.Close(got); !slices.Equal(got, want) {
			t.Fatalf("in blocks %v, whole %v", got, want)
		}
		for i, s := range got {
			if x[s.Start] < high || x[s.End-1] < low {
				t.Fatalf("%v begins at %v and ends with %v", s, x[s.Start], x[s.End-1])
			}
			if i > 0 && s.Start-got[i-1].End < hold {
				t.Fatalf("%v follows %v within the hold of %d", s, got[i-1], hold)
			}
		}
	})
}

func BenchmarkGate(b *testing.B) {
	g, err := NewGate(2, 5, 50)
	if err != nil {
		b.Fatal(err)
	}
	x := make([]float64, 480)
	for i := range x {
		x[i] = float64(i * 7919 % 1000 / 150)
	}
	var spans []Span
	at := Index(0)
	b.ReportAllocs()
	for b.Loop() {
		spans = g.Push(spans[:0], at, x)
		at += Index(len(x))
	}
	perSample(b, len(x))
}
