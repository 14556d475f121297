package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// plan is what a dialect has found out about a file from its head.
type plan struct {
	info   device.Info // without Rate
	layout layout
	skip   int            // bytes of head before the first row
	rate   dsp.Rate       // that the file states; 0 when it does not
	fixed  *time.Location // zone that the file states for its local stamps; nil when it does not
	stated bool           // time is read as Options.Time says
}

// warn adds a remark on the file.
func (p *plan) warn(code, text string) {
	p.info.Warnings = append(p.info.Warnings, device.Warning{Code: code, Text: text})
}

// guessed adds the remark that a unit was not stated but told from the numbers.
func (p *plan) guessed(text string) { p.warn("units_guessed", text) }

// dialect makes a Format of a way to plan a file.
func dialect(name string, claims func(head []byte) bool, plan func(h *header, opt device.Options) (*plan, error)) device.Format {
	f := device.Format{Name: name, Claims: func(head []byte) bool { return claims(bytes.TrimPrefix(head, bom)) }}
	f.Open = func(in device.Input, opt device.Options) (device.Source, error) {
		s, err := open(in, opt, name, plan)
		if err != nil && in.Close != nil {
			err = errors.Join(err, in.Close())
		}
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	return f
}

// source is a table being read: one goroutine parses ahead, the caller's numbers.
type source struct {
	in     device.Input
	info   device.Info
	grid   *device.Grid
	zone   *device.Zone
	change device.ClockChange // of local stamps without a zone
	local  bool               // they are such
	norm   device.Norm
	parser *parser // the goroutine's until ahead is closed

	blocks *blocks
	ahead  chan *device.Rows // parsed rows
	spent  chan *device.Rows // to be filled again
	stop   chan struct{}
	done   sync.WaitGroup
	once   sync.Once

	rows  *device.Rows // at hand
	given int          // rows of it handed over
	begun bool
	first int64  // stamp of the first row
	fault error  // that ended parsing; set before ahead is closed
	cut   string // what was cut off at the end; likewise
	ended bool
}

const aheadRows = 4 // batches parsed ahead of the caller: 328 KiB

// open reads the head of a table, plans it and numbers its first rows.
func open(in device.Input, opt device.Options, name string, planOf func(*header, device.Options) (*plan, error)) (*source, error) {
	s := &source{in: in, blocks: newBlocks(in.Reader), stop: make(chan struct{})}
	h := newHeader(in, s.blocks.head())
	if bytes.HasPrefix(h.head, bom) {
		copy(h.head, "   ") // blanks around fields are taken off
	}
	if n := h.longLine(); n > 0 {
		return nil, readFault(in.Name, n, errLine)
	}
	p, err := planOf(h, opt)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Name, err)
	}
	s.blocks.at = p.skip
	s.parser = &parser{layout: p.layout, name: in.Name, line: 1 + int64(strings.Count(string(s.blocks.buf[:p.skip]), "\n"))}
	if opt.Units.Known() {
		s.parser.units = opt.Units
	}
	s.parser.begin()
	s.info = p.info
	s.info.Format = name
	if opt.Site != device.SiteUnknown {
		s.info.Site = opt.Site
	}
	if opt.Time != device.TimeUnstated && !p.stated {
		s.warn("time_format_ignored", "the times of "+name+" have a form of their own, so --time-format was not used")
	}
	s.setZone(p, opt)
	s.ahead, s.spent = make(chan *device.Rows, aheadRows), make(chan *device.Rows, aheadRows)
	for range aheadRows {
		s.spent <- newRows()
	}
	s.done.Add(1)
	go s.parseAhead()
	s.grid, err = device.NewGrid(s, device.GridOptions{Nominal: p.rate, FullScale: int32(min(s.info.RangeG, 2000) * dsp.MicroG)})
	if err != nil {
		s.halt()
		return nil, s.explain(err)
	}
	s.info.Rate = s.grid.Rate()
	s.norm.Begin(s.info.Rate)
	switch {
	case s.zone != nil:
		s.info.Offset = s.zone.Offset()
	case s.info.Zone != "":
		_, s.info.Offset = time.Unix(0, s.first).In(opt.Location).Zone()
	}
	return s, nil
}

func newRows() *device.Rows {
	n := device.BatchRows
	return &device.Rows{T: make([]int64, 0, n), X: make([]int32, 0, n), Y: make([]int32, 0, n), Z: make([]int32, 0, n)}
}

// setZone settles what is known of the zone.
func (s *source) setZone(p *plan, opt device.Options) {
	switch {
	case !s.info.Dated:
		s.warn("no_date", "the file tells no date: times count from its first sample")
	case s.info.Zoned && opt.Location != nil:
		s.info.Zone = opt.Location.String()
	case s.info.Zoned:
	case opt.Location != nil:
		s.zone = device.NewZone(opt.Location)
		s.info.Zoned, s.info.Zone = true, opt.Location.String()
	case p.fixed != nil:
		s.zone = device.NewZone(p.fixed)
		s.info.Zoned = true
	default:
		s.local = true
		s.warn("no_zone", "the file tells local time without its zone; give --tz to place it")
	}
}

