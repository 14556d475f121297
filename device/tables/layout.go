package tables

import (
	"bytes"
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// layout says where in a row of a table what stands.
type layout struct {
	sep     byte // between fields; ' ' means any run of blanks or tabs
	point   byte // decimal mark
	axes    [3]int
	units   device.Units
	clock   clock
	comment byte // rows that begin with it are passed over; 0 for none
	// number reads axis a (0–2) from the fields of a row; nil for a decimal in its column.
	number func(p *parser, a int) (device.Decimal, kind)
	// ragged reads one line where a line is not a row: it appends what rows are complete. nil for tables.
	ragged func(p *parser, line []byte, dst *device.Rows) (kind, error)
}

// clock is how a row states its time.
type clock struct {
	read  func(p *parser, fields [][]byte) (int64, bool) // nil: rows are counted
	col   int                                            // first column it reads
	last  int                                            // last column it reads
	quick quickClock                                     // form that the quick path knows
	rate  dsp.Rate                                       // of rows without a time
	start int64                                          // ns, of the first such row
}

// quickClock names the forms of time that the quick path reads.
type quickClock uint8

const (
	quickNone   quickClock = iota
	quickCivil             // 2019-12-23 21:04:06.690 in column 0
	quickUnix              // 1551178506.0000 in column 0
	quickNoTime            // axes from column 0
)

// maxFields is how many columns of a row are looked at.
const maxFields = 128

// parser turns lines into rows. It keeps counts and the time at hand between blocks.
type parser struct {
	layout
	name string // of the file, for messages
	line int64  // number of the line at hand

	fields   [][]byte
	rows     int64
	missing  int64
	bad      int64
	firstBad error
	lost     bool // rows without a value came before the row at hand

	t, acc int64 // time of the next row, when rows are counted, and its fraction in 1/rate ns

	w0, w1 uint64 // the quick path's minute or second as text
	base   int64  // and in ns
	key    [20]byte

	places int  // decimals of the third axis of the row at hand, −1 before the first
	vary   bool // they differ from row to row
}

// begin makes p ready for the first row.
func (p *parser) begin() { p.t, p.places = p.clock.start, -1 }

// tick moves the time of a counted row on by one period, exactly.
func (p *parser) tick() {
	if p.clock.read == nil && p.ragged == nil {
		r := int64(p.clock.rate)
		p.t += 1e12 / r
		if p.acc += 1e12 % r; p.acc >= r {
			p.t, p.acc = p.t+1, p.acc-r
		}
	}
}

// row reads one line, without its end, and appends its row to dst. It counts what it cannot use.
func (p *parser) row(line []byte, dst *device.Rows) {
	line = bytes.TrimRight(line, "\r\x00 \t")
	if len(line) == 0 || p.comment != 0 && line[0] == p.comment {
		p.line++
		return
	}
	k, err := p.take(line, dst)
	p.line++
	p.rows++
	p.tick()
	switch k {
	case isMissing:
		p.missing++
		p.lost = true
	case isBad:
		if p.bad++; p.firstBad == nil {
			p.firstBad = err
		}
		p.lost = true
	}
}

// tooLong counts a line that is too long to be a row.
func (p *parser) tooLong() {
	if p.bad++; p.firstBad == nil {
		p.firstBad = fmt.Errorf("%s:%d: %w", p.name, p.line, errLine)
	}
	p.line++
	p.rows++
	p.tick()
	p.lost = true
}

// take reads a line and appends its row to dst when it has one.
func (p *parser) take(line []byte, dst *device.Rows) (kind, error) {
	if p.ragged != nil {
		return p.ragged(p, line, dst)
	}
	t, v, k, err := p.read(line)
	if k == isValue {
		p.give(dst, t, v)
	}
	return k, err
}

// give appends a row to dst.
func (p *parser) give(dst *device.Rows, t int64, v [3]int32) {
	if p.lost {
		dst.Lost, p.lost = append(dst.Lost, dst.Len()), false
	}
	dst.Append(t, v[0], v[1], v[2])
}

// axis reads axis a of the row at hand.
func (p *parser) axis(a int) (device.Decimal, kind) {
	if p.number != nil {
		return p.number(p, a)
	}
	return parseDecimal(p.fields[p.axes[a]], p.point)
}

// read takes a line apart.
func (p *parser) read(line []byte) (t int64, v [3]int32, k kind, err error) {
	p.split(line)
	need := max(p.axes[0], p.axes[1], p.axes[2], p.clock.last)
	if len(p.fields) <= need {
		return 0, v, isBad, p.fault(line, nil, "row has %d columns where %d are needed", len(p.fields), need+1)
	}
	t = p.t
	if p.clock.read != nil {
		var ok bool
		if t, ok = p.clock.read(p, p.fields); !ok || !within(t) {
			f := p.fields[p.clock.col]
			return 0, v, isBad, p.fault(line, f, "%q is no time", clip(f))
		}
	}
	places := 0
	for a, c := range p.axes {
		d, k := p.axis(a)
		if k == isMissing {
			return 0, v, k, nil
		}
		ok := k == isValue
		if ok {
			v[a], ok = p.units.MicroG(d)
			places = d.Places
		}
		if !ok {
			return 0, v, isBad, p.fault(line, p.fields[c], "%q is no acceleration", clip(p.fields[c]))
		}
	}
	p.vary = p.vary || places != p.places && p.places >= 0
	p.places = places
	return t, v, isValue, nil
}

// clip shortens a field for a message.
func clip(f []byte) []byte { return f[:min(len(f), 40)] }

// fault says what is wrong in field f of the line at hand, with file, line and column.
func (p *parser) fault(line, f []byte, format string, args ...any) error {
	if p.bad > 0 {
		return nil // only the first is told
	}
	column := 1
	if f != nil {
		column = cap(line) - cap(f) + 1
	}
	return fmt.Errorf("%s:%d:%d: %s", p.name, p.line, column, fmt.Sprintf(format, args...))
}

// split cuts a line into fields without blanks and quotes around them.
func (p *parser) split(line []byte) {
	p.fields = p.fields[:0]
	if p.sep == ' ' {
		p.splitBlanks(line)
		return
	}
	for len(p.fields) < maxFields {
		i := bytes.IndexByte(line, p.sep)
		if i < 0 {
			p.fields = append(p.fields, trimField(line))
			return
		}
		p.fields = append(p.fields, trimField(line[:i]))
		line = line[i+1:]
	}
}

func (p *parser) splitBlanks(line []byte) {
	for i := 0; i < len(line) && len(p.fields) < maxFields; {
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		from := i
		for i < len(line) && line[i] != ' ' && line[i] != '\t' {
			i++
		}
		if i > from {
			p.fields = append(p.fields, trimField(line[from:i]))
		}
	}
}

// trimField takes blanks and double quotes from around a field.
func trimField(f []byte) []byte {
	for len(f) > 0 && (f[0] == ' ' || f[0] == '"' || f[0] == '\t') {
		f = f[1:]
	}
	for n := len(f); n > 0 && (f[n-1] == ' ' || f[n-1] == '"' || f[n-1] == '\t' || f[n-1] == 0); n-- {
		f = f[:n-1]
	}
	return f
}
