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
	y, z = y[:len(x)], z[:len(x)]
	var sx, sy, sz, qx, qy, qz int64
	for i, v := range x {
		u, v, w := int64(v)>>unitBits, int64(y[i])>>unitBits, int64(z[i])>>unitBits
		sx, sy, sz = sx+u, sy+v, sz+w
		qx, qy, qz = qx+u*u, qy+v*v, qz+w*w
	}
	a.n += int64(len(x))
	a.s[0], a.s[1], a.s[2] = a.s[0]+sx, a.s[1]+sy, a.s[2]+sz
	a.q[0], a.q[1], a.q[2] = a.q[0]+qx, a.q[1]+qy, a.q[2]+qz
}

// join adds the samples of b.
func (a *sums) join(b *sums) {
	a.n += b.n
	for i := range a.s {
		a.s[i] += b.s[i]
		a.q[i] += b.q[i]
	}
}

// mean returns the mean in g; the zero vector when there are no samples.
func (a *sums) mean() [3]float64 {
	if a.n == 0 {
		return [3]float64{}
	}
	d := unitG / float64(a.n)
	return [3]float64{float64(a.s[0]) * d, float64(a.s[1]) * d, float64(a.s[2]) * d}
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
	sums
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
	for g.rate.Samples((k+1)*tickMS) <= i {
		k++
	}
	g.open = tick{number: k, start: i, end: i, afterHole: afterHole}
	g.limit = g.rate.Samples((k + 1) * tickMS)
}
