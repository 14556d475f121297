package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A night loses nothing that begins in its window or within its reach, keeps the one before, which may last into it, and does not go through the rest of the week.
func TestConcerningKeepsWhatANightNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Millis { return Millis(rapid.Int64Range(0, int64(7*24*hour)).Draw(t, "at")) })).Draw(t, "list")
		slices.Sort(list)
		start := Millis(rapid.Int64Range(0, int64(6*24*hour)).Draw(t, "start"))
		n := &nightly{window: window{span: span{start, start + Millis(rapid.Int64Range(0, int64(24*hour)).Draw(t, "length"))}}}
		got := concerning(n, list, func(m *Millis) Millis { return *m })
		var before, want []Millis
		for _, m := range list {
			switch {
			case m < n.window.start-nightReach:
				before = []Millis{m}
			case m < n.window.end+nightReach:
				want = append(want, m)
			}
		}
		if want = append(before, want...); !slices.Equal(got, want) {
			t.Fatalf("%v of %v for %v, want %v", got, list, n.window.span, want)
		}
	})
}
