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
	n int64
	s [3]int64
	q [3]int64
}

// add adds samples.
func (a *sums) add(x, y, z []int32) {
	a.n += int64(len(x))
	var t [3]dsp.Total
	dsp.Sums(&t, x, y, z, unitBits)
	for i := range t {
		a.s[i], a.q[i] = a.s[i]+t[i].Sum, a.q[i]+t[i].Square
	}
}

// join adds the samples of b.
func (a *sums) join(b *sums) {
	a.n += b.n
	a.s[0], a.s[1], a.s[2] = a.s[0]+b.s[0], a.s[1]+b.s[1], a.s[2]+b.s[2]
	a.q[0], a.q[1], a.q[2] = a.q[0]+b.q[0], a.q[1]+b.q[1], a.q[2]+b.q[2]
}

// mean returns the mean in g; the zero vector when there are no samples.
func (a *sums) mean() dsp.Vector {
	if a.n == 0 {
		return dsp.Vector{}
	}
	d := unitG / float64(a.n)
	return dsp.Vector{X: float64(a.s[0]) * d, Y: float64(a.s[1]) * d, Z: float64(a.s[2]) * d}
}

// deviation returns the sum over the samples of the squared distance from their mean, in g².
func (a *sums) deviation() float64 {
	if a.n == 0 {
		return 0
	}
	total := 0.0
	for i := range a.s {
		m := float64(a.s[i])
		total += max(0, float64(a.q[i])-float64(m*m)/float64(a.n))
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
	t.s[0], t.s[1], t.s[2] = o.s[0], o.s[1], o.s[2]
	t.q[0], t.q[1], t.q[2] = o.q[0], o.q[1], o.q[2]
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
	o.number, o.start, o.end, o.afterHole, o.sums = k, i, i, afterHole, sums{}
	g.limit = limit
}
