package wire

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

const (
	burstLength  = 119 // records of one burst of the TinyML sketch IMU_Capture
	burstFields  = 6   // and the numbers of each
	strangeLines = 3   // lines of another shape in a row before that shape is learnt
	uselessLines = 5   // lines of a refused dialect before the stream is refused
)

var textProtocol = Protocol{
	Name: "text", Title: "Lines of text (Arduino, micro:bit, CircuitPython, ESP32, OpenLog Artemis …)",
	Bauds: []int{115200, 9600, 38400, 57600, 230400, 460800, 921600, 500000, 1000000, 250000, 19200}, Timed: true,
	New: func(o Options) Decoder {
		return &text{lines: lines{opening: true}, guard: guard{bare: true}, unit: gravity{scale: o.Scale}, opt: o}
	},
}

// text decodes lines of numbers. It learns their columns from labels, from a header or from what stands in them, and their units from the dialect,
// the labels or gravity; until then it holds the samples back. What was learnt stays for good.
type text struct {
	lines
	guard
	opt     Options
	tok     tokens
	cols    *columns // nil while unknown
	unit    gravity
	header  []string // of the last header
	hint    Scale    // unit that a banner states
	learn   []raw
	shape   int     // fields of the lines in learn
	strange int     // lines with another number of fields in a row
	single  []field // one value a line: the values of one sample so far
	useless map[string]int
	tiny    bool // the header is that of the TinyML sketch
	run     int  // records since the last blank line
	about   About
	seq     counter
	refused bool
	at, end int64
}

// Push implements Decoder.
func (d *text) Push(dst []Packet, p []byte, at int64) []Packet {
	for len(p) > 0 {
		line, rest, ok := d.next(p)
		if !ok {
			break
		}
		p = rest
		d.at, d.end = at, d.Bytes
		if line != nil {
			dst = d.line(dst, line)
		}
	}
	return dst
}

// Flush implements Decoder.
func (d *text) Flush(dst []Packet) []Packet {
	if len(d.single) > 2 {
		dst = d.group(dst)
	}
	if d.cols == nil && len(d.learn) > 2 {
		dst = d.tell(dst)
	}
	if d.cols != nil && !d.refused {
		ready, note := d.unit.settle()
		dst = d.settled(dst, ready, note)
	}
	dst = d.guard.flush(dst)
	d.reset()
	d.single, d.learn, d.seq, d.run = d.single[:0], d.learn[:0], counter{}, 0
	return dst
}

// line takes one line without its end.
func (d *text) line(dst []Packet, b []byte) []Packet {
	switch {
	case len(b) == 0:
		return d.blank(dst)
	case !plainText(b):
		return d.binary(dst, b)
	case b[0] == '#' || bytes.HasPrefix(b, []byte("//")):
		d.opening = false
		return dst
	}
	if tag, _, ok := bytes.Cut(b, []byte{'\t'}); ok && bareTags[string(tag)] {
		return d.refuse(dst, string(tag), dialects[string(tag)])
	}
	if !d.tok.cut(b) {
		d.bad()
		return dst
	}
	t := &d.tok
	switch {
	case t.words:
		return d.headline(dst, b)
	case t.tag == nil && len(t.fields) == 1 && len(t.fields[0].label) > 0:
		return d.value(dst, len(b))
	case !t.digits && !d.ownShape():
		d.foreign(b)
		return dst
	}
	return d.numbers(dst, len(b))
}

// plainText reports whether b is printable ASCII and tabs, or a µ or ² in UTF-8.
func plainText(b []byte) bool {
	for _, c := range b {
		if (c < ' ' && c != '\t' || c > '~') && c != 0xC2 && c != 0xB2 && c != 0xB5 {
			return false
		}
	}
	return true
}

