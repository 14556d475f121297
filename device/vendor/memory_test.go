//go:build !race

package vendor_test

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
)

// Memory does not grow with a recording's length: reading ten times as much allocates no more than garbage of lines and buffers. Not
// under the race detector: there sync.Pool loses a part of what is put into it.
func TestConstantMemory(t *testing.T) {
	read := func(data []byte) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f := claimant(t, data)
		src, err := f.Open(device.Input{Name: "long", Reader: bytes.NewReader(data)}, device.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var c device.Chunk
		for err == nil {
			err = src.Next(&c)
		}
		if err != io.EOF {
			t.Fatal(err)
		}
		if err := src.Close(); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	makers := map[string]func(n int) []byte{
		"cwa": func(n int) []byte { f := ax3(99.5); f.add(even(n, 256, 4)); return f.bytes() },
		"gt3x": func(n int) []byte {
			f := gt3x(100, "MOS2E39180594", gt3xScale256)
			f.add(0, 100, counts(posture(n), 256))
			return f.bytes()
		},
		"bin": func(n int) []byte {
			f := geneactiv(100, "100.0")
			raw, _ := f.raw(posture(n))
			f.add(raw)
			return f.bytes()
		},
		"edf": func(n int) []byte {
			c, _ := edfThree("acc %c", 500, n)
			return edfFile("", "14.03.24", "10", n/500, nil, -1, c...)
		},
	}
	for name, maker := range makers {
		short, long := read(maker(30_000)), read(maker(300_000))
		t.Logf("%s: %d and %d KiB", name, short>>10, long>>10)
		if long > short+1<<20 {
			t.Errorf("%s: a recording takes %d KiB, one ten times as long %d KiB", name, short>>10, long>>10)
		}
	}
}
