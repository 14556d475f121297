package dsp

import (
	"encoding/binary"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// What stands twice, in assembly and in Go, or replaces a division or a rounding, gives the same bits.

func TestInGIsTheQuotient(t *testing.T) {
	check := func(n int64) {
		for _, n := range []int64{n, -n} {
			if got, want := InG(float64(n)), float64(n)/MicroG; math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%d micro-g are %x g, want %x", n, got, want)
			}
		}
	}
	for k := range 33 {
		for d := int64(-1000); d <= 1000; d++ {
			check(1<<k + d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(0, 1<<33-5000).Draw(t, "from")
		for n := from; n < from+5000; n++ {
			check(n)
		}
	})
}

func TestRoundedIsRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e15, 1e15).Draw(t, "v")
		half := math.Trunc(v) + 0.5
		for _, v := range []float64{v, v / 1e9, half, math.Nextafter(half, 1e300), math.Nextafter(half, -1e300), 0.49999999999999994, -0.49999999999999994} {
			if got, want := rounded(v), math.Round(v); got != want {
				t.Fatalf("%v is rounded to %v, want %v", v, got, want)
			}
			if got, want := float64(Whole(math.Abs(v))), math.Round(math.Abs(v)); got != want {
				t.Fatalf("%v is %v in whole numbers, want %v", math.Abs(v), got, want)
			}
		}
	})
}

// kernelAxes draws three axes of n numbers of every size and sign.
func kernelAxes(t *rapid.T, n int) Axes {
	value := rapid.OneOf(rapid.Float64Range(-2, 2), rapid.Float64Range(-1e-300, 1e-300), rapid.Float64Range(-1e12, 1e12), rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, 1e-9}))
	all := rapid.SliceOfN(value, 3*n, 3*n).Draw(t, "values")
	return Axes{all[:n:n], all[n : 2*n : 2*n], all[2*n:]}
}

func cloneAxes(a Axes) Axes {
	return Axes{append([]float64(nil), a.X...), append([]float64(nil), a.Y...), append([]float64(nil), a.Z...)}
}

func TestSectionKernel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		a := kernelAxes(t, n)
		start := kernelAxes(t, 2)
		c := rapid.SliceOfN(rapid.Float64Range(-2, 2), 5, 5).Draw(t, "coefficients")
		r := recursion{b0: c[0], c1: c[1], c2: c[2], a1: c[3], a2: c[4]}
		for _, run := range []struct{ kernel, plain func(*[axes]delays, *Axes) }{
			{func(d *[axes]delays, a *Axes) { r.run3(d, *a, *a) }, func(d *[axes]delays, a *Axes) { r.run3Go(d, *a, *a) }},
			{func(d *[axes]delays, a *Axes) { r.run3backward(d, *a, *a) }, func(d *[axes]delays, a *Axes) { r.run3backwardGo(d, *a, *a) }},
		} {
			d := [axes]delays{{start.X[0], start.X[1]}, {start.Y[0], start.Y[1]}, {start.Z[0], start.Z[1]}}
			e := d
			got, want := cloneAxes(a), cloneAxes(a)
			run.kernel(&d, &got)
			run.plain(&e, &want)
			sameBits(t, got.X, want.X)
			sameBits(t, got.Y, want.Y)
			sameBits(t, got.Z, want.Z)
			for k := range d {
				sameBits(t, []float64{d[k].s1, d[k].s2}, []float64{e[k].s1, e[k].s2})
			}
		}
	})
}

// swingFrom makes a swing of numbers that a fuzzer chose, and a phase that is a unit vector.
func swingFrom(v [6]float64, phase, turn float64) Swing {
	s := Swing{A: Vector{v[0], v[1], v[2]}, B: Vector{v[3], v[4], v[5]}}
	s.Sin, s.Cos = math.Sincos(phase)
	s.TurnSin, s.TurnCos = math.Sincos(turn)
	return s
}