// blank takes an empty line: after as many records as the TinyML sketch takes at once it ends one of its bursts, and after fewer under its header, which it prints only
// once. The first line after the link was opened is not counted.
func (d *text) blank(dst []Packet) []Packet {
	d.opening = false
	run := d.run
	d.run = 0
	if !(d.tiny && run > 0 && run < burstLength) && !((run == burstLength || run == burstLength-1) && len(d.tok.fields) == burstFields) {
		return dst
	}
	return d.refusal(dst, CodeBursts, "this sketch (IMU_Capture) sends only the second after a strong movement: a night needs a sketch that sends all the time")
}

// binary takes a line that is no text. Some of them are known.
func (d *text) binary(dst []Packet, b []byte) []Packet {
	if len(b) >= 2 && b[0] == '$' && b[1] == 2 {
		return d.refuse(dst, "teapot", dialect{code: CodeOrientation,
			refuse: "this sketch sends orientation only (OUTPUT_TEAPOT): load MPU6050_raw or enable OUTPUT_READABLE_ACCELGYRO instead"})
	}
	d.bad()
	return dst
}

// refuse takes a line of a dialect that is of no use.
func (d *text) refuse(dst []Packet, name string, why dialect) []Packet {
	if d.useless == nil {
		d.useless = map[string]int{}
	}
	d.opening = false
	if d.useless[name]++; d.useless[name] < uselessLines || d.Samples > 0 {
		return dst
	}
	return d.refusal(dst, why.code, why.refuse)
}

// refusal refuses the stream, once.
func (d *text) refusal(dst []Packet, code, why string) []Packet {
	if d.refused {
		return dst
	}
	d.refused = true
	return append(dst, Packet{Kind: Refused, Code: code, Text: why, End: d.end, At: d.at})
}

// headline takes a line without numbers: a header or a banner.
func (d *text) headline(dst []Packet, b []byte) []Packet {
	d.opening = false
	if bytes.Contains(b, []byte("in g's")) {
		d.hint = scaleG
	}
	if len(d.tok.fields) < 2 {
		return dst
	}
	d.header = d.header[:0]
	for _, f := range d.tok.fields {
		d.header = append(d.header, string(f.label))
	}
	d.tiny = strings.Join(d.header, ",") == "aX,aY,aZ,gX,gY,gZ"
	if d.tiny {
		d.run, d.hint = 0, scaleG
	}
	return dst
}

// foreign counts a line that is no record: words of the sketch are none of ours, mangled numbers are damage.
func (d *text) foreign(b []byte) {
	letters := 0
	for _, c := range b {
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			letters++
		}
	}
	if 2*letters < len(b) || d.cols != nil && d.cols.tag == "" && len(d.tok.fields) == d.cols.fields {
		d.bad()
	}
	d.opening = false
}

// value takes a line "x:-12": a sample is whole when its first label comes again. A banner may state the rate.
func (d *text) value(dst []Packet, n int) []Packet {
	f := d.tok.fields[0]
	if bytes.HasSuffix(f.label, []byte("sample rate")) {
		d.about.Rate, d.opening = f.value.float(), false
		return dst
	}
	if readLabel(string(f.label), string(f.unit)).role == roleOther {
		d.opening = false
		return dst
	}
	d.good(n)
	f.label, f.unit = bytes.Clone(f.label), bytes.Clone(f.unit)
	i := slices.IndexFunc(d.single, func(g field) bool { return bytes.Equal(f.label, g.label) })
	if i == 0 {
		dst = d.group(dst)
	}
	if i >= 0 || len(d.single) == fieldMost {
		d.single = d.single[:0] // beyond the first label this says that one was lost
	}
	if len(d.single) > 0 || d.cols == nil || len(d.cols.labels) > 0 && d.cols.labels[0] == string(f.label) {
		d.single = append(d.single, f)
	}
	return dst
}

// group takes the values of one sample that came on lines of their own.
func (d *text) group(dst []Packet) []Packet {
	d.tok.tag, d.tok.fields = nil, append(d.tok.fields[:0], d.single...)
	if d.cols != nil && !d.fits() { // a line was lost
		d.bad()
		return dst
	}
	return d.accept(dst)
}

