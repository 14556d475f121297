package movement_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// busy is a scene with one of each: a held lift, a gentle one, a lasting tilt, a kick, a long restlessness, a train of beats.
func busy() *scene {
	return &scene{
		rest: 0.3, lean: 0.2,
		turns: []turn{
			{20, 0.35, 5}, {22, 0.45, -5}, {30, 0.5, 4}, {31.5, 1.5, -4}, {45, 0.8, 25},
			{100, 0.35, 3}, {101, 0.4, -3}, {104.5, 0.35, 3}, {105.5, 0.4, -3},
		},
		shakes: []shake{
			{at: 62, hz: 6, deg: 0.5, decay: 0.12}, {at: 70, hz: 1.1, deg: 8, took: 12}, {at: 90, hz: 1.5, deg: 2, took: 5},
		},
	}
}

// busyMovements is the number of movements in a busy scene.
const busyMovements = 8

// alike fails the test unless two lists of movements are the same within the given tolerances: edges in s, accelerations in g.
func alike(t rapid.TB, hz float64, want, got []movement.Movement, edge, size float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d movements, want %d", len(got), len(want))
	}
	for i := range want {
		w, g := want[i], got[i]
		off := func(name string, a, b, limit float64) {
			if !(math.Abs(a-b) <= limit) {
				t.Errorf("movement %d from %.2f s on: %s %.9g, want %.9g", i, w.Onset/hz, name, b, a)
			}
		}
		off("onset", w.Onset, g.Onset, edge*hz)
		off("end", w.End, g.End, edge*hz)
		off("peak", w.PeakG, g.PeakG, size)
		off("jerk", w.JerkGS, g.JerkGS, size*hz)
		off("hold", w.HoldG, g.HoldG, size)
		off("tilt", w.TiltCos, g.TiltCos, size)
		off("floor", w.FloorG, g.FloorG, size)
		off("threshold", w.ThresholdG, g.ThresholdG, size)
		off("quiet before", w.QuietBeforeS, g.QuietBeforeS, 2*edge)
		share := min(1, 10*size/w.PeakG) // of what is a ratio
		off("planarity", w.Planarity, g.Planarity, share)
		off("share above 5 Hz", w.HighShare, g.HighShare, share)
		off("rate of the swing", w.SwingHz, g.SwingHz, share*hz)
		off("ring", w.Ring, g.Ring, 2*share)
		off("rhythm", w.Rhythm, g.Rhythm, 2*share)
		off("spread", w.SpreadS, g.SpreadS, 15*edge) // a hold adds hardly any energy, so its end is in or out by little
		if w.Closing != g.Closing || w.Beats != g.Beats {
			t.Errorf("movement %d from %.2f s on: closing %d with %d beats, want %d with %d", i, w.Onset/hz, g.Closing, g.Beats, w.Closing, w.Beats)
		}
	}
}

// turned returns the samples of a sensor mounted otherwise.
func turned(b *dsp.Block, m *mount) dsp.Block {
	out := dsp.Block{Start: b.Start}
	for i := range b.X {
		v := m.turn([3]float64{float64(b.X[i]), float64(b.Y[i]), float64(b.Z[i])})
		out.Append(int32(math.Round(v[0])), int32(math.Round(v[1])), int32(math.Round(v[2])), b.Flags[i])
	}
	return out
}

// TestAxesExchanged: which axis of the sensor is called which, and which way it points, is nothing to a limb: all is the same but for the
// order in which floating point adds.
func TestAxesExchanged(t *testing.T) {
	for _, hz := range []float64{50, 100} {
		b := busy().record(hz, 120, sensorG, rand.New(rand.NewPCG(1, 2)))
		want := detect(t, hz, &b)
		if len(want) != busyMovements {
			t.Fatalf("%d movements, want %d", len(want), busyMovements)
		}
		for _, m := range []mount{
			{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}, {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}},
			{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{0, 0, -1}, {0, -1, 0}, {-1, 0, 0}},
		} {
			other := turned(&b, &m)
			alike(t, hz, want, detect(t, hz, &other), 1e-6, 1e-9)
		}
	}
}

// TestSensorTurned: however the sensor is strapped on, the edges stay within 10 ms and the features within a third of the sensor's noise. (The
// quiet posture is a median of each axis, which the noise shifts a little otherwise in every mounting.)
func TestSensorTurned(t *testing.T) {
	for _, hz := range []float64{50, 100} {
		b := busy().record(hz, 120, sensorG, rand.New(rand.NewPCG(3, 4)))
		want := detect(t, hz, &b)
		for seed := range uint64(10) {
			m := mounted(rand.New(rand.NewPCG(seed, 6)))
			other := turned(&b, &m)
			alike(t, hz, want, detect(t, hz, &other), 0.010, sensorG/3)
		}
	}
}

