package device

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Grid numbers stamped rows on the nominal grid of their recording: it turns a RowReader
// into blocks, holes and anchors, causally, with a look-ahead of eight rows.
//
// The number of a sample counts rows: a logger that runs at 99.878 Hz on a grid of 100 Hz fills it row by
// row, and its anchors say how long that took. Only rows that are missing move the number on: their
// count is the time by which all of the next rows are late, divided by the period, so that late or early
// stamps make no loss. Up to 50 ms are interpolated, flagged and counted; anything longer is a hole. A clock that
// steps back opens a hole of one sample (CauseBackward), one that leaps by more than a year too (CauseRestart): the rows
// are kept, the interval is not known.
//
// How the stamps behave is decided from the first BatchRows rows (see classify): even, coarse (many rows
// share a stamp; they are spread over the tick), jittery (counted,
// the anchors smoothed) or irregular (resampled by Regular).
type Grid struct {
	src    RowReader
	full   fullScale
	rate   dsp.Rate
	shape  stampShape
	period int64 // ns, as measured on the first rows
	late   int64 // ns from one stamp to the next above which rows may be missing
	least  int64 // ns of lateness from which rows are missing
	back   int64 // ns by which stamps may step back within their jitter
	most   int64 // samples that may be made up in one place

	in    Rows  // reach rows seen before, then those at hand, then look-ahead
	seen  int   // rows of in that have been numbered already
	rows  int64 // numbered in the batches before
	err   error
	begun bool

	out     numbered
	pos     int       // samples of out delivered
	start   dsp.Index // number of out's sample pos
	anchors int       // anchors of out delivered
	breaks  int       // breaks of out passed

	counts Counts
	clock  clockFit
}

// GridOptions says what is known of a recording before its rows are numbered.
type GridOptions struct {
	// Nominal is the rate that the recording states; 0 when it states none and the rate is told from the stamps.
	Nominal dsp.Rate
	// FullScale is the largest acceleration in micro-g that the sensor can show; samples at or
	// beyond it are flagged Clipped. 0 when unknown: it is learnt from values repeated at the extreme.
	FullScale int32
}

// Counts are what numbering has met so far.
type Counts struct {
	Samples      int64 // samples delivered, interpolated ones included
	Interpolated int64 // samples made up for losses of at most 50 ms
	Clipped      int64 // samples with an axis at full scale
	Backward     int64 // stamps earlier than the one before
	Duplicates   int64 // stamps equal to the one before, where stamps are fine enough to differ
	Doubled      int64 // rows that were there twice, throughout, and were read once
	Glitches     int64 // single stamps far from their neighbours, passed over
	Resets       int64 // leaps by more than a year: the clock was set
}

const (
	reach       = 8                            // rows before and after by which an odd stamp is judged: more than any burst of late stamps seen within a file of even stamps
	interpolate = 50 * int64(time.Millisecond) // ns; design.md: losses up to 50 ms are interpolated
	leap        = 366 * 24 * int64(time.Hour)  // ns; no recording pauses longer, so the clock was set
	madeMost    = 16                           // samples made up for each row, over all so far; 50 ms have as many at 320 Hz, and beyond that no sensor loses nearly all of its rows
)

// mayMake reports whether n more samples may be made up after made for so many rows. Else a few kilobytes of hostile stamps would cost as much as a night.
func mayMake(n, made, rows int64) bool { return made+n <= madeMost*(rows+BatchRows) }

// numbered is a batch after numbering: samples with their stamps, the breaks before some of them, and anchors.
type numbered struct {
	t       []int64 // those of the rows themselves where none is missing
	room    []int64 // for others
	block   dsp.Block
	breaks  []gridBreak
	anchors []Anchor
}

// gridBreak is a hole of n samples before sample at of a batch.
type gridBreak struct {
	at    int
	n     dsp.Index
	cause Cause
}