// sameTakeOff compares the kernel, the twin and the definition.
func sameTakeOff(t interface{ Fatalf(string, ...any) }, s Swing, b *Block) {
	kernel, plain := s, s
	var got, want Axes
	want.Resize(b.Len())
	kernel.TakeOff(&got, b)
	plain.takeOff(&want, b, 0)
	for i := range want.X {
		v := s.at(s.Cos, s.Sin)
		for a, p := range [][3]float64{{got.X[i], want.X[i], (float64(b.X[i]) - math.Round(v.X*MicroG)) / MicroG}, {got.Y[i], want.Y[i], (float64(b.Y[i]) - math.Round(v.Y*MicroG)) / MicroG}, {got.Z[i], want.Z[i], (float64(b.Z[i]) - math.Round(v.Z*MicroG)) / MicroG}} {
			if math.Float64bits(p[0]) != math.Float64bits(p[1]) || p[0] != p[2] {
				t.Fatalf("sample %d, axis %d of %+v: %x by the kernel, %x in Go, %x by the definition", i, a, s, p[0], p[1], p[2])
			}
		}
		s.Cos, s.Sin = float64(s.Cos*s.TurnCos)-float64(s.Sin*s.TurnSin), float64(s.Sin*s.TurnCos)+float64(s.Cos*s.TurnSin)
	}
	if kernel != plain {
		t.Fatalf("the swing goes on at %+v, want %+v", kernel, plain)
	}
}

func TestSwingKernel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		swing := rapid.OneOf(rapid.Float64Range(-0.01, 0.01), rapid.Float64Range(-499, 499), rapid.Float64Range(-2000, 2000), rapid.SampledFrom([]float64{0, 0.5e-6, 1.5e-6, -2.5e-6}))
		var v [6]float64
		for i := range v {
			v[i] = swing.Draw(t, "swing")
		}
		s := swingFrom(v, rapid.SampledFrom([]float64{0, 1, -2}).Draw(t, "phase"), rapid.SampledFrom([]float64{0, 0.02, -0.7}).Draw(t, "turn"))
		var b Block
		sample := rapid.OneOf(rapid.Int32(), rapid.Int32Range(-1_000_000, 1_000_000), rapid.SampledFrom([]int32{math.MinInt32, math.MaxInt32, 0}))
		for range rapid.IntRange(0, 9).Draw(t, "n") {
			b.Append(sample.Draw(t, "x"), sample.Draw(t, "y"), sample.Draw(t, "z"), 0)
		}
		sameTakeOff(t, s, &b)
	})
}

func FuzzSwing(f *testing.F) {
	f.Add(0.003, -0.001, 0.5e-6, 0.0, 499.0, -1.5e-6, 1.0, 0.02, []byte("some samples of three axes"))
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, phase, turn float64, bytes []byte) {
		for _, v := range []float64{a, b, c, d, e, g} {
			if !(math.Abs(v) < 1e9) { // of what a sensor can show, a million times
				t.Skip()
			}
		}
		if !(math.Abs(phase) < 10 && math.Abs(turn) < 10) {
			t.Skip()
		}
		var block Block
		for ; len(bytes) >= 12; bytes = bytes[12:] {
			at := func(i int) int32 { return int32(binary.LittleEndian.Uint32(bytes[i:])) }
			block.Append(at(0), at(4), at(8), 0)
		}
		sameTakeOff(t, swingFrom([6]float64{a, b, c, d, e, g}, phase, turn), &block)
	})
}

func TestLagSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := kernelAxes(t, rapid.IntRange(0, 60).Draw(t, "n")).X
		k := rapid.IntRange(0, 70).Draw(t, "lag")
		got := LagSums(v, k)
		var want [Lags]float64
		for j := range want {
			for i := range v {
				if i+k+j < len(v) {
					want[j] += float64(v[i] * v[i+k+j])
				}
			}
		}
		sameBits(t, got[:], want[:])
		if n := len(v) - k - (Lags - 1); n > 0 {
			plain, all := lagSumsGo(v[:n], v[k:]), LagSums(v[:n+k+Lags-1], k)
			for j := range plain {
				for i := n; i+k+j < len(v); i++ {
					plain[j] += float64(v[i] * v[i+k+j])
				}
			}
			sameBits(t, plain[:], all[:])
		}
	})
}

