package dsp_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// stuckSample is one sample of a series that is free of how it was cut into blocks.
type stuckSample struct {
	At      dsp.Index
	X, Y, Z int32
	Flag    dsp.Flag
}

// stuckRule is how long a run has to be to be taken out: a minute and 2,000 samples of one value, or half a second and
// four samples of exact zeros.
type stuckRule struct{ frozen, zeros int }

// ruleAt works the lengths out from the rate in hertz alone.
func ruleAt(hz float64) stuckRule {
	return stuckRule{max(2000, int(60*hz+0.5)), max(4, int(hz/2+0.5))}
}

// naive finds the runs of one value in the whole series at once, with the samples that remain.
func (r stuckRule) naive(series []stuckSample) (kept []stuckSample, taken []dsp.StuckRun) {
	for i := 0; i < len(series); {
		n := 1
		for i+n < len(series) && series[i+n].At == series[i].At+dsp.Index(n) &&
			series[i+n].X == series[i].X && series[i+n].Y == series[i].Y && series[i+n].Z == series[i].Z {
			n++
		}
		zeros := series[i].X == 0 && series[i].Y == 0 && series[i].Z == 0
		if n >= r.frozen || zeros && n >= r.zeros {
			taken = append(taken, dsp.StuckRun{Span: dsp.Span{Start: series[i].At, End: series[i].At + dsp.Index(n)}, Zeros: zeros})
		} else {
			kept = append(kept, series[i:i+n]...)
		}
		i += n
	}
	return kept, taken
}

// through passes the series through a Stuck in blocks as long as size says, never across a hole.
func through(rate dsp.Rate, series []stuckSample, size func() int) (kept []stuckSample, taken []dsp.StuckRun) {
	s := dsp.NewStuck(rate)
	collect := func(blocks []dsp.Block) {
		for _, b := range blocks {
			for i := range b.X {
				kept = append(kept, stuckSample{b.Start + dsp.Index(i), b.X[i], b.Y[i], b.Z[i], b.Flags[i]})
			}
		}
		taken = s.Taken(taken)
	}
	var b dsp.Block
	for from := 0; from < len(series); {
		b.Reset(series[from].At)
		for n := size(); n > 0 && from < len(series) && series[from].At == b.Span().End; n-- {
			v := series[from]
			b.Append(v.X, v.Y, v.Z, v.Flag)
			from++
		}
		collect(s.Push(&b))
		for i := range b.X { // the block belongs to the caller again
			b.X[i], b.Y[i], b.Z[i], b.Flags[i] = -1, -2, -3, 255
		}
	}
	collect(s.Close())
	return kept, taken
}

// stretch appends n samples that follow the last one after skip missing ones.
func stretch(series []stuckSample, skip, n int, value func(i int) (x, y, z int32)) []stuckSample {
	at := dsp.Index(skip)
	if len(series) > 0 {
		at += series[len(series)-1].At + 1
	}
	for i := range n {
		x, y, z := value(i)
		series = append(series, stuckSample{At: at + dsp.Index(i), X: x, Y: y, Z: z})
	}
	return series
}

func zeros(int) (x, y, z int32)     { return 0, 0, 0 }
func frozen(int) (x, y, z int32)    { return 12_000, 0, 998_000 }
func lively(i int) (x, y, z int32)  { return int32(i%3) * 1000, 0, 1_000_000 }
func oneAxis(i int) (x, y, z int32) { return 0, 0, int32(i % 2) }

