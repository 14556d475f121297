package tables

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
)

// layouts are those that the quick path takes.
var layouts = map[string]layout{
	"civil":   {sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: civilClock(0, yearFirst)},
	"unix":    {sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: numberClock(0, '.', uint64(second))},
	"tab":     {sep: '\t', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: civilClock(0, yearFirst)},
	"no time": {sep: ',', point: '.', axes: [3]int{0, 1, 2}, units: device.UnitsG, clock: clock{rate: 85_714, quick: quickNoTime}},
}

// parseAll parses text with or without the quick path.
func parseAll(l layout, text []byte, quick bool) (*device.Rows, *parser) {
	p := &parser{layout: l, name: "t"}
	if !quick {
		p.clock.quick = quickNone
	}
	p.begin()
	all := &newBlock(1 << 10).rows // has to grow
	p.parse(append(bytes.Clone(text), make([]byte, slack)...), 0, len(text), all)
	return all, p
}

// same fails when the quick path and the slow one differ on text.
func same(t *testing.T, name string, l layout, text []byte) {
	t.Helper()
	q, pq := parseAll(l, text, true)
	s, ps := parseAll(l, text, false)
	if !reflect.DeepEqual(q, s) {
		t.Errorf("%s: quick rows\n%v\nslow rows\n%v\nof %q", name, q, s, text)
	}
	type told struct {
		line, rows, missing, bad int64
		first                    string
		places                   int
		vary                     bool
	}
	of := func(p *parser) told {
		return told{p.line, p.rows, p.missing, p.bad, fmt.Sprint(p.firstBad), p.places, p.vary}
	}
	if of(pq) != of(ps) {
		t.Errorf("%s: quick path told %+v, slow one %+v of %q", name, of(pq), of(ps), text)
	}
}

// FuzzQuick: the quick path gives the same bits as the slow one.
func FuzzQuick(f *testing.F) {
	for _, s := range []string{
		"2019-12-23 21:04:06.690,0.007324,0.071289,0.008789\r\n2019-12-23 21:04:06.699,-0.001953,9.066406,-0.007813\r\n",
		"2018-08-27 09:32:38:000,0.0176,-1.0033,-0.1067,316,0,24.7\n2018-08-27 09:32:59:010,-0.0021,-0.9874,-0.1027,316,0,24.7\n",
		"1551178506.0000,0.328125,0.984375,0.203125\n1551178507.0100,0.828125,-0.359375,-0.375000\n1551178507.0100,-0.828125,-0.359375,1.375000\n",
		"-0.004,-0.008,0.961\n0.027,-0.008,0.965\n,,\n0.1,0.2,0.9\n",
		"2019-12-23 21:04:06.690,0.0073241,0.071289,0.008789\n2019-12-23 21:04:06.690,.5,1.,-0\n2019-12-23 21:04:66.690,1.0,1.0,1.0\n",
		"2019-12-23 21:04:06.690,0.5,0.5,0.5,\n2019-12-23 21:04:06.700,NaN,0.5,0.5\n2019-12-23 21:04:06.710,0.5,0.5,0.5\n\n",
		"2019-12-23 21:04:06.690\t0.5\t0.5\t0.5\n2019-12-23 21:05:06.700\t10.5\t-0.5\t0.5\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = append(bytes.Clone(text), '\n')
		for name, l := range layouts {
			same(t, name, l, text)
		}
	})
}

// Plain rows of every width take the quick path and come out as exact decimals say.
func TestQuickIsExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 3))
	var b strings.Builder
	var want [][3]int32
	for i := range 5000 {
		fmt.Fprintf(&b, "2024-02-29 23:%02d:%02d.%03d", i/600%60, i/10%60, i%1000)
		var v [3]int32
		for a := range v {
			places := 1 + rnd.IntN(6)
			s := fmt.Sprintf("%.*f", places, rnd.Float64()*19.98-9.99)
			b.WriteString("," + s)
			r, _ := new(big.Rat).SetString(s)
			v[a] = int32(r.Mul(r, big.NewRat(1e6, 1)).Num().Int64())
		}
		b.WriteString([]string{"\n", "\r\n", ",24.7\n"}[i%3])
		want = append(want, v)
	}
	rows, p := parseAll(layouts["civil"], []byte(b.String()), true)
	if p.bad != 0 || rows.Len() != len(want) {
		t.Fatalf("%d rows of %d, %v", rows.Len(), len(want), p.firstBad)
	}
	for i, w := range want {
		if got := [3]int32{rows.X[i], rows.Y[i], rows.Z[i]}; got != w {
			t.Fatalf("row %d is %v, want %v", i, got, w)
		}
	}
	same(t, "civil", layouts["civil"], []byte(b.String()))
}

