package device

import (
	"fmt"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Page is what a recording says of a run of samples that it stores together: a sector, a record, a second.
type Page struct {
	// T is the stamp of its first sample in nanoseconds (as Anchor.Nanos); without meaning when Untimed.
	T int64
	// Untimed says that the page has no usable stamp: it lies where the numbers put it.
	Untimed bool
	// Lost is how many samples are missing before the page by the recording's own numbers: 0 when it follows the
	// page before, LostUnknown when only the stamps can tell.
	Lost int64
	// Cause says why samples are missing before the page if they are. CauseNone stands for CauseLost when Lost
	// is positive, else for CauseGap. CauseRestart always parts the page from the one before.
	Cause Cause
}

// LostUnknown is the Page.Lost of a page without a number.
const LostUnknown = -1

// PageReader hands over the pages of a recording in order.
type PageReader interface {
	// ReadPage appends the X, Y and Z of the next page, at least one sample in micro-g, to b, leaves the rest of b alone, and
	// returns what is said of them. At the end it returns io.EOF and appends nothing; any other error is final.
	ReadPage(b *dsp.Block) (Page, error)
}

// PageOptions says what is known of a recording before its pages are numbered.
type PageOptions struct {
	// Rate is the nominal rate.
	Rate dsp.Rate
	// FullScale is as in GridOptions.
	FullScale int32
	// Slack is by how much a page's stamp may lie off the end of the page before while nothing is missing: 0 for exact
	// stamps, of which three quarters of a period are a loss.
	Slack time.Duration
	// Rounded says that stamps are rounded so coarsely (to 0.5 s, say) that the clock of a run is a line through the stamps of all of its
	// pages. Else the clock may wander, and is followed batch by batch.
	Rounded bool
}

// Pages numbers the samples of pages on the nominal grid of their recording, like Grid but by the pages' own numbers where they have
// some: it turns a PageReader into blocks, holes and anchors, with a look-ahead of one batch.
//
// Samples of one page lie side by side. A page that follows the one before starts no hole as long as its stamp agrees within
// the slack. Missing samples are as many as the numbers say, if the stamps agree, else as the stamps say. Up to 50 ms are
// interpolated, flagged and counted; anything longer is a hole. A clock that steps back opens a hole of one sample (CauseBackward); one that
// leaps by more than a year or starts anew opens one too (CauseRestart).
type Pages struct {
	src   PageReader
	opt   PageOptions
	err   error
	scale fullScale
	free  int64 // ns of lateness within which nothing is missing

	block dsp.Block // the batch at hand, then the page read ahead
	marks []pageMark
	ahead Page
	at    int       // where the page read ahead begins in block
	has   bool      // a page is read ahead
	lost  dsp.Index // samples missing before it
	cause Cause     // of a hole before it; CauseNone when it follows or its loss is made up for

	pos, end int       // samples of block delivered, and in the batch
	start    dsp.Index // number of block's sample pos
	hole     Cause     // before it
	begun    bool
	prev     [3]int32 // the last sample of the batch before

	counts Counts
	clock  pageClock
}

const roundedPages = 64 // pages of a batch with rounded stamps: brings an error of 0.5 s below 0.04 s rms in the first minutes

// NewPages reads the first pages of src. It fails when src does, and with ErrNoRows when there is none.
func NewPages(src PageReader, opt PageOptions) (*Pages, error) {
	p := &Pages{src: src, opt: opt, scale: fullScale{stated: opt.FullScale}}
	p.clock = newPageClock(opt)
	p.free = max(int64(opt.Slack), p.clock.nominal*3/4)
	if p.read(); !p.has {
		if isEOF(p.err) {
			return nil, ErrNoRows
		}
		return nil, p.err
	}
	return p, nil
}

// Counts returns what has been met so far.
func (p *Pages) Counts() Counts { return p.counts }

// MeasuredRate is as Grid's.
func (p *Pages) MeasuredRate() float64 { return p.clock.rate() }

// Warnings returns what a user should know of the stamps read so far, each code once.
func (p *Pages) Warnings() []Warning {
	var ws []Warning
	if w, off := p.clock.offNominalWarning(p.opt.Rate); off {
		ws = append(ws, w)
	}
	if n := p.counts.Resets; n > 0 {
		ws = append(ws, Warning{"clock_reset", fmt.Sprintf("the clock leaps by more than a year %d times: it was set anew, and how long the pause was is not known", n)})
	}
	if n := p.counts.Backward; n > 0 {
		ws = append(ws, Warning{"non_monotone", fmt.Sprintf("the time steps back %d times; the samples were kept", n)})
	}
	return ws
}

// Next fills c with the next samples, as Source.Next does.
func (p *Pages) Next(c *Chunk) error {
	c.Reset(p.start)
	for p.pos == p.end {
		if err := p.batch(); err != nil {
			c.Reset(p.start)
			return err
		}
		c.Start, c.Hole = p.start, p.hole
	}
	b := p.block.Slice(p.pos, min(p.end, p.pos+MaxChunk))
	c.X, c.Y = append(c.X, b.X...), append(c.Y, b.Y...)
	c.Z, c.Flags = append(c.Z, b.Z...), append(c.Flags, b.Flags...)
	p.pos += b.Len()
	p.start += dsp.Index(b.Len())
	c.Anchors = p.clock.take(c.Anchors, p.start)
	p.counts.Samples += int64(b.Len())
	return nil
}

// batch numbers the next pages up to a hole, or to as many as are numbered together.
func (p *Pages) batch() error {
	if !p.has {
		return p.err
	}
	if e := p.end - 1; e >= 0 {
		p.prev = [3]int32{p.block.X[e], p.block.Y[e], p.block.Z[e]}
	}
	moveFront(&p.block, p.at)
	p.at, p.pos, p.end, p.marks = 0, 0, 0, p.marks[:0]
	if p.hole = p.cause; p.hole != CauseNone || !p.begun {
		p.start += p.lost
		p.lost = 0
		p.clock.restart()
	}
	p.begun = true
	for {
		p.accept()
		if p.read(); !p.has || p.cause != CauseNone || p.full() {
			break
		}
	}
	whole := p.block.Slice(0, p.end)
	p.counts.Clipped += p.scale.flag(&whole)
	last := !p.has || p.cause != CauseNone
	if !last && !p.opt.Rounded { // the next page's stamp says how long the last one of the batch took
		p.marks = append(p.marks, pageMark{at: p.end + int(p.lost), t: p.ahead.T})
	}
	p.clock.fit(p.marks, p.start, p.end, last)
	if p.has && last { // the length of the hole by the rate that is known now
		if lost, cause := p.judge(); cause == p.cause {
			p.lost = lost
		}
	}
	return nil
}

// full reports whether the batch has as many samples as are numbered together.
func (p *Pages) full() bool {
	if p.opt.Rounded && len(p.marks) < roundedPages {
		return false
	}
	return p.end >= BatchRows || int64(p.end)*p.clock.nominal >= pieceTime
}

// read reads one page ahead and decides what lies before it.
func (p *Pages) read() {
	p.at, p.has = p.block.Len(), false
	if p.err == nil {
		p.ahead, p.err = p.src.ReadPage(&p.block)
	}
	if p.err != nil {
		return
	}
	p.has = true
	p.block.Flags = appendFlags(p.block.Flags, p.block.Len()-p.at, 0)
	p.lost, p.cause = p.judge()
	switch {
	case p.cause == CauseBackward:
		p.counts.Backward++
	case p.cause == CauseRestart && p.ahead.Cause != CauseRestart:
		p.counts.Resets++
	}
	if p.brief(p.lost, p.cause) {
		p.cause = CauseNone
	}
}

// accept takes the page read ahead into the batch, after missing samples that are made up.
func (p *Pages) accept() {
	n := p.block.Len() - p.at
	if p.lost > 0 {
		p.makeUp(int(p.lost))
	}
	p.marks = append(p.marks, pageMark{at: p.at + int(p.lost), n: n, t: p.ahead.T})
	p.end = p.block.Len()
	p.clock.follow(p.ahead.T, n)
}

// makeUp puts n samples before the page read ahead, on the straight line from the last sample to its first.
func (p *Pages) makeUp(n int) {
	b, prev := &p.block, p.prev
	if at := p.at; at > 0 {
		prev = [3]int32{b.X[at-1], b.Y[at-1], b.Z[at-1]}
	}
	b.X, b.Y, b.Z = widen(b.X, p.at, n, prev[0]), widen(b.Y, p.at, n, prev[1]), widen(b.Z, p.at, n, prev[2])
	own := b.Len() - p.at - n
	b.Flags = appendFlags(b.Flags[:p.at], n, dsp.Interpolated)
	b.Flags = appendFlags(b.Flags, own, 0)
	p.counts.Interpolated += int64(n)
}

// widen makes room for n values before v[at] and fills it with a straight line from prev.
func widen(v []int32, at, n int, prev int32) []int32 {
	v = slices.Insert(v, at, make([]int32, n)...)
	for k := range n {
		v[at+k] = int32(between(int64(prev), int64(v[at+n]), int64(k)+1, int64(n)+1))
	}
	return v
}

// appendFlags appends f n times.
func appendFlags(dst []dsp.Flag, n int, f dsp.Flag) []dsp.Flag {
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	if f == 0 { // as nearly always
		clear(dst[at:])
		return dst
	}
	for i := at; i < len(dst); i++ {
		dst[i] = f
	}
	return dst
}

// moveFront moves the samples of b from sample at on to its front.
func moveFront(b *dsp.Block, at int) {
	b.X, b.Y = b.X[:copy(b.X, b.X[at:])], b.Y[:copy(b.Y, b.Y[at:])]
	b.Z, b.Flags = b.Z[:copy(b.Z, b.Z[at:])], b.Flags[:copy(b.Flags, b.Flags[at:])]
}
