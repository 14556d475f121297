package live

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// State says how a link is.
type State uint8

// The states of a link.
const (
	Listening State = iota // open, nothing understood yet
	Reading                // readings come
	Stalled                // open, but nothing comes
	Lost                   // gone; it is looked for
	LostSync               // bytes come that make no sense
	Unsure                 // so much is damaged on the way that nothing is believed
	Ended
)

// String returns the state in words.
func (s State) String() string {
	return [...]string{"listening", "reading", "stalled", "gone, looking for it", "out of step", "too damaged on the way to be believed: try another cable or be closer", "ended"}[s]
}

// link owns a port in one goroutine: it reads, and brings the port back when it is gone.
type link struct {
	find  func() (string, error) // the port's name now: another one after a replug
	open  Opener
	baud  atomic.Int64
	start func(Port) error // says to the sensor what makes it send, nil when it sends by itself
	now   hostClock
	queue *queue

	ending  sync.Once
	stop    chan struct{} // closed when the link is to end
	done    chan struct{} // closed when the goroutine has ended
	again   atomic.Bool   // the port is to be opened again: what comes makes no sense
	silence atomic.Int64  // ns without a byte after which the port is opened again

	state   atomic.Int32
	bytes   atomic.Int64
	heard   atomic.Int64 // ns on the computer's clock of the last byte
	reopens atomic.Int64
	trouble atomic.Pointer[string] // why the port cannot be opened, nil when it can
}

const (
	readSize     = 4096                   // bytes, never less: an empty buffer makes the library report a port that is gone
	stallLeast   = 3 * time.Second        // without a byte, USB chips are taken to be wedged
	stallPeriods = 20                     // × the period of slow sensors
	spinReads    = 100                    // empty reads in
	spinTime     = 100 * time.Millisecond // that show a driver which ignores the timeout
	spinPause    = 5 * time.Millisecond
)

// backoff is how long is waited before the port is tried again.
var backoff = [...]time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second}

func newLink(find func() (string, error), open Opener, now hostClock) *link {
	l := &link{find: find, open: open, now: now, queue: newQueue(), stop: make(chan struct{}), done: make(chan struct{})}
	l.silence.Store(int64(stallLeast))
	return l
}

// run reads until the link is told to stop. p is the port when it is open already.
func (l *link) run(p Port) {
	defer close(l.done)
	defer l.queue.end()
	defer l.state.Store(int32(Ended))
	for tries := 0; !l.stopped(); {
		if p == nil {
			var err error
			if p, err = l.connect(); err != nil {
				l.trouble.Store(new(err.Error()))
				l.pause(backoff[min(tries, len(backoff)-1)])
				tries++
				l.push(delivery{what: eventIdle})
				continue
			}
			l.trouble.Store(nil)
			l.reopens.Add(1)
			l.push(delivery{what: eventOpened})
		}
		l.state.Store(int32(Listening))
		before := l.bytes.Load()
		cause := l.read(p)
		closeSoon(p)
		p = nil
		if l.stopped() {
			return
		}
		l.state.Store(int32(Lost))
		l.push(delivery{what: eventLost, lost: cause})
		if l.bytes.Load() > before {
			tries = 0
		} else { // it opens, but says nothing: no hurry
			l.pause(backoff[min(tries, len(backoff)-1)])
			tries++
		}
	}
}

// connect opens the port under the name that it has now.
func (l *link) connect() (Port, error) {
	name, err := l.find()
	if err != nil {
		return nil, err
	}
	p, err := l.open(name, int(l.baud.Load()))
	if err != nil {
		return nil, err
	}
	if err := ready(p); err != nil {
		closeSoon(p)
		return nil, err
	}
	if l.start != nil {
		if err := say(l.start, p); err != nil {
			closeSoon(p)
			return nil, err
		}
	}
	return p, nil
}

// saying is how long a sensor may take to be told something.
const saying = 2 * time.Second

// say writes to a port without waiting for ever: a write has no timeout on any system, and does not end when the port is closed. What is said is so short that this
// happens with wedged drivers only, and then the goroutine is left behind.
func say(what func(Port) error, p Port) error {
	done := make(chan error, 1)
	go func() { done <- what(p) }()
	select {
	case err := <-done:
		return err
	case <-time.After(saying):
		return errors.New("the sensor does not take what is written to it")
	}
}

// read reads until the port is gone, stalls or is to be left, and returns why readings will be missing.
func (l *link) read(p Port) (cause device.Cause) {
	defer func() {
		if r := recover(); r != nil { // the library panics when more than a thousand files are open
			l.trouble.Store(new(fmt.Sprint(r)))
			cause = device.CauseUnplug
		}
	}()
	buf := make([]byte, readSize)
	last := l.now()
	heard := last.host
	empty, since := 0, last.host
	for !l.stopped() && !l.again.Swap(false) {
		n, err := p.Read(buf)
		at := l.now()
		if slept := (at.host - at.awake) - (last.host - last.awake); slept > suspendLeast {
			l.queue.push(delivery{moment: at, what: eventLost, lost: device.CauseSuspend})
			heard = at.host
		}
		last = at
		switch {
		case n > 0:
			l.bytes.Add(int64(n))
			l.queue.push(delivery{moment: at, data: append([]byte(nil), buf[:n]...)})
			heard, empty, since = at.host, 0, at.host
			l.heard.Store(heard)
		case err != nil:
			return device.CauseUnplug
		default:
			l.queue.push(delivery{moment: at, what: eventIdle})
			if at.host-heard > l.silence.Load() {
				return device.CauseStall
			}
			if empty++; empty >= spinReads {
				if at.host-since < int64(spinTime) {
					l.pause(spinPause)
				}
				empty, since = 0, at.host
			}
		}
	}
	return device.CauseLost
}

// push queues something that happened now.
func (l *link) push(d delivery) {
	d.moment = l.now()
	l.queue.push(d)
}

// pause waits, unless the link is to end.
func (l *link) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-l.stop:
	}
}

// end tells the goroutine to end. It may be called more than once.
func (l *link) end() { l.ending.Do(func() { close(l.stop) }) }

func (l *link) stopped() bool {
	select {
	case <-l.stop:
		return true
	default:
		return false
	}
}