// NewGrid reads the first rows of src and decides how they are numbered. It fails when src does,
// when there is no row, and when the rate can neither be told nor was given.
func NewGrid(src RowReader, opt GridOptions) (*Grid, error) {
	var first Rows
	err := readFull(src, &first, BatchRows)
	if first.Len() == 0 {
		if err == io.EOF {
			err = ErrNoRows
		}
		return nil, err
	}
	g := &Grid{full: fullScale{stated: opt.FullScale}}
	g.src = &replay{rows: first, err: err, src: src}
	if doubled(&first) {
		g.src = &once{src: g.src, counts: &g.counts}
		first = Rows{}
		err = readFull(g.src, &first, BatchRows)
		g.src = &replay{rows: first, err: err, src: g.src}
	}
	how, err2 := classify(first.T, opt.Nominal)
	if err2 != nil {
		if err != nil && err != io.EOF {
			err2 = err
		}
		return nil, err2
	}
	g.rate, g.period = how.rate, how.period
	g.late, g.least, g.back = how.period*3/2, how.period*3/4, max(interpolate, how.period)
	g.most = interpolate * int64(how.rate) / 1e12
	g.shape = how.shape
	switch how.shape {
	case stampsCoarse:
		g.src = newSpread(g.src, first.T, how.period, &g.counts)
		g.late = max(3*how.period, how.period+interpolate)
		g.least, g.back = g.late-how.period, g.late-how.period
		g.most = 0 // where in the tick rows are missing is not known
	case stampsJittery:
		g.least = max(2*how.period, interpolate, 3*how.jitter)
		g.late, g.back = g.least+how.period, g.least
	case stampsIrregular:
		g.period = int64(math.Round(1e12 / float64(how.rate)))
		g.late, g.least = g.period*3/2, g.period*3/4
		r := NewRegular(g.src, how.rate)
		r.counts = &g.counts
		g.src = r
	}
	g.clock.period, g.clock.wander = g.period, max(wanderLeast, g.period/4, 2*how.jitter)
	return g, nil
}

// ErrNoRows is returned by NewGrid for a source without a single usable row.
var ErrNoRows = fmt.Errorf("no row with a time and three axes")

// Rate returns the nominal rate of the grid.
func (g *Grid) Rate() dsp.Rate { return g.rate }

// Counts returns what has been met so far.
func (g *Grid) Counts() Counts { return g.counts }

// MeasuredRate returns the rate in Hz over the stretches without holes, by the device's clock; 0 when too short to say.
func (g *Grid) MeasuredRate() float64 { return g.clock.rate() }

// Measured returns how long the stretches are from which MeasuredRate was taken.
func (g *Grid) Measured() time.Duration { return time.Duration(g.clock.nanos) }

// Next fills c with the next samples, as Source.Next does.
func (g *Grid) Next(c *Chunk) error {
	c.Reset(g.start)
	for g.pos == g.out.block.Len() {
		if err := g.batch(); err != nil {
			return err
		}
	}
	end := g.out.block.Len()
	if g.breaks < len(g.out.breaks) && g.out.breaks[g.breaks].at == g.pos {
		b := g.out.breaks[g.breaks]
		g.breaks++
		g.start += b.n
		c.Start, c.Hole = g.start, b.cause
	}
	if g.breaks < len(g.out.breaks) {
		end = g.out.breaks[g.breaks].at
	}
	end = min(end, g.pos+MaxChunk)
	g.start += dsp.Index(end - g.pos)
	g.deliver(&c.Block, end)
	for g.anchors < len(g.out.anchors) && g.out.anchors[g.anchors].Index < g.start {
		c.Anchors = append(c.Anchors, g.out.anchors[g.anchors])
		g.anchors++
	}
	g.counts.Samples += int64(c.Len())
	return nil
}

// deliver moves the samples of out up to end to c, which is empty: all of them, as nearly always, by exchanging the memory of the two.
func (g *Grid) deliver(c *dsp.Block, end int) {
	o := &g.out.block
	if g.pos == 0 && end == o.Len() {
		o.Start, c.Start = c.Start, o.Start
		*o, *c = *c, *o
		return
	}
	b := o.Slice(g.pos, end)
	c.X, c.Y = append(c.X, b.X...), append(c.Y, b.Y...)
	c.Z, c.Flags = append(c.Z, b.Z...), append(c.Flags, b.Flags...)
	g.pos = end
}

