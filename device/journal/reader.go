package journal

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Reader reads a journal as a device.Source, in constant memory apart from its marks. Its Info is what the Writer was given.
//
// Beside what the original had taught, Summary has the warnings torn_tail (the recording was not ended in order; what follows the last whole frame was
// dropped), damaged (frames that could not be read; their samples are a hole of cause lost) and unknown_frames (of a newer Nightjar).
// Where damage took anchors along, none stands behind the hole; those around it still hold.
type Reader struct {
	frames frames
	file   io.Closer // what Open opened, else nil
	sha    hash.Hash
	name   string // how errors call the journal
	info   device.Info
	err    error // final, io.EOF included

	next    dsp.Index // end of the last samples
	marks   []Mark
	unknown int     // frames of unknown types
	ending  *ending // nil until the frame 'E' was read
	summary device.Summary
	clock   rateMeter
}

// Open opens the journal in the file at path.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("journal cannot be opened: %w", err)
	}
	r, err := newReader(f, "journal "+path)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.file = f
	return r, nil
}

// NewReader reads the journal that r delivers. Close does not close r.
func NewReader(r io.Reader) (*Reader, error) { return newReader(r, "journal") }

func newReader(src io.Reader, name string) (*Reader, error) {
	r := &Reader{name: name, sha: sha256.New()}
	r.frames.r = bufio.NewReaderSize(io.TeeReader(src, r.sha), frameHead+maxPayload+frameTail)
	if err := r.readHeader(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// readHeader reads up to the first copy of the header that is whole.
func (r *Reader) readHeader() error {
	head, err := r.frames.r.Peek(len(Magic) + 1)
	switch {
	case err != nil && err != io.EOF:
		return err
	case len(head) < len(Magic)+1 || string(head[:len(Magic)]) != Magic:
		return fmt.Errorf("is no journal: it begins with %q, not %q", head, Magic)
	case head[len(Magic)] != version:
		return fmt.Errorf("is of format %d, this program reads %d: update nightjar", head[len(Magic)], version)
	}
	r.frames.discard(len(head))
	kind, b, err := r.frames.next()
	if err != nil && err != io.EOF {
		return err
	}
	if err != nil || kind != typeHeader {
		return errors.New("both copies of its header are cut or damaged: it cannot be read")
	}
	r.frames.damaged = false // a damaged first copy cost no samples
	r.info, err = decodeInfo(b)
	return err
}

// Info returns the header.
func (r *Reader) Info() device.Info { return r.info }

// Marks returns the remarks read so far, in the order in which they were made.
func (r *Reader) Marks() []Mark { return slices.Clone(r.marks) }

// Next fills c with the samples of the next frame that is whole.
func (r *Reader) Next(c *device.Chunk) error {
	for r.err == nil {
		kind, b, err := r.frames.next()
		switch {
		case err == io.EOF:
			r.err = io.EOF
			r.summary.SHA256 = hex.EncodeToString(r.sha.Sum(nil))
		case err != nil:
			r.err = fmt.Errorf("%s: byte %d: %w", r.name, r.frames.at, err)
		case kind == typeSamples:
			if r.samples(b, c) {
				return nil
			}
			r.frames.reject(len(b))
		case !r.other(kind, b):
			r.frames.reject(len(b))
		}
	}
	c.Reset(r.next)
	return r.err
}

// samples decodes a frame 'S' into c and reports whether it is sound.
func (r *Reader) samples(b []byte, c *device.Chunk) bool {
	if decodeSamples(b, c) != nil || c.Start < r.next {
		return false
	}
	gap := c.Start > r.next
	if gap && r.frames.damaged {
		c.Hole = device.CauseLost
	}
	r.frames.damaged = false
	r.clock.push(c, gap)
	r.next = c.Span().End
	r.summary.Samples += int64(c.Len())
	for _, f := range c.Flags {
		r.summary.Interpolated += int64(f & dsp.Interpolated / dsp.Interpolated)
		r.summary.Clipped += int64(f & dsp.Clipped / dsp.Clipped)
	}
	return true
}

// other takes a frame without samples and reports whether it is sound.
func (r *Reader) other(kind byte, b []byte) bool {
	switch kind {
	case typeHeader: // the second copy
	case typeMark:
		p := payload{b: b}
		m := Mark{Index: dsp.Index(p.uvarint(maxIndex)), Text: string(p.b)}
		if p.err != nil || m.check() != nil {
			return false
		}
		r.marks = append(r.marks, m)
	case typeEnd:
		var e ending
		if json.Unmarshal(b, &e) != nil {
			return false
		}
		r.ending = &e
	default:
		r.unknown++
	}
	return true
}

// Summary returns what was counted so far, the original's warnings and those of the journal itself.
func (r *Reader) Summary() device.Summary {
	s := r.summary
	s.Rate = r.clock.hz()
	if r.ending != nil {
		s.Warnings = slices.Clone(r.ending.Warnings)
	}
	add := func(code, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if i := slices.IndexFunc(s.Warnings, func(w device.Warning) bool { return w.Code == code }); i >= 0 {
			s.Warnings[i].Text += "; " + text // the original was damaged as well
			return
		}
		s.Warnings = append(s.Warnings, device.Warning{Code: code, Text: text})
	}
	if f := &r.frames; f.bad > 0 {
		add("damaged", "the journal is damaged in %d places (%d bytes); the samples there are lost and counted as holes", f.bad, f.badLen)
	}
	if r.unknown > 0 {
		add("unknown_frames", "%d frames of the journal are of a kind that this version does not know and were left out: update nightjar", r.unknown)
	}
	if r.err == io.EOF {
		switch {
		case r.ending == nil || r.frames.skipped > 0:
			add("torn_tail", "the recording was not ended in order: it stops at the last whole frame, %d bytes behind it were dropped", r.frames.skipped)
		case r.ending.Samples != s.Samples:
			add("samples_missing", "the journal was ended with %d samples, %d were found", r.ending.Samples, s.Samples)
		}
	}
	return s
}

// Close closes the file that Open opened.
func (r *Reader) Close() error {
	r.err = errClosed
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

var errClosed = errors.New("journal: read after Close")

// rateMeter measures the rate between anchors without a hole between them.
type rateMeter struct {
	last    device.Anchor
	valid   bool // no hole since last
	samples float64
	nanos   float64
}

// leastNanos is the shortest time over which a rate is stated: stamps in whole milliseconds give it to 1e-4.
const leastNanos = 10e9 // ns

func (m *rateMeter) push(c *device.Chunk, gap bool) {
	m.valid = m.valid && !gap && c.Hole == device.CauseNone
	for _, a := range c.Anchors {
		if dt := float64(a.Nanos) - float64(m.last.Nanos); m.valid && dt > 0 {
			m.samples += float64(a.Index - m.last.Index)
			m.nanos += dt
		}
		m.last, m.valid = a, true
	}
}

// hz returns the rate in Hz, 0 when too little was measured.
func (m *rateMeter) hz() float64 {
	if m.nanos < leastNanos {
		return 0
	}
	return m.samples / m.nanos * 1e9
}
