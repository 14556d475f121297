package device_test

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/dsp"
	"pgregory.net/rapid"
)

// recorded is a RowReader of rows in memory; a row's x is its own number. step is how many rows it gives at once, 0 for all asked for.
type recorded struct {
	rows device.Rows
	next int
	step int
}

func (r *recorded) ReadRows(dst *device.Rows, n int) error {
	n = min(n, r.rows.Len()-r.next)
	if r.step > 0 {
		n = min(n, r.step)
	}
	if n == 0 {
		return io.EOF
	}
	dst.AppendRows(&r.rows, r.next, r.next+n)
	r.next += n
	return nil
}

// rowsAt makes rows with the given stamps.
func rowsAt(t []int64) device.Rows {
	var r device.Rows
	for i, v := range t {
		r.Append(v, int32(i), 0, dsp.MicroG)
	}
	return r
}

// gridSource makes a Source of a grid, for devicetest.Read.
type gridSource struct{ *device.Grid }

func (g gridSource) Info() device.Info { return device.Info{Rate: g.Rate()} }
func (g gridSource) Summary() device.Summary {
	c := g.Counts()
	return device.Summary{Samples: c.Samples, Interpolated: c.Interpolated, Rate: g.MeasuredRate(), Warnings: g.Warnings()}
}
func (g gridSource) Close() error { return nil }

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func number(t fataler, rows device.Rows, step int, opt device.GridOptions) *devicetest.Recording {
	t.Helper()
	g, err := device.NewGrid(&recorded{rows: rows, step: step}, opt)
	if err != nil {
		t.Fatalf("%v", err)
	}
	r, err := devicetest.Read(gridSource{g})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// timeOf interpolates the time of sample i from the anchors, as everything behind the door does.
func timeOf(r *devicetest.Recording, i dsp.Index) int64 {
	k := 1
	for k < len(r.Anchors)-1 && r.Anchors[k].Index < i {
		k++
	}
	a, b := r.Anchors[k-1], r.Anchors[k]
	return a.Nanos + int64(math.Round(float64(b.Nanos-a.Nanos)*float64(i-a.Index)/float64(b.Index-a.Index)))
}

// loggers are the rates that makers offer and how far real ones are off (design.md: 0.1–1.5 %).
func logger(t *rapid.T) (nominal, truth float64) {
	nominal = rapid.SampledFrom([]float64{12.5, 25, 30, 50, 80, 100, 200}).Draw(t, "nominal")
	return nominal, nominal * (1 + rapid.Float64Range(-0.014, 0.014).Draw(t, "off"))
}

// A logger off its nominal rate, drifting, with jittering stamps in whole milliseconds, makes no hole
// and no made-up sample by itself, and every sample is placed within 3 ms and a third of
// the jitter of the truth.
func TestTrueLoggerFillsGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nominal, truth := logger(t)
		jitter := rapid.Float64Range(0, 0.15/nominal).Draw(t, "jitter s rms") // of a period: as seen (formats.md)
		drift := rapid.Float64Range(-2e-7, 2e-7).Draw(t, "drift per row")
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(1000, 20000).Draw(t, "rows")
		var stamps, exact []int64
		at := 1.71e18
		period := 1e9 / truth
		for range n {
			exact = append(exact, int64(at))
			stamps = append(stamps, int64(math.Round((at+math.Max(-3, math.Min(3, rnd.NormFloat64()))*jitter*1e9)/1e6)*1e6))
			at += period
			period *= 1 + drift/100
		}
		r := number(t, rowsAt(stamps), 0, device.GridOptions{})
		if len(r.Holes) > 0 || r.Summary.Interpolated > 0 || len(r.X) != n {
			t.Fatalf("%d rows at %.3f Hz:\n%s", n, truth, r.Text())
		}
		if math.Abs(r.Info.Rate.Hz()/nominal-1) > 1e-9 {
			t.Fatalf("grid of %s, want %g Hz", r.Info.Rate, nominal)
		}
		for i := 0; i < n; i += 97 {
			if d := timeOf(r, dsp.Index(i)) - exact[i]; math.Abs(float64(d)) > 3e6+jitter*1e9/3 {
				t.Fatalf("row %d is placed %v off", i, time.Duration(d))
			}
		}
	})
}

