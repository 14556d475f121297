package formats

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/tables"
	"github.com/nightjar-sleep/nightjar/dsp"
	"pgregory.net/rapid"
)

// made is a recording that a test made up.
type made struct {
	info   device.Info
	chunks []device.Chunk
	n      int64
}

func (m *made) Info() device.Info { return m.info }
func (m *made) Close() error      { return nil }
func (m *made) Summary() device.Summary {
	return device.Summary{Samples: m.n}
}

func (m *made) Next(c *device.Chunk) error {
	if len(m.chunks) == 0 {
		c.Reset(0)
		return io.EOF
	}
	*c = m.chunks[0]
	m.chunks = m.chunks[1:]
	m.n += int64(c.Len())
	return nil
}

// drawRecording draws a sensor that runs up to 1.2 % off its nominal rate, with holes of 60 ms to hours, losses that were interpolated, and a
// clock that is dated, dated with its zone, or neither.
func drawRecording(t *rapid.T) *made {
	rate := rapid.SampledFrom([]dsp.Rate{12_500, 25_000, 50_000, 100_000}).Draw(t, "rate")
	m := &made{info: device.Info{Format: "made", Rate: rate, Device: "none"}}
	start := int64(1_710_450_000_123_456_789)
	switch rapid.IntRange(0, 2).Draw(t, "clock") {
	case 0:
		m.info.Dated = true
	case 1:
		m.info.Dated, m.info.Zoned = true, true
	case 2:
		start = rapid.SampledFrom([]int64{0, 602_000_000, 86_400e9, 7_000_000_000_000_000_000 / 2}).Draw(t, "start")
	}
	period := 1e12 / float64(rate) * (1 + rapid.Float64Range(-0.012, 0.012).Draw(t, "off"))
	noise := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "noise"), 0))
	var index dsp.Index
	at := float64(0)
	for run := range rapid.IntRange(1, 4).Draw(t, "runs") {
		var c device.Chunk
		cause := device.CauseNone
		if run > 0 {
			lost := rapid.SampledFrom([]dsp.Index{8, 57, 3000, 360_000}).Draw(t, "hole")
			index += lost
			at += (float64(lost) + rapid.Float64Range(-0.2, 0.2).Draw(t, "part")) * 1e12 / float64(rate)
			cause = rapid.SampledFrom([]device.Cause{device.CauseGap, device.CauseLost, device.CauseIdle}).Draw(t, "cause")
		}
		n := rapid.IntRange(64, 2000).Draw(t, "samples")
		c.Reset(index)
		c.Hole = cause
		made := rapid.IntRange(10, n-10).Draw(t, "made up")
		for i := range n {
			v := int32(noise.Uint32()%80_000) - 40_000
			flag := dsp.Flag(0)
			if i == made && rate >= 50_000 {
				flag = dsp.Interpolated
			}
			c.Append(v, -v*3, 1_000_000+v/7, flag)
		}
		if rate >= 50_000 {
			mid := func(v []int32) { v[made] = v[made-1] + int32(math.Round(float64(v[made+1]-v[made-1])/2)) }
			mid(c.X)
			mid(c.Y)
			mid(c.Z)
		}
		for _, i := range []int{0, n / 2, n - 1} {
			c.Anchors = append(c.Anchors, device.Anchor{Index: index + dsp.Index(i), Nanos: start + int64(at+float64(i)*period)})
		}
		m.chunks = append(m.chunks, c)
		index += dsp.Index(n)
		at += float64(n) * period
	}
	return m
}

// times returns the times of the samples in ms since zero (ns), by the anchors around each.
func times(r *devicetest.Recording, zero int64) []float64 {
	out := make([]float64, len(r.Index))
	k := 0
	for i, at := range r.Index {
		for k+1 < len(r.Anchors)-1 && r.Anchors[k+1].Index <= at {
			k++
		}
		a, b := r.Anchors[k], r.Anchors[k+1]
		if at == b.Index {
			out[i] = float64(b.Nanos-zero) / 1e6
			continue
		}
		out[i] = float64(a.Nanos-zero)/1e6 + float64(at-a.Index)*float64(b.Nanos-a.Nanos)/float64(b.Index-a.Index)/1e6
	}
	return out
}

// A journal written as Axivity CSV and back keeps samples, holes and what was interpolated, and times to the millisecond.
func TestConvertLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawRecording(t)
		first := toJournal(t, src)
		var csv bytes.Buffer
		if err := tables.WriteAxivity(&csv, openJournal(t, first)); err != nil {
			t.Fatal(err)
		}
		again, err := OpenReader("convert.csv", bytes.NewReader(csv.Bytes()), device.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, csv.Bytes()[:min(csv.Len(), 300)])
		}
		second := toJournal(t, again)
		want, got := readAll(t, openJournal(t, first)), readAll(t, openJournal(t, second))
		if len(want.X) != len(got.X) || want.Info.Rate != got.Info.Rate || want.Info.Dated != got.Info.Dated || want.Info.Zoned != got.Info.Zoned {
			t.Fatalf("%d samples became %d:\n%s\n%s", len(want.X), len(got.X), want.Text(), got.Text())
		}
		for i := range want.X {
			if want.X[i] != got.X[i] || want.Y[i] != got.Y[i] || want.Z[i] != got.Z[i] || want.Index[i] != got.Index[i] || want.Flags[i] != got.Flags[i] {
				t.Fatalf("sample %d (%d %d %d, %v) became %d (%d %d %d, %v)", want.Index[i], want.X[i], want.Y[i], want.Z[i], want.Flags[i], got.Index[i], got.X[i], got.Y[i], got.Z[i], got.Flags[i])
			}
		}
		zero := want.Anchors[0].Nanos
		a, b := times(want, zero), times(got, zero)
		if !want.Info.Dated { // some start is as good as another
			b = times(got, got.Anchors[0].Nanos)
		}
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1 {
				t.Fatalf("sample %d of %d lies at %.3f ms, was at %.3f ms\n%s\n%s", i, len(a), b[i], a[i], want.Text(), got.Text())
			}
		}
	})
}

func toJournal(t *rapid.T, src device.Source) []byte {
	var b bytes.Buffer
	w, err := journal.NewWriter(&b, src.Info())
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, device.Tee(src, w))
	if err := w.End(device.Summary{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openJournal(t *rapid.T, b []byte) device.Source {
	r, err := journal.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func readAll(t *rapid.T, src device.Source) *devicetest.Recording {
	r := &devicetest.Recording{Info: src.Info()}
	var c device.Chunk
	for {
		err := src.Next(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.X {
			r.Index = append(r.Index, c.Start+dsp.Index(i))
		}
		r.X, r.Y, r.Z, r.Flags = append(r.X, c.X...), append(r.Y, c.Y...), append(r.Z, c.Z...), append(r.Flags, c.Flags...)
		r.Anchors = append(r.Anchors, c.Anchors...)
		if c.Hole != device.CauseNone {
			r.Holes = append(r.Holes, devicetest.Hole{Span: dsp.Span{Start: c.Start, End: c.Start}, Cause: c.Hole})
		}
	}
	return r
}
