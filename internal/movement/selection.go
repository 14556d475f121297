package movement

import "math"

const few = 6 // values are sorted at once rather than parted again

// nth returns the value of v with k smaller ones before it, as if v were sorted, and moves the values of v about: Hoare's
// selection (CACM 1961;4:321) about the middle of three. None of them is NaN. Where a value belongs is added up rather than branched on, for no processor foresees it.
func nth(v []float64, k int) float64 {
	for len(v) > few {
		a, b, c := v[0], v[len(v)/2], v[len(v)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		less := part(v, pivot)
		switch {
		case k < less:
			v = v[:less]
		case less > 0:
			v, k = v[less:], k-less
		default: // nothing is less than the pivot
			same := part(v, math.Nextafter(pivot, math.Inf(1)))
			if k < same {
				return pivot
			}
			v, k = v[same:], k-same
		}
	}
	for i, x := range v { // Knuth's straight insertion
		j := i
		for ; j > 0 && v[j-1] > x; j-- {
			v[j] = v[j-1]
		}
		v[j] = x
	}
	return v[k]
}

// part moves the values of v that are less than pivot to its beginning and returns how many they are.
func part(v []float64, pivot float64) int {
	less := 0
	for i, x := range v {
		v[i], v[less] = v[less], x
		n := 0
		if x < pivot {
			n = 1
		}
		less += n
	}
	return less
}
