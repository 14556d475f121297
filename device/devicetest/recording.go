package devicetest

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Recording is all that a Source delivered.
type Recording struct {
	Info    device.Info
	Summary device.Summary
	// Index, X, Y, Z and Flags hold the samples.
	Index   []dsp.Index
	X, Y, Z []int32
	Flags   []dsp.Flag
	Holes   []Hole
	Anchors []device.Anchor
	Err     error // that ended it; nil for io.EOF
}

// Hole is a stretch of samples that are missing.
type Hole struct {
	dsp.Span
	Cause device.Cause
}

// Read reads s to its end and closes it. It returns an error that begins "broken promise" when s does not keep
// to the contract of device.Source; an error of the recording itself is in Recording.Err.
func Read(s device.Source) (*Recording, error) { return read(s, false) }

// read is Read; what damage took from a recording that keeps numbers and anchors as they were is not missed when lossy.
func read(s device.Source, lossy bool) (*Recording, error) {
	r := &Recording{}
	var c device.Chunk
	var next dsp.Index
	for {
		err := s.Next(&c)
		if err != nil {
			if err != io.EOF {
				r.Err = err
			}
			if c.Len() != 0 {
				return nil, fmt.Errorf("broken promise: %d samples came with the error %w", c.Len(), err)
			}
			break
		}
		if err := r.add(&c, next, lossy); err != nil {
			return nil, fmt.Errorf("broken promise: chunk at sample %d: %w", c.Start, err)
		}
		next = c.Span().End
	}
	if err := s.Next(&c); err == nil {
		return nil, fmt.Errorf("broken promise: samples came after the end")
	}
	r.Info, r.Summary = s.Info(), s.Summary()
	if err := s.Close(); err != nil {
		return nil, fmt.Errorf("closing: %w", err)
	}
	if err := r.check(lossy); err != nil {
		return nil, fmt.Errorf("broken promise: %w", err)
	}
	return r, nil
}

// add takes a chunk in and checks it against the end of the one before.
func (r *Recording) add(c *device.Chunk, next dsp.Index, lossy bool) error {
	n := c.Len()
	if n < 1 || n > device.MaxChunk || len(c.Y) != n || len(c.Z) != n || len(c.Flags) != n {
		return fmt.Errorf("it has %d, %d, %d values and %d flags", n, len(c.Y), len(c.Z), len(c.Flags))
	}
	if c.Start < next || c.Start > next != (c.Hole != device.CauseNone) || next == 0 && c.Start != 0 && !lossy {
		return fmt.Errorf("it follows sample %d with the cause %q", next, c.Hole)
	}
	if c.Hole != device.CauseNone {
		r.Holes = append(r.Holes, Hole{dsp.Span{Start: next, End: c.Start}, c.Hole})
	}
	for i := range n {
		r.Index = append(r.Index, c.Start+dsp.Index(i))
	}
	r.X, r.Y, r.Z = append(r.X, c.X...), append(r.Y, c.Y...), append(r.Z, c.Z...)
	r.Flags = append(r.Flags, c.Flags...)
	for _, a := range c.Anchors {
		if !c.Span().Contains(a.Index) {
			return fmt.Errorf("its anchor %d lies outside", a.Index)
		}
		if k := len(r.Anchors); k > 0 && r.Anchors[k-1].Index >= a.Index {
			return fmt.Errorf("its anchor %d is not after %d", a.Index, r.Anchors[k-1].Index)
		}
		r.Anchors = append(r.Anchors, a)
	}
	return nil
}

// check compares the whole with the summary and looks for missing anchors.
func (r *Recording) check(lossy bool) error {
	var made int64
	for _, f := range r.Flags {
		if f&dsp.Interpolated != 0 {
			made++
		}
	}
	if r.Summary.Samples != int64(len(r.X)) || r.Summary.Interpolated != made {
		return fmt.Errorf("summary counts %d samples, %d interpolated; %d and %d came", r.Summary.Samples, r.Summary.Interpolated, len(r.X), made)
	}
	if len(r.X) == 0 || lossy {
		return nil
	}
	at := map[dsp.Index]bool{}
	for i, a := range r.Anchors {
		at[a.Index] = true
		if i > 0 && a.Index-r.Anchors[i-1].Index > r.Info.Rate.Samples(time.Minute.Milliseconds())+1 && !r.holeBetween(r.Anchors[i-1].Index, a.Index) {
			return fmt.Errorf("anchors %d and %d are more than 60 s apart", r.Anchors[i-1].Index, a.Index)
		}
	}
	wanted := []dsp.Index{0, r.Index[len(r.Index)-1]}
	for _, h := range r.Holes {
		wanted = append(wanted, h.End)
	}
	for _, i := range wanted {
		if !at[i] && r.Err == nil {
			return fmt.Errorf("sample %d has no anchor", i)
		}
	}
	return nil
}

func (r *Recording) holeBetween(a, b dsp.Index) bool {
	for _, h := range r.Holes {
		if h.Start > a && h.End <= b {
			return true
		}
	}
	return false
}

// Text prints the recording for people: what it is, its holes and anchors, and the first samples.
func (r *Recording) Text() []byte {
	var b bytes.Buffer
	i := r.Info
	fmt.Fprintf(&b, "format %s, device %q, serial %q, site %q, rate %s, dated %v, zoned %v, offset %d s, range %g g, step %.5f g\n",
		i.Format, i.Device, i.Serial, i.Site, i.Rate, i.Dated, i.Zoned, i.Offset, i.RangeG, i.StepG)
	s := r.Summary
	fmt.Fprintf(&b, "%d samples, %d interpolated, %d clipped, %.3f Hz\n", s.Samples, s.Interpolated, s.Clipped, s.Rate)
	for _, w := range append(i.Warnings[:len(i.Warnings):len(i.Warnings)], s.Warnings...) {
		fmt.Fprintf(&b, "warning %s: %s\n", w.Code, w.Text)
	}
	for _, h := range r.Holes {
		fmt.Fprintf(&b, "hole %d to %d: %s\n", h.Start, h.End, h.Cause)
	}
	for _, a := range r.Anchors {
		fmt.Fprintf(&b, "anchor %d at %s\n", a.Index, time.Unix(0, a.Nanos).UTC().Format("2006-01-02 15:04:05.000000"))
	}
	const shown = 4 // samples
	for k := range min(shown, len(r.X)) {
		fmt.Fprintf(&b, "sample %d: %d %d %d\n", r.Index[k], r.X[k], r.Y[k], r.Z[k])
	}
	if r.Err != nil {
		fmt.Fprintf(&b, "error: %v\n", r.Err)
	}
	return b.Bytes()
}