// ownShape reports whether the line's fields stand where the columns say, though some are no numbers: a date beside the time, say.
func (d *text) ownShape() bool {
	if d.cols == nil {
		c, ok := labelled(d.header, make([]string, len(d.header)))
		return ok && len(d.tok.fields) == len(d.header) && d.allNumbers(&c)
	}
	return len(d.tok.fields) == d.cols.fields && d.allNumbers(d.cols)
}

func (d *text) allNumbers(c *columns) bool {
	for _, k := range c.acc {
		if !d.tok.fields[k].number {
			return false
		}
	}
	return c.time < 0 || d.tok.fields[c.time].number
}

// unitBehind takes the unit that stands behind three numbers without labels, as M5Stack's sketches print it. It reports false for that of something else than acceleration.
func (d *text) unitBehind() bool {
	t := &d.tok
	if len(t.fields) != 3 || t.tag != nil || len(t.fields[0].label) > 0 || len(t.fields[2].unit) == 0 {
		return true
	}
	unit, ok := accUnits[strings.ToLower(string(t.fields[2].unit))]
	if ok {
		d.hint = unit
	}
	return ok
}

// numbers takes a line of numbers.
func (d *text) numbers(dst []Packet, n int) []Packet {
	if !d.unitBehind() {
		d.opening = false
		return dst
	}
	if d.cols != nil && !d.fits() {
		if d.cols.tag != string(d.tok.tag) || len(d.cols.labels) > 0 && d.cols.labels[0] != "" {
			d.opening = false // another kind of line: "Rotation …", "Uni:…"
			return dst
		}
		d.bad()
		return dst
	}
	if d.opening && d.tok.tag == nil && len(d.tok.fields[0].label) == 0 { // its beginning may be missing
		d.opening = false
		return dst
	}
	before := d.BadSums
	dst = d.accept(dst)
	if d.BadSums == before {
		d.good(n)
	}
	return dst
}

// fits reports whether the line has the columns that were learnt.
func (d *text) fits() bool {
	c, t := d.cols, &d.tok
	if len(t.fields) != c.fields || string(t.tag) != c.tag {
		return false
	}
	for i, l := range c.labels {
		if string(t.fields[i].label) != l && t.fields[i].number {
			return false
		}
	}
	return true
}

// accept takes the fields in d.tok as one record.
func (d *text) accept(dst []Packet) []Packet {
	d.run++
	r := raw{end: d.end, at: d.at}
	for i, f := range d.tok.fields {
		r.v[i] = f.value
	}
	if d.cols != nil {
		return d.emit(dst, &r)
	}
	if d.refused {
		return dst
	}
	return d.gather(dst, r)
}

// gather adds a record to those from which the columns are learnt.
func (d *text) gather(dst []Packet, r raw) []Packet {
	t := &d.tok
	if t.fields[0].number && len(t.fields[0].label) > 0 {
		labels, units := make([]string, len(t.fields)), make([]string, len(t.fields))
		for i, f := range t.fields {
			labels[i], units[i] = string(f.label), string(f.unit)
		}
		if last := units[len(units)-1]; last != "" && units[0] == "" { // "X: …, Y: …, Z: … m/s^2"
			for i := range units {
				units[i] = last
			}
		}
		c, ok := labelled(labels, units)
		if !ok {
			return dst // another kind of line
		}
		if d.learn = append(d.learn, r); c.time >= 0 && c.clock == (clockUnit{}) && len(d.learn) < learnRecords {
			return dst
		}
		return d.settleColumns(dst, c)
	}
	if known, ok := dialects[string(t.tag)]; ok && t.tag != nil {
		if len(t.fields) != known.fields {
			d.bad()
			return dst
		}
		d.learn = append(d.learn[:0], r)
		return d.settleColumns(dst, columns{tag: string(t.tag), fields: known.fields, acc: [3]int{0, 1, 2}, time: -1, seq: -1, scale: known.scale})
	}
	if t.tag != nil {
		return dst // another kind of line: "Uni:…"
	}
	if n := len(t.fields); n != d.shape {
		if d.strange++; d.shape != 0 && d.strange < strangeLines {
			d.bad()
			return dst
		}
		d.shape, d.learn = n, d.learn[:0]
	}
	d.strange = 0
	if d.learn = append(d.learn, r); len(d.learn) < learnRecords {
		return dst
	}
	return d.tell(dst)
}

