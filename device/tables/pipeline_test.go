package tables

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/nightjar-sleep/nightjar/device"
	"go.uber.org/goleak"
)

// piped are layouts of every kind that a pipeline tells apart: quick, slow, counted, in order, ragged. They are made anew for each reading: some remember.
func piped() map[string]layout {
	all := map[string]layout{
		"milli-g":  {sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsMG, clock: civilClock(0, yearFirst)},
		"delta":    {sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: deltaClock(0, '.', uint64(second/1000))},
		"day":      {sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: dayClock(0)},
		"comments": {sep: ',', point: '.', axes: [3]int{0, 1, 2}, units: device.UnitsG, clock: clock{rate: 30_000}, comment: '/'},
		"ragged":   {sep: ',', point: '.', units: device.UnitsG, ragged: new(emotibit).row},
	}
	for name, l := range layouts {
		all[name] = l
	}
	return all
}

// readings is what comes out of a text.
type readings struct {
	Rows device.Rows
	tally
	First, Cut, End string
}

// readPiped reads text through a pipeline, asking for uneven numbers of rows.
func readPiped(l layout, r io.Reader, size, parsers int, ask func() int) readings {
	b := newBlocks(r, size)
	b.head()
	p := newPipeline(b, l, "t")
	p.start(parsers)
	var out readings
	for {
		if err := p.ReadRows(&out.Rows, ask()); err != nil {
			out.End = err.Error()
			break
		}
	}
	p.halt()
	p.wait()
	out.tally, out.Cut = p.total, p.cut
	if p.total.firstBad != nil {
		out.First, out.firstBad = p.total.firstBad.Error(), nil
	}
	return out
}

// samePiped fails when blocks of some bytes on several goroutines give anything else than the slow path on one block.
func samePiped(t *testing.T, text []byte, size, parsers int, seed uint64) {
	t.Helper()
	plain := piped()
	rnd := rand.New(rand.NewPCG(seed, 1))
	for name, l := range piped() {
		slow := plain[name]
		slow.clock.quick = quickNone
		want := readPiped(slow, bytes.NewReader(text), 4*len(text)+64, 1, func() int { return device.BatchRows })
		got := readPiped(l, bytes.NewReader(text), size, parsers, func() int { return 1 + rnd.IntN(3000) })
		if len(got.Rows.Lost) == 0 && len(want.Rows.Lost) == 0 {
			got.Rows.Lost, want.Rows.Lost = nil, nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s in blocks of %d on %d:\n%+v\nplain:\n%+v\nof %q", name, size, parsers, got, want, text[:min(len(text), 2000)])
		}
	}
}

// table writes rows of every sort that is met: plain ones, others, some without value, some that are none.
func table(rnd *rand.Rand, rows int) []byte {
	var b strings.Builder
	for i := range rows {
		v := func() string { return fmt.Sprintf("%.*f", 1+rnd.IntN(6)*rnd.IntN(2), rnd.Float64()*4-2) }
		switch odd := rnd.IntN(60); {
		case odd == 0:
			b.WriteString("rubbish\n")
		case odd == 1:
			fmt.Fprintf(&b, "%d,NaN,,\n", i)
		case odd == 2:
			b.WriteString("// a remark\n\n")
		case odd == 3:
			fmt.Fprintf(&b, "%d,%d,1,AX,1,100,%s\n%d,%d,1,AY,1,100,%s\n%d,%d,1,AZ,1,100,%s\n", i*40, i, v(), i*40, i, v(), i*40, i, v())
		case odd == 4:
			fmt.Fprintf(&b, "%02d:%02d:%02d.5,%s,%s,%s\n", i/3600%24, i/60%60, i%60, v(), v(), v())
		case odd < 12:
			fmt.Fprintf(&b, "%d,%s,%s,%s\n", rnd.IntN(50), v(), v(), v())
		default:
			fmt.Fprintf(&b, "2024-02-29 23:%02d:%02d.%03d,%.6f,%.6f,%.6f\r\n", i/6000%60, i/100%60, i%100*10, rnd.Float64()-0.5, rnd.Float64()-0.5, rnd.Float64()-0.5)
		}
	}
	if rnd.IntN(2) == 0 {
		b.WriteString("2024-02-29 23:59:59.000,0.1,0.2,0.3")
	}
	return []byte(b.String())
}

// However a table is cut and on however many goroutines it is parsed, the rows, the counts, the first bad row and the end are those of the plain path.
func TestPipelineIsThePlainPath(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	rnd := rand.New(rand.NewPCG(7, 8))
	for seed := range uint64(30) {
		text := table(rnd, 1+rnd.IntN(badCluster*9/10)) // more bad rows may end a table early, after whole blocks; some turns write three
		for _, size := range []int{600, 1024, 4096, 30_000} {
			samePiped(t, text, size, 1+rnd.IntN(4), seed)
		}
	}
}

// FuzzPipeline: the same for any bytes.
func FuzzPipeline(f *testing.F) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for i := range 8 {
		f.Add(table(rnd, 20*i), uint16(700*i), byte(i))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint16, parsers byte) {
		longest := 0
		for line := range bytes.Lines(text) {
			longest = max(longest, len(line))
		}
		if len(text) > blockBytes/2 || longest > blockBytes/8 || bytes.Count(text, []byte{'\n'}) >= badCluster {
			t.Skip("the plain path would need more than a block, finds a line too long that another cut does not, or ends early")
		}
		least := 4*longest + 64
		samePiped(t, text, least+int(size), 1+int(parsers%4), uint64(size))
	})
}

// A reader that fails ends the rows with its error and the line, behind all rows before it.
func TestPipelineTellsTheFault(t *testing.T) {
	text := table(rand.New(rand.NewPCG(1, 1)), 900)
	broken := io.MultiReader(bytes.NewReader(text[:20_000]), iotest.ErrReader(fmt.Errorf("the disk is gone")))
	one := func() int { return 700 }
	whole := readPiped(layouts["civil"], bytes.NewReader(text[:20_000]), 4096, 3, one)
	got := readPiped(layouts["civil"], broken, 4096, 3, one)
	lines := bytes.Count(text[:20_000], []byte{'\n'})
	if want := fmt.Sprintf("t: reading stopped after line %d: the disk is gone", lines+1); got.End != want {
		t.Errorf("ended with %q, want %q", got.End, want)
	}
	if got.Rows.Len() < whole.Rows.Len()-1 || whole.Rows.Len() < 300 {
		t.Errorf("%d rows before the fault, %d in the same bytes", got.Rows.Len(), whole.Rows.Len())
	}
}
