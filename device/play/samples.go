package play

import (
	"io"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// sample is one sample of the recording.
type sample struct {
	index dsp.Index
	nanos int64    // as the recording's anchors have it
	acc   [3]int32 // micro-g
}

// samples reads a recording's samples with their times, which lie on straight lines between the anchors.
type samples struct {
	src   device.Source
	chunk device.Chunk
	ready []sample // with their times
	wait  []sample // after the last anchor
	last  device.Anchor
	any   bool // there was an anchor
	err   error
}

// next returns the next sample, io.EOF after the last.
func (s *samples) next() (sample, error) {
	for len(s.ready) == 0 {
		if s.err != nil {
			return sample{}, s.err
		}
		s.read()
	}
	v := s.ready[0]
	s.ready = s.ready[1:]
	return v, nil
}

// read takes one chunk and times what its anchors settle.
func (s *samples) read() {
	s.ready = s.ready[:0]
	err := s.src.Next(&s.chunk)
	if err != nil {
		s.err = err
		if err == io.EOF && s.any {
			s.timeRest()
		}
		return
	}
	c := &s.chunk
	if c.Hole != device.CauseNone && s.any {
		s.timeRest()
	}
	for i := range c.X {
		s.wait = append(s.wait, sample{index: c.Start + dsp.Index(i), acc: [3]int32{c.X[i], c.Y[i], c.Z[i]}})
	}
	for _, a := range c.Anchors {
		s.anchor(a)
	}
}

// anchor times the samples before a.
func (s *samples) anchor(a device.Anchor) {
	n := 0
	for n < len(s.wait) && s.wait[n].index < a.Index {
		v := s.wait[n]
		if s.any {
			v.nanos = s.last.Nanos + int64(float64(v.index-s.last.Index)*float64(a.Nanos-s.last.Nanos)/float64(a.Index-s.last.Index))
		} else {
			v.nanos = a.Nanos - s.span(a.Index-v.index)
		}
		s.ready = append(s.ready, v)
		n++
	}
	s.wait = s.wait[:copy(s.wait, s.wait[n:])]
	s.last, s.any = a, true
}

// timeRest times what comes after the last anchor of a stretch by the nominal rate.
func (s *samples) timeRest() {
	for _, v := range s.wait {
		v.nanos = s.last.Nanos + s.span(v.index-s.last.Index)
		s.ready = append(s.ready, v)
	}
	s.wait = s.wait[:0]
}

// span returns n periods of the nominal rate in nanoseconds.
func (s *samples) span(n dsp.Index) int64 {
	return int64(float64(n) * float64(time.Second) / s.src.Info().Rate.Hz())
}
