package movement

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The selected value is the one of the sorted list, with many equal values and without.
func TestNthIsThatOfTheSortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.25, 0.5}))
		v := rapid.SliceOfN(value, 1, 300).Draw(t, "values")
		k := rapid.IntRange(0, len(v)-1).Draw(t, "k")
		sorted := slices.Sorted(slices.Values(v))
		if got := nth(slices.Clone(v), k); got != sorted[k] {
			t.Fatalf("value %d of %d is %v, want %v", k, len(v), got, sorted[k])
		}
	})
}
