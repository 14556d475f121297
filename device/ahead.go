package device

import (
	"errors"
	"sync"
)

const (
	aheadChunks = 8 // read ahead: enough that neither side waits for the other's longer steps, 420 KiB
	aheadBack   = 4 // given back together to be filled again: who reads is woken a quarter as often, and waking takes longer than copying a chunk
)

// Ahead returns src read ahead by a goroutine, so that numbering the next samples overlaps the use of those at hand. It delivers the
// chunks of src as they come. Summary and Close end the reading ahead first; Close closes src.
func Ahead(src Source) Source {
	a := &ahead{Source: src, ready: make(chan delivery, aheadChunks), spent: make(chan *Chunk, aheadChunks), stop: make(chan struct{})}
	for range aheadChunks {
		a.spent <- new(Chunk)
	}
	a.done.Add(1)
	go a.read()
	return a
}

// errEnded is what Next returns to who asked for a summary before the end.
var errEnded = errors.New("reading was ended early")

// delivery is a chunk, or the error that came instead.
type delivery struct {
	chunk *Chunk
	err   error
}

type ahead struct {
	Source
	ready chan delivery
	spent chan *Chunk // to be filled again
	used  []*Chunk    // to be given back, fewer than aheadBack
	stop  chan struct{}
	once  sync.Once
	done  sync.WaitGroup
	err   error // final, once it was delivered
	waits int
}

// Waits returns how often Next has found nothing ready: seldom, where reading is the smaller part of the work. It is for who calls Next.
func (a *ahead) Waits() int { return a.waits }

// read fills chunks until the source ends or nobody wants more.
func (a *ahead) read() {
	defer a.done.Done()
	defer close(a.ready)
	for {
		select {
		case c := <-a.spent:
			err := a.Source.Next(c)
			select {
			case a.ready <- delivery{c, err}:
			case <-a.stop:
				return
			}
			if err != nil {
				return
			}
		case <-a.stop:
			return
		}
	}
}

// Next implements Source. The memory of c goes to a later chunk in exchange for that of the chunk handed over.
func (a *ahead) Next(c *Chunk) error {
	if a.err != nil {
		c.Reset(c.Start)
		return a.err
	}
	var d delivery
	ok := false
	select {
	case d, ok = <-a.ready:
	default:
		a.waits++
		d, ok = <-a.ready
	}
	if !ok {
		a.err = errEnded
		return a.err
	}
	*c, *d.chunk = *d.chunk, *c
	a.err = d.err
	if a.used = append(a.used, d.chunk); len(a.used) == aheadBack {
		for _, chunk := range a.used {
			a.spent <- chunk // never full: there are aheadChunks of them
		}
		a.used = a.used[:0]
	}
	return a.err
}

// end stops reading ahead and waits until src is nobody's.
func (a *ahead) end() {
	a.once.Do(func() { close(a.stop) })
	a.done.Wait()
}

// Summary implements Source. What was read ahead and not delivered is in it too.
func (a *ahead) Summary() Summary {
	a.end()
	return a.Source.Summary()
}

// Close implements Source.
func (a *ahead) Close() error {
	a.end()
	return a.Source.Close()
}
