package wire

import "slices"

// What makes one sample odd among its neighbours.
const (
	oddLeastUG  = 20_000     // micro-g: a single sample that is off by less, twice the noise of the worst sensors, starts no movement
	oddRatio    = 3          // times the range of the neighbours that agree; a wave that its sampling shows at all stays below
	oddMemory   = 10_000     // samples after the latest damage for which a link counts as one that corrupts: at one byte in 10,000 it shows every 300
	bareMemory  = 100_000    // the same on a link without checksums, from its beginning on: of ten damaged frames it shows three, and at one byte in 10,000 none in ten thousand samples now and then
	quick       = 40_000_000 // ns from sample to sample, at most, at which no kick is over within one: half of the shortest that is asked for
	bareLeastUG = 40_000     // micro-g: on such a link, as long as it has shown no damage, a sample is odd from here on; of 300,000 real ones of 22 recordings two are
	stillUG     = 20_000     // micro-g within which the three samples on either side lie, all axes, where only damage puts one apart
	oddHeavy    = 0.02       // damaged frames by sample, over oddSpan samples, from which two damaged samples in a row are likelier than a kick of two samples
	oddSpan     = 1_000      // samples
	bareMost    = 0.10       // damaged frames by sample from which a link without checksums is not believed at all: as many again pass for right, or nearly
	bareLeast   = 0.05       // damaged frames by sample at which it is again
	around      = 3          // samples on either side that a sample is held against
	ringLen     = 2*around + 1
)

// guard holds each sample back until the next three have come, and drops it when the link corrupts and one or two of its fields, axes or time, disagree with
// the three samples on either side, of which at least four agree. A wrong digit changes one field of one sample; what a body does takes several samples and
// all axes: a field that the sample before or after bears out is never odd. On a link that has corrupted nothing lately every sample passes. One without checksums
// is not trusted before it has shown nothing damaged for long: until then a single sample out of stillness is held for damage, which would otherwise look like a
// twitch. When one frame in ten is damaged, no sample of it passes.
type guard struct {
	ring   [ringLen]Packet // the last samples in order, the one under judgement in the middle
	n      int             // samples taken in a row, at most ringLen
	odd    int64
	seen   int64   // damaged frames when last asked
	calm   int64   // samples since there were more
	load   float64 // damaged frames by sample, lately
	bare   bool    // frames have no checksum
	unsure bool    // and so many are damaged that none is believed
}

// take appends to dst the sample that p settles. damaged is how many frames of the link were so far.
func (g *guard) take(dst []Packet, p Packet, damaged int64) []Packet {
	g.load += (float64(damaged-g.seen) - g.load) / oddSpan
	g.unsure = g.bare && (g.load > bareMost || g.unsure && g.load > bareLeast)
	if g.calm++; damaged > g.seen {
		g.seen, g.calm = damaged, 0
	}
	copy(g.ring[:], g.ring[1:])
	g.ring[ringLen-1] = p
	g.n = min(g.n+1, ringLen)
	least, corrupts := int64(oddLeastUG), g.seen > 0 && g.calm < oddMemory
	if !corrupts && g.bare && g.calm < bareMemory && g.outOfStillness() {
		least, corrupts = bareLeastUG, true
	}
	switch {
	case g.n <= around:
		return dst
	case g.unsure:
		g.odd++
		return dst
	case g.n == ringLen && corrupts && g.isOdd(least):
		g.odd++
		g.load += 1.0 / oddSpan
		g.ring[around] = g.ring[around-1] // so that it does not speak against the next
		return dst
	}
	return append(dst, g.ring[around])
}

// flush appends what is held back.
func (g *guard) flush(dst []Packet) []Packet {
	dst = append(dst, g.ring[ringLen-min(g.n, around):]...)
	g.n = 0
	return dst
}

// outOfStillness reports whether the three samples on either side of the middle one lie close together, and so fast after one another that no movement is over
// within one, as far as their times tell.
func (g *guard) outOfStillness() bool {
	before, it := &g.ring[around-1], &g.ring[around]
	if before.Timed && it.Timed && it.Time-before.Time > quick {
		return false
	}
	for axis := range it.Acc {
		lo, hi := before.Acc[axis], before.Acc[axis]
		for i := range g.ring {
			if i != around {
				lo, hi = min(lo, g.ring[i].Acc[axis]), max(hi, g.ring[i].Acc[axis])
			}
		}
		if hi-lo > stillUG {
			return false
		}
	}
	return true
}

// isOdd judges the middle sample: whether one or two of its fields are off, its axes by more than least, micro-g.
func (g *guard) isOdd(least int64) bool {
	before, it, after := &g.ring[around-1], &g.ring[around], &g.ring[around+1]
	odd := 0
	for axis := range it.Acc {
		lo, hi := g.agreed(axis)
		v, near := int64(it.Acc[axis]), int64(0)
		away := max(lo-v, v-hi)
		if away == lo-v { // how far its neighbours go along
			near = lo - min(int64(before.Acc[axis]), int64(after.Acc[axis]))
		} else {
			near = max(int64(before.Acc[axis]), int64(after.Acc[axis])) - hi
		}
		if away > least && away > oddRatio*(hi-lo) && (2*near < away || g.load > oddHeavy) {
			odd++
		}
	}
	if before.Timed && it.Timed && after.Timed && before.Time < after.Time && (it.Time <= before.Time || it.Time >= after.Time) {
		odd++
	}
	return odd == 1 || odd == 2
}

// agreed returns the least and greatest of the four neighbours of the middle sample that lie closest together on an axis: the others may be damaged too.
func (g *guard) agreed(axis int) (lo, hi int64) {
	var v [2 * around]int32
	for i := range v {
		v[i] = g.ring[(around+1+i)%ringLen].Acc[axis]
	}
	slices.Sort(v[:])
	const agree = around + 1
	best := 0
	for i := 1; i+agree <= len(v); i++ {
		if int64(v[i+agree-1])-int64(v[i]) < int64(v[best+agree-1])-int64(v[best]) {
			best = i
		}
	}
	return int64(v[best]), int64(v[best+agree-1])
}
