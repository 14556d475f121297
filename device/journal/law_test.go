package journal

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// night is a recording laid out flat, free of how it was cut into chunks.
type night struct {
	Info    device.Info
	Samples []sample
	Holes   []hole
	Anchors []device.Anchor
}

type sample struct {
	Index   dsp.Index
	X, Y, Z int32
	Flag    dsp.Flag
}

type hole struct {
	From, To dsp.Index
	Cause    device.Cause
}

// add lays out one chunk.
func (n *night) add(c *device.Chunk) {
	end := dsp.Index(0)
	if len(n.Samples) > 0 {
		end = n.Samples[len(n.Samples)-1].Index + 1
	}
	if c.Start != end || c.Hole != device.CauseNone {
		n.Holes = append(n.Holes, hole{end, c.Start, c.Hole})
	}
	for i := range c.X {
		n.Samples = append(n.Samples, sample{c.Start + dsp.Index(i), c.X[i], c.Y[i], c.Z[i], c.Flags[i]})
	}
	n.Anchors = append(n.Anchors, c.Anchors...)
}

// chunk copies samples [from, to), which have no hole inside, into c, with the hole before them and the anchors on them.
func (n *night) chunk(c *device.Chunk, from, to int) {
	c.Reset(n.Samples[from].Index)
	for _, s := range n.Samples[from:to] {
		c.Append(s.X, s.Y, s.Z, s.Flag)
	}
	for _, h := range n.Holes {
		if h.To == c.Start {
			c.Hole = h.Cause
		}
	}
	for _, a := range n.Anchors {
		if c.Span().Contains(a.Index) {
			c.Anchors = append(c.Anchors, a)
		}
	}
}

// write records n in chunks of the sizes that cut gives.
func (n *night) write(t rapid.TB, j *Writer, cut func() int) {
	t.Helper()
	var c device.Chunk
	for from := 0; from < len(n.Samples); {
		to, limit := from+1, min(from+cut(), len(n.Samples))
		for to < limit && !n.holeBefore(to) {
			to++
		}
		n.chunk(&c, from, to)
		if err := j.Record(&c); err != nil {
			t.Fatal(err)
		}
		from = to
	}
}

func (n *night) holeBefore(i int) bool {
	for _, h := range n.Holes {
		if h.To == n.Samples[i].Index {
			return true
		}
	}
	return false
}

// readAll reads a source to its end, which must be io.EOF.
func readAll(t rapid.TB, s device.Source) *night {
	t.Helper()
	n := &night{Info: s.Info()}
	var c device.Chunk
	for {
		err := s.Next(&c)
		if err == io.EOF && c.Len() == 0 {
			return n
		}
		if err != nil {
			t.Fatalf("after %d samples: %v", len(n.Samples), err)
		}
		if l := c.Len(); l == 0 || l > device.MaxChunk || len(c.Y) != l || len(c.Z) != l || len(c.Flags) != l {
			t.Fatalf("chunk of %d, %d, %d samples and %d flags", l, len(c.Y), len(c.Z), len(c.Flags))
		}
		n.add(&c)
	}
}