// Rows taken out are put back when they lasted up to 50 ms, and leave a hole of the right length when longer. Every row
// that is left keeps its value, and the samples after a hole their place.
func TestLosses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nominal, truth := logger(t)
		n := 3000
		lost := rapid.SliceOfN(rapid.IntRange(1, 400), 0, 6).Draw(t, "lost")
		var stamps []int64
		k := 0 // row of the sensor
		want := struct{ made, holes, missing int }{}
		put := func(rows int) {
			for range rows {
				stamps = append(stamps, int64(1e18+float64(k)*1e9/truth))
				k++
			}
		}
		put(n)
		for _, l := range lost {
			k += l
			if float64(l)/nominal <= 0.05 {
				want.made += l
			} else {
				want.holes++
				want.missing += l
			}
			put(50)
		}
		r := number(t, rowsAt(stamps), 0, device.GridOptions{})
		missing := 0
		for _, h := range r.Holes {
			if h.Cause != device.CauseGap {
				t.Fatalf("cause %v", h.Cause)
			}
			missing += int(h.Len())
		}
		if int(r.Summary.Interpolated) != want.made || len(r.Holes) != want.holes {
			t.Fatalf("lost %v of %g Hz: want %+v\n%s", lost, truth, want, r.Text())
		}
		if d := math.Abs(float64(missing - want.missing)); d > 0.5*float64(want.holes)+0.016*float64(want.missing) {
			t.Fatalf("holes of %d samples, want %d", missing, want.missing)
		}
		next := int32(0)
		for i, x := range r.X {
			if r.Flags[i]&dsp.Interpolated != 0 {
				if x < next-1 || x > next {
					t.Fatalf("made-up sample %d is not between its neighbours: %d", i, x)
				}
				continue
			}
			if x != next {
				t.Fatalf("sample %d is row %d, want %d", i, x, next)
			}
			next++
		}
	})
}

// The way rows arrive makes no difference.
func TestGridChunkLaw(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	var stamps []int64
	at := int64(1e18)
	for range 15000 {
		at += 10e6 + rnd.Int64N(4e6) - 2e6
		switch rnd.IntN(700) {
		case 0:
			at += rnd.Int64N(3e9)
		case 1:
			at -= rnd.Int64N(2e9)
		case 2:
			at += 20e6
		}
		stamps = append(stamps, at)
	}
	want := number(t, rowsAt(stamps), 0, device.GridOptions{})
	if len(want.Holes) < 10 || want.Summary.Interpolated == 0 {
		t.Fatalf("the scene is too tame:\n%s", want.Text())
	}
	for _, step := range []int{1, 7, 479, 4096} {
		if got := number(t, rowsAt(stamps), step, device.GridOptions{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%d rows at once:\n%swant\n%s", step, got.Text(), want.Text())
		}
	}
}

// Whole seconds with 80 rows each, the first and last cut, are spread: every row within the loss that coarse
// stamps cannot tell (50 ms or two rows) and a row.
func TestCoarseStamps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := rapid.SampledFrom([]float64{30, 80, 100}).Draw(t, "nominal") * (1 + rapid.Float64Range(-0.01, 0.01).Draw(t, "off"))
		begin := rapid.Float64Range(0, 0.99).Draw(t, "begin")
		n := int(truth * 20)
		hole := rapid.IntRange(n/2, n*3/4).Draw(t, "hole at")
		var stamps, exact []int64
		for i := range n {
			s := 1.71e9 + begin + float64(i)/truth
			if i >= hole {
				s += 5
			}
			exact = append(exact, int64(math.Round(s*1e9)))
			stamps = append(stamps, int64(math.Floor(s))*1e9)
		}
		r := number(t, rowsAt(stamps), 0, device.GridOptions{})
		missing := 0.0
		for _, h := range r.Holes { // two when the hole ends within a tick
			missing += float64(h.Len()) / truth
		}
		if len(r.X) != n || len(r.Holes) < 1 || len(r.Holes) > 2 || math.Abs(missing-5) > 0.2 || r.Summary.Interpolated != 0 {
			t.Fatalf("%d rows:\n%s", n, r.Text())
		}
		for i := range n {
			if i >= hole-int(truth) && i < hole+int(truth)+5 {
				continue // within the ticks that the hole cuts the stamps do not tell
			}
			if d := float64(timeOf(r, r.Index[i])-exact[i]) / 1e9; math.Abs(d) > max(0.05, 2/truth)+1/truth {
				t.Fatalf("row %d is placed %.3f s off", i, d)
			}
		}
	})
}

