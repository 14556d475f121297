package tables

import (
	"bytes"
	"errors"
	"fmt"
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

// source is a table being read.
type source struct {
	in     device.Input
	info   device.Info
	grid   *device.Grid
	zone   *device.Zone
	change device.ClockChange // of local stamps without a zone
	local  bool               // they are such
	norm   device.Norm
	pipe   *pipeline
	closed sync.Once

	begun bool
	first int64 // stamp of the first row
	ended bool
}

// open reads the head of a table, plans it and numbers its first rows.
func open(in device.Input, opt device.Options, name string, planOf func(*header, device.Options) (*plan, error)) (*source, error) {
	s := &source{in: in}
	lines := newBlocks(in.Reader, blockBytes)
	h := newHeader(in, lines.head())
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
	if opt.Units.Known() {
		p.layout.units = opt.Units
	}
	s.pipe = newPipeline(lines, p.layout, in.Name)
	s.pipe.skip(p.skip)
	s.info = p.info
	s.info.Format = name
	if opt.Site != device.SiteUnknown {
		s.info.Site = opt.Site
	}
	if opt.Time != device.TimeUnstated && !p.stated {
		s.warn("time_format_ignored", "the times of "+name+" have a form of their own, so --time-format was not used")
	}
	s.setZone(p, opt)
	s.pipe.start(parsers())
	s.grid, err = device.NewGrid(s, device.GridOptions{Nominal: p.rate, FullScale: int32(min(s.info.RangeG, 2000) * dsp.MicroG)})
	if err != nil {
		s.pipe.halt()
		s.pipe.wait()
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
	switch t := &s.pipe.total; {
	case t.firstBad != nil:
		return fmt.Errorf("%w; no row of the file can be read as %s", t.firstBad, s.info.Format)
	case t.missing > 0:
		return fmt.Errorf("%s: none of its %d rows has a value on all three axes", s.in.Name, t.missing)
	}
	return fmt.Errorf("%s: is %s but has no rows: was the recording empty, or the export cut?", s.in.Name, s.info.Format)
}

// ReadRows implements device.RowReader for the grid: rows in UTC where that is known.
func (s *source) ReadRows(dst *device.Rows, n int) error {
	from := dst.Len()
	err := s.pipe.ReadRows(dst, n)
	added := dst.T[from:]
	switch {
	case s.zone != nil:
		s.zone.Convert(added)
	case s.local:
		s.change.Convert(added)
	}
	if !s.begun && len(added) > 0 {
		s.begun, s.first = true, added[0]
	}
	return err
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
	s.closed.Do(func() {
		s.pipe.halt()
		release := func() error {
			s.pipe.wait()
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
