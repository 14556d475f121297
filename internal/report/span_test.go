package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawSpans draws stretches within a hundred milliseconds, in order and apart.
func drawSpans(t *rapid.T, name string) spans {
	ends := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) span {
		at := rapid.Int64Range(0, 99).Draw(t, "start")
		return span{Millis(at), Millis(rapid.Int64Range(at, 100).Draw(t, "end"))}
	}), 0, 12).Draw(t, name)
	return union(ends)
}

// Taking out and sharing are what they are millisecond by millisecond, and leave stretches in order and apart.
func TestSpansAreSetsOfMilliseconds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSpans(t, "a"), drawSpans(t, "b")
		rest, both := a.without(b), a.meet(b)
		for m := Millis(-1); m <= 101; m++ {
			if got, want := rest.contains(m), a.contains(m) && !b.contains(m); got != want {
				t.Fatalf("%v without %v at %d: %v", a, b, m, got)
			}
			if got, want := both.contains(m), a.contains(m) && b.contains(m); got != want {
				t.Fatalf("%v meets %v at %d: %v", a, b, m, got)
			}
		}
		if !slices.Equal(rest, union(rest)) || !slices.Equal(both, union(both)) {
			t.Fatalf("%v and %v: %v, %v are not in order and apart", a, b, rest, both)
		}
	})
}
