package vendor

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// decoder reads the pages of a file. Stamps are local wall time read as if it were UTC, unless plan.utc. Its errors say at which byte.
type decoder interface {
	device.PageReader
	// warnings returns what reading has met so far, each code once.
	warnings() []device.Warning
}

// plan is what a format has found out about a file from its beginning.
type plan struct {
	info  device.Info
	pages device.PageOptions // Rate is taken from info
	dec   decoder
	utc   bool           // stamps are UTC already
	fixed *time.Location // zone that the file states for its local stamps; nil when it does not
	close func() error   // releases what was opened beside the input; nil when nothing was
}

// format makes a Format of a way to plan a file.
func format(name string, claims func(head []byte) bool, planOf func(in device.Input, opt device.Options) (*plan, error)) device.Format {
	f := device.Format{Name: name, Claims: claims}
	f.Open = func(in device.Input, opt device.Options) (device.Source, error) {
		p, err := planOf(in, opt)
		if p == nil {
			return nil, release(fmt.Errorf("%s: %w", in.Name, err), in.Close)
		}
		var s *source
		if err == nil {
			p.info.Format = name
			s, err = open(in, opt, p)
		}
		if err != nil {
			return nil, release(fmt.Errorf("%s: %w", in.Name, err), p.close, in.Close)
		}
		return s, nil
	}
	return f
}

// release calls the functions that are not nil and adds their errors to err.
func release(err error, fs ...func() error) error {
	for _, f := range fs {
		if f != nil {
			err = errors.Join(err, f())
		}
	}
	return err
}

// source is a file being read.
type source struct {
	in    device.Input
	plan  *plan
	info  device.Info
	pages *device.Pages
	zone  *device.Zone
	norm  device.Norm
	begun bool
	first int64 // stamp of the first page
	ended bool
}

// open numbers the first pages of a planned file.
func open(in device.Input, opt device.Options, p *plan) (*source, error) {
	s := &source{in: in, plan: p, info: p.info}
	if opt.Site != device.SiteUnknown {
		s.info.Site = opt.Site
	}
	s.setZone(opt)
	if opt.Rate != 0 {
		s.warn("rate_ignored", "the file states its rate, so --rate was not used")
	}
	p.pages.Rate = p.info.Rate
	var err error
	if s.pages, err = device.NewPages(s, p.pages); err != nil {
		if errors.Is(err, device.ErrNoRows) {
			err = fmt.Errorf("is %s but has no samples: was the recording empty, or the copy cut?", p.info.Format)
		}
		return nil, err
	}
	s.norm.Begin(s.info.Rate)
	switch {
	case s.zone != nil:
		s.info.Offset = s.zone.Offset()
	case s.info.Zone != "":
		_, s.info.Offset = time.Unix(0, s.first).In(opt.Location).Zone()
	}
	return s, nil
}

// setZone settles what is known of the zone: what the user says goes before what the file says.
func (s *source) setZone(opt device.Options) {
	switch {
	case !s.info.Dated:
		s.warn("no_date", "the file tells no date: times count from its first sample")
	case s.plan.utc && opt.Location != nil:
		s.info.Zoned, s.info.Zone = true, opt.Location.String()
	case s.plan.utc:
		s.info.Zoned = true
	case opt.Location != nil:
		s.zone = device.NewZone(opt.Location)
		s.info.Zoned, s.info.Zone = true, opt.Location.String()
	case s.plan.fixed != nil:
		s.zone = device.NewZone(s.plan.fixed)
		s.info.Zoned = true
	default:
		s.warn("no_zone", "the file tells local time without its zone; give --tz to place it")
	}
}

func (s *source) warn(code, text string) {
	s.info.Warnings = append(s.info.Warnings, device.Warning{Code: code, Text: text})
}

// ReadPage implements device.PageReader for the numbering: pages in UTC where that is known.
func (s *source) ReadPage(b *dsp.Block) (device.Page, error) {
	p, err := s.plan.dec.ReadPage(b)
	if err != nil || p.Untimed {
		return p, err
	}
	if s.zone != nil {
		t := [1]int64{p.T}
		s.zone.Convert(t[:])
		p.T = t[0]
	}
	if !s.begun {
		s.begun, s.first = true, p.T
	}
	return p, nil
}

// Info implements device.Source.
func (s *source) Info() device.Info { return s.info }

// Next implements device.Source.
func (s *source) Next(c *device.Chunk) error {
	err := s.pages.Next(c)
	switch {
	case err == nil:
		s.norm.Add(&c.Block)
		return nil
	case err != io.EOF:
		return fmt.Errorf("%s: %w", s.in.Name, err)
	case !s.ended:
		// What lies behind the samples belongs to the file's digest too.
		if _, err := io.Copy(io.Discard, s.in.Reader); err != nil && !cutShort(err) {
			return fmt.Errorf("%s: reading behind the samples: %w", s.in.Name, err)
		}
		s.ended = true
	}
	return io.EOF
}

// Summary implements device.Source.
func (s *source) Summary() device.Summary {
	c := s.pages.Counts()
	sum := device.Summary{Samples: c.Samples, Interpolated: c.Interpolated, Clipped: c.Clipped, Rate: s.pages.MeasuredRate()}
	sum.Warnings = s.pages.Warnings()
	if w, ok := s.norm.Warning(); ok {
		sum.Warnings = append(sum.Warnings, w)
	}
	if !s.ended {
		return sum
	}
	sum.Warnings = append(sum.Warnings, s.plan.dec.warnings()...)
	if s.in.Sum != nil {
		sum.SHA256 = s.in.Sum()
	}
	return sum
}

// Close implements device.Source.
func (s *source) Close() error {
	err := release(nil, s.plan.close, s.in.Close)
	if cutShort(err) { // what unpacks the file tells its early end once more; the summary has it
		return nil
	}
	return err
}

// cutShort reports whether err says that compressed data end early.
func cutShort(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }

// warning makes a remark.
func warning(code, text string, args ...any) device.Warning {
	return device.Warning{Code: code, Text: fmt.Sprintf(text, args...)}
}

// grow returns v longer by n values, and those values.
func grow(v []int32, n int) (longer, added []int32) {
	at := len(v)
	for cap(v)-at < n {
		v = append(v[:cap(v)], 0)
	}
	return v[:at+n], v[at : at+n : at+n]
}
