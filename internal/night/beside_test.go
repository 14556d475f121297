package night_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// straight is Run on one processor: every chunk goes through all rooms before the next is asked for.
func straight(t testing.TB, src device.Source, c night.Config) *night.Ledger {
	t.Helper()
	e := night.NewEngine(src.Info(), c)
	if err := night.Pull(context.Background(), src, e.Push); err != nil {
		t.Fatal(err)
	}
	e.Close()
	return e.Ledger()
}

// onProcessors runs a test on n processors.
func onProcessors(t *testing.T, n int) {
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// TestBeside: a detector that works in a goroutine of its own leaves every track as the straight line does, whatever is kept of clips and however the samples are cut.
func TestBeside(t *testing.T) {
	onProcessors(t, 2)
	eachNight(t, func(t *testing.T, r *recording) {
		for _, clips := range []night.Clips{night.KeepClips, night.KeepSpectra} {
			c := night.ConfigFor(r.info.Site)
			c.Clips = clips
			want := straight(t, r.whole(), c)
			for _, size := range []int{7, 600, device.MaxChunk} {
				got, err := night.Run(context.Background(), ready{r.source(func() int { return size })}, c, nil)
				if err != nil || !same(t, "ledger", want, got) {
					t.Fatalf("clips %d, chunks of %d: %v", clips, size, err)
				}
			}
		}
	})
}

// TestBesideWhereverItEnds: a source that fails after any number of samples leaves what the straight line leaves of them, and no goroutine.
func TestBesideWhereverItEnds(t *testing.T) {
	onProcessors(t, 2)
	r := broken()
	goroutines := runtime.NumGoroutine()
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, device.MaxChunk).Draw(rt, "size")
		chunks := rapid.IntRange(0, 400_000/size).Draw(rt, "chunks")
		c := night.ConfigFor(r.info.Site)
		e := night.NewEngine(r.info, c)
		k := 0
		if err := night.Pull(context.Background(), r.source(func() int { return size }), func(c *device.Chunk) {
			if k++; k <= chunks {
				e.Push(c)
			}
		}); err != nil {
			rt.Fatal(err)
		}
		e.Close()
		got, err := night.Run(context.Background(), ready{&failing{Source: r.source(func() int { return size }), left: chunks}}, c, nil)
		if k > chunks && !errors.Is(err, io.ErrUnexpectedEOF) || !same(t, "ledger", e.Ledger(), got) {
			rt.Fatal(err)
		}
	})
	for patience := 0; runtime.NumGoroutine() > goroutines; patience++ { // the last one may still be returning
		if time.Sleep(time.Millisecond); patience == 1000 {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
		}
	}
}

// ready is a source that is never waited for.
type ready struct{ device.Source }

func (ready) Waits() int { return 0 }

// failing is a source that breaks off after some chunks.
type failing struct {
	device.Source
	left int
}

func (f *failing) Next(c *device.Chunk) error {
	if f.left--; f.left < 0 {
		return io.ErrUnexpectedEOF
	}
	return f.Source.Next(c)
}
