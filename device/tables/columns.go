package tables

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// columns says which columns of a table with named columns hold what.
type columns struct {
	sep      byte
	axes     [3]int
	time     int    // −1: none
	date     int    // of the date where time is the time of day; −1: none
	timeUnit string // as the name states it; empty when it does not
	timeName string
	units    device.Units
	unit     string // of the axes, as their names state it
	double   string // names two columns that could be the same axis; empty when the choice is clear
}

// separators are tried in this order.
var separators = [...]byte{',', ';', '\t', ' '}

// axisNames are the spellings of an axis, with * for x, y or z, in lower case and without anything but letters and digits.
var axisNames = [...]string{
	"*", "a*", "acc*", "accel*", "accelerometer*", "acceleration*", "*acc", "*accel", "*acceleration", "*axis", "axis*", "*axisacceleration",
	"accelerometer*axis", "acceleration*axis", "accelaxis*", "accel*axis", "acc*axis", "gf*", "gforce*", "*gforce", "*value", "raw*", "*raw", "accraw*", "acc*raw",
}

// timeNames are the spellings of a time column, best first.
var timeNames = [...]string{
	"headertimestamp", "datetime", "timestamp", "time", "unixtime", "unixtimestamp", "epoch", "utc", "localtime", "date", "t", "elapsedtime", "elapsed", "secondselapsed",
	"seconds", "milliseconds", "millis", "ms", "timems", "timestampms", "timeus", "timestampus", "timens", "timestampns", "times", "timestamps", "epochms", "phonetimestamp", "micros", "microseconds", "us",
}

// findColumns finds the columns of a header line by their names. It reports false when
// there are not three axes.
func findColumns(line []byte) (columns, bool) {
	for _, sep := range separators {
		if sep == ' ' && bytes.ContainsAny(line, ",;\t") {
			continue
		}
		fields := fieldsOf(line, sep)
		if c, ok := nameColumns(fields); ok {
			c.sep = sep
			return c, true
		}
	}
	return columns{}, false
}

func nameColumns(fields [][]byte) (columns, bool) {
	c := columns{axes: [3]int{-1, -1, -1}, time: -1, date: -1}
	best, rank := -1, len(timeNames)
	var stems [3]int
	for i, f := range fields {
		name, unit := splitName(f)
		if a, stem := axisOf(name); a >= 0 {
			if c.axes[a] >= 0 && stems[a] == stem {
				c.double = string(f)
			}
			if c.axes[a] < 0 || better(stem, stems[a]) {
				c.axes[a], stems[a] = i, stem
			}
			if c.axes[a] == i && a == 0 {
				c.unit = unit
			}
			continue
		}
		if c.date < 0 && slices.Contains(dateNames[:], name) {
			c.date = i
		}
		if r := slices.Index(timeNames[:], name); r >= 0 && r < rank {
			best, rank = i, r
			c.timeUnit = unit
		}
	}
	if c.time = best; best >= 0 {
		c.timeName, _ = splitName(fields[best])
	}
	if c.date == c.time || c.time < 0 {
		c.date = -1
	}
	c.units = unitsNamed(c.unit)
	return c, c.axes[0] >= 0 && c.axes[1] >= 0 && c.axes[2] >= 0 && stems[0] == stems[1] && stems[1] == stems[2]
}

// better prefers a name that says acceleration over the bare letter of an axis.
func better(stem, than int) bool { return than == 0 && stem != 0 }

// axisOf returns which axis (0–2) a name is and its spelling among axisNames; −1 when it is none.
func axisOf(name string) (axis, stem int) {
	for a, letter := range [...]string{"x", "y", "z"} {
		for i, s := range axisNames {
			if name == strings.Replace(s, "*", letter, 1) {
				return a, i
			}
		}
	}
	return -1, 0
}

// splitName takes the name of a column apart: what it is in lower-case letters and digits, and the unit
// in brackets, or of acceleration behind a blank or a stroke (x_mg).
func splitName(f []byte) (name, unit string) {
	s := strings.ToLower(string(trimField(f)))
	if i := strings.IndexAny(s, "([{"); i >= 0 {
		unit = strings.Trim(s[i:], "()[]{} ")
		s = s[:i]
	} else if i := strings.LastIndexAny(s, " _-"); i > 0 && unitsNamed(s[i+1:]).Known() {
		s, unit = s[:i], s[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return name, unit
}

// unitsNamed returns the unit of acceleration that a name states.
func unitsNamed(s string) device.Units {
	switch strings.NewReplacer("(", "", ")", "", " ", "", "²", "2", "^", "", "**", "").Replace(s) {
	case "g", "gs", "g-force":
		return device.UnitsG
	case "mg":
		return device.UnitsMG
	case "m/s2", "ms-2", "m/s/s", "ms2", "mps2":
		return device.UnitsMS2
	}
	return device.UnitsUnknown
}

// fieldsOf cuts a line into fields.
func fieldsOf(line []byte, sep byte) [][]byte {
	p := parser{layout: layout{sep: sep}}
	p.split(trimEnd(line))
	return p.fields
}

// pointOf returns the decimal mark of a row: a comma when fields have commas and no points.
func pointOf(row []byte, sep byte) byte {
	if sep != ',' && bytes.IndexByte(row, ',') >= 0 {
		for _, f := range fieldsOf(row, sep) {
			if d, k := parseDecimal(f, ','); k == isValue && d.Places > 0 {
				return ','
			}
		}
	}
	return '.'
}

// pointLines are looked at for a decimal comma: whole numbers have none.
const pointLines = 100

// pointIn returns the decimal mark of the rows from byte skip of a head on.
func (h *header) pointIn(skip int, sep byte) byte {
	rest := h.head[min(skip, len(h.head)):]
	for range pointLines {
		row, more, ok := bytes.Cut(rest, []byte{'\n'})
		if p := pointOf(row, sep); p != '.' || !ok {
			return p
		}
		rest = more
	}
	return '.'
}

// median returns the median of v, which it sorts; NaN when it is empty.
func median(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	return v[len(v)/2]
}
