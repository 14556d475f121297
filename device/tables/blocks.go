package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
)

const (
	blockBytes = 256 << 10 // bytes read at once: large against the cost of a call, small against a second-level cache
	lineBytes  = 64 << 10  // bytes; a longer line is no row of a table
	blockRows  = 5500      // rows that have room in a block at first: 256 KiB of Axivity's rows of 52 bytes, with some to spare
)

// block is a stretch of whole lines, and the rows that were made of them.
type block struct {
	buf       []byte // slack bytes beyond what is used
	from, end int    // the lines lie there
	rows      device.Rows
	tally                   // of these lines alone
	done      chan struct{} // holds one when rows and tally are made
}

func newBlock(size int) *block {
	n := blockRows * size / blockBytes
	return &block{
		buf: make([]byte, size+slack), done: make(chan struct{}, 1),
		rows: device.Rows{T: make([]int64, 0, n), X: make([]int32, 0, n), Y: make([]int32, 0, n), Z: make([]int32, 0, n)},
	}
}

// blocks cuts a stream into blocks of whole lines. Carriage returns that end lines alone become line feeds.
type blocks struct {
	r       io.Reader
	size    int           // bytes of a block
	longest int           // bytes of a line; a longer one is no row
	fresh   func() *block // returns a block that nobody uses, nil when no more are wanted
	cur     *block        // being filled
	passed  bool          // cur was handed over: what is left in it is only read, and moves to the next block
	used    int           // bytes of cur that are filled
	at      int           // bytes of cur that have been passed on
	cr      bool          // lines end with a carriage return only
	err     error         // that ended reading
	long    bool          // the rest of a line too long to be a row is passed over
}

// newBlocks cuts r into blocks of size bytes, in which a line may have a quarter at most.
func newBlocks(r io.Reader, size int) *blocks {
	return &blocks{r: r, size: size, longest: size / (blockBytes / lineBytes), cur: newBlock(size)}
}

// errStopped ends reading when no more blocks are wanted.
var errStopped = errors.New("reading was ended early")

// fill reads on until the block is full or the stream ends.
func (b *blocks) fill() {
	rest := b.cur.buf[b.at:b.used]
	if b.passed {
		next := b.fresh()
		if next == nil {
			b.err = errStopped
			return
		}
		b.cur, b.passed = next, false
	}
	b.used, b.at = copy(b.cur.buf, rest), 0
	from := b.used
	for empty := 0; b.used < b.size && b.err == nil; {
		n, err := b.r.Read(b.cur.buf[b.used:b.size])
		b.used, b.err = b.used+n, err
		if empty++; n > 0 {
			empty = 0
		}
		if empty == 100 { // as bufio
			b.err = io.ErrNoProgress
		}
	}
	if b.cr {
		crToLF(b.cur.buf[from:b.used])
	}
}

func crToLF(s []byte) {
	for i, c := range s {
		if c == '\r' {
			s[i] = '\n'
		}
	}
}

// head fills the first block and returns what is in it, with line ends settled.
func (b *blocks) head() []byte {
	b.fill()
	h := b.cur.buf[:b.used]
	if bytes.IndexByte(h, '\n') < 0 && bytes.IndexByte(h, '\r') >= 0 {
		b.cr = true
		crToLF(h)
	}
	return h
}

// errLine is returned by next for a line too long to be a row.
var errLine = errors.New("line is longer than 64 KiB: this is no table of samples")

// next returns the next block of whole lines; it is the caller's then. Where a line is too long it returns errLine once and goes on behind that line. At the end of the
// stream it returns the error that ended it; what is left then has no line end.
func (b *blocks) next() (*block, error) {
	for {
		buf := b.cur.buf
		if b.long {
			n := bytes.IndexByte(buf[b.at:b.used], '\n')
			if b.long = n < 0; b.long {
				b.at = b.used
				if b.err != nil {
					return nil, b.err
				}
				b.fill()
				continue
			}
			b.at += n + 1
		}
		if n := bytes.LastIndexByte(buf[b.at:b.used], '\n'); n >= 0 { // at most once in a block
			b.cur.from, b.cur.end = b.at, b.at+n+1
			b.at, b.passed = b.cur.end, true
			return b.cur, nil
		}
		if b.used-b.at > b.longest {
			b.long = true
			return nil, errLine
		}
		if b.err != nil {
			return nil, b.err
		}
		b.fill()
	}
}

// rest returns what follows the last line end, once next has returned an error.
func (b *blocks) rest() []byte { return b.cur.buf[b.at:b.used] }

// cutShort reports whether err means that a compressed stream was cut.
func cutShort(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }

// readFault wraps an error of reading with the file's name and what to do.
func readFault(name string, line int64, err error) error {
	if errors.Is(err, errLine) {
		return fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return fmt.Errorf("%s: reading stopped after line %d: %w", name, line, err)
}
