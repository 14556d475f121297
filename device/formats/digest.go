package formats

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"sync"
)

// digest passes a stream on and hashes it on the way, while the bytes are still in the processor's cache. Formats read their input in a goroutine of its own, ahead of
// what is made of it, so that nothing waits for the hash.
type digest struct {
	r    io.Reader
	mu   sync.Mutex // between Read and sum
	hash hash.Hash
	eof  bool
}

func newDigest(r io.Reader) *digest { return &digest{r: r, hash: sha256.New()} }

// Read implements io.Reader.
func (d *digest) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hash.Write(p[:n])
	d.eof = d.eof || err == io.EOF
	return n, err
}

// sum returns the hex digest of the stream once it was read to its end, "" before.
func (d *digest) sum() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.eof {
		return ""
	}
	return hex.EncodeToString(d.hash.Sum(nil))
}