func TestStuckTakesOutFrozenAndZeros(t *testing.T) {
	const rate, second, minute = dsp.Rate(50_000), 50, 3000 // 50 Hz
	type run = dsp.StuckRun
	span := func(from, to dsp.Index) dsp.Span { return dsp.Span{Start: from, End: to} }
	for _, c := range []struct {
		name string
		make func() []stuckSample
		want []run
	}{
		{"nothing", func() []stuckSample { return nil }, nil},
		{"a single sample", func() []stuckSample { return stretch(nil, 0, 1, frozen) }, nil},
		{"a minute of one value", func() []stuckSample {
			return stretch(stretch(stretch(nil, 0, 10, lively), 0, minute, frozen), 0, 10, lively)
		}, []run{{Span: span(10, 3010)}}},
		{"a sample less than a minute", func() []stuckSample {
			return stretch(stretch(stretch(nil, 0, 10, lively), 0, minute-1, frozen), 0, 10, lively)
		}, nil},
		{"half a second of zeros", func() []stuckSample {
			return stretch(stretch(stretch(nil, 0, 10, lively), 0, second/2, zeros), 0, 10, lively)
		}, []run{{Span: span(10, 35), Zeros: true}}},
		{"a sample less than half a second of zeros", func() []stuckSample {
			return stretch(stretch(stretch(nil, 0, 10, lively), 0, second/2-1, zeros), 0, 10, lively)
		}, nil},
		{"two axes at zero are free to be", func() []stuckSample { return stretch(nil, 0, 2*minute, oneAxis) }, nil},
		{"the whole recording", func() []stuckSample { return stretch(nil, 0, 2*minute, frozen) }, []run{{Span: span(0, 6000)}}},
		{"zeros to the end", func() []stuckSample { return stretch(stretch(nil, 0, 10, lively), 0, 30, zeros) },
			[]run{{Span: span(10, 40), Zeros: true}}},
		{"frozen and zeros side by side", func() []stuckSample {
			return stretch(stretch(nil, 0, minute, frozen), 0, 30, zeros)
		}, []run{{Span: span(0, 3000)}, {Span: span(3000, 3030), Zeros: true}}},
		{"a hole parts a run, which is then too short", func() []stuckSample {
			return stretch(stretch(nil, 0, minute/2, frozen), 100, minute/2, frozen)
		}, nil},
		{"a run up to a hole and another from it on", func() []stuckSample {
			return stretch(stretch(nil, 0, minute, frozen), 100, minute, frozen)
		}, []run{{Span: span(0, 3000)}, {Span: span(3100, 6100)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			series := c.make()
			for _, size := range []int{1, 7, 479, 4096} {
				kept, taken := through(rate, series, func() int { return size })
				if d := cmp.Diff(c.want, taken); d != "" {
					t.Fatalf("blocks of %d: taken (want -, got +):\n%s", size, d)
				}
				left := len(series)
				for _, r := range c.want {
					left -= int(r.Span.Len())
				}
				if len(kept) != left {
					t.Fatalf("blocks of %d: %d samples came through, want %d", size, len(kept), left)
				}
			}
		})
	}
}

// TestStuckAgainstWholeSeries: at any rate, whatever the values, flags and holes, and however the series is cut, what comes out is what
// looking at the whole series at once gives.
func TestStuckAgainstWholeSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mhz := rapid.SampledFrom([]int64{500, 1000, 1600, 5000, 7812, 12_500}).Draw(t, "mHz")
		rule := ruleAt(float64(mhz) / 1000)
		lengths := rapid.SampledFrom([]int{1, 2, 3, 4, rule.zeros - 1, rule.zeros, rule.zeros + 1, rule.frozen - 1, rule.frozen, rule.frozen + 1})
		var series []stuckSample
		for range rapid.IntRange(0, 8).Draw(t, "stretches") {
			skip := rapid.SampledFrom([]int{0, 0, 0, 1, 1000}).Draw(t, "hole")
			v := rapid.SampledFrom([][3]int32{{}, {}, {0, 0, 1}, {5, -5, 7}, {5, -5, 8}}).Draw(t, "value")
			series = stretch(series, skip, lengths.Draw(t, "length"), func(int) (x, y, z int32) { return v[0], v[1], v[2] })
		}
		if rapid.Bool().Draw(t, "flags") {
			flags := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
			for i := range series {
				series[i].Flag = dsp.Flag(flags.IntN(4))
			}
		}
		longest := rapid.SampledFrom([]int{1, 7, 479, 4096}).Draw(t, "longest block")
		sizes := rapid.IntRange(1, longest)
		kept, taken := through(dsp.Rate(mhz), series, func() int { return sizes.Draw(t, "block") })
		wantKept, wantTaken := rule.naive(series)
		if d := cmp.Diff(wantTaken, taken); d != "" {
			t.Fatalf("taken out (want -, got +):\n%s", d)
		}
		if d := cmp.Diff(wantKept, kept); d != "" {
			t.Fatalf("passed on (want -, got +):\n%s", d)
		}
	})
}

// TestStuckMemory: a run needs no memory for its length, and a night without one none at all.
func TestStuckMemory(t *testing.T) {
	var still, moving dsp.Block
	for i := range 4096 {
		x, y, z := frozen(i)
		still.Append(x, y, z, 0)
		x, y, z = lively(i)
		moving.Append(x, y, z, 0)
	}
	for name, b := range map[string]dsp.Block{"frozen for a week": still, "moving": moving} {
		s := dsp.NewStuck(100_000)
		for range 10 { // longer than any run that is held back as samples
			s.Push(&b)
			b.Start += 4096
		}
		allocs := testing.AllocsPerRun(10, func() {
			for range 1500 {
				s.Push(&b)
				b.Start += 4096
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %g allocations in 17 h", name, allocs)
		}
	}
}
