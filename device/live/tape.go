package live

import (
	"sync"

	"github.com/nightjar-sleep/nightjar/device"
)

// tape holds numbered samples between the goroutine that numbers them and the one that takes them, as chunks ready to be handed on.
type tape struct {
	mu     sync.Mutex
	more   *sync.Cond // the reader waits for samples, the writer for room
	chunks []device.Chunk
	spare  []device.Chunk
	cause  device.Cause    // of the hole before the next sample
	broken bool            // there is
	latest []device.Anchor // on samples not appended yet
	held   int             // samples on the tape
	eager  bool            // what there is may be taken, however little
	least  int             // samples that are worth taking
	taken  bool            // somebody takes: until then the writer cannot wait for room, since the reader waits for it
	ended  bool            // nothing more will be appended
	closed bool            // nobody takes any more
	err    error           // why it ended, nil for an end in order
}

const (
	tapeChunk = 512    // samples in one chunk
	tapeMost  = 60_000 // samples on the tape, 10 min at 100 Hz; beyond, the writer waits
)

func newTape(least int) *tape {
	t := &tape{least: max(1, least)}
	t.more = sync.NewCond(&t.mu)
	return t
}

// append adds a sample.
func (t *tape) append(s sampleAt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.held >= tapeMost && t.taken && !t.closed {
		t.more.Wait()
	}
	if t.closed {
		return
	}
	k := len(t.chunks) - 1
	if k < 0 || t.broken || t.chunks[k].Len() >= tapeChunk {
		t.chunks = append(t.chunks, t.blank())
		k++
		t.chunks[k].Reset(s.at)
		if t.broken {
			t.chunks[k].Hole, t.broken = t.cause, false
		}
	}
	c := &t.chunks[k]
	c.Append(s.v[0], s.v[1], s.v[2], s.flag)
	for len(t.latest) > 0 && t.latest[0].Index <= s.at {
		c.Anchors = append(c.Anchors, t.latest[0])
		t.latest = append(t.latest[:0], t.latest[1:]...)
	}
	if t.held++; t.held >= t.least {
		t.more.Broadcast()
	}
}

// blank returns an empty chunk, with the memory of an old one when there is one.
func (t *tape) blank() device.Chunk {
	if k := len(t.spare) - 1; k >= 0 {
		c := t.spare[k]
		t.spare = t.spare[:k]
		return c
	}
	return device.Chunk{}
}

// hole says that there is a hole before the next sample.
func (t *tape) hole(cause device.Cause) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cause, t.broken = cause, true
}

// anchor ties a sample that will be appended next to a time.
func (t *tape) anchor(a device.Anchor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.latest = append(t.latest, a)
}

// flush lets whoever waits take what there is.
func (t *tape) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held > 0 {
		t.eager = true
		t.more.Broadcast()
	}
}

// end says that nothing more will be appended.
func (t *tape) end(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		t.ended, t.err = true, err
	}
	t.more.Broadcast()
}

// close says that nobody takes any more.
func (t *tape) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed, t.ended, t.chunks, t.held = true, true, nil, 0
	t.more.Broadcast()
}

// take waits for samples and moves the first chunk to c; false when the tape has ended.
func (t *tape) take(c *device.Chunk) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken = true
	for t.held < t.least && !t.eager && !t.ended && len(t.chunks) < 2 {
		t.more.Wait()
	}
	if len(t.chunks) == 0 {
		return false, t.err
	}
	first := t.chunks[0]
	t.chunks = append(t.chunks[:0], t.chunks[1:]...)
	t.held -= first.Len()
	t.eager = t.eager && t.held > 0
	*c, first = first, *c // the caller's memory is used again
	if cap(first.X) > 0 && len(t.spare) < 4 {
		first.Reset(0)
		t.spare = append(t.spare, first)
	}
	t.more.Broadcast()
	return true, nil
}