// batch numbers the next BatchRows rows into out.
func (g *Grid) batch() error {
	if g.err == nil {
		g.err = readFull(g.src, &g.in, g.seen+BatchRows+reach-g.in.Len())
	}
	n := min(g.in.Len()-g.seen, BatchRows)
	if n == 0 {
		return g.err
	}
	g.out.reset()
	g.pos, g.anchors, g.breaks = 0, 0, 0
	g.number(g.seen, g.seen+n)
	g.rows += int64(n)
	g.counts.Clipped += g.full.flag(&g.out.block)
	g.clock.fit(&g.out, g.start)
	g.forget(g.seen + n)
	return nil
}

// number moves rows [from, to) of in to out.
func (g *Grid) number(from, to int) {
	copied := from
	i := from
	if !g.begun {
		g.begun = true
		i++
	}
	t := g.in.T
	for prev := t[max(i-1, 0)]; i < to; i++ {
		if d := t[i] - prev; uint64(d-1) >= uint64(g.late) {
			if n, cause := g.judge(i, d); n > 0 {
				g.copyRows(copied, i)
				copied = i
				g.lose(i, n, cause)
			}
		}
		prev = t[i]
	}
	if copied == from && len(g.out.t) == 0 { // nothing was made up before the first either: as nearly always
		g.out.t = t[from:to:to]
		g.copySamples(from, to)
		return
	}
	g.copyRows(copied, to)
	g.out.room = g.out.t
}

// judge decides what an odd step d before row i means: how many samples are missing before
// it, and why. It counts what it sees, and straightens a single stamp that is far off both its neighbours.
func (g *Grid) judge(i int, d int64) (dsp.Index, Cause) {
	switch {
	case d < 0:
		g.counts.Backward++
	case d == 0:
		g.counts.Duplicates++
	}
	if d <= 0 && d >= -g.back {
		return 0, CauseNone
	}
	want := g.expected(i)
	late := g.lateness(i, want, d < 0)
	if own := g.in.T[i] - want - late; own > g.back || own < -g.back {
		g.counts.Glitches++
		g.in.T[i] = want + late
	}
	switch {
	case late > leap:
		g.counts.Resets++
		return 1, CauseRestart
	case late < -g.back:
		return 1, CauseBackward
	case late < g.least:
		return 0, CauseNone
	}
	n := dsp.Index(max(math.Round(float64(late)*float64(g.rate)/1e12), 1))
	if g.wasLost(i) {
		return n, CauseLost
	}
	return n, CauseGap
}

// expected returns the stamp that row i should have by the up to reach rows before it, back to the last odd step: the
// median of what each of them says, so that one early or late row does not matter.
func (g *Grid) expected(i int) int64 {
	var says [reach]int64
	t, n := g.in.T, 0
	for k := 1; k <= reach && k <= i; k++ {
		if k > 1 && (t[i-k+1]-t[i-k] > g.late || t[i-k+1]-t[i-k] < -g.back) {
			break
		}
		says[n] = t[i-k] + int64(k)*g.period
		n++
	}
	slices.Sort(says[:n])
	return says[n/2]
}

// lateness returns by how much row i and the up to reach−1 rows after it come later than want and the rows
// after that: the lower median. It looks no further than the next step that is too long, so that each is judged for itself, and not at
// rows that step back; after a step back it looks on, so that a single odd stamp is seen to be one.
func (g *Grid) lateness(i int, want int64, back bool) int64 {
	var late [reach]int64
	t, n := g.in.T, 0
	for k := i; k < min(i+reach, len(t)); k++ {
		if k > i && !back && t[k]-t[k-1] > g.late {
			break
		}
		if v := t[k] - want - int64(k-i)*g.period; k == i || back || v >= -g.back {
			late[n] = v
			n++
		}
	}
	slices.Sort(late[:n])
	return late[(n-1)/2]
}

