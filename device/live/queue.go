package live

import (
	"sync"

	"github.com/nightjar-sleep/nightjar/device"
)

// delivery is what the goroutine that owns the port has to say: bytes, or something that happened.
type delivery struct {
	moment
	data []byte
	what event
	lost device.Cause // why readings are missing from here on, with eventLost
}

// event is what happened on a link.
type event uint8

const (
	eventBytes  event = iota
	eventIdle         // nothing came for a while
	eventLost         // the link was interrupted
	eventOpened       // and is there again
)

// queueMost bounds the bytes that wait to be decoded: 18 min of the native protocol at 100 Hz. The reader never waits for whoever is slow; beyond the bound
// the oldest are dropped and counted, and show as a hole.
const queueMost = 8 << 20 // bytes

// queue hands deliveries from the reader to the decoder.
type queue struct {
	mu      sync.Mutex
	more    *sync.Cond
	list    []delivery
	bytes   int
	dropped int64 // deliveries
	ended   bool
}

func newQueue() *queue {
	q := &queue{}
	q.more = sync.NewCond(&q.mu)
	return q
}

// push adds a delivery. It never waits.
func (q *queue) push(d delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := 0; q.bytes+len(d.data) > queueMost && i < len(q.list); i++ {
		if old := &q.list[i]; old.what == eventBytes {
			q.bytes -= len(old.data)
			q.dropped++
			old.what, old.data, old.lost = eventLost, nil, device.CauseLost
		}
	}
	if k := len(q.list) - 1; d.what == eventIdle && k >= 0 && q.list[k].what == eventIdle {
		q.list[k] = d // one is enough
	} else {
		q.list = append(q.list, d)
	}
	q.bytes += len(d.data)
	q.more.Signal()
}

// pop waits for the next delivery; false at the end.
func (q *queue) pop() (delivery, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.list) == 0 && !q.ended {
		q.more.Wait()
	}
	if len(q.list) == 0 {
		return delivery{}, false
	}
	d := q.list[0]
	q.list[0] = delivery{}
	if q.list = q.list[1:]; len(q.list) == 0 {
		q.list = nil // so that the memory of a long wait is given back
	}
	q.bytes -= len(d.data)
	return d, true
}

// end says that nothing more will come; what is there is still handed out.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.more.Broadcast()
}

// drops returns how many deliveries were dropped.
func (q *queue) drops() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}