func (s *source) warn(code, text string) {
	s.info.Warnings = append(s.info.Warnings, device.Warning{Code: code, Text: text})
}

// explain says why a file gave no numbered rows.
func (s *source) explain(err error) error {
	if !errors.Is(err, device.ErrNoRows) {
		if strings.HasPrefix(err.Error(), s.in.Name) {
			return err
		}
		return fmt.Errorf("%s: %w", s.in.Name, err)
	}
	switch ps := s.parser; {
	case ps.firstBad != nil:
		return fmt.Errorf("%w; no row of the file can be read as %s", ps.firstBad, s.info.Format)
	case ps.missing > 0:
		return fmt.Errorf("%s: none of its %d rows has a value on all three axes", s.in.Name, ps.missing)
	}
	return fmt.Errorf("%s: is %s but has no rows: was the recording empty, or the export cut?", s.in.Name, s.info.Format)
}

// parseAhead turns blocks into batches of rows until the end, an error or Close.
func (s *source) parseAhead() {
	defer s.done.Done()
	defer close(s.ahead)
	dst := s.take()
	for dst != nil {
		from, end, err := s.blocks.next()
		for from < end {
			if from = s.parser.parse(s.blocks.buf, from, end, dst); dst.Len() < device.BatchRows {
				break
			}
			if dst = s.pass(dst); dst == nil {
				return
			}
		}
		if errors.Is(err, errLine) {
			s.parser.tooLong()
			err = nil
		}
		if err == nil {
			err = s.parser.tooBad(running)
		}
		if err == nil {
			continue
		}
		s.fault = s.endOf(err, dst)
		if dst.Len() > 0 {
			s.pass(dst)
		}
		return
	}
}

// take returns an empty batch, nil after Close.
func (s *source) take() *device.Rows {
	select {
	case r := <-s.spent:
		r.Reset()
		return r
	case <-s.stop:
		return nil
	}
}

// pass hands a batch to the reader and returns an empty one, nil after Close.
func (s *source) pass(r *device.Rows) *device.Rows {
	select {
	case s.ahead <- r:
		return s.take()
	case <-s.stop:
		return nil
	}
}

// endOf takes in a last line without a line end and says how the table ended: nil for a good end.
func (s *source) endOf(err error, dst *device.Rows) error {
	if err != io.EOF && !cutShort(err) {
		if errors.Is(err, errBad) {
			return err
		}
		return readFault(s.in.Name, s.parser.line, err)
	}
	if cutShort(err) {
		s.cut = fmt.Sprintf("the compressed data end early, after line %d: the rest of the recording is lost", s.parser.line-1)
	}
	if rest := s.blocks.rest(); len(strings.TrimSpace(string(rest))) > 0 {
		if !s.parser.final(rest, dst) && s.cut == "" {
			s.cut = fmt.Sprintf("line %d, the last one, is cut and was left out", s.parser.line)
		}
	}
	return s.parser.tooBad(atEnd)
}

// ReadRows implements device.RowReader for the grid: rows in UTC where that is known.
func (s *source) ReadRows(dst *device.Rows, n int) error {
	if s.rows == nil {
		r, ok := <-s.ahead
		if !ok {
			if s.fault != nil {
				return s.fault
			}
			return io.EOF
		}
		s.rows, s.given = r, 0
		switch {
		case s.zone != nil:
			s.zone.Convert(r.T)
		case s.local:
			s.change.Convert(r.T)
		}
		if !s.begun {
			s.begun, s.first = true, r.T[0]
		}
	}
	n = min(n, s.rows.Len()-s.given)
	dst.AppendRows(s.rows, s.given, s.given+n)
	if s.given += n; s.given == s.rows.Len() {
		s.spent <- s.rows // never full: there are aheadRows batches
		s.rows = nil
	}
	return nil
}

// Info implements device.Source.
func (s *source) Info() device.Info { return s.info }

// Next implements device.Source.
func (s *source) Next(c *device.Chunk) error {
	err := s.grid.Next(c)
	if err == nil {
		s.norm.Add(&c.Block)
	} else {
		s.ended = true
	}
	return err
}

// Close implements device.Source. A read from a stream (not a file) may be stuck for as long as its writer likes, so there
// Close does not wait: what it holds is released when the read returns.
func (s *source) Close() error {
	var err error
	s.once.Do(func() {
		close(s.stop)
		release := func() error {
			s.done.Wait()
			if s.in.Close == nil {
				return nil
			}
			return s.in.Close()
		}
		if s.in.Path != "" {
			err = release()
			return
		}
		go func() { _ = release() }() // an error of closing a stream that nobody reads concerns nobody
	})
	return err
}

// halt stops parsing without closing the input.
func (s *source) halt() {
	s.once.Do(func() { close(s.stop) })
	s.done.Wait()
}
