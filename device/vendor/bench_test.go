package vendor_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
)

// bench reads data to their end; the figure of interest is samples per second.
func bench(b *testing.B, data []byte) {
	f := claimant(b, data)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	samples := int64(0)
	for b.Loop() {
		src, err := f.Open(device.Input{Name: "bench", Reader: bytes.NewReader(data)}, device.Options{})
		if err != nil {
			b.Fatal(err)
		}
		var c device.Chunk
		for err == nil {
			err = src.Next(&c)
			samples += int64(c.Len())
		}
		if err != io.EOF {
			b.Fatal(err)
		}
		if err := src.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(samples)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

// A night of 8 hours at 100 Hz is 2.88 million samples, 12 MB of packed sectors.
func BenchmarkCWA(b *testing.B) {
	f := ax3(99.5)
	f.add(even(2_880_000, 256, 4))
	bench(b, f.bytes())
}

func BenchmarkCWAUnpacked(b *testing.B) {
	f := ax3(100.4)
	f.model, f.wide, f.axes, f.fine = 0x64, true, 6, 3
	f.add(even(720_000, 2048, 1))
	bench(b, f.bytes())
}

func BenchmarkGENEActiv(b *testing.B) {
	f := geneactiv(100, "100.0")
	raw, _ := f.raw(posture(720_000))
	f.add(raw)
	bench(b, f.bytes())
}

func BenchmarkGT3X(b *testing.B) {
	f := gt3x(100, "MOS2E39180594", gt3xScale256)
	f.add(0, 100, counts(posture(720_000), 256))
	bench(b, f.bytes())
}

func BenchmarkGT3XStored(b *testing.B) {
	f := gt3x(100, "MOS2E39180594", gt3xScale256)
	f.add(0x1A, 100, counts(posture(720_000), 256))
	bench(b, f.plain())
}

func BenchmarkUnisens(b *testing.B) {
	data := int16s(counts(posture(720_000), 2048), binary.LittleEndian)
	bench(b, zipped(map[string][]byte{"unisens.xml": []byte(unisensXML(unisensSignal)), "acc.bin": data}, "unisens.xml", "acc.bin"))
}

func BenchmarkEDF(b *testing.B) {
	c, _ := edfThree("acc %c", 500, 720_000)
	bench(b, edfFile("", "14.03.24", "10", 1440, nil, -1, c...))
}