// TestNumbersShifted: samples numbered from elsewhere on give the same movements there. By whole ticks of a tenth of a second exactly; by
// other numbers the ticks are cut otherwise, and edges may move by a little.
func TestNumbersShifted(t *testing.T) {
	const hz = 100
	b := busy().record(hz, 120, sensorG, rand.New(rand.NewPCG(5, 6)))
	want := detect(t, hz, &b)
	for _, k := range []dsp.Index{10, 1000, 2_880_000, 1, 3, 7, 12_345} {
		b.Start = k
		got := detect(t, hz, &b)
		for i := range got {
			got[i].Onset -= float64(k)
			got[i].End -= float64(k)
			got[i].Clip.Start -= k
		}
		if k%10 == 0 {
			alike(t, hz, want, got, 1e-9, 0)
			continue
		}
		if len(got) != len(want) {
			t.Fatalf("shifted by %d: %d movements, want %d", k, len(got), len(want))
		}
		for i := range got {
			if on, end := got[i].Onset-want[i].Onset, got[i].End-want[i].End; math.Abs(on) > 2 || math.Abs(end) > 2 {
				t.Errorf("shifted by %d: movement %d begins %+.0f ms and ends %+.0f ms elsewhere", k, i, on*10, end*10)
			}
		}
	}
}

// TestChunks: movements do not depend on how the samples come.
func TestChunks(t *testing.T) {
	const hz = 50
	b := busy().record(hz, 120, sensorG, rand.New(rand.NewPCG(7, 8)))
	want := detect(t, hz, &b)
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 999), 1, 20).Draw(t, "sizes")
		d := movement.New(50_000, movement.Ankle())
		var got []movement.Movement
		frontier := d.Frontier()
		for from, k := 0, 0; from < b.Len(); k++ {
			to := min(b.Len(), from+sizes[k%len(sizes)])
			part, known := b.Slice(from, to), len(got)
			got = d.Push(got, &part)
			for _, m := range got[known:] {
				if m.Onset < float64(frontier) {
					t.Fatalf("onset at %.1f, where the frontier had been at %d", m.Onset, frontier)
				}
			}
			if f := d.Frontier(); f > dsp.Index(to) {
				t.Fatalf("frontier at %d, with samples up to %d", f, to)
			}
			frontier, from = max(frontier, d.Frontier()), to
		}
		if got = d.Close(got); !reflect.DeepEqual(want, got) {
			t.Fatalf("want -, got +:\n%.2000s", cmp.Diff(want, got))
		}
	})
}

// TestAnySamples: whatever 32 bits may say, nothing panics and movements are in order, apart from each other, with numbers that
// are numbers.
func TestAnySamples(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]dsp.Rate{10_000, 12_500, 25_000, 50_000, 100_000}).Draw(t, "rate")
		d := movement.New(rate, movement.Ankle())
		var list []movement.Movement
		var b dsp.Block
		next := dsp.Index(rapid.Int64Range(0, 1<<40).Draw(t, "first"))
		for range rapid.IntRange(1, 12).Draw(t, "blocks") {
			if rapid.IntRange(0, 3).Draw(t, "hole") == 0 {
				next += dsp.Index(rapid.Int64Range(1, 100_000).Draw(t, "missing"))
			}
			b.Reset(next)
			rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 9))
			size := rapid.SampledFrom([]int64{0, 1, 3_000, 300_000, 100_000_000, math.MaxInt32}).Draw(t, "size")
			level := rapid.SampledFrom([]int64{0, 1_000_000, -1_000_000}).Draw(t, "level")
			draw := func() int32 {
				v := level + rng.Int64N(2*size+1) - size
				return int32(min(math.MaxInt32, max(math.MinInt32, v)))
			}
			for range rapid.IntRange(0, 1500).Draw(t, "samples") {
				b.Append(draw(), draw(), draw(), dsp.Flag(rng.IntN(4)))
			}
			list = d.Push(list, &b)
			next = b.Span().End
		}
		list = d.Close(list)
		before := 0.0
		for i, m := range list {
			if !(before <= m.Onset && m.Onset <= m.End && m.End <= float64(next)) {
				t.Fatalf("movement %d: %.2f–%.2f after %.2f, of %d samples", i, m.Onset, m.End, before, next)
			}
			before = m.End
			sane(t, i, &m)
		}
	})
}

// sane checks that features are within what they can be.
func sane(t *rapid.T, i int, m *movement.Movement) {
	t.Helper()
	for _, v := range []float64{m.PeakG, m.JerkGS, m.HoldG, m.SpreadS, m.BeatHz, m.QuietBeforeS, m.FloorG, m.ThresholdG, m.Lean, m.SwingHz} {
		if !(v >= 0) || math.IsInf(v, 0) {
			t.Fatalf("movement %d: %+v", i, *m)
		}
	}
	for _, v := range []float64{m.Planarity, m.HighShare, m.Rhythm, m.Ring, m.Dip, math.Abs(m.TiltCos)} {
		if !(v >= 0 && v <= 1+1e-9) {
			t.Fatalf("movement %d: a share is not between 0 and 1: %+v", i, *m)
		}
	}
	if m.Clip.Len() == 0 || float64(m.Clip.Start) > m.Onset {
		t.Fatalf("movement %d: clip of %d samples from %d on", i, m.Clip.Len(), m.Clip.Start)
	}
}

// TestTuningAsJSON: the tuning printed into a report is the one that was used, and reads back as such.
func TestTuningAsJSON(t *testing.T) {
	for _, want := range []movement.Tuning{movement.Ankle(), movement.Wrist()} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got movement.Tuning
		in := json.NewDecoder(bytes.NewReader(text))
		in.DisallowUnknownFields()
		if err := in.Decode(&got); err != nil || got != want {
			t.Errorf("%v: %+v reads back as %+v", err, want, got)
		}
	}
}
