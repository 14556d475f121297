package tables

import (
	"github.com/nightjar-sleep/nightjar/device"
)

// EmotiBit: the raw file on the card of Connected Future Labs' sensor.
//
// Provenance: an excerpt only, as formats.md has it, and the maker's published packet layout; no file was at hand. No header; every row is a packet of one
// kind: local time in ms, packet number, count of values, two-letter tag, version, reliability, then the values. The three axes come
// in rows of their own, AX, AY and AZ with the same time and count, in g. A packet's time is that of its last sample; the others are spread back to the packet before.

// EmotiBit is the dialect of EmotiBit's raw files.
var EmotiBit = dialect("emotibit-csv", claimsEmotiBit, planEmotiBit)

const (
	emotibitTime  = 0 // column of the time in ms since boot
	emotibitCount = 2 // column of the number of values
	emotibitTag   = 3 // column of the kind of packet
	emotibitData  = 6 // first column of values

	emotibitPeriod = second / 25 // ns between samples (maker's data sheet: 25 Hz), where the packet before does not tell
	emotibitFar    = second      // ns between packets beyond which it does not: they come every 0.1 s or so
)

func claimsEmotiBit(head []byte) bool {
	f := fieldsOf(lines(head)[0], ',')
	if len(f) < emotibitData || len(f[emotibitTag]) != 2 || !isTag(f[emotibitTag]) {
		return false
	}
	for i, v := range f[:emotibitData] {
		if _, k := parseDecimal(v, '.'); i != emotibitTag && k != isValue {
			return false
		}
	}
	return true
}

// isTag reports whether f is a kind of packet: two capital letters or digits, the first a letter.
func isTag(f []byte) bool {
	for i, c := range f {
		if (c < 'A' || c > 'Z') && (i == 0 || c-'0' > 9) {
			return false
		}
	}
	return true
}

func planEmotiBit(_ *header, _ device.Options) (*plan, error) {
	e := &emotibit{}
	return &plan{
		info:   device.Info{Device: "EmotiBit"},
		layout: layout{sep: ',', point: '.', units: device.UnitsG, ragged: e.row},
	}, nil
}

// emotibit gathers the three rows of a packet.
type emotibit struct {
	t    int64 // ns of the packet at hand
	last int64 // ns of the packet before
	has  [3]bool
	axes [3][]int32
}

// row takes one line.
func (e *emotibit) row(p *parser, line []byte, dst *device.Rows) (kind, *badRow) {
	p.split(line)
	f := p.fields
	if len(f) <= emotibitTag {
		return isBad, p.fault(line, nil, "row has %d columns where a packet has %d and its values", len(f), emotibitData)
	}
	a := emotibitAxis(f[emotibitTag])
	if a < 0 {
		return isValue, nil // of another sensor
	}
	t, ok := rational(f[emotibitTime], '.', uint64(second/1000))
	n, ok2 := rational(f[emotibitCount], '.', 1)
	if !ok || !ok2 || n != int64(len(f)-emotibitData) || n == 0 {
		return isBad, p.fault(line, f[emotibitTime], "packet of time %q should hold %q values and holds %d", clip(f[emotibitTime]), clip(f[emotibitCount]), max(len(f)-emotibitData, 0))
	}
	fresh := t != e.t
	torn := fresh && e.has != [3]bool{}
	if fresh {
		e.t, e.has = t, [3]bool{}
	}
	e.axes[a], e.has[a] = e.axes[a][:0], true
	for _, v := range f[emotibitData:] {
		d, k := parseDecimal(v, '.')
		g, ok := p.units.MicroG(d)
		if k != isValue || !ok {
			e.has[a] = false
			return isBad, p.fault(line, v, "%q is no acceleration", clip(v))
		}
		e.axes[a] = append(e.axes[a], g)
	}
	if e.has == [3]bool{true, true, true} && !e.give(p, dst) || torn {
		return isMissing, nil
	}
	return isValue, nil
}

// give appends the samples of a whole packet; it reports false when its axes differ in length.
func (e *emotibit) give(p *parser, dst *device.Rows) bool {
	e.has = [3]bool{}
	x, y, z := e.axes[0], e.axes[1], e.axes[2]
	if len(x) != len(y) || len(y) != len(z) {
		return false
	}
	step := emotibitPeriod
	if d := e.t - e.last; d > 0 && d <= emotibitFar && !p.lost {
		step = d / int64(len(x))
	}
	for i := range x {
		p.give(dst, e.t-int64(len(x)-1-i)*step, [3]int32{x[i], y[i], z[i]})
	}
	e.last = e.t
	return true
}

// emotibitAxis returns the axis of a kind of packet, −1 for other kinds.
func emotibitAxis(tag []byte) int {
	switch string(tag) {
	case "AX":
		return 0
	case "AY":
		return 1
	case "AZ":
		return 2
	}
	return -1
}
