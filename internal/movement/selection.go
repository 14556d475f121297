package movement

import "slices"

// few is how many values are sorted at once rather than parted again.
const few = 12

// nth returns the value of v with k smaller ones before it, as if v were sorted, and moves the values of v about: Hoare's
// selection (CACM 1961;4:321) about the middle of three. None of them is NaN.
func nth(v []float64, k int) float64 {
	for len(v) > few {
		a, b, c := v[0], v[len(v)/2], v[len(v)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := 0, len(v)-1
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i, j = i+1, j-1
			}
		}
		switch { // v[:j+1] ≤ pivot ≤ v[i:], and what lies between is the pivot
		case k <= j:
			v = v[:j+1]
		case k >= i:
			v, k = v[i:], k-i
		default:
			return pivot
		}
	}
	slices.Sort(v)
	return v[k]
}
