package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	blockBytes = 256 << 10 // bytes read at once: large against the cost of a call, small against a second-level cache
	lineBytes  = 64 << 10  // bytes; a longer line is no row of a table
)

// blocks cuts a stream into blocks of whole lines. Carriage returns that end lines alone become line feeds.
type blocks struct {
	r    io.Reader
	buf  []byte // slack bytes beyond what is used
	used int    // bytes of buf that are filled
	at   int    // bytes of buf that have been passed on
	cr   bool   // lines end with a carriage return only
	err  error  // that ended reading
	long bool   // the rest of a line too long to be a row is passed over
}

func newBlocks(r io.Reader) *blocks {
	return &blocks{r: r, buf: make([]byte, blockBytes+slack)}
}

// fill reads on until the buffer is full or the stream ends.
func (b *blocks) fill() {
	copy(b.buf, b.buf[b.at:b.used])
	b.used, b.at = b.used-b.at, 0
	from := b.used
	for empty := 0; b.used < blockBytes && b.err == nil; {
		n, err := b.r.Read(b.buf[b.used:blockBytes])
		b.used, b.err = b.used+n, err
		if empty++; n > 0 {
			empty = 0
		}
		if empty == 100 { // as bufio
			b.err = io.ErrNoProgress
		}
	}
	if b.cr {
		crToLF(b.buf[from:b.used])
	}
}

func crToLF(s []byte) {
	for i, c := range s {
		if c == '\r' {
			s[i] = '\n'
		}
	}
}

// head fills the buffer and returns what is in it, with line ends settled.
func (b *blocks) head() []byte {
	b.fill()
	h := b.buf[:b.used]
	if bytes.IndexByte(h, '\n') < 0 && bytes.IndexByte(h, '\r') >= 0 {
		b.cr = true
		crToLF(h)
	}
	return h
}

// errLine is returned by next for a line too long to be a row.
var errLine = errors.New("line is longer than 64 KiB: this is no table of samples")

// next returns where the next whole lines lie in buf. Where a line is too long it returns errLine once and goes on behind that line. At the end of the stream it returns an
// empty stretch and the error that ended it; what is left then has no line end.
func (b *blocks) next() (from, end int, err error) {
	for {
		if b.long {
			n := bytes.IndexByte(b.buf[b.at:b.used], '\n')
			if b.long = n < 0; b.long {
				b.at = b.used
				if b.err != nil {
					return b.at, b.at, b.err
				}
				b.fill()
				continue
			}
			b.at += n + 1
		}
		if n := bytes.LastIndexByte(b.buf[b.at:b.used], '\n'); n >= 0 {
			from, end = b.at, b.at+n+1
			b.at = end
			return from, end, nil
		}
		if b.used-b.at > lineBytes {
			b.long = true
			return 0, 0, errLine
		}
		if b.err != nil {
			return b.at, b.at, b.err
		}
		b.fill()
	}
}

// rest returns what follows the last line end, once next has returned an error.
func (b *blocks) rest() []byte { return b.buf[b.at:b.used] }

// cutShort reports whether err means that a compressed stream was cut.
func cutShort(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }

// readFault wraps an error of reading with the file's name and what to do.
func readFault(name string, line int64, err error) error {
	if errors.Is(err, errLine) {
		return fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return fmt.Errorf("%s: reading stopped after line %d: %w", name, line, err)
}
