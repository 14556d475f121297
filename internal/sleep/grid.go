package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

const (
	tickMS       = 250                               // ms: the grid's step; four make the second in which micro-motion is seen, and 4 Hz is about the 5 Hz that GGIR 2023 thins to
	cellTicks    = 4                                 // ticks in 1 s, the shortest stretch that averages a sensor's noise below a breath
	blockTicks   = 20                                // ticks in the 5 s of van Hees 2015
	epochTicks   = 120                               // ticks in the 30-s epoch of the AASM
	quarterTicks = 3600                              // ticks in the 15-min step of van Hees 2013
	unitBits     = 7                                 // bits dropped from micro-g (128 micro-g, below any sensor's noise), so that no sum of squares leaves int64
	unitG        = float64(1<<unitBits) / dsp.MicroG // g per unit of the sums
)

// sums are exact sums of samples: n of them, their values in units of 128 micro-g and the squares of those.
type sums struct {
	n    int64
	axis [3]dsp.Total
}

// add adds samples.
func (a *sums) add(x, y, z []int32) {
	a.n += int64(len(x))
	var t [3]dsp.Total
	dsp.Sums(&t, x, y, z, unitBits)
	a.plus(&t)
}

// set makes a the sums of samples.
func (a *sums) set(x, y, z []int32) {
	a.n = int64(len(x))
	dsp.Sums(&a.axis, x, y, z, unitBits)
}

// join adds the samples of b.
func (a *sums) join(b *sums) {
	a.n += b.n
	a.plus(&b.axis)
}

// leave takes the samples of b off again.
func (a *sums) leave(b *sums) {
	a.n -= b.n
	for i := range a.axis {
		a.axis[i].Sum -= b.axis[i].Sum
		a.axis[i].Square -= b.axis[i].Square
	}
}

// plus adds what samples that are counted sum up to.
func (a *sums) plus(t *[3]dsp.Total) {
	for i := range t {
		a.axis[i].Sum += t[i].Sum
		a.axis[i].Square += t[i].Square
	}
}

// mean returns the mean in g; the zero vector when there are no samples.
func (a *sums) mean() dsp.Vector {
	if a.n == 0 {
		return dsp.Vector{}
	}
	d := unitG / float64(a.n)
	return dsp.Vector{X: float64(a.axis[0].Sum) * d, Y: float64(a.axis[1].Sum) * d, Z: float64(a.axis[2].Sum) * d}
}

// deviation returns the sum over the samples of the squared distance from their mean, in g².
func (a *sums) deviation() float64 {
	if a.n == 0 {
		return 0
	}
	total := 0.0
	for i := range a.axis {
		m := float64(a.axis[i].Sum)
		total += max(0, float64(a.axis[i].Square)-float64(m*m)/float64(a.n))
	}
	return float64(total * unitG * unitG)
}

// tick is one quarter second of samples, or the part of it beside a hole.
type tick struct {
	number     int64 // on the grid from sample 0
	start, end dsp.Index
	afterHole  bool
	stepG      float64 // the samples' grain as it was known at the end
	sums
}

// take makes t a copy of o, word by word: a copy in larger pieces would wait until the words of o, just written, have left the processor.
func (t *tick) take(o *tick) {
	t.number, t.start, t.end, t.afterHole, t.stepG, t.n = o.number, o.start, o.end, o.afterHole, o.stepG, o.n
	for i := range o.axis {
		t.axis[i].Sum, t.axis[i].Square = o.axis[i].Sum, o.axis[i].Square
	}
}

// whole fills in t, the open tick, which begins and ends with these samples.
func (g *grid) whole(t *tick, x, y, z []int32) {
	o := &g.open
	t.number, t.start, t.end, t.afterHole, t.stepG = o.number, o.start, g.limit, o.afterHole, o.stepG
	t.set(x, y, z)
}

// grid cuts samples into ticks whose limits depend on the number of the sample alone.
type grid struct {
	rate  dsp.Rate
	open  tick
	limit dsp.Index // where the open tick ends
}

// at opens the tick that holds sample i.
func (g *grid) at(i dsp.Index, afterHole bool) {
	k := int64(i) * 1000 / int64(g.rate) * 1000 / tickMS
	for g.rate.Samples(k*tickMS) > i {
		k--
	}
	g.openAt(i, k, afterHole)
}

// next opens the tick after the open one.
func (g *grid) next() { g.openAt(g.limit, g.open.number+1, false) }

// openAt opens the tick that holds sample i, which is number k or a later one.
func (g *grid) openAt(i dsp.Index, k int64, afterHole bool) {
	limit := g.rate.Samples((k + 1) * tickMS)
	for ; limit <= i; limit = g.rate.Samples((k + 1) * tickMS) {
		k++
	}
	o := &g.open
	o.number, o.start, o.end, o.afterHole = k, i, i, afterHole
	if o.n > 0 {
		o.sums = sums{}
	}
	g.limit = limit
}
