package device

import (
	"math"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// clockFit makes the anchors of numbered samples: straight lines through their stamps, piece by piece, so
// that a jitter of some milliseconds averages out. The first sample of a run (a stretch
// without a hole) and the last sample of every piece get an anchor from the line of their piece.
type clockFit struct {
	period int64 // ns, expected
	wander int64 // ns rms about its line above which a piece is halved
	inRun  bool
	last   Anchor // the latest anchor of this run
	pace
}

const (
	pieceTime   = 58 * int64(time.Second)      // ns; anchors at least every 60 s, less what a rate may be off
	wanderLeast = 20 * int64(time.Millisecond) // ns; least wander: beyond the jitter of loggers (0.6–5.5 ms, formats.md)
	piecePoints = 32                           // samples; the line of a shorter piece has the expected slope
)

// fit appends the anchors of o, whose first sample has number start before its breaks are counted.
func (c *clockFit) fit(o *numbered, start dsp.Index) {
	from := 0
	for _, b := range o.breaks {
		c.run(o, start, from, b.at)
		from, start, c.inRun = b.at, start+b.n, false
	}
	c.run(o, start, from, o.block.Len())
}

// run cuts samples [from, to) of o into pieces of equal length.
func (c *clockFit) run(o *numbered, start dsp.Index, from, to int) {
	most := int(max(pieceTime/max(c.period, 1), 1))
	for pieces := (to - from + most - 1) / most; pieces > 0; pieces-- {
		n := (to - from) / pieces
		c.piece(o, start, from, from+n)
		from += n
	}
}

// piece fits a line to samples [from, to) of o and adds its anchors, halving the
// piece when the stamps wander from the line.
func (c *clockFit) piece(o *numbered, start dsp.Index, from, to int) {
	l := fitLine(o.t[from:to], c.period)
	if n := to - from; n > piecePoints && l.rms > float64(c.wander) {
		c.piece(o, start, from, from+n/2)
		c.piece(o, start, from+n/2, to)
		return
	}
	if !c.inRun {
		c.inRun = true
		c.last = Anchor{start + dsp.Index(from), l.at(0)}
		o.anchors = append(o.anchors, c.last)
		if to-from == 1 {
			return
		}
	}
	a := Anchor{start + dsp.Index(to) - 1, l.at(to - from - 1)}
	a = c.step(c.last, a, c.period)
	c.last = a
	o.anchors = append(o.anchors, a)
}

// line is base + period·k + offset + slope·k nanoseconds at sample k.
type line struct {
	base, period  int64
	offset, slope float64 // ns, ns per sample: departure from the expected line
	rms           float64 // ns about the line
}

// fitLine returns the least-squares line through the stamps t.
func fitLine(t []int64, period int64) line {
	l := line{base: t[0], period: period}
	n := int64(len(t))
	var sr int64
	var skr, srr float64
	want := t[0]
	for k, v := range t {
		r := v - want
		sr += r
		skr += float64(float64(k) * float64(r))
		srr += float64(float64(r) * float64(r))
		want += period
	}
	mean := float64(sr) / float64(n)
	mid := float64(n-1) / 2
	// Variance of k is (n²−1)/12; the covariance of k and r is skr/n − mid·mean.
	cov := skr/float64(n) - float64(mid*mean)
	vark := float64(n*n-1) / 12
	if n >= piecePoints {
		if s := cov / vark; s > -float64(period)/2 && s < float64(period) { // anything else is no clock
			l.slope = s
		}
	}
	l.offset = mean - float64(l.slope*mid)
	rest := srr/float64(n) - float64(mean*mean) - float64(2*l.slope*cov) + float64(l.slope*l.slope*vark)
	l.rms = math.Sqrt(max(rest, 0))
	return l
}

// at returns the time of sample k in nanoseconds.
func (l line) at(k int) int64 {
	return l.base + int64(k)*l.period + int64(math.Round(l.offset+float64(l.slope*float64(k))))
}
