package device_test

import (
	"errors"
	"io"
	"reflect"
	"testing"

	"go.uber.org/goleak"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// long is a Source of n chunks of differing lengths, then an error.
type long struct {
	device.Source
	n, next int
	end     error
	closed  bool
}

func (s *long) Next(c *device.Chunk) error {
	c.Reset(dsp.Index(1000 * s.next))
	if s.next == s.n {
		return s.end
	}
	for i := range 1 + s.next%7 {
		c.Append(int32(s.next), int32(i), 1, dsp.Flag(i%2))
	}
	if s.next%3 == 0 {
		c.Hole = device.CauseGap
		c.Anchors = append(c.Anchors, device.Anchor{Index: c.Start, Nanos: int64(s.next)})
	}
	s.next++
	return nil
}

func (s *long) Summary() device.Summary { return device.Summary{Samples: int64(s.next)} }
func (s *long) Close() error            { s.closed = true; return nil }

// What is read ahead comes out as it is, in order, and its error is final.
func TestAheadDeliversWhatItsSourceDoes(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	broken := errors.New("sector 7 is damaged")
	for _, end := range []error{io.EOF, broken} {
		plain, src := &long{n: 100, end: end}, &long{n: 100, end: end}
		a := device.Ahead(src)
		for {
			var want, got device.Chunk
			errWant, errGot := plain.Next(&want), a.Next(&got)
			if errWant != errGot || want.Start != got.Start {
				t.Fatalf("error %v at %d, want %v at %d", errGot, got.Start, errWant, want.Start)
			}
			if errGot != nil {
				break
			}
			if !reflect.DeepEqual(want, got) {
				t.Fatalf("chunk %+v, want %+v", got, want)
			}
		}
		var c device.Chunk
		if err := a.Next(&c); err != end || c.Len() != 0 {
			t.Errorf("after the end: %v with %d samples", err, c.Len())
		}
		if a.Summary().Samples != 100 || a.Close() != nil || !src.closed {
			t.Error("the summary is not the source's, or it was not closed")
		}
	}
}

// Whoever stops early leaves no goroutine behind, and is told when he goes on.
func TestAheadEndsEarly(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	src := &long{n: 1 << 30}
	a := device.Ahead(src)
	var c device.Chunk
	for range 3 {
		if err := a.Next(&c); err != nil {
			t.Fatal(err)
		}
	}
	if n := a.Summary().Samples; n < 3 {
		t.Errorf("%d chunks read", n)
	}
	var err error
	for range 20 {
		err = errors.Join(err, a.Next(&c))
	}
	if err == nil {
		t.Error("goes on after its end")
	}
	if err := a.Close(); err != nil || !src.closed {
		t.Error("was not closed")
	}
}
