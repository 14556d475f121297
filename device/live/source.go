package live

import (
	"io"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Source is one sensor of a link as a device.Source. Its Next waits for about a tenth of a second of samples.
type Source struct {
	tape     *tape
	info     device.Info
	warnings []device.Warning
	summary  device.Summary
	last     device.Anchor
	paced    bool    // last is of the stretch at hand
	samples  float64 // between anchors of one stretch
	nanos    float64
}

// Info implements device.Source.
func (s *Source) Info() device.Info { return s.info }

// Next implements device.Source. It returns io.EOF once the link was told to stop and everything that came was handed on.
func (s *Source) Next(c *device.Chunk) error {
	ok, err := s.tape.take(c)
	if !ok {
		c.Reset(0)
		if err == nil {
			err = io.EOF
		}
		return err
	}
	s.summary.Samples += int64(c.Len())
	for _, f := range c.Flags {
		s.summary.Interpolated += int64(f & dsp.Interpolated / dsp.Interpolated)
		s.summary.Clipped += int64(f & dsp.Clipped / dsp.Clipped)
	}
	s.paced = s.paced && c.Hole == device.CauseNone
	for _, a := range c.Anchors {
		if s.paced {
			s.samples += float64(a.Index - s.last.Index)
			s.nanos += float64(a.Nanos - s.last.Nanos)
		}
		s.last, s.paced = a, true
	}
	return nil
}

// Summary implements device.Source.
func (s *Source) Summary() device.Summary {
	out := s.summary
	out.Warnings = slices.Clone(s.warnings)
	if s.nanos >= leastPaced {
		out.Rate = s.samples / s.nanos * 1e9
	}
	return out
}

// leastPaced is the shortest time over which a rate is stated.
const leastPaced = 10e9 // ns

// Close implements device.Source: nothing more is handed on. The link goes on for its other sensors.
func (s *Source) Close() error {
	s.tape.close()
	return nil
}
