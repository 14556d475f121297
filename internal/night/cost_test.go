package night_test

import (
	"io"
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// quiet returns chunks of a still limb with a sensor's noise: a minute and a half that may be played over and over.
func quiet(hz float64) []device.Chunk {
	s := newScene(hz).rest(90)
	var list []device.Chunk
	src := s.whole()
	for {
		var c device.Chunk
		if src.Next(&c) == io.EOF {
			return list
		}
		c.Anchors = nil
		list = append(list, c)
	}
}

// pushAll pushes the chunks, one behind the other from sample next on, and returns the sample after them.
func pushAll(e *night.Engine, chunks []device.Chunk, next dsp.Index) dsp.Index {
	for i := range chunks {
		chunks[i].Start = next
		e.Push(&chunks[i])
		next = chunks[i].Span().End
	}
	return next
}

// TestQuietBlocksCostNoAllocation: an hour of stillness, its epochs, bouts and onsets included, takes no memory from the heap but the
// tracks', which grow as slices do and are given their room here beforehand.
func TestQuietBlocksCostNoAllocation(t *testing.T) {
	for _, hz := range []float64{25, 100} {
		chunks := quiet(hz)
		e := night.NewEngine(newScene(hz).info, night.ConfigFor(device.SiteLeftAnkle))
		var next dsp.Index
		for next < dsp.Index(4*3600*hz) { // every queue has found its length
			next = pushAll(e, chunks, next)
		}
		l := e.Ledger()
		l.Anchors, l.Sleep.Epochs = slices.Grow(l.Anchors, 1000), slices.Grow(l.Sleep.Epochs, 1000)
		l.Sleep.Bouts, l.Sleep.Onsets = slices.Grow(l.Sleep.Bouts, 1000), slices.Grow(l.Sleep.Onsets, 100)
		l.Sleep.Judged = slices.Grow(l.Sleep.Judged, 1000)
		epochs := len(l.Sleep.Epochs)
		allocs := testing.AllocsPerRun(1, func() {
			for range 40 {
				next = pushAll(e, chunks, next)
			}
		})
		if allocs != 0 {
			t.Errorf("%g Hz: %g allocations in an hour", hz, allocs)
		}
		if n := len(l.Sleep.Epochs) - epochs; n < 200 || len(l.Movements) != 0 {
			t.Errorf("%g Hz: %d epochs and %d movements", hz, n, len(l.Movements))
		}
	}
}

func BenchmarkEnginePushQuiet(b *testing.B) {
	chunks := quiet(100)
	e := night.NewEngine(newScene(100).info, night.ConfigFor(device.SiteLeftAnkle))
	next := pushAll(e, chunks, 0)
	b.ReportAllocs()
	b.ResetTimer()
	start := next
	for range b.N {
		next = pushAll(e, chunks, next)
	}
	perSample(b, int(next-start))
}

// BenchmarkNightSevere takes an hour of a severe night through the engine, again and again.
func BenchmarkNightSevere(b *testing.B) {
	set := simulate.Default()
	set.Profile, set.Hours, set.Seed = "plm-severe", 1, 9
	r, err := record(set)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	samples := 0
	for range b.N {
		l := run(b, r.whole(), nil)
		samples += int(l.Data.Len())
		b.ReportMetric(float64(len(l.Movements)), "movements")
	}
	perSample(b, samples)
}

// perSample reports the cost of a sample.
func perSample(b *testing.B, samples int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(samples), "ns/sample")
}
