package dsp

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// A span is the set of its samples, without any when it is reversed: length,
// membership and overlap are counted.
func TestSpanIsASetOfSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.Int64Range(-9, 9)
		a := Span{Index(edge.Draw(t, "a")), Index(edge.Draw(t, "a"))}
		b := Span{Index(edge.Draw(t, "b")), Index(edge.Draw(t, "b"))}
		var length Index
		shared := false
		for i := Index(-10); i <= 10; i++ {
			inA, inB := i >= a.Start && i < a.End, i >= b.Start && i < b.End
			if inA {
				length++
			}
			shared = shared || inA && inB
			if a.Contains(i) != inA {
				t.Fatalf("%v.Contains(%d) = %v", a, i, a.Contains(i))
			}
		}
		if a.Len() != length {
			t.Fatalf("%v has length %d, want %d", a, a.Len(), length)
		}
		if a.Overlaps(b) != shared {
			t.Fatalf("%v.Overlaps(%v) = %v", a, b, a.Overlaps(b))
		}
	})
}

func TestBlock(t *testing.T) {
	var b Block
	b.Reset(100)
	b.Append(1, -2, MicroG, 0)
	b.Append(3, 4, -5, Clipped)
	b.Append(6, 7, 8, Interpolated|Clipped)
	if b.Len() != 3 || b.Span() != (Span{100, 103}) {
		t.Errorf("length %d, span %v; want 3 and {100 103}", b.Len(), b.Span())
	}
	want := Block{Start: 101, X: []int32{3, 6}, Y: []int32{4, 7}, Z: []int32{-5, 8}, Flags: []Flag{Clipped, Interpolated | Clipped}}
	if got := b.Slice(1, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("Slice(1, 3) = %+v, want %+v", got, want)
	}
	var a Axes
	a.Load(&b)
	if !reflect.DeepEqual(a, Axes{[]float64{1, 3, 6}, []float64{-2, 4, 7}, []float64{1e6, -5, 8}}) {
		t.Errorf("Load gave %+v", a)
	}
	memory := &b.X[0]
	b.Reset(7)
	b.Append(9, 9, 9, 0)
	if b.Len() != 1 || b.Start != 7 || &b.X[0] != memory {
		t.Errorf("after Reset(7) and one sample: %+v; want one sample from 7 on in the same memory", b)
	}
}

func TestAxesKeepTheirMemory(t *testing.T) {
	var b Block
	for range 480 {
		b.Append(1, 2, 3, 0)
	}
	var a Axes
	a.Load(&b)
	if n := testing.AllocsPerRun(100, func() { a.Load(&b) }); n != 0 {
		t.Errorf("%v allocations a block, want none", n)
	}
}

// The marks of a block are those of its samples put together, wherever in it they are.
func TestMarksAreThoseOfTheSamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rare := rapid.Map(rapid.IntRange(0, 40), func(k int) Flag {
			if k < 2 {
				return []Flag{Interpolated, Clipped}[k]
			}
			return 0
		})
		b := Block{Flags: rapid.SliceOfN(rare, 0, 40).Draw(t, "flags")}
		var want Flag
		for _, f := range b.Flags {
			want |= f
		}
		if got := b.Marks(); got != want {
			t.Fatalf("%v has marks %v", b.Flags, got)
		}
	})
}
