package formats

import (
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// zstdMemory bounds what a zstd stream may make its decoder allocate: frames of the usual levels need 8 MiB, --long=27 128 MiB.
const zstdMemory = 128 << 20 // bytes

var (
	gzipMagic = []byte{0x1F, 0x8B}             // RFC 1952
	zstdMagic = []byte{0x28, 0xB5, 0x2F, 0xFD} // RFC 8878
)

// decompress returns the decompressed stream of r when its first bytes are those of gzip or
// zstd, and what releases it; nil when they are not.
func decompress(r io.Reader, magic []byte) (io.Reader, func() error, error) {
	switch {
	case bytes.HasPrefix(magic, gzipMagic):
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, nil, fmt.Errorf("gzip: %w", err)
		}
		return z, z.Close, nil
	case bytes.HasPrefix(magic, zstdMagic):
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(zstdMemory), zstd.WithDecoderMaxWindow(zstdMemory))
		if err != nil {
			return nil, nil, fmt.Errorf("zstd: %w", err)
		}
		return z, func() error { z.Close(); return nil }, nil
	}
	return nil, nil, nil
}
