package dsp

// Beyond reports whether some value of v lies further than most from zero; most ≥ 0.
func Beyond(v []int32, most int32) bool {
	if n := len(v) &^ 7; kernels && n > 0 {
		if beyond(&v[0], n, most) {
			return true
		}
		v = v[n:]
	}
	for _, x := range v {
		if uint32(x+most) > uint32(2*most) { // one comparison for both sides: below zero wraps around
			return true
		}
	}
	return false
}
