package wire

import "slices"

// What makes one sample odd among its neighbours.
const (
	oddLeastUG = 100_000 // micro-g: nearer than 100 mg to its neighbours a sample is never odd
	oddRatio   = 10      // times the range of the four neighbours
)

// guard holds each sample back until the next two have come, and drops it when the link has shown that it corrupts and one or two of its fields,
// axes or time, disagree with the two samples on either side, of which at least three agree. A wrong digit
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
		lo, hi := agreed(r[0].Acc[axis], r[1].Acc[axis], r[3].Acc[axis], r[4].Acc[axis])
		v := int64(r[2].Acc[axis])
		away := max(lo-v, v-hi)
		if away > oddLeastUG && away > oddRatio*(hi-lo) {
			odd++
		}
	}
	if r[1].Timed && r[2].Timed && r[3].Timed && r[1].Time < r[3].Time && (r[2].Time <= r[1].Time || r[2].Time >= r[3].Time) {
		odd++
	}
	return odd == 1 || odd == 2
}

// agreed returns the least and greatest of the three of four values that lie closest together: the fourth may be damaged too.
func agreed(v ...int32) (lo, hi int64) {
	slices.Sort(v)
	if int64(v[2])-int64(v[0]) < int64(v[3])-int64(v[1]) {
		return int64(v[0]), int64(v[2])
	}
	return int64(v[1]), int64(v[3])
}
