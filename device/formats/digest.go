package formats

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"sync"
)

// digest passes a stream on and hashes it on the way, while the bytes are still in the processor's cache. Formats read their input in a goroutine of its own, ahead of
// what is made of it, so that nothing waits for the hash. A compressed stream is unpacked in that goroutine, and everything waits for it: there, bytes are put aside
// and hashed in another.
type digest struct {
	r      io.Reader
	begun  bool
	packed bool

	mu    sync.Mutex // between Read, sum and work
	hash  hash.Hash
	eof   bool
	aside [][]byte  // to be hashed, in order
	spare [][]byte  // memory for more
	busy  bool      // work goes on
	less  sync.Cond // aside became shorter, or busy ended
}

const asideMost = 4 // pieces of a stream that wait to be hashed; one is hashed long before the next was unpacked

func newDigest(r io.Reader) *digest {
	d := &digest{r: r, hash: sha256.New()}
	d.less.L = &d.mu
	return d
}

// Read implements io.Reader.
func (d *digest) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if !d.begun && n > 0 {
		d.begun = true
		d.packed = bytes.HasPrefix(p[:n], gzipMagic) || bytes.HasPrefix(p[:n], zstdMagic)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.packed {
		d.put(p[:n])
	} else {
		d.hash.Write(p[:n])
	}
	d.eof = d.eof || err == io.EOF
	return n, err
}

// put sets a copy of p aside, and sees to its being hashed. The caller holds mu.
func (d *digest) put(p []byte) {
	for len(d.aside) == asideMost {
		d.less.Wait()
	}
	var room []byte
	if k := len(d.spare) - 1; k >= 0 {
		room, d.spare = d.spare[k][:0], d.spare[:k]
	}
	d.aside = append(d.aside, append(room, p...))
	if !d.busy {
		d.busy = true
		go d.work()
	}
}

// work hashes what was set aside, until nothing is left.
func (d *digest) work() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.aside) > 0 {
		p := d.aside[0]
		d.mu.Unlock()
		d.hash.Write(p) // nobody else does while work is busy
		d.mu.Lock()
		d.aside = append(d.aside[:0], d.aside[1:]...)
		d.spare = append(d.spare, p)
		d.less.Signal()
	}
	d.busy = false
	d.less.Broadcast()
}

// sum returns the hex digest of the stream once it was read to its end, "" before.
func (d *digest) sum() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.eof {
		return ""
	}
	for d.busy {
		d.less.Wait()
	}
	return hex.EncodeToString(d.hash.Sum(nil))
}
