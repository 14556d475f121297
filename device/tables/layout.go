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
	ragged func(p *parser, line []byte, dst *device.Rows) (kind, *badRow)
}

// clock is how a row states its time.
type clock struct {
	read  func(p *parser, fields [][]byte) (int64, bool) // nil: rows are counted
	alone bool                                           // read needs no row but the one at hand
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

// apart reports whether lines can be read without those before them.
func (l *layout) apart() bool { return l.ragged == nil && (l.clock.read == nil || l.clock.alone) }

// counted reports whether rows have no time: their T is then their number, from 0.
func (l *layout) counted() bool { return l.ragged == nil && l.clock.read == nil }

// parser turns lines into rows.
type parser struct {
	layout
	tally
	name   string // of the file, for messages
	fields [][]byte

	minute wroteMinute // of the latest date
	w0, w1 uint64      // the quick path's minute or second as text
	base   int64       // and in ns
	key    [20]byte
}

// begin makes p ready for the first row of a stretch. Whether rows were lost before it is kept where they are read in order.
func (p *parser) begin() {
	lost := p.lost && !p.apart()
	p.tally = tally{lost: lost, places: -1, opened: -1}
}

// row reads one line, without its end, and appends its row to dst. It counts what it cannot use.
func (p *parser) row(line []byte, dst *device.Rows) {
	line = trimEnd(line)
	if len(line) == 0 || p.comment != 0 && line[0] == p.comment {
		p.line++
		return
	}
	k, err := p.take(line, dst)
	p.line++
	p.rows++
	switch k {
	case isMissing:
		p.missing++
		p.lost = true
	case isBad:
		p.spoil(err)
	}
}

// take reads a line and appends its row to dst when it has one.
func (p *parser) take(line []byte, dst *device.Rows) (kind, *badRow) {
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
func (p *parser) read(line []byte) (t int64, v [3]int32, k kind, err *badRow) {
	p.split(line)
	need := max(p.axes[0], p.axes[1], p.axes[2], p.clock.last)
	if len(p.fields) <= need {
		return 0, v, isBad, p.fault(line, nil, "row has %d columns where %d are needed", len(p.fields), need+1)
	}
	t = p.rows
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
	p.wrote(places)
	return t, v, isValue, nil
}

// clip shortens a field for a message.
func clip(f []byte) []byte { return f[:min(len(f), 40)] }

// fault says what is wrong in field f of the line at hand, with its place.
func (p *parser) fault(line, f []byte, format string, args ...any) *badRow {
	if p.bad > 0 {
		return nil // only the first is told
	}
	column := 1
	if f != nil {
		column = cap(line) - cap(f) + 1
	}
	return &badRow{p.name, p.line, column, fmt.Errorf(format, args...)}
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

// trimEnd takes what may follow a row from its end: a carriage return, blanks, NUL bytes.
func trimEnd(line []byte) []byte {
	n := len(line)
	for n > 0 && (line[n-1] == '\r' || line[n-1] == ' ' || line[n-1] == '\t' || line[n-1] == 0) {
		n--
	}
	return line[:n]
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
