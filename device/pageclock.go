package device

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// pageMark is a page of a batch: where its first sample lies, how many it has, and its stamp.
type pageMark struct {
	at, n int
	t     int64 // ns
}

// pageClock makes the anchors of numbered pages: straight lines through their stamps. Where stamps are precise a line
// serves one batch, so that a clock that wanders with temperature is followed (an AX3 changes its rate by 0.3 % within
// minutes of being put on); where they are rounded it serves a run.
type pageClock struct {
	nominal int64   // ns per sample
	period  float64 // ns per sample, as measured last
	known   bool    // it was measured
	slack   int64   // ns by which a rounded stamp may lie off the line
	rounded bool

	inRun bool
	lastT int64 // stamp and length of the latest page
	lastN int

	line  pageLine
	runs  int // pages of the run so far
	edge  Anchor
	out   []Anchor
	given int
	pace
}

const (
	periodLeast  = 5    // pages; of fewer, stamps that jitter by 2 ms tell a worse rate than the pages before did
	roundedLeast = 8    // pages; through fewer rounded stamps no line is better than the stamps themselves
	slopeWithin  = 0.15 // relative; a line whose rate is farther off nominal has too few or odd points
)

func newPageClock(opt PageOptions) pageClock {
	n := nanosPerCycle(opt.Rate)
	return pageClock{nominal: n, period: float64(n), slack: int64(opt.Slack), rounded: opt.Rounded}
}

// restart begins a run.
func (c *pageClock) restart() { c.inRun, c.runs, c.line = false, 0, pageLine{} }

// follow takes note of a page.
func (c *pageClock) follow(t int64, n int) { c.lastT, c.lastN = t, n }

// next returns the stamp that the page after the latest one should have.
func (c *pageClock) next() int64 { return c.lastT + int64(math.Round(float64(c.lastN)*c.period)) }

// take moves the anchors on samples before end to dst.
func (c *pageClock) take(dst []Anchor, end dsp.Index) []Anchor {
	for c.given < len(c.out) && c.out[c.given].Index < end {
		dst = append(dst, c.out[c.given])
		c.given++
	}
	return dst
}

// fit makes the anchors of a batch of n samples, the first with number start. last says that the run ends with it.
func (c *pageClock) fit(marks []pageMark, start dsp.Index, n int, last bool) {
	c.out, c.given = c.out[:0], 0
	if !c.rounded {
		c.line = pageLine{}
	}
	for _, m := range marks {
		c.point(start+dsp.Index(m.at), m.t)
	}
	if c.runs += len(marks); c.rounded && last && c.runs < roundedLeast {
		c.asStamped(marks, start)
		return
	}
	if p := c.line.period(float64(c.nominal)); (c.line.n >= periodLeast || c.line.n > 1 && !c.known) && math.Abs(p/float64(c.nominal)-1) <= slopeWithin {
		c.period, c.known = p, c.line.n >= periodLeast
	}
	pieces := int(int64(n)*c.nominal/pieceTime) + 1
	for k := range pieces {
		c.anchors(start+dsp.Index(n*k/pieces), start+dsp.Index(n*(k+1)/pieces)-1)
	}
}

// point adds a stamp to the line, or begins another line when it lies far off: the clock was set a little, or has drifted.
func (c *pageClock) point(i dsp.Index, t int64) {
	if c.rounded && c.line.n >= roundedLeast {
		if off := t - c.line.at(i, c.line.period(float64(c.nominal)), float64(c.nominal)); off > c.slack || off < -c.slack {
			c.line = pageLine{}
		}
	}
	c.line.add(i, t, float64(c.nominal))
}

// anchors adds those of a piece of the batch: at its last sample, and at its first when a run begins.
func (c *pageClock) anchors(first, last dsp.Index) {
	if last < first {
		return
	}
	if !c.inRun {
		c.begin(Anchor{first, c.line.at(first, c.period, float64(c.nominal))})
		if first == last {
			return
		}
	}
	c.put(Anchor{last, c.line.at(last, c.period, float64(c.nominal))})
}

// asStamped adds an anchor at either end of each page, as stamped, and within one that lasts longer than a piece.
func (c *pageClock) asStamped(marks []pageMark, start dsp.Index) {
	most := int(max(pieceTime/c.nominal, 1))
	for _, m := range marks {
		a := Anchor{start + dsp.Index(m.at), m.t}
		if !c.inRun {
			c.begin(a)
		} else {
			c.put(a)
		}
		for k := 0; k < m.n-1; {
			k = min(k+most, m.n-1)
			c.put(Anchor{a.Index + dsp.Index(k), m.t + int64(math.Round(float64(k)*float64(c.nominal)))})
		}
	}
}

// begin adds the first anchor of a run.
func (c *pageClock) begin(a Anchor) {
	c.inRun, c.edge = true, a
	c.out = append(c.out, a)
}

// put adds a later one.
func (c *pageClock) put(a Anchor) {
	a = c.step(c.edge, a, c.nominal)
	c.edge = a
	c.out = append(c.out, a)
}

// pageLine is the least-squares line through stamps, kept as means and central moments (Welford 1962) of
// the departure from a line of nominal rate through the first.
type pageLine struct {
	n        int
	i0       dsp.Index
	t0       int64
	mx, mr   float64 // means of samples since i0 and of the departure in ns
	sxx, sxr float64
}

func (l *pageLine) add(i dsp.Index, t int64, nominal float64) {
	if l.n == 0 {
		l.i0, l.t0 = i, t
	}
	l.n++
	x := float64(i - l.i0)
	r := float64(t-l.t0) - float64(x*nominal)
	dx := x - l.mx
	l.mx += dx / float64(l.n)
	l.mr += (r - l.mr) / float64(l.n)
	l.sxx += float64(dx * (x - l.mx))
	l.sxr += float64(dx * (r - l.mr))
}

// period returns ns per sample; nominal when there are too few stamps.
func (l *pageLine) period(nominal float64) float64 {
	if l.n < 2 || l.sxx == 0 {
		return nominal
	}
	return nominal + l.sxr/l.sxx
}

// at returns the time in ns of sample i on the line of that period through the middle of the stamps.
func (l *pageLine) at(i dsp.Index, period, nominal float64) int64 {
	x := float64(i - l.i0)
	return l.t0 + int64(math.Round(float64(l.mx*nominal)+l.mr+float64((x-l.mx)*period)))
}
