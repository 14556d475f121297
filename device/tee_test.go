package device_test

import (
	"errors"
	"io"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// three is a Source of three chunks of one sample each, with an error of its own at the end.
type three struct {
	device.Source
	n      int
	end    error
	closed bool
}

func (s *three) Next(c *device.Chunk) error {
	c.Reset(dsp.Index(10 * s.n))
	if s.n == 3 {
		return s.end
	}
	c.Append(int32(s.n), 0, 1, 0)
	c.Hole = device.CauseGap
	s.n++
	return nil
}

func (s *three) Close() error { s.closed = true; return nil }

// tape is a Recorder that fails from the chunk numbered full on.
type tape struct {
	kept []int32
	full int
}

var errFull = errors.New("disk full")

func (r *tape) Record(c *device.Chunk) error {
	if len(r.kept) == r.full {
		return errFull
	}
	r.kept = append(r.kept, c.X...)
	return nil
}

func TestTeeRecordsBeforeHandingOn(t *testing.T) {
	src, rec := &three{end: io.EOF}, &tape{full: 9}
	s := device.Tee(src, rec)
	var c device.Chunk
	for i := range 3 {
		if err := s.Next(&c); err != nil {
			t.Fatal(err)
		}
		if len(rec.kept) != i+1 || rec.kept[i] != c.X[0] {
			t.Fatalf("chunk %d handed on with %v recorded", i, rec.kept)
		}
		if c.Start != dsp.Index(10*i) || c.Hole != device.CauseGap {
			t.Errorf("chunk %d changed on its way: %+v", i, c)
		}
	}
	if err := s.Next(&c); err != io.EOF {
		t.Errorf("end: got %v, want io.EOF", err)
	}
	if err := s.Close(); err != nil || !src.closed {
		t.Errorf("Close: %v, source closed: %v", err, src.closed)
	}
}

func TestTeeErrors(t *testing.T) {
	var c device.Chunk
	s := device.Tee(&three{end: io.EOF}, &tape{full: 1})
	if err := s.Next(&c); err != nil {
		t.Fatal(err)
	}
	for range 2 { // an error of the recorder is final and nothing unrecorded is handed on
		if err := s.Next(&c); !errors.Is(err, errFull) || c.Len() != 0 {
			t.Errorf("full: got %v with %d samples", err, c.Len())
		}
	}

	broken, rec := errors.New("line 7"), &tape{full: 9}
	s = device.Tee(&three{end: broken, n: 3}, rec)
	if err := s.Next(&c); err != broken || len(rec.kept) != 0 {
		t.Errorf("got %v with %v recorded, want the source's own error and nothing", err, rec.kept)
	}
}
