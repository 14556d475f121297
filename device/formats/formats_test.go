package formats

import (
	"io"
	"os"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
)

func BenchmarkAxivity(b *testing.B) {
	path := os.Getenv("NIGHT")
	st, err := os.Stat(path)
	if err != nil {
		b.Skip()
	}
	b.SetBytes(st.Size())
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open(path, device.Options{})
		if err != nil {
			b.Fatal(err)
		}
		var c device.Chunk
		for {
			if err = s.Next(&c); err != nil {
				break
			}
		}
		if err != io.EOF {
			b.Fatal(err)
		}
		b.Log(s.Info(), s.Summary())
		s.Close()
	}
}
