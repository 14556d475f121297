package dsp

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func agree(t *testing.T, what string, c scipyCase, got, want []float64, tolerance float64) float64 {
	t.Helper()
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(got[i]-want[i]))
	}
	if !(worst <= tolerance) || len(got) != len(want) {
		t.Errorf("%s %s %v at %g Hz order %d: differs from scipy by %.2g, want at most %.2g",
			what, c.Kind, c.Edges, c.Rate, c.Order, worst, tolerance)
	}
	return worst
}

func TestFiltersAgreeWithScipy(t *testing.T) {
	x, cases := readScipy(t)
	worst, worst2 := 0.0, 0.0
	for _, c := range cases {
		if c.Rest == nil {
			continue
		}
		s := c.design(t)
		got := make([]float64, len(x))
		f := NewCascade(s)
		f.Run(got, x)
		worst = max(worst, agree(t, "from rest", c, got, c.Rest, 1e-12))
		f.Reset()
		f.Run(got, x)
		agree(t, "after Reset", c, got, c.Rest, 1e-12)
		f.Settle(x[0])
		f.Run(got, x)
		worst = max(worst, agree(t, "settled", c, got, c.Settled, 1e-12))
		got = bothWays(t, s, PadOdd, x)
		worst2 = max(worst2, agree(t, "zero-phase, odd", c, got, c.Odd, 1e-12))
		got = bothWays(t, s, PadConstant, x)
		worst2 = max(worst2, agree(t, "zero-phase, constant", c, got, c.Constant, 1e-12))
	}
	t.Logf("largest difference from scipy: %.2g one way, %.2g both ways", worst, worst2)
}

// bothWays filters x forward and backward, and checks that the axes do not touch each other: what is turned over or doubled comes out so.
func bothWays(t *testing.T, s []Section, p Padding, x []float64) []float64 {
	t.Helper()
	src, dst := Axes{x, make([]float64, len(x)), make([]float64, len(x))}, Axes{}
	for i, v := range x {
		src.Y[i], src.Z[i] = -v, 2*v
	}
	NewZeroPhase(s, p).Run(&dst, &src)
	for i, v := range dst.X {
		if dst.Y[i] != -v || dst.Z[i] != 2*v {
			t.Fatalf("sample %d is %v, %v of its negative and %v of its double", i, v, dst.Y[i], dst.Z[i])
		}
	}
	return dst.X
}

// cut draws lengths of blocks that add up to n.
func cut(t *rapid.T, n int) []int {
	var out []int
	for n > 0 {
		k := min(n, rapid.SampledFrom([]int{1, 2, 7, 479, 4096}).Draw(t, "block"))
		out, n = append(out, k), n-k
	}
	return out
}

// limb draws n samples between 0 and 2 g.
func limb(t *rapid.T, n int) []float64 {
	x := make([]float64, n)
	seed := rapid.Uint64().Draw(t, "seed")
	for i := range x {
		seed = seed*6364136223846793005 + 1442695040888963407 // Knuth's MMIX generator
		x[i] = 1 + float64(int32(seed>>32))/(1<<31)
	}
	return x
}

func drawDesign(t *rapid.T) []Section {
	kind := rapid.SampledFrom([]string{"lowpass", "highpass", "bandpass"}).Draw(t, "kind")
	s, err := design(kind, rapid.IntRange(1, MaxOrder).Draw(t, "order"), []float64{0.5, 10}, 50_000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCascadeChunkLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawDesign(t)
		x := limb(t, rapid.IntRange(1, 5000).Draw(t, "n"))
		want, got := make([]float64, len(x)), append([]float64(nil), x...)
		NewCascade(s).Run(want, x)
		f, rest := NewCascade(s), got
		for _, k := range cut(t, len(x)) {
			f.Run(rest[:k], rest[:k]) // in place, too
			rest = rest[k:]
		}
		sameBits(t, got, want)
	})
}

func sameBits(t *rapid.T, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("sample %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestTriaxialIsThreeCascades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawDesign(t)
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		src := Axes{limb(t, n), limb(t, n), limb(t, n)}
		var want Axes
		want.Resize(n)
		start := Vector{src.X[0], src.Y[0], src.Z[0]}
		for _, axis := range []struct {
			dst, src []float64
			start    float64
		}{{want.X, src.X, start.X}, {want.Y, src.Y, start.Y}, {want.Z, src.Z, start.Z}} {
			f := NewCascade(s)
			f.Settle(axis.start)
			f.Run(axis.dst, axis.src)
		}
		f := NewTriaxial(s)
		f.Settle(start)
		from := 0
		var got, out Axes
		for _, k := range cut(t, n) {
			in := src.slice(from, from+k)
			f.Run(&out, &in)
			got.X, got.Y, got.Z = append(got.X, out.X...), append(got.Y, out.Y...), append(got.Z, out.Z...)
			from += k
		}
		sameBits(t, got.X, want.X)
		sameBits(t, got.Y, want.Y)
		sameBits(t, got.Z, want.Z)
		f.Reset()
		f.Run(&got, &src)
		NewTriaxial(s).Run(&want, &src)
		sameBits(t, got.Z, want.Z)
	})
}

