package formats

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// zstdMemory bounds what a zstd stream may make its decoder allocate: frames of the usual levels need 8 MiB, --long=27 128 MiB.
const zstdMemory = 128 << 20 // bytes

var (
	gzipMagic = []byte{0x1F, 0x8B}             // RFC 1952
	zstdMagic = []byte{0x28, 0xB5, 0x2F, 0xFD} // RFC 8878
	zipMagic  = []byte("PK\x03\x04")           // PKWARE APPNOTE 4.3.7
)

const packedBuffer = 64 << 10 // bytes of gzip read at once: by itself it asks the system for 4 KiB at a time

const (
	ratioMost = 256     // times that a recording may grow when unpacked; noise of a sensor keeps it under 50
	ratioFree = 1 << 30 // bytes that are not held to it: ten nights of a logger that lay in a drawer
)

// counted counts the bytes that were read through it.
type counted struct {
	r io.Reader
	n atomic.Int64
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// bounded ends a stream that grows beyond what the packed bytes read so far explain.
type bounded struct {
	r      io.Reader
	packed *counted
	n      int64 // bytes delivered
}

func bound(r io.Reader, packed *counted) io.Reader { return &bounded{r: r, packed: packed} }

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.n += int64(n); b.n > ratioFree+ratioMost*b.packed.n.Load() {
		return 0, fmt.Errorf("grows more than %d times when unpacked, which no recording does: unpack it yourself if it is one", ratioMost)
	}
	return n, err
}

// decompress returns the decompressed stream of r when its first bytes are those of gzip or
// zstd, and what releases it; nil when they are not.
func decompress(r io.Reader, magic []byte) (io.Reader, func() error, error) {
	packed := &counted{r: r}
	switch {
	case bytes.HasPrefix(magic, gzipMagic):
		z, err := gzip.NewReader(bufio.NewReaderSize(packed, packedBuffer))
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %w", err)
		}
		return bound(z, packed), z.Close, nil
	case bytes.HasPrefix(magic, zstdMagic):
		z, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(zstdMemory), zstd.WithDecoderMaxWindow(zstdMemory))
		if err != nil {
			return nil, nil, fmt.Errorf("zstd: %w", err)
		}
		return bound(z, packed), func() error { z.Close(); return nil }, nil
	}
	return nil, nil, nil
}