// wasLost reports whether rows without a usable value lie before row i of in.
func (g *Grid) wasLost(i int) bool {
	_, ok := slices.BinarySearch(g.in.Lost, i)
	return ok
}

// lose puts n missing samples before row i of in: made up when they last up to 50 ms, else a hole.
func (g *Grid) lose(i int, n dsp.Index, cause Cause) {
	o := &g.out
	if int64(n) > g.most || !mayMake(int64(n), g.counts.Interpolated, g.rows) || cause == CauseBackward || cause == CauseRestart {
		o.breaks = append(o.breaks, gridBreak{o.block.Len(), n, cause})
		return
	}
	a, b := i-1, i
	for k := int64(1); k <= int64(n); k++ {
		o.t = append(o.t, between(g.in.T[a], g.in.T[b], k, int64(n)+1))
		o.block.Append(
			int32(between(int64(g.in.X[a]), int64(g.in.X[b]), k, int64(n)+1)),
			int32(between(int64(g.in.Y[a]), int64(g.in.Y[b]), k, int64(n)+1)),
			int32(between(int64(g.in.Z[a]), int64(g.in.Z[b]), k, int64(n)+1)), dsp.Interpolated)
	}
	g.counts.Interpolated += int64(n)
}

// between returns a + (b−a)·k/n rounded to the nearest whole number.
func between(a, b, k, n int64) int64 {
	return a + int64(math.Round(float64(b-a)*(float64(k)/float64(n))))
}

// copyRows moves rows [from, to) of in to the end of out as they are.
func (g *Grid) copyRows(from, to int) {
	g.out.t = append(g.out.t, g.in.T[from:to]...)
	g.copySamples(from, to)
}

// copySamples is copyRows without the stamps.
func (g *Grid) copySamples(from, to int) {
	o, in := &g.out, &g.in
	o.block.X, o.block.Y = append(o.block.X, in.X[from:to]...), append(o.block.Y, in.Y[from:to]...)
	o.block.Z = append(o.block.Z, in.Z[from:to]...)
	for n := to - from; n > 0; {
		k := min(n, len(noFlags))
		o.block.Flags = append(o.block.Flags, noFlags[:k]...)
		n -= k
	}
}

var noFlags [256]dsp.Flag // a stretch of samples without remark

// forget drops the rows of in before the last reach of the first n, which have been numbered.
func (g *Grid) forget(n int) {
	drop := max(n-reach, 0)
	r := &g.in
	r.T = r.T[:copy(r.T, r.T[drop:])]
	r.X = r.X[:copy(r.X, r.X[drop:])]
	r.Y = r.Y[:copy(r.Y, r.Y[drop:])]
	r.Z = r.Z[:copy(r.Z, r.Z[drop:])]
	kept := r.Lost[:0]
	for _, at := range r.Lost {
		if at >= drop {
			kept = append(kept, at-drop)
		}
	}
	r.Lost = kept
	g.seen = n - drop
}

func (o *numbered) reset() {
	o.t, o.breaks, o.anchors = o.room[:0], o.breaks[:0], o.anchors[:0]
	o.block.Reset(0)
}

// readFull appends n rows from src to dst, fewer only with an error.
func readFull(src RowReader, dst *Rows, n int) error {
	for end := dst.Len() + n; dst.Len() < end; {
		if err := src.ReadRows(dst, end-dst.Len()); err != nil {
			return err
		}
	}
	return nil
}

// replay hands over rows that were read already, then those of src.
type replay struct {
	rows Rows
	next int
	err  error // that came with the rows
	src  RowReader
}

// ReadRows implements RowReader.
func (r *replay) ReadRows(dst *Rows, n int) error {
	if left := r.rows.Len() - r.next; left > 0 {
		n = min(n, left)
		dst.AppendRows(&r.rows, r.next, r.next+n)
		if r.next += n; n == left {
			r.rows, r.next = Rows{}, 0
		}
		return nil
	}
	if r.err != nil {
		return r.err
	}
	return r.src.ReadRows(dst, n)
}