func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Int32(), rapid.Int32Range(-1_100_000, 1_100_000), rapid.Int32Range(4_194_170, 4_194_310), rapid.Int32Range(-4_194_310, -4_194_170), rapid.SampledFrom([]int32{32767 << 7, 32767<<7 - 1, -32768 << 7, -32767 << 7, -32767<<7 - 1, math.MinInt32, math.MaxInt32}))
		bits := rapid.SampledFrom([]uint{7, 7, 7, 0, 3, 16, 31}).Draw(t, "bits")
		n := rapid.IntRange(0, 40).Draw(t, "n")
		values := rapid.SliceOfN(rapid.OneOf(rapid.Int32Range(-4_194_000, 4_194_000), rapid.Int32Range(-30_000, 30_000)), n, n)
		odd := rapid.IntRange(0, 20).Draw(t, "odd") // one value in few nights does not fit
		var v [axes][]int32
		var want [axes]Total
		for a := range v {
			v[a] = append([]int32(nil), values.Draw(t, "values")...)
			if odd < n {
				v[a][odd] = value.Draw(t, "odd value")
			}
			for _, x := range v[a] {
				u := int64(x) >> bits
				want[a].Sum, want[a].Square = want[a].Sum+u, want[a].Square+u*u
			}
			if got := TotalOf(v[a], bits); got != want[a] {
				t.Fatalf("in Go %+v, want %+v", got, want[a])
			}
		}
		var got [axes]Total
		if Sums(&got, v[0], v[1], v[2], bits); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

func TestTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.OneOf(rapid.Int32(), rapid.Int32Range(-1_100_000, 1_100_000)), 0, 100).Draw(t, "values")
		length := rapid.IntRange(1, 13).Draw(t, "length")
		runs := len(v) / length
		got := Totals([]Total{{1, 2}}, v, length, runs)
		if len(got) != 1+runs || got[0] != (Total{1, 2}) {
			t.Fatalf("%d totals of %d runs, after %v", len(got), runs, got[0])
		}
		for k, s := range got[1:] {
			var want Total
			for _, x := range v[k*length : (k+1)*length] {
				want.Sum, want.Square = want.Sum+int64(x), want.Square+int64(x)*int64(x)
			}
			if s != want {
				t.Fatalf("run %d: %+v, want %+v", k, s, want)
			}
		}
	})
}

// TestBeyond: what lies further from zero than a limit is found wherever it is, also at the ends of the numbers of 32 bits.
func TestBeyond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.OneOf(rapid.Int32Range(0, math.MaxInt32), rapid.Int32Range(0, 4)).Draw(t, "most")
		v := rapid.SliceOfN(rapid.Int32Range(-most, most), 0, 40).Draw(t, "values")
		if Beyond(v, most) {
			t.Fatalf("%v goes beyond %d", v, most)
		}
		far := []int32{math.MinInt32, -most - 1}
		if most < math.MaxInt32 {
			far = append(far, most+1, math.MaxInt32)
		}
		for i := range v {
			kept := v[i]
			for _, v[i] = range far {
				if !Beyond(v, most) {
					t.Fatalf("%v does not go beyond %d", v, most)
				}
			}
			v[i] = kept
		}
	})
}

func TestFoldKernel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 2 * rapid.IntRange(8, 256).Draw(t, "half the turns")
		at := rapid.IntRange(0, n/2).Draw(t, "at")
		a := kernelAxes(t, rapid.IntRange(1, 130).Draw(t, "folds"))
		b := kernelAxes(t, a.Len())
		folds := make([]lanes, a.Len())
		for j := range folds {
			folds[j] = lanes{a.X[j], a.Y[j], a.Z[j], b.X[j], b.Y[j], b.Z[j]}
		}
		all := turns(n)
		var odd, even, wantOdd, wantEven lanes
		foldSums(&odd, &even, folds, all, at)
		foldSumsGo(&wantOdd, folds, all, 0, at, 2*at)
		foldSumsGo(&wantEven, folds, all, 1, 2*at, 2*at)
		for i := range odd {
			if math.Float64bits(odd[i]) != math.Float64bits(wantOdd[i]) || math.Float64bits(even[i]) != math.Float64bits(wantEven[i]) {
				t.Fatalf("lane %d: %x and %x, want %x and %x", i, odd[i], even[i], wantOdd[i], wantEven[i])
			}
		}
	})
}
