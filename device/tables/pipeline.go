package tables

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/nightjar-sleep/nightjar/device"
)

// pipeline turns a stream of lines into rows on all cores: one goroutine reads blocks of whole lines, others parse them, each block by itself, and the caller of ReadRows takes
// the rows in the order of the stream. What comes out depends neither on how many there are nor on where blocks are cut. A dialect whose lines are understood only
// after those before them is parsed by one.
type pipeline struct {
	layout layout
	name   string // of the file, for messages
	blocks *blocks

	work  chan *block // to be parsed
	order chan piece  // the same and what lies between them, in the order of the stream
	spent chan *block // to be filled again
	room  int         // blocks that may still be made
	stop  chan struct{}
	done  sync.WaitGroup
	once  sync.Once

	total tally
	at    *block // at hand
	given int    // rows of it handed over
	ended error  // that ends the rows once those at hand are handed over; io.EOF for a good end
	cut   string // what was cut off at the end
}

// piece is what the reader met: a block, a line too long to be a row, or the end.
type piece struct {
	block *block
	err   error // errLine, or what ended the stream
}

const (
	parsersMost = 8 // more would wait for the reader: rows that are slow to parse are so at 150 MB/s, and digests are made at 1 GB/s
	blocksMore  = 3 // blocks beside those being parsed: one being read, one at hand, one ready
)

// newPipeline returns the pipeline of the lines of b, of layout l. It reads nothing before start.
func newPipeline(b *blocks, l layout, name string) *pipeline {
	return &pipeline{layout: l, name: name, blocks: b, stop: make(chan struct{}), total: tally{places: -1, opened: -1}}
}

// skip passes over the first n bytes of the head.
func (p *pipeline) skip(n int) {
	p.total.line += int64(bytes.Count(p.blocks.cur.buf[:n], []byte{'\n'}))
	p.blocks.at = n
}

// start lets the goroutines begin, at most parsers of them to parse.
func (p *pipeline) start(parsers int) {
	if !p.layout.apart() {
		parsers = 1
	}
	p.room = parsers + blocksMore - 1 // the first is made
	p.work, p.order, p.spent = make(chan *block, p.room+1), make(chan piece, p.room+1), make(chan *block, p.room+1)
	p.blocks.fresh = p.fresh
	p.done.Add(1 + parsers)
	go p.read()
	for range parsers {
		go p.parse()
	}
}

// parsers returns how many goroutines parse.
func parsers() int { return min(runtime.GOMAXPROCS(0), parsersMost) }

// fresh returns a block to be filled, nil after close.
func (p *pipeline) fresh() *block {
	select {
	case b := <-p.spent:
		return b
	default:
	}
	if p.room > 0 {
		p.room--
		return newBlock(p.blocks.size)
	}
	select {
	case b := <-p.spent:
		return b
	case <-p.stop:
		return nil
	}
}

// read cuts the stream into blocks until its end, an error or close.
func (p *pipeline) read() {
	defer p.done.Done()
	defer close(p.order)
	defer close(p.work)
	for {
		b, err := p.blocks.next()
		if b != nil {
			p.work <- b // never full: there are no more blocks than have room
		}
		select {
		case p.order <- piece{b, err}:
		case <-p.stop:
			return
		}
		if err != nil && !errors.Is(err, errLine) {
			return
		}
	}
}

// parse turns blocks into rows.
func (p *pipeline) parse() {
	defer p.done.Done()
	own := parser{layout: p.layout, name: p.name}
	for b := range p.work {
		b.rows.Reset()
		own.begin()
		own.parse(b.buf, b.from, b.end, &b.rows)
		b.tally = own.tally
		b.done <- struct{}{}
	}
}

// ReadRows implements device.RowReader. It appends fewer than n rows only at the end.
func (p *pipeline) ReadRows(dst *device.Rows, n int) error {
	for end := dst.Len() + n; dst.Len() < end; {
		if p.at == nil {
			if err := p.next(); err != nil {
				if dst.Len() > end-n {
					return nil // and the error by itself
				}
				return err
			}
			continue
		}
		k := min(end-dst.Len(), p.at.rows.Len()-p.given)
		dst.AppendRows(&p.at.rows, p.given, p.given+k)
		if p.given += k; p.given == p.at.rows.Len() {
			p.release()
		}
	}
	return nil
}

// release gives the block at hand back.
func (p *pipeline) release() {
	if p.at.buf != nil {
		p.spent <- p.at // never full: there are no more blocks than have room
	}
	p.at, p.given = nil, 0
}

// next moves on to the next piece that has rows, or returns what ended them.
func (p *pipeline) next() error {
	for p.at == nil {
		if p.ended != nil {
			return p.ended
		}
		next, ok := <-p.order
		switch {
		case !ok:
			p.ended = errStopped
		case next.block != nil:
			p.take(next.block)
		case errors.Is(next.err, errLine):
			p.total.tooLong(p.name)
			p.ended = p.total.tooBad(running)
		default:
			p.finish(next.err)
		}
	}
	return nil
}

// take adds a parsed block to what is known and brings its rows to hand.
func (p *pipeline) take(b *block) {
	<-b.done
	if p.layout.counted() {
		p.layout.clock.place(b.rows.T, p.total.rows)
	}
	p.total.add(&b.tally, &b.rows)
	p.ended = p.total.tooBad(running)
	if p.at = b; b.rows.Len() == 0 {
		p.release()
	}
}

// finish takes in a last line without a line end and says how the stream ended.
func (p *pipeline) finish(err error) {
	if err != io.EOF && !cutShort(err) {
		p.ended = readFault(p.name, p.total.line+1, err)
		return
	}
	if cutShort(err) {
		p.cut = fmt.Sprintf("the compressed data end early, after line %d: the rest of the recording is lost", p.total.line)
	}
	if rest := p.blocks.rest(); len(strings.TrimSpace(string(rest))) > 0 {
		tail, last := parser{layout: p.layout, tally: p.total, name: p.name}, new(block)
		if !tail.final(rest, &last.rows) && p.cut == "" {
			p.cut = fmt.Sprintf("line %d, the last one, is cut and was left out", tail.line+1)
		}
		p.total = tail.tally
		if p.layout.counted() {
			p.layout.clock.place(last.rows.T, 0)
		}
		if last.rows.Len() > 0 {
			p.at = last
		}
	}
	if p.ended = p.total.tooBad(atEnd); p.ended == nil {
		p.ended = io.EOF
	}
}

// halt ends the goroutines; wait waits for them.
func (p *pipeline) halt() { p.once.Do(func() { close(p.stop) }) }

func (p *pipeline) wait() { p.done.Wait() }