// tell tells the columns of lines without labels.
func (d *text) tell(dst []Packet) []Packet {
	n := d.shape
	if len(d.header) == n {
		if c, ok := labelled(slices.Clone(d.header), make([]string, n)); ok {
			c.labels = nil // they stand in the header only
			return d.settleColumns(dst, c)
		}
	}
	c, ok := counted(n, d.learn)
	if !ok {
		return d.refusal(dst, CodeColumns, fmt.Sprintf("lines of %d numbers without labels: which are the acceleration? let the sketch print a header such as t_ms,ax,ay,az", n))
	}
	return d.settleColumns(dst, c)
}

// settleColumns takes c for what the lines are and lets the records that waited go on.
func (d *text) settleColumns(dst []Packet, c columns) []Packet {
	if len(d.learn) > 1 || c.clock != (clockUnit{}) || c.time < 0 {
		c.tellTime(d.learn)
	}
	d.cols = &c
	switch {
	case d.opt.Scale.Known():
	case c.scale.Known():
		d.unit.scale = c.scale
	default:
		d.unit.scale = d.hint
	}
	dst = append(dst, Packet{Kind: Remark, Code: CodeLabels, Text: c.String(), End: d.end, At: d.at})
	for i := range d.learn {
		dst = d.emit(dst, &d.learn[i])
	}
	d.learn = nil
	return dst
}

// emit takes one record whose columns are known.
func (d *text) emit(dst []Packet, r *raw) []Packet {
	rec, ok := d.cols.record(r)
	if !ok {
		d.bad()
		return dst
	}
	if d.refused {
		return dst
	}
	if p := rec.packet; p.Modulus != 0 {
		d.Lost += d.seq.missing(p.Seq, p.Modulus)
	}
	d.Samples++
	ready, note := d.unit.take(rec)
	return d.settled(dst, ready, note)
}

// settled appends the records whose unit is known.
func (d *text) settled(dst []Packet, ready []record, note Packet) []Packet {
	if note.Kind == Refused {
		return d.refusal(dst, note.Code, note.Text)
	}
	if note.Code != "" {
		dst = append(dst, note)
	}
	if len(ready) > 1 {
		dst = d.resolution(dst, ready)
	}
	for i := range ready {
		p, ok := ready[i].sample(d.unit.scale)
		if !ok {
			d.bad()
			continue
		}
		dst = d.guard.take(dst, p, d.BadSums)
	}
	return dst
}

// resolution notes the smallest step and says when it is too coarse for small movements.
func (d *text) resolution(dst []Packet, ready []record) []Packet {
	d.about.Units, d.about.Guessed = d.unit.scale.Name, d.unit.guessed
	d.about.StepUG = stepOf(ready, d.unit.scale)
	if d.about.StepUG <= coarseUG {
		return dst
	}
	return append(dst, Packet{Kind: Remark, Code: CodeCoarse, End: d.end, At: d.at,
		Text: fmt.Sprintf("the smallest step is %d mg: let the sketch print more decimals", d.about.StepUG/1_000)})
}

// Counters implements Decoder.
func (d *text) Counters() Counters {
	c := d.lines.Counters
	c.Odd, c.Unsure = d.odd, d.unsure
	return c
}

// About implements Decoder.
func (d *text) About() About { return d.about }
