package tables

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// WriteAxivity writes what was measured of src in the dialect of Axivity, in g with six decimals, which is exact. Local times are written as such, to
// the millisecond; where the zone is known times are unix times, to 0.1 ms, so that no change of daylight-saving time lies in them; times
// without a date count from 1970, which reading them back takes for none. Interpolated samples are left out, since nobody
// measured them, and reading the table back interpolates them again. It fails when src or w does.
func WriteAxivity(w io.Writer, src device.Source) error {
	a := &axivityWriter{w: bufio.NewWriterSize(w, blockBytes), info: src.Info()}
	a.period = nanosOf(a.info.Rate)
	var c device.Chunk
	for {
		err := src.Next(&c)
		if err == io.EOF {
			a.flush()
			break
		}
		if err != nil {
			return err
		}
		a.take(&c)
	}
	if err := a.w.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}

// nanosOf returns the period of a rate.
func nanosOf(r dsp.Rate) float64 { return 1e12 / float64(r) }

// axivityWriter holds samples back until the anchor after them tells their times.
type axivityWriter struct {
	w      *bufio.Writer
	info   device.Info
	period float64 // ns between samples, by the latest two anchors of one run

	from    device.Anchor // the latest anchor
	has     bool          // there is one in this run
	pending dsp.Block     // samples from the latest anchor on
	shift   int64         // ns taken off undated times that would look dated
	begun   bool
	row     []byte
}

// take adds a chunk.
func (a *axivityWriter) take(c *device.Chunk) {
	if c.Hole != device.CauseNone {
		a.flush()
	}
	at := 0
	for _, n := range c.Anchors {
		k := int(n.Index - c.Start)
		a.gather(c, at, k)
		at = k
		a.reach(n)
	}
	a.gather(c, at, c.Len())
}

// gather holds samples [from, to) of c back.
func (a *axivityWriter) gather(c *device.Chunk, from, to int) {
	if a.pending.Len() == 0 {
		a.pending.Reset(c.Start + dsp.Index(from))
	}
	b := c.Slice(from, to)
	p := &a.pending
	p.X, p.Y, p.Z, p.Flags = append(p.X, b.X...), append(p.Y, b.Y...), append(p.Z, b.Z...), append(p.Flags, b.Flags...)
}

// reach writes the samples before an anchor.
func (a *axivityWriter) reach(n device.Anchor) {
	switch {
	case a.has && n.Index > a.from.Index:
		a.period = float64(n.Nanos-a.from.Nanos) / float64(n.Index-a.from.Index)
	case !a.has:
		a.from = n // samples before the first anchor of a run lie behind its time
	}
	a.write()
	a.from, a.has = n, true
}

// flush writes the samples at the end of a run, which no anchor follows.
func (a *axivityWriter) flush() {
	a.write()
	a.has = false
}

// write writes the samples held back, timed from the latest anchor by the period.
func (a *axivityWriter) write() {
	p := &a.pending
	for i := range p.X {
		if p.Flags[i]&dsp.Interpolated != 0 {
			continue
		}
		at := a.from.Nanos + int64(float64(p.Start+dsp.Index(i)-a.from.Index)*a.period)
		a.row = a.stamp(a.row[:0], at)
		for _, v := range [3]int32{p.X[i], p.Y[i], p.Z[i]} {
			a.row = appendG(append(a.row, ','), v)
		}
		a.row = append(a.row, '\r', '\n')
		_, _ = a.w.Write(a.row) // the error stays in a.w, for Flush
	}
	p.Reset(p.Span().End)
}

const (
	unsetClock = 365 * day // ns; times of the year 1970 are those of a clock that was never set
	tenth      = 100_000   // ns in 0.1 ms
)

// stamp appends a time.
func (a *axivityWriter) stamp(row []byte, ns int64) []byte {
	if !a.begun {
		a.begun = true
		if !a.info.Dated && (ns < 0 || ns > unsetClock/2) {
			a.shift = ns
		}
	}
	ns -= a.shift
	if a.info.Dated && !a.info.Zoned {
		return time.Unix(0, ns).UTC().Round(time.Millisecond).AppendFormat(row, "2006-01-02 15:04:05.000")
	}
	t := (ns + tenth/2) / tenth
	s := strconv.FormatInt(t/10_000, 10)
	for range len("1551178506") - len(s) {
		row = append(row, '0')
	}
	row = append(append(row, s...), '.')
	f := t % 10_000
	return append(row, byte('0'+f/1000), byte('0'+f/100%10), byte('0'+f/10%10), byte('0'+f%10))
}

// appendG appends whole micro-g as g with six decimals.
func appendG(row []byte, v int32) []byte {
	u := int64(v)
	if u < 0 {
		row, u = append(row, '-'), -u
	}
	row = strconv.AppendInt(row, u/dsp.MicroG, 10)
	row = append(row, '.')
	for unit := int64(dsp.MicroG / 10); unit > 0; unit /= 10 {
		row = append(row, byte('0'+u%dsp.MicroG/unit%10))
	}
	return row
}