// What a clock can do besides losing rows.
func TestOddClocks(t *testing.T) {
	const n = 1000
	tests := []struct {
		name  string
		shift func(i int) int64 // ns, of row i
		holes string
		codes string
	}{
		{"steady", func(int) int64 { return 0 }, "[]", "[]"},
		{"back 1 s", step(600, -1e9), "[{{600 601} backward}]", "[non_monotone]"},
		{"back 1 h", step(600, -3600e9), "[{{600 601} backward}]", "[non_monotone]"},
		{"back 20 ms", step(600, -20e6), "[]", "[non_monotone]"},
		{"set from 1970", step(600, 54*365*24*3600e9), "[{{600 601} restart}]", "[clock_reset]"},
		{"ten hours", step(600, 36000e9), "[{{600 3600600} gap}]", "[]"},
		{"one stamp far ahead", at(600, 36000e9), "[]", "[odd_times]"},
		{"one stamp far behind", at(600, -36000e9), "[]", "[non_monotone odd_times]"},
		{"one stamp late", at(600, 12e6), "[]", "[non_monotone]"},
		{"one stamp twice", at(600, -10e6), "[]", "[duplicates]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stamps []int64
			for i := range n {
				stamps = append(stamps, 1e18+int64(i)*10e6+tt.shift(i))
			}
			r := number(t, rowsAt(stamps), 0, device.GridOptions{})
			var codes []string
			for _, w := range r.Summary.Warnings {
				codes = append(codes, w.Code)
			}
			if got := fmt.Sprint(r.Holes); got != tt.holes || len(r.X) != n {
				t.Errorf("holes %s, want %s", got, tt.holes)
			}
			if got := fmt.Sprint(codes); got != tt.codes {
				t.Errorf("warnings %s, want %s", got, tt.codes)
			}
		})
	}
}

func step(from int, by int64) func(int) int64 {
	return func(i int) int64 {
		if i >= from {
			return by
		}
		return 0
	}
}

func at(row int, by int64) func(int) int64 {
	return func(i int) int64 {
		if i == row {
			return by
		}
		return 0
	}
}

// Packets of ten rows whose stamps are a millisecond apart are counted, not resampled, and no loss is seen in them.
func TestPacketStamps(t *testing.T) {
	var stamps []int64
	for i := range 2000 {
		stamps = append(stamps, 1e18+int64(i/10)*100e6+int64(i%10)*1e6)
	}
	r := number(t, rowsAt(stamps), 0, device.GridOptions{})
	if len(r.Holes) > 0 || r.Summary.Interpolated > 0 || len(r.X) != len(stamps) || r.Info.Rate.Hz() != 100 {
		t.Errorf("read\n%s", r.Text())
	}
	for i := 0; i < len(stamps); i += 100 {
		if d := timeOf(r, dsp.Index(i)) - (1e18 + int64(i)*10e6); d > 60e6 || d < -60e6 {
			t.Errorf("row %d is placed %v off", i, time.Duration(d))
		}
	}
}

// A sender whose intervals are of chance is resampled: a straight line stays the same line at even steps.
func TestRegularKeepsLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 9))
	var rows device.Rows
	at := int64(0)
	for range 4000 {
		rows.Append(at, int32(at/1e5), int32(-at/1e6), dsp.MicroG)
		at += 2e6 + rnd.Int64N(36e6)
	}
	r := number(t, rows, 0, device.GridOptions{})
	if len(r.Holes) > 0 || math.Abs(r.Info.Rate.Hz()-50) > 1 {
		t.Fatalf("read\n%s", r.Text())
	}
	for i := range r.X {
		want := timeOf(r, r.Index[i])
		if d := int64(r.X[i]) - want/1e5; d > 2 || d < -2 || r.Z[i] != dsp.MicroG {
			t.Fatalf("sample %d is %d, want %d", i, r.X[i], want/1e5)
		}
	}
}

func TestGridRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		stamps []int64
		opt    device.GridOptions
	}{
		"no row":        {},
		"one row":       {stamps: []int64{5}},
		"one time":      {stamps: make([]int64, 100)},
		"a year apart":  {stamps: []int64{0, 3e16, 6e16, 9e16}},
		"two ticks":     {stamps: []int64{0, 0, 0, 1e9, 1e9}},
		"a nanosecond":  {stamps: []int64{0, 1, 2, 3, 4, 5}},
		"only backward": {stamps: []int64{9e9, 8e9, 7e9, 6e9, 5e9}},
	} {
		if g, err := device.NewGrid(&recorded{rows: rowsAt(tt.stamps)}, tt.opt); err == nil {
			t.Errorf("%s: accepted at %s", name, g.Rate())
		}
	}
}

func TestClipped(t *testing.T) {
	rows := rowsAt([]int64{0, 10e6, 20e6, 30e6})
	rows.Y[1], rows.Z[2] = -8*dsp.MicroG, 8*dsp.MicroG-1
	r := number(t, rows, 0, device.GridOptions{FullScale: 8 * dsp.MicroG})
	if got := fmt.Sprint(r.Flags); got != fmt.Sprint([]dsp.Flag{0, dsp.Clipped, 0, 0}) {
		t.Errorf("flags %s", got)
	}
}

func ExampleNewGrid() {
	// Rows every 10 ms; the fourth to sixth are missing.
	rows := rowsAt([]int64{0, 10e6, 20e6, 60e6, 70e6})
	g, err := device.NewGrid(&recorded{rows: rows}, device.GridOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var c device.Chunk
	for g.Next(&c) == nil {
		fmt.Println(g.Rate(), c.Span(), c.X, c.Anchors)
	}
	// Output: 100 Hz {0 8} [0 1 2 2 3 3 3 4] [{0 0} {7 70000000}]
}

// A table sorted the wrong way round is told to be, and not that its times are too fine.
func TestReversedRows(t *testing.T) {
	var r device.Rows
	for k := range 500 {
		r.Append(int64(500-k)*20_000_000, 0, 0, 1_000_000)
	}
	_, err := device.NewGrid(&recorded{rows: r}, device.GridOptions{})
	if err == nil || !strings.Contains(err.Error(), "reverse order") {
		t.Errorf("error is %v", err)
	}
}

// Stamps that tell a rate of 5 or 10 kHz and then leave 49 ms between rows make up to 500 samples of each row: of megabytes of such rows, gigabytes. What is made up is bounded,
// every row is kept all the same, and what is not made up is a hole.
func TestHostileStampsMakeNoNight(t *testing.T) {
	for name, step := range map[string]func(i int) int64{
		"even":      func(i int) int64 { return 100_000 },
		"irregular": func(i int) int64 { return 100_000 * (1 + int64(i)*7919%3) },
	} {
		var rows device.Rows
		at := int64(0)
		const n = 20_000
		for i := range n {
			rows.Append(at, int32(i), 0, dsp.MicroG)
			if at += step(i); i > 2*device.BatchRows {
				at += 49e6 - step(i)
			}
		}
		r := number(t, rows, 0, device.GridOptions{})
		if len(r.X) > 17*(n+device.BatchRows) || len(r.Holes) < n/8 || r.X[len(r.X)-1] != n-1 {
			t.Errorf("%s: %d samples and %d holes of %d rows, the last value %d", name, len(r.X), len(r.Holes), n, r.X[len(r.X)-1])
		}
	}
}

// Rows lost before the first or the last row of a batch are made up, and every sample has its time, as anywhere else.
func TestLossAtTheEdgeOfABatch(t *testing.T) {
	const period, lost = 10_000_000, 3 // ns, rows
	for row := device.BatchRows - 2; row <= device.BatchRows+2; row++ {
		var stamps []int64
		for i := range int64(3 * device.BatchRows) {
			if i >= int64(row) {
				i += lost
			}
			stamps = append(stamps, i*period)
		}
		r := number(t, rowsAt(stamps), 0, device.GridOptions{})
		if n := len(r.X); n != len(stamps)+lost || r.Summary.Interpolated != lost || len(r.Holes) != 0 {
			t.Fatalf("%d rows lost before row %d: %d samples of %d rows, %d made up, %d holes", lost, row, n, len(stamps), r.Summary.Interpolated, len(r.Holes))
		}
		for i := range dsp.Index(len(r.X)) {
			if at := timeOf(r, i); at != int64(i)*period {
				t.Fatalf("rows lost before row %d: sample %d is at %d ns", row, i, at)
			}
		}
	}
}
