package night_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// faulty is a source that fails after some chunks.
type faulty struct {
	device.Source
	chunks int
	err    error
}

func (s *faulty) Next(c *device.Chunk) error {
	if s.chunks == 0 {
		c.Reset(0)
		return s.err
	}
	s.chunks--
	return s.Source.Next(c)
}

// TestRunKeepsWhatCameBeforeAnError: a source that breaks part-way leaves the ledger of a recording that ended there.
func TestRunKeepsWhatCameBeforeAnError(t *testing.T) {
	damaged := errors.New("night.cwa: sector 812 is damaged")
	for _, err := range []error{damaged, fmt.Errorf("night.csv: line 7: %w", io.EOF), io.ErrUnexpectedEOF} {
		const chunks, size = 5, 600
		src := &faulty{broken().source(func() int { return size }), chunks, err}
		got, gotErr := night.Run(context.Background(), src, night.ConfigFor(device.SiteLeftAnkle), nil)
		if !errors.Is(gotErr, err) || gotErr == err || !strings.Contains(gotErr.Error(), "3000 samples") {
			t.Errorf("error %v, want %q wrapped with the number of samples before it", gotErr, err)
		}
		want := run(t, &faulty{broken().source(func() int { return size }), chunks, io.EOF}, nil)
		same(t, "ledger", want, got)
		if len(got.Movements) == 0 || got.Data.Len() != chunks*size {
			t.Errorf("%d movements in %v", len(got.Movements), got.Data)
		}
	}
}

// TestRunStopsWhenCancelled: no chunk is asked for any more, and what was settled is there.
func TestRunStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	chunks := 0
	got, err := night.Run(ctx, broken().source(func() int { return 600 }), night.ConfigFor(device.SiteLeftAnkle), func(*night.Ledger) {
		if chunks++; chunks == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || chunks != 3 || got.Data.Len() != 1800 {
		t.Errorf("%v after %d chunks with data %v", err, chunks, got.Data)
	}
}

// TestRunOfNextToNothing: no samples and one sample are recordings without events.
func TestRunOfNextToNothing(t *testing.T) {
	empty := newScene(50)
	l := run(t, empty.whole(), nil)
	if want := (&night.Ledger{Info: empty.info}); !reflect.DeepEqual(l, want) {
		t.Errorf("empty source: %+v", l)
	}
	one := newScene(50).rest(0.02)
	l = run(t, one.whole(), nil)
	if l.Data != (dsp.Span{Start: 0, End: 1}) || len(l.Movements) != 0 || len(l.Holes) != 0 || len(l.Anchors) != 1 {
		t.Errorf("one sample: %+v", l)
	}
}

// TestEveryRate: from half a hertz to 200 Hz, a limb that lies, moves and freezes is taken in; below 10 Hz without movements.
func TestEveryRate(t *testing.T) {
	for _, hz := range []float64{0.5, 1, 1.6, 3, 5, 7.813, 9.999, 10, 12.5, 20, 25, 30, 31.25, 33.333, 40, 50, 62.5, 64, 66.7, 80, 85.7, 100, 128, 200} {
		s := newScene(hz)
		s.rest(65).play(30, lift(0.3, 10, 12, 0.4)).stuck(max(64, 2100/hz), 1, 2, 3).hole(30, device.CauseLost).play(100, sway(50, 52))
		l := run(t, s.whole(), nil)
		if hz < 10 && len(l.Movements) != 0 || hz >= 10 && len(l.Movements) != 2 {
			t.Errorf("%g Hz: %d movements", hz, len(l.Movements))
		}
		if len(l.Holes) != 2 || l.Holes[0].Cause != device.CauseFrozen {
			t.Errorf("%g Hz: holes %v", hz, l.Holes)
		}
		last := l.Sleep.Bouts[len(l.Sleep.Bouts)-1]
		if last.Span.End != l.Data.End {
			t.Errorf("%g Hz: bouts up to %d of %d samples", hz, last.Span.End, l.Data.End)
		}
	}
}

// TestAnySamples: whatever a sensor may say in 32 bits, the laws of order hold.
func TestAnySamples(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 5))
		s := newScene([]float64{10, 25, 100}[seed%3])
		s.rest(3)
		for range 30 {
			size := []int32{1, 5_000, 1_000_000, math.MaxInt32}[rng.IntN(4)]
			c := device.Chunk{Block: dsp.Block{Start: s.next}, Hole: s.cause}
			for range 1 + rng.IntN(400) {
				draw := func() int32 { return int32(rng.Int64N(2*int64(size)+1) - int64(size)) }
				c.Append(draw(), draw(), draw(), dsp.Flag(rng.IntN(4)))
			}
			s.take(&c)
			if rng.IntN(3) == 0 {
				s.hole(rng.Float64()*5+1/s.hz, device.CauseLost)
			}
		}
		l := run(t, s.whole(), nil)
		before := 0.0
		for _, m := range l.Movements {
			if m.Onset < before || m.End < m.Onset || m.End > float64(l.Data.End) {
				t.Errorf("seed %d: movement %.1f–%.1f after %.1f", seed, m.Onset, m.End, before)
			}
			before = m.End
		}
		awayFromHoles(t, l)
	}
}

// TestCalibration: a calibration gives the ledger of a sensor that measured right to begin with.
func TestCalibration(t *testing.T) {
	list, err := simulated()
	if err != nil {
		t.Fatal(err)
	}
	c := night.Calibration{Applied: true, OffsetG: [3]float64{0.031, -0.0172, 0.0005}, Gain: [3]float64{1.02, 0.987, 1.0004}}
	raw := list[0]
	right := &recording{info: raw.info, anchors: raw.anchors}
	for _, s := range raw.stretches {
		out := stretch{cause: s.cause, Block: dsp.Block{Start: s.Start}}
		for i := range s.X {
			var v [3]int32
			for k, m := range [3]int32{s.X[i], s.Y[i], s.Z[i]} {
				v[k] = int32(math.Round((float64(m) - float64(c.OffsetG[k]*1e6)) * c.Gain[k]))
			}
			out.Append(v[0], v[1], v[2], s.Flags[i])
		}
		right.stretches = append(right.stretches, out)
	}
	want := run(t, right.whole(), nil)
	config := night.ConfigFor(raw.info.Site)
	config.Calibration = c
	for _, size := range []int{7, device.MaxChunk} {
		got, err := night.Run(context.Background(), raw.source(func() int { return size }), config, nil)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "ledger", want, got)
	}
	if plain := run(t, raw.whole(), nil); reflect.DeepEqual(plain.Movements, want.Movements) {
		t.Error("the calibration changes nothing")
	}
}

// TestCalibrationAtFullScale: what the correction pushes beyond 32 bits stays at their end.
func TestCalibrationAtFullScale(t *testing.T) {
	c := night.ConfigFor(device.SiteLeftAnkle)
	c.Calibration = night.Calibration{Applied: true, Gain: [3]float64{2, 2, 2}}
	s := newScene(100).rest(60)
	b := &s.stretches[0]
	for i := 5000; i < 5050; i++ {
		b.X[i], b.Y[i] = math.MaxInt32, math.MinInt32
	}
	l, err := night.Run(context.Background(), s.whole(), c, nil)
	if err != nil || len(l.Movements) != 1 {
		t.Fatalf("%v with %d movements, want 1", err, len(l.Movements))
	}
	clip := l.Movements[0].Clip.Block()
	at := 5000 - int(clip.Start)
	if clip.X[at] != math.MaxInt32 || clip.Y[at] != math.MinInt32 {
		t.Errorf("%d and %d micro-g", clip.X[at], clip.Y[at])
	}
}
