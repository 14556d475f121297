package journal

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Writer writes one journal. It is used by one goroutine.
//
// Record gathers samples into frames of a second; Sync writes what is gathered and puts it on the disk, and the owner calls it every second while
// live. The bytes depend on the samples and on when Sync was called, not on how Record's chunks were cut.
type Writer struct {
	w       io.Writer
	file    *spool       // w when Create or Continue opened it, else nil
	frame   int          // samples in a full frame
	pending device.Chunk // the frame being gathered
	next    dsp.Index    // number of the next sample without a hole
	lost    bool         // a frame could not be written
	axes    axisCoder
	buf     []byte
}

// minFrame is the least number of samples in a frame that nothing cuts short: below it the frame's own bytes would outweigh slow recordings.
const minFrame = 64 // samples

// Create starts a journal in a new file. It never overwrites one: an existing file is an error that wraps fs.ErrExist.
func Create(path string, info device.Info) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("journal cannot be created: %w", err)
	}
	s := openSpool(f, 0)
	w, err := NewWriter(s, info)
	if err == nil {
		w.file = s
		err = w.Sync()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return w, nil
}

// NewWriter starts a journal on w with the header info, whose texts must be UTF-8. Each frame is one call of w.Write.
func NewWriter(w io.Writer, info device.Info) (*Writer, error) {
	text, err := encodeInfo(info)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Writer{w: w, frame: frameOf(info.Rate)}
	if _, err := w.Write(append([]byte(Magic), version)); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	for range 2 {
		if err := j.write(append(openFrame(j.buf, typeHeader), text...)); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// frameOf returns how many samples a full frame holds.
func frameOf(r dsp.Rate) int {
	return int(min(max(r.Samples(1000), minFrame), device.MaxChunk))
}

// write completes the frame whose payload has been appended to f and writes it.
func (j *Writer) write(f []byte) error {
	f, err := closeFrame(f)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.buf = f
	if _, err := j.w.Write(f); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// Record adds the samples of c with their hole and anchors. It fails without having recorded anything when c breaks the contract of device.Source, and
// when a frame cannot be written; that frame is then lost, shows as a hole, and recording may go on. In a file of Create or Continue nothing is lost: what the disk
// has no room for waits in memory, Sync says so, and it is written when there is room.
func (j *Writer) Record(c *device.Chunk) error {
	if err := j.judge(c); err != nil {
		return fmt.Errorf("journal: chunk at sample %d: %w", c.Start, err)
	}
	if c.Hole != device.CauseNone || c.Start != j.next {
		if err := j.flush(); err != nil {
			return err
		}
		j.pending.Reset(c.Start)
		j.pending.Hole = c.Hole
	}
	anchors := c.Anchors
	for from := 0; from < c.Len(); {
		n := min(c.Len()-from, j.frame-j.pending.Len())
		part := c.Slice(from, from+n)
		from += n
		j.gather(&part)
		for len(anchors) > 0 && anchors[0].Index < part.Span().End {
			j.pending.Anchors = append(j.pending.Anchors, anchors[0])
			anchors = anchors[1:]
		}
		j.next = part.Span().End
		if j.pending.Len() == j.frame {
			if err := j.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// gather adds samples to the pending frame.
func (j *Writer) gather(b *dsp.Block) {
	p := &j.pending
	p.X, p.Y, p.Z = append(p.X, b.X...), append(p.Y, b.Y...), append(p.Z, b.Z...)
	p.Flags = append(p.Flags, b.Flags...)
}

// judge returns what is wrong with a chunk.
func (j *Writer) judge(c *device.Chunk) error {
	n := c.Len()
	switch {
	case n == 0 || n > device.MaxChunk:
		return fmt.Errorf("%d samples, want 1 to %d", n, device.MaxChunk)
	case len(c.Y) != n || len(c.Z) != n || len(c.Flags) != n:
		return fmt.Errorf("axes and flags differ in length: %d, %d, %d, %d", n, len(c.Y), len(c.Z), len(c.Flags))
	case c.Start < j.next || c.Start > maxIndex-device.MaxChunk:
		return fmt.Errorf("its number is not between %d and %d", j.next, int64(maxIndex-device.MaxChunk))
	}
	before := c.Start
	for _, a := range c.Anchors {
		if a.Index < before || a.Index >= c.Span().End {
			return fmt.Errorf("anchor on sample %d is out of order or outside the chunk", a.Index)
		}
		before = a.Index
	}
	return nil
}

// flush writes the pending frame, if it holds anything.
func (j *Writer) flush() error {
	p := &j.pending
	if p.Len() == 0 {
		return nil
	}
	if j.lost && p.Hole == device.CauseNone {
		p.Hole = device.CauseLost
	}
	err := j.write(appendSamples(openFrame(j.buf, typeSamples), p, &j.axes))
	j.lost = err != nil
	p.Reset(p.Span().End)
	return err
}

// Waiting returns how many bytes wait in memory for room on the disk, and how many waited in vain and are lost.
func (j *Writer) Waiting() (bytes, lost int64) {
	if j.file == nil {
		return 0, 0
	}
	return int64(j.file.bytes), j.file.lost
}

// Mark adds a remark on a sample; the text must be UTF-8 of at most 4096 bytes.
func (j *Writer) Mark(m Mark) error {
	if err := m.check(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	f := binary.AppendUvarint(openFrame(j.buf, typeMark), uint64(m.Index))
	return j.write(append(f, m.Text...))
}

// Sync writes the samples gathered so far as a frame of their own and, when Create opened the file, waits until the disk has them.
func (j *Writer) Sync() error {
	if err := j.flush(); err != nil {
		return err
	}
	if j.file == nil {
		return nil
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// End completes the journal with what the source had learnt. Without it a Reader says that the recording was not ended in order.
func (j *Writer) End(s device.Summary) error {
	if err := j.flush(); err != nil {
		return err
	}
	text, err := json.Marshal(ending{s.Samples, s.Warnings})
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := j.write(append(openFrame(j.buf, typeEnd), text...)); err != nil {
		return err
	}
	return j.Sync()
}

// Close writes what is gathered, as Sync does, and closes the file that Create opened.
func (j *Writer) Close() error {
	err := j.Sync()
	if j.file == nil {
		return err
	}
	return errors.Join(err, j.file.Close())
}
