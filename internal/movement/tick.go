package movement

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// tickMS is the length of a tick in ms: short against the rise of a limb movement (300 ms and more), long enough to
// average the sensor's noise.
const tickMS = 100

// tick is the summary of a tenth of a second of samples.
type tick struct {
	start dsp.Index  // its first sample
	end   dsp.Index  // the sample after its last one
	mean  dsp.Vector // g
	rms   float64    // g: root mean square about the mean, noise included; 0 when a tick is a single sample
}

// sums are those of samples on each axis, in micro-g, and of their squares, which fit up to 30 g on all of 1000 samples, beyond any sensor worn on a limb.
type sums [3]dsp.Total

// ticker cuts samples into ticks whose borders lie at multiples of the tick length in sample numbers, so that a hole
// does not move the grid. Sums are taken of all the samples at hand, one axis after the other, before any is divided:
// divisions of one tick then run beside those of the next.
type ticker struct {
	length dsp.Index
	start  dsp.Index // first sample of the tick that is open
	n      int64     // samples in it
	open   sums
	whole  [3][]dsp.Total // of the ticks that the samples at hand hold from end to end
	scale  float64        // g per micro-g of the sum of a whole tick
	part   float64        // a hair above 1 / length
	rests  []float64      // by remainder r from 1 − length to length − 1: (r / length)²
}

func newTicker(r dsp.Rate) ticker {
	t := ticker{length: max(1, r.Samples(tickMS))}
	n := float64(t.length)
	t.scale, t.part = 1/(n*dsp.MicroG), math.Nextafter(1/n, 2)
	for k := 1 - t.length; k < t.length; k++ {
		rest := float64(k) / n
		t.rests = append(t.rests, float64(rest*rest))
	}
	return t
}

// Ticks are the tenths of a second that end in a block, summed up.
type Ticks struct{ list []tick }

// Cutter cuts samples into the ticks that a Detector goes by.
type Cutter struct {
	ticker
	next  dsp.Index // number of the sample after the last one
	begun bool
}

// NewCutter returns a cutter for samples at rate r.
func NewCutter(r dsp.Rate) Cutter { return Cutter{ticker: newTicker(r)} }

// Cutter returns a cutter that goes on where the detector's own is.
func (d *Detector) Cutter() Cutter {
	c := d.cut
	for a := range c.whole {
		c.whole[a] = nil // memory of its own
	}
	return c
}

// Cut sets t to the ticks that end in b. A block that does not follow the one before is beyond a hole.
func (c *Cutter) Cut(t *Ticks, b *dsp.Block) {
	t.list = t.list[:0]
	if b.Len() == 0 {
		return
	}
	if !c.begun || b.Start != c.next {
		c.restart()
	}
	t.list = c.cut(t.list, b)
	c.begun, c.next = true, b.Span().End
}

// restart forgets the tick at hand.
func (t *ticker) restart() { t.n, t.open = 0, sums{} }

// cut adds the samples of b and appends the ticks that they complete to dst.
func (t *ticker) cut(dst []tick, b *dsp.Block) []tick {
	n, length := b.Len(), int(t.length)
	i := 0 // samples dealt with
	if left := length - int(b.Start%t.length); t.n > 0 || left < length {
		i = min(left, n)
		t.add(b, 0, i)
		if i < left {
			return dst
		}
		dst = append(dst, tick{})
		t.finish(&dst[len(dst)-1])
	}
	ticks := (n - i) / length
	for a, v := range [...][]int32{b.X, b.Y, b.Z} {
		t.whole[a] = dsp.Totals(t.whole[a][:0], v[i:], length, ticks)
	}
	dst = slices.Grow(dst, ticks)
	at := len(dst)
	dst = dst[:at+ticks]
	x, y, z := t.whole[0][:ticks], t.whole[1][:ticks], t.whole[2][:ticks]
	for k := range x {
		t.measure(&dst[at+k], &x[k], &y[k], &z[k])
		dst[at+k].start, dst[at+k].end = b.Start+dsp.Index(i), b.Start+dsp.Index(i+length)
		i += length
	}
	if i < n {
		t.add(b, i, n)
	}
	return dst
}

// add adds samples [from, to) of b to the open tick.
func (t *ticker) add(b *dsp.Block, from, to int) {
	if t.n == 0 {
		t.start = b.Start + dsp.Index(from)
	}
	t.n += int64(to - from)
	for a, v := range [...][]int32{b.X, b.Y, b.Z} {
		s := dsp.TotalOf(v[from:to], 0)
		t.open[a] = dsp.Total{Sum: t.open[a].Sum + s.Sum, Square: t.open[a].Square + s.Square}
	}
}

// finish fills in out what the open tick, which is full, holds, and opens the next.
func (t *ticker) finish(out *tick) {
	s := &t.open
	if t.n == int64(t.length) {
		t.measure(out, &s[0], &s[1], &s[2])
	} else { // it began at the edge of a hole
		scale := 1 / (float64(t.n) * dsp.MicroG)
		out.mean = dsp.Vector{X: float64(s[0].Sum) * scale, Y: float64(s[1].Sum) * scale, Z: float64(s[2].Sum) * scale}
		out.rms = math.Sqrt(spread(t.n, s[0].Sum, s[0].Square)+spread(t.n, s[1].Sum, s[1].Square)+spread(t.n, s[2].Sum, s[2].Square)) / dsp.MicroG
	}
	out.start, out.end = t.start, t.start+dsp.Index(t.n)
	t.restart()
}

// measure fills in out what the sums of a whole tick say.
func (t *ticker) measure(out *tick, x, y, z *dsp.Total) {
	out.mean = dsp.Vector{X: float64(x.Sum) * t.scale, Y: float64(y.Sum) * t.scale, Z: float64(z.Sum) * t.scale}
	out.rms = math.Sqrt(t.spread(x.Sum, x.Square)+t.spread(y.Sum, y.Square)+t.spread(z.Sum, z.Square)) / dsp.MicroG
}

// spread returns the variance in micro-g² of n values from their sum and sum of squares, by way of the remainder
// about the whole-number mean so that nothing cancels.
func spread(n, sum, square int64) float64 {
	mean := int64(float64(sum) / float64(n)) // exact, and faster than sum / n: |sum| is below 2⁵³, so that no quotient is rounded up to a whole number
	// Σ(v−m)² = Σv² − m(2Σv − n·m), all exact in int64
	about := square - mean*(2*sum-n*mean)
	rest := float64(sum-n*mean) / float64(n)
	return max(0, float64(about)/float64(n)-float64(rest*rest))
}

// spread is spread for a whole tick, to the bit, with one division: those of the remainder are all in a list, and sum / length is cut off at the same whole number when it is
// multiplied by a hair more than 1 / length, for the error of some 2⁻⁵¹ neither keeps a multiple of the length below its quotient nor, since |sum| is below 2⁴², lifts what is
// one short of one up to it.
func (t *ticker) spread(sum, square int64) float64 {
	n := int64(t.length)
	mean := int64(float64(sum) * t.part)
	rest := sum - n*mean
	about := square - mean*(sum+rest)
	v := float64(about)/float64(n) - t.rests[n-1+rest]
	if v < 0 {
		return 0
	}
	return v
}
