package wire

// What makes one sample odd among its neighbours.
const (
	oddLeastUG = 100_000 // micro-g: nearer than 100 mg to its neighbours a sample is never odd
	oddRatio   = 10      // times the range of the four neighbours
)

// guard holds each sample back until the next two have come, and drops it when the link has shown that it corrupts and exactly one of its fields,
// an axis or the time, disagrees with the two samples on either side, which agree among themselves. A wrong digit
// changes one field of one sample; what a body does takes several samples and all axes. On a link that has
// corrupted nothing every sample passes.
type guard struct {
	ring [5]Packet // the last samples in order, the one under judgement in the middle
	n    int       // samples taken in a row, at most 5
	odd  int64
}

// take appends to dst the sample that p settles.
func (g *guard) take(dst []Packet, p Packet, corrupts bool) []Packet {
	copy(g.ring[:], g.ring[1:])
	g.ring[4] = p
	g.n = min(g.n+1, 5)
	switch {
	case g.n < 3:
		return dst
	case g.n == 5 && corrupts && g.isOdd():
		g.odd++
		g.ring[2] = g.ring[1] // so that it does not speak against the next
		return dst
	}
	return append(dst, g.ring[2])
}

// flush appends what is held back.
func (g *guard) flush(dst []Packet) []Packet {
	dst = append(dst, g.ring[5-min(g.n, 2):]...)
	g.n = 0
	return dst
}

// isOdd judges the middle sample.
func (g *guard) isOdd() bool {
	r := &g.ring
	odd := 0
	for axis := range r[2].Acc {
		lo, hi := r[0].Acc[axis], r[0].Acc[axis]
		for _, i := range [...]int{1, 3, 4} {
			lo, hi = min(lo, r[i].Acc[axis]), max(hi, r[i].Acc[axis])
		}
		v := int64(r[2].Acc[axis])
		away := max(int64(lo)-v, v-int64(hi))
		if away > oddLeastUG && away > oddRatio*(int64(hi)-int64(lo)) {
			odd++
		}
	}
	if r[1].Timed && r[2].Timed && r[3].Timed && r[1].Time < r[3].Time && (r[2].Time <= r[1].Time || r[2].Time >= r[3].Time) {
		odd++
	}
	return odd == 1
}
