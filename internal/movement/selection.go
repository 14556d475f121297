package movement

import "slices"

const (
	few    = 12 // values are sorted at once rather than parted again
	fewTop = 10 // values are kept in order as the greatest so far, rather than all parted
)

// nth returns the value of v with k smaller ones before it, as if v were sorted, and moves the values of v about: Hoare's
// selection (CACM 1961;4:321) about the middle of three, or for one of the greatest values a list of these. None of them is NaN.
func nth(v []float64, k int) float64 {
	if m := len(v) - k; m <= fewTop {
		return greatest(v, m)
	}
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

// greatest returns the least of the m greatest values of v, 1 ≤ m ≤ fewTop. Most values are less than those kept, which the processor foresees.
func greatest(v []float64, m int) float64 {
	var kept [fewTop]float64
	top := kept[:m]
	copy(top, v)
	slices.Sort(top)
	for _, x := range v[m:] {
		if x <= top[0] {
			continue
		}
		i := 1
		for ; i < len(top) && top[i] < x; i++ {
			top[i-1] = top[i]
		}
		top[i-1] = x
	}
	return top[0]
}