// Rows as Axivity and we write them are all taken eight bytes at a time, whatever their signs and line ends, and give what the other paths give.
func TestSixesTakesWhatAxivityWrites(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, eol := range []string{"\n", "\r\n"} {
		var b strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&b, "2024-02-29 23:07:%02d.%03d", i/100%60, i*10%1000)
			for range 3 {
				fmt.Fprintf(&b, ",%.6f", rnd.Float64()*19.98-9.99)
			}
			b.WriteString(eol)
		}
		text := b.String()
		p := &parser{layout: layouts["civil"], name: "t"}
		p.begin()
		p.places = sixPlaces
		buf := append([]byte(text), make([]byte, slack)...)
		p.remember(buf, 0)
		dst := &newBlock(blockBytes).rows
		if at := p.sixes(buf, 0, len(text), dst); at != len(text) || dst.Len() != 3000 || p.line != 3000 {
			t.Errorf("%q: %d rows of 3000, %d bytes of %d, line %d", eol, dst.Len(), at, len(text), p.line)
		}
		same(t, "civil", layouts["civil"], []byte(text))
	}
}

// One byte changed anywhere in a plain row is read as the slow path reads it.
func TestSixesWithAnyByteChanged(t *testing.T) {
	plain := "2019-12-23 21:04:06.690,0.007324,-0.071289,0.008789\r\n"
	for at := range len(plain) {
		for _, c := range []byte("0159.,-+: e\r\n\t\x00/;\xb0\xff") {
			text := []byte(plain + plain + plain + plain)
			text[2*len(plain)+at] = c
			same(t, "civil", layouts["civil"], append(text, '\n'))
		}
	}
}

// The kernel and its twin in Go read the same rows, whatever a row is changed to, and stop at the same one.
func TestSixesKernel(t *testing.T) {
	if !sixKernel {
		t.Skip("no kernel on this platform")
	}
	rapid.Check(t, func(t *rapid.T) {
		sep := rapid.SampledFrom([]byte(",;\t")).Draw(t, "separator")
		var text []byte
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			text = fmt.Appendf(text, "2024-02-29 23:07:%02d.%03d", rapid.IntRange(0, 59).Draw(t, "s"), rapid.IntRange(0, 999).Draw(t, "ms"))
			for range 3 {
				text = fmt.Appendf(text, "%c%.6f", sep, float64(rapid.IntRange(-9_999_999, 9_999_999).Draw(t, "micro-g"))/1e6)
			}
			text = append(text, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")...)
			if i == 7 {
				text[rapid.IntRange(0, len(text)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		b := append(bytes.Clone(text), make([]byte, slack)...)
		like := sixesLike{minute: [2]uint64{le64([]byte("2024-02-29 23:07"), 0), le64([]byte("2024-02-29 23:07"), 8)}, rest: [2]uint64{sixesMask, sixesTime | uint64(sep)<<56}, base: rapid.Int64Range(-1<<62, 1<<62).Draw(t, "base")}
		most := rapid.IntRange(1, 12).Draw(t, "room")
		some := func() device.Rows {
			return device.Rows{T: make([]int64, most), X: make([]int32, most), Y: make([]int32, most), Z: make([]int32, most)}
		}
		got, want := some(), some()
		rows, read := sixRows(&sixesRoom{&got.T[0], &got.X[0], &got.Y[0], &got.Z[0], most}, &like, &b[0], len(text))
		rowsGo, readGo := sixRowsGo(&want, &like, b, len(text))
		if rows != rowsGo || read != readGo || !reflect.DeepEqual(got, want) {
			t.Fatalf("kernel: %d rows, %d bytes, %v; Go: %d rows, %d bytes, %v of %q", rows, read, got, rowsGo, readGo, want, text)
		}
	})
}

// No memory is taken per row.
func TestParseAllocates(t *testing.T) {
	text := []byte(strings.Repeat("2019-12-23 21:04:06.690,0.007324,0.071289,10.008789\r\n2019-12-23 21:04:06.690,0.007324,0.071289,0.008789\r\n", 500))
	b := append(text, make([]byte, slack)...)
	p := &parser{layout: layouts["civil"]}
	p.begin()
	dst := &newBlock(blockBytes).rows
	if n := testing.AllocsPerRun(10, func() {
		dst.Reset()
		p.parse(b, 0, len(text), dst)
	}); n > 2 { // of the first row's list of fields
		t.Errorf("%v allocations in 1000 rows", n)
	}
}

func BenchmarkParse(b *testing.B) {
	for name, row := range map[string]string{
		"quick": "2019-12-23 21:04:06.690,0.007324,-0.071289,0.008789\r\n",
		"slow":  "2019-12-23 21:04:06.690,0.007324,-0.071289,10.008789\r\n",
	} {
		b.Run(name, func(b *testing.B) {
			text := []byte(strings.Repeat(row, 4000))
			buf := append(text, make([]byte, slack)...)
			p := &parser{layout: layouts["civil"]}
			p.begin()
			dst := &newBlock(blockBytes).rows
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				dst.Reset()
				p.parse(buf, 0, len(text), dst)
			}
		})
	}
}