// drawNight draws a recording of every kind of value that a sensor, or its failure, gives.
func drawNight(t *rapid.T) *night {
	text := rapid.StringN(0, 8, -1)
	n := &night{Info: device.Info{
		Format: text.Draw(t, "format"), Device: text.Draw(t, "device"), Serial: text.Draw(t, "serial"),
		Site: device.Site(rapid.SampledFrom([]string{"", "left-ankle", "trunk"}).Draw(t, "site")),
		Rate: dsp.Rate(rapid.Int64Range(1, 10_000_000).Draw(t, "rate")), Dated: rapid.Bool().Draw(t, "dated"),
		Zoned: rapid.Bool().Draw(t, "zoned"), Offset: rapid.IntRange(-50000, 50000).Draw(t, "offset"), Zone: text.Draw(t, "zone"),
		RangeG: rapid.Float64Range(0, 1000).Draw(t, "range"), StepG: rapid.Float64Range(0, 1).Draw(t, "step"),
	}}
	for i := range rapid.IntRange(0, 2).Draw(t, "warnings") {
		n.Info.Warnings = append(n.Info.Warnings, device.Warning{Code: fmt.Sprint("code", i), Text: text.Draw(t, "warning")})
	}
	at := dsp.Index(0)
	for range rapid.IntRange(0, 4).Draw(t, "stretches") {
		var c device.Chunk
		c.Reset(at)
		if rapid.Bool().Draw(t, "hole") {
			c.Reset(at + dsp.Index(rapid.Int64Range(0, 1<<40).Draw(t, "length")))
			c.Hole = device.Cause(rapid.IntRange(0, 8).Draw(t, "cause"))
		}
		length := rapid.IntRange(1, 300).Draw(t, "samples")
		axes := [3]*rapid.Generator[int32]{drawAxis(t), drawAxis(t), drawAxis(t)}
		flags := rapid.SampledFrom([]dsp.Flag{0, 0, 0, dsp.Interpolated, dsp.Clipped, 255})
		for range length {
			c.Append(axes[0].Draw(t, "x"), axes[1].Draw(t, "y"), axes[2].Draw(t, "z"), flags.Draw(t, "flag"))
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "anchors") {
			index := c.Start + dsp.Index(i*(length-1)/2)
			c.Anchors = append(c.Anchors, device.Anchor{Index: index, Nanos: rapid.Int64().Draw(t, "nanos")})
		}
		n.add(&c)
		at = c.Span().End
	}
	return n
}

// drawAxis draws what an axis measures: any number, counts of a sensor's steps rounded to micro-g, or one value for good.
func drawAxis(t *rapid.T) *rapid.Generator[int32] {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return rapid.Int32()
	case 1:
		return rapid.SampledFrom([]int32{math.MinInt32, math.MaxInt32})
	case 2:
		return rapid.Just(rapid.Int32().Draw(t, "frozen"))
	}
	perG := rapid.SampledFrom([]float64{16, 64, 63, 256, 980.665, 1000, 2048, 16384}).Draw(t, "counts per g")
	round := rapid.SampledFrom([]func(float64) float64{math.Round, math.RoundToEven, math.Trunc, math.Floor}).Draw(t, "rounding")
	return rapid.Map(rapid.IntRange(-2000, 2000), func(k int) int32 { return int32(round(float64(k) / perG * dsp.MicroG)) })
}

// TestJournalLaw: reading back what was written gives the same samples, flags, holes, anchors and header, bit for bit, whatever the chunks
// and however often the frames were cut short.
func TestJournalLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNight(t)
		var file bytes.Buffer
		w, err := NewWriter(&file, n.Info)
		if err != nil {
			t.Fatal(err)
		}
		n.write(t, w, func() int {
			if rapid.IntRange(0, 3).Draw(t, "sync") == 0 {
				if err := w.Sync(); err != nil {
					t.Fatal(err)
				}
			}
			return rapid.IntRange(1, 400).Draw(t, "chunk")
		})
		sum := device.Summary{Samples: int64(len(n.Samples)), Warnings: []device.Warning{{Code: "frozen", Text: "x"}}}
		if err := w.End(sum); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(n, readAll(t, r)); d != "" {
			t.Fatalf("written (-) and read (+) differ:\n%s", d)
		}
		if d := cmp.Diff(sum.Warnings, r.Summary().Warnings); d != "" {
			t.Fatal(d)
		}
	})
}

// TestChunksLeaveBytes: the journal is the same bytes however the samples came.
func TestChunksLeaveBytes(t *testing.T) {
	n := ankle(9000, 1.0/256)
	var first []byte
	for _, size := range []int{4096, 1, 7, 479} {
		var file bytes.Buffer
		w, err := NewWriter(&file, n.Info)
		if err != nil {
			t.Fatal(err)
		}
		n.write(t, w, func() int { return size })
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = file.Bytes()
		}
		if !bytes.Equal(first, file.Bytes()) {
			t.Errorf("chunks of %d give another journal than chunks of 4096", size)
		}
	}
}
