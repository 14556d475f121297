package tables

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// Described tables: any other, whose columns the user says (--columns), by number or by name.
//
// Provenance: none. Separator and decimal mark are those by which most lines of the head have numbers on all three axes; what comes before the first such line is
// header. Unit and time are found as for named columns, unless --units and --time-format say them.

// Described is the dialect of tables that the user describes. It claims no file by itself.
var Described = dialect("described-csv", func([]byte) bool { return false }, planDescribed)

// describedLines are looked at to find the separator.
const describedLines = 1000

func planDescribed(h *header, opt device.Options) (*plan, error) {
	c, found, err := describedColumns(h, opt.Columns)
	if err != nil {
		return nil, err
	}
	p := &plan{skip: h.offset(found.first), layout: layout{sep: c.sep, point: found.point, axes: c.axes, units: c.units}}
	if err := planTime(h, p, c, opt); err != nil {
		return nil, err
	}
	return p, planUnits(h, p, opt)
}

// reading is how well a separator and a decimal mark fit the lines of a head.
type reading struct {
	point byte
	first int // line of the first row
	rows  int // lines with numbers on all three axes
}

// describedColumns finds the columns that the user names, and the way in which most lines can be read.
func describedColumns(h *header, want device.Columns) (columns, reading, error) {
	ls := lines(h.head)
	ls = ls[:min(len(ls), describedLines)]
	var best reading
	var at columns
	missing := errors.New("has no row with three numbers in the columns that --columns names")
	for _, sep := range separators {
		c, err := placeColumns(ls, sep, want)
		if err != nil {
			if best.rows == 0 && bytes.IndexByte(ls[0], sep) >= 0 {
				missing = err
			}
			continue
		}
		r := readWith(ls, c, '.')
		if sep != ',' {
			if comma := readWith(ls, c, ','); comma.rows > r.rows || comma.rows == r.rows && h.pointIn(h.offset(r.first), sep) == ',' {
				r = comma
			}
		}
		if r.rows > best.rows {
			best, at = r, c
		}
	}
	if best.rows == 0 {
		return at, best, missing
	}
	return at, best, nil
}

// readWith counts the lines that can be read.
func readWith(ls [][]byte, c columns, point byte) reading {
	r := reading{point: point}
	for n, l := range ls {
		f := fieldsOf(l, c.sep)
		good := true
		for _, a := range c.axes {
			if a >= len(f) {
				good = false
				break
			}
			_, k := parseDecimal(f[a], point)
			good = good && k == isValue
		}
		if !good {
			continue
		}
		if r.rows == 0 {
			r.first = n
		}
		r.rows++
	}
	return r
}

// placeColumns turns the user's columns into places. Those named are looked for among the header lines.
func placeColumns(ls [][]byte, sep byte, want device.Columns) (columns, error) {
	c := columns{sep: sep, time: -1, date: -1}
	var err error
	for _, w := range []struct {
		name string
		to   *int
	}{{want.Time, &c.time}, {want.Date, &c.date}, {want.X, &c.axes[0]}, {want.Y, &c.axes[1]}, {want.Z, &c.axes[2]}} {
		if w.name == "" {
			continue
		}
		var full []byte
		if *w.to, full, err = placeColumn(ls, sep, w.name); err != nil {
			return c, err
		}
		name, unit := splitName(full)
		switch w.to {
		case &c.time:
			c.timeName, c.timeUnit = name, unit
		case &c.date:
		default:
			c.unit = unit
		}
	}
	c.units = unitsNamed(c.unit)
	return c, nil
}

// placeColumn returns the place of a column and its name in the header, if it was given by that.
func placeColumn(ls [][]byte, sep byte, name string) (int, []byte, error) {
	if n, err := strconv.Atoi(name); err == nil {
		if n < 1 || n > maxFields {
			return 0, nil, fmt.Errorf("--columns names column %d: they count from 1 to %d", n, maxFields)
		}
		return n - 1, nil, nil
	}
	bare, _ := splitName([]byte(name))
	at, full := -1, []byte(nil)
	for _, l := range ls[:min(len(ls), namedHeader)] {
		for i, f := range fieldsOf(l, sep) {
			if strings.EqualFold(string(f), name) {
				return i, f, nil
			}
			if n, _ := splitName(f); at < 0 && bare != "" && n == bare {
				at, full = i, f
			}
		}
	}
	if at < 0 {
		return 0, nil, fmt.Errorf("has no column named %q, as --columns says", name)
	}
	return at, full, nil
}

// Hint says what a table that no format claims seems to hold and which flags would make it readable; empty when it seems to be no table.
func Hint(head []byte) string {
	head = bytes.TrimPrefix(head, bom)
	ls := lines(head)
	for _, sep := range [...]byte{';', '\t', ',', ' '} { // a comma may be a decimal mark
		if f := fieldsOf(ls[0], sep); len(f) >= 3 && numbersIn(f, sep) >= 3 {
			return fmt.Sprintf("It has %d columns without names: say which is which, for example --columns %s, and what a number is worth with --units", len(f), exampleColumns(len(f)))
		}
	}
	for _, sep := range separators {
		f := fieldsOf(ls[0], sep)
		if len(f) >= 3 && len(ls) > 1 && len(fieldsOf(ls[1], sep)) == len(f) {
			return fmt.Sprintf("Its header names %s: say which of them are the time and the axes with --columns time=…,x=…,y=…,z=… (without time=, give --rate), and what a number is worth with --units",
				clip(bytes.Join(f, []byte(", "))))
		}
	}
	return ""
}

// numbersIn counts the fields that are numbers with either decimal mark.
func numbersIn(f [][]byte, sep byte) int {
	n := 0
	for _, v := range f {
		_, point := parseDecimal(v, '.')
		_, comma := parseDecimal(v, ',')
		if point == isValue || comma == isValue && sep != ',' {
			n++
		}
	}
	return n
}

// exampleColumns is a --columns for a table of n columns.
func exampleColumns(n int) string {
	if n == 3 {
		return "x=1,y=2,z=3 --rate 100"
	}
	return "time=1,x=2,y=3,z=4"
}
