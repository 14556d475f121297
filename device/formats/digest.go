package formats

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
)

const (
	digestBytes  = 256 << 10 // bytes hashed at once
	digestBlocks = 4         // blocks on their way to the hash
)

// digest passes a stream on and hashes it beside, in a goroutine of its own.
type digest struct {
	r     io.Reader
	block []byte      // being filled
	full  chan []byte // to be hashed
	free  chan []byte // hashed
	done  chan struct{}
	hash  [sha256.Size]byte // after done
	ended bool              // full is closed
	eof   bool
	mu    sync.Mutex // between Read, sum and close
}

func newDigest(r io.Reader) *digest {
	d := &digest{r: r, full: make(chan []byte, digestBlocks), free: make(chan []byte, digestBlocks), done: make(chan struct{})}
	for range digestBlocks - 1 {
		d.free <- make([]byte, 0, digestBytes)
	}
	d.block = make([]byte, 0, digestBytes)
	go func() {
		defer close(d.done)
		h := sha256.New()
		for b := range d.full {
			h.Write(b)
			d.free <- b[:0]
		}
		h.Sum(d.hash[:0])
	}()
	return d
}

// Read implements io.Reader.
func (d *digest) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return n, err
	}
	for q := p[:n]; len(q) > 0; {
		k := min(len(q), cap(d.block)-len(d.block))
		d.block = append(d.block, q[:k]...)
		if q = q[k:]; len(d.block) == cap(d.block) {
			d.full <- d.block
			d.block = <-d.free
		}
	}
	if err == io.EOF {
		d.eof = true
		d.end()
	}
	return n, err
}

// end lets the goroutine finish.
func (d *digest) end() {
	if !d.ended {
		d.ended = true
		d.full <- d.block
		close(d.full)
	}
}

// sum returns the hex digest of the stream once it was read to its end, "" before.
func (d *digest) sum() string {
	d.mu.Lock()
	eof := d.eof
	d.mu.Unlock()
	if !eof {
		return ""
	}
	<-d.done
	return hex.EncodeToString(d.hash[:])
}

// close ends the goroutine and waits for it.
func (d *digest) close() error {
	d.mu.Lock()
	d.end()
	d.mu.Unlock()
	<-d.done
	return nil
}