// A settled filter fed with the value it was settled to stands still from the
// first sample on: a low-pass gives the value, the others nothing.
func TestSettleLeavesNoTransient(t *testing.T) {
	for _, c := range []struct {
		kind string
		gain float64
	}{{"lowpass", 1}, {"highpass", 0}, {"bandpass", 0}} {
		for order := 1; order <= MaxOrder; order++ {
			s, err := design(c.kind, order, []float64{0.5, 10}, 50_000)
			if err != nil {
				t.Fatal(err)
			}
			x, y := make([]float64, 500), make([]float64, 500)
			for i := range x {
				x[i] = 981_234 // micro-g
			}
			f := NewCascade(s)
			f.Settle(x[0])
			f.Run(y, x)
			for i := range y {
				if d := math.Abs(y[i] - c.gain*x[i]); d > 1e-5 {
					t.Fatalf("%s order %d: sample %d is off by %.2g micro-g, want at most 1e-5", c.kind, order, i, d)
				}
			}
		}
	}
}

// Far below any signal a filter must come to exact rest, or it works on
// subnormal numbers for as long as the input is silent.
func TestFilterComesToRest(t *testing.T) {
	s, err := HighPass(4, 0.5, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	f, x := NewCascade(s), make([]float64, 100_000)
	x[0] = 1e9 // micro-g
	f.Run(x, x)
	for _, d := range f.memory.delays {
		if d != (delays{}) {
			t.Errorf("1000 s after its last input the filter holds %v, want exact zeros", d)
		}
	}
}

// Turning time round turns the result of a zero-phase filter round; a peak stays
// where it was.
func TestZeroPhaseKeepsTime(t *testing.T) {
	s, err := LowPass(2, 5, 50_000)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 201)
	for i := range x {
		x[i] = math.Exp(-math.Pow(float64(i-100)/8, 2))
	}
	y := bothWays(t, s, PadOdd, x)
	for i := range y {
		if y[i] > y[100] {
			t.Fatalf("the peak moved from sample 100 to %d", i)
		}
		if d := math.Abs(y[i] - y[len(y)-1-i]); d > 1e-9 {
			t.Fatalf("sample %d differs from its mirror by %.2g", i, d)
		}
	}
}

// TestZeroPhaseFromASample: from the sample that is asked for on, every bit is that of the whole clip.
func TestZeroPhaseFromASample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := LowPass(2, 10, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var src, whole, part Axes
		src.Resize(rapid.IntRange(1, 3*flushEvery).Draw(t, "samples"))
		for i := range src.X {
			src.X[i], src.Y[i], src.Z[i] = rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
		}
		from := rapid.IntRange(0, src.Len()).Draw(t, "from")
		f := NewZeroPhase(s, PadConstant)
		f.Run(&whole, &src)
		f.RunFrom(&part, &src, from)
		for i := from; i < src.Len(); i++ {
			if whole.X[i] != part.X[i] || whole.Y[i] != part.Y[i] || whole.Z[i] != part.Z[i] {
				t.Fatalf("sample %d differs", i)
			}
		}
	})
}

func TestZeroPhaseOfTheShortestClips(t *testing.T) {
	s, err := LowPass(4, 5, 50_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Padding{PadOdd, PadConstant} {
		f := NewZeroPhase(s, p)
		f.Run(&Axes{}, &Axes{})
		for n := 1; n < 20; n++ {
			x := make([]float64, n)
			for i := range x {
				x[i] = 0.25
			}
			f.Run(&Axes{x, make([]float64, n), make([]float64, n)}, &Axes{x, make([]float64, n), make([]float64, n)})
			for i := range x {
				if math.Abs(x[i]-0.25) > 1e-12 {
					t.Fatalf("a constant clip of %d samples changed at sample %d to %v", n, i, x[i])
				}
			}
		}
	}
}

func TestEmptyCascadePassesItsInput(t *testing.T) {
	x, y := []float64{1, 2, 3}, make([]float64, 3)
	NewCascade(nil).Run(y, x)
	var out Axes
	NewTriaxial(nil).Run(&out, &Axes{x, x, x})
	for i := range x {
		if y[i] != x[i] || out.X[i] != x[i] || out.Y[i] != x[i] || out.Z[i] != x[i] {
			t.Fatalf("sample %d changed", i)
		}
	}
}

func TestFiltersAllocateNothingInSteadyState(t *testing.T) {
	s, err := BandPass(2, 0.5, 10, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 480)
	a := Axes{x, append([]float64(nil), x...), append([]float64(nil), x...)}
	one, three, both := NewCascade(s), NewTriaxial(s), NewZeroPhase(s, PadOdd)
	if n := testing.AllocsPerRun(100, func() {
		one.Run(x, x)
		three.Run(&a, &a)
		both.Run(&a, &a)
	}); n != 0 {
		t.Errorf("%v allocations a block, want none", n)
	}
}

// benchLimb returns a block of noise about 1 g in micro-g.
func benchLimb() []float64 {
	x := make([]float64, 480)
	for i := range x {
		x[i] = 1e6 + float64(i*7919%1000)
	}
	return x
}

func benchSections(b *testing.B, order int) []Section {
	s, err := LowPass(order, 5, 100_000)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func perSample(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/sample")
}

func BenchmarkCascade(b *testing.B) {
	f, x := NewCascade(benchSections(b, 4)), benchLimb()
	y := make([]float64, len(x))
	b.ReportAllocs()
	for b.Loop() {
		f.Run(y, x)
	}
	perSample(b, len(x))
}

func BenchmarkTriaxial(b *testing.B) {
	f, x := NewTriaxial(benchSections(b, 4)), benchLimb()
	var dst Axes
	b.ReportAllocs()
	for b.Loop() {
		f.Run(&dst, &Axes{x, x, x})
	}
	perSample(b, len(x))
}

func BenchmarkZeroPhase(b *testing.B) {
	f, x := NewZeroPhase(benchSections(b, 4), PadOdd), benchLimb()
	var dst Axes
	b.ReportAllocs()
	for b.Loop() {
		f.Run(&dst, &Axes{x, x, x})
	}
	perSample(b, len(x))
}
