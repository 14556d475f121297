package wire

import (
	"bytes"
	"strconv"
	"strings"
)

// Axivity's AX3 and AX6 on USB (serial.md §4; openmovementproject/openmovement, Docs/ax3/ax3-technical.md): lines of three or six whole numbers.
const (
	ax3PerG = 256  // counts per g of the AX3
	ax6PerG = 4096 // counts per g of the AX6 at ± 8 g, unless RATE says otherwise
)

var axivityProtocol = Protocol{
	Name: "axivity", Title: "Axivity AX3 and AX6 (STREAM over USB)", Bauds: []int{115200}, Specific: true, Named: true,
	Probe: []byte("\r\nID\r\n"), Start: []byte("STREAM\r\n"), Stop: []byte("\r\n"),
	New: func(o Options) Decoder {
		return &axivity{opt: o, lines: lines{opening: true}, guard: guard{bare: true}}
	},
}

// axivity decodes the lines of STREAM and the replies to ID, RATE and SAMPLE. Lines have neither time nor counter nor checksum.
type axivity struct {
	lines
	guard
	opt     Options
	about   About
	fields  int // numbers in a line, 0 before the first
	told    bool
	perG    uint64 // as RATE has it
	at, end int64
}

// Push implements Decoder.
func (d *axivity) Push(dst []Packet, p []byte, at int64) []Packet {
	for len(p) > 0 {
		line, rest, ok := d.next(p)
		if !ok {
			break
		}
		p = rest
		d.at, d.end = at, d.Bytes
		dst = d.line(dst, line)
	}
	return dst
}

// Flush implements Decoder.
func (d *axivity) Flush(dst []Packet) []Packet {
	d.reset()
	return d.guard.flush(dst)
}

func (d *axivity) line(dst []Packet, b []byte) []Packet {
	switch {
	case len(b) == 0:
		d.opening = false
		return dst
	case b[0] >= 'A' && b[0] <= 'Z' || b[0] == '$':
		return d.reply(dst, string(b))
	}
	var v [6]int64
	n, ok := wholeNumbers(v[:], b)
	if !ok || n != 3 && n != 6 || d.fields != 0 && n != d.fields || d.opening {
		d.bad()
		return dst
	}
	p := Packet{End: d.end, At: d.at}
	s := d.scale(n)
	for i := range p.Acc {
		if p.Acc[i], ok = scaled(v[i], s.Num, s.Den); !ok {
			d.bad()
			return dst
		}
	}
	if d.fields = n; !d.told {
		d.told = true
		dst = append(dst, Packet{Kind: Remark, Code: CodePreview, End: d.end, At: d.at,
			Text: "the AX3 and AX6 stream for preview only: without times or numbers, so that losses are seen by the clock alone; for a real night log on the device and read its .cwa"})
	}
	d.good(len(b))
	d.Samples++
	return d.guard.take(dst, p, d.BadSums)
}

// scale returns the unit of lines of n numbers.
func (d *axivity) scale(n int) Scale {
	switch {
	case d.opt.Scale.Known():
		return d.opt.Scale
	case n == 3:
		return scaleLSB(ax3PerG)
	case d.perG != 0:
		return scaleLSB(d.perG)
	}
	return scaleLSB(ax6PerG)
}

// wholeNumbers reads numbers of at most six digits with commas between them.
func wholeNumbers(v []int64, b []byte) (int, bool) {
	for n := range v {
		f, rest, more := bytes.Cut(b, []byte{','})
		x, ok := parseDecimal(f, 0)
		if !ok || x.exp || x.m > 1<<16 || x.m < -1<<16 {
			return 0, false
		}
		v[n] = x.m
		if !more {
			return n + 1, true
		}
		b = rest
	}
	return 0, false
}

// reply takes what the device answers.
func (d *axivity) reply(dst []Packet, s string) []Packet {
	p := Packet{Kind: Remark, Code: CodeIdentity, End: d.end, At: d.at}
	key, value, ok := strings.Cut(s, "=")
	f := strings.Split(value, ",")
	switch {
	case ok && key == "ID" && len(f) >= 4 && (f[0] == "CWA" || f[0] == "AX6"):
		d.about.Device, d.about.Serial = map[string]string{"CWA": "Axivity AX3", "AX6": "Axivity AX6"}[f[0]], f[3]
		p.Text = d.about.Device + " " + f[3]
	case ok && key == "RATE":
		code, err := strconv.ParseUint(f[0], 10, 8)
		if err != nil {
			d.bad()
			return dst
		}
		d.about.RangeUG = 16 >> (code >> 6) * microG // ± 16, 8, 4, 2 g
		d.perG = 32768 / (16 >> (code >> 6))
		d.good(len(s))
		return dst
	case strings.HasPrefix(s, "ERROR"):
		p.Code, p.Text = CodeDevice, "the device answers "+s
	case ok && (key == "$BATT" || key == "TIME"):
		d.good(len(s))
		return dst
	default:
		d.bad()
		return dst
	}
	d.good(len(s))
	return append(dst, p)
}

// Counters implements Decoder.
func (d *axivity) Counters() Counters {
	c := d.lines.Counters
	c.Odd, c.Unsure = d.odd, d.unsure
	return c
}

// About implements Decoder.
func (d *axivity) About() About {
	a := d.about
	a.Rate = 100 // Hz, nominally: the main loop polls, and skips when late
	n := d.fields
	if n == 0 {
		return a
	}
	s := d.scale(n)
	a.Units, a.StepUG = s.Name, int32(s.Num/s.Den)
	return a
}
