package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
)

// Named columns: any table whose header line names x, y and z, and a time column if it has one.
//
// Provenance: none but custom. Separators are comma, semicolon, tab or blanks; a line "sep=;" may come first; the header may follow other lines;
// quotes are taken off. The unit of acceleration is what the names (or a line of units) say in brackets, else it is told from
// gravity, with a warning. Time may be a date and time of day, unix time in s, ms, µs or ns (by its size), or time
// since the start (unit by its name, else by its steps).

// Named is the dialect of tables with recognisable column names.
var Named = dialect("named-columns-csv", claimsNamed, planNamed)

const namedHeader = 60 // lines among which the header line is looked for

func claimsNamed(head []byte) bool {
	for _, f := range known() {
		if f.Claims(head) {
			return false
		}
	}
	n, _, ok := findHeader(lines(head))
	return ok && n >= 0
}

// findHeader returns the number of the header line and its columns.
func findHeader(ls [][]byte) (int, columns, bool) {
	for n, l := range ls[:min(len(ls), namedHeader)] {
		if c, ok := findColumns(l); ok {
			return n, c, true
		}
	}
	return 0, columns{}, false
}

func planNamed(h *header, opt device.Options) (*plan, error) {
	n, c, ok := findHeader(lines(h.head))
	if !ok {
		return nil, errors.New("has no header line with x, y and z")
	}
	if c.double != "" {
		return nil, fmt.Errorf("has two columns that may be one axis (%q is the second): keep one sensor's columns and name them x, y, z", c.double)
	}
	p := &plan{skip: h.offset(n + 1)}
	row := h.line(n + 1)
	if unitRow(row, c) { // a line of units under the names
		f := fieldsOf(row, c.sep)
		c.units = unitsNamed(string(bytes.ToLower(f[c.axes[0]])))
		if c.time >= 0 && c.time < len(f) && c.timeUnit == "" {
			c.timeUnit = string(bytes.ToLower(f[c.time]))
		}
		p.skip = h.offset(n + 2)
	}
	p.layout = layout{sep: c.sep, point: h.pointIn(p.skip, c.sep), axes: c.axes, units: c.units}
	if err := planTime(h, p, c, opt); err != nil {
		return nil, err
	}
	return p, planUnits(h, p, opt)
}

// unitRow reports whether row, which follows the names, has text where numbers should be.
func unitRow(row []byte, c columns) bool {
	f := fieldsOf(row, c.sep)
	for _, a := range c.axes {
		if a >= len(f) || len(f[a]) == 0 {
			return false
		}
		if _, k := parseDecimal(f[a], pointOf(row, c.sep)); k != isBad {
			return false
		}
	}
	return true
}

// planUnits settles the unit of a table: as stated, as the user says, or by gravity.
func planUnits(h *header, p *plan, opt device.Options) error {
	if p.layout.units.Known() || opt.Units.Known() {
		return nil
	}
	m := medianNorm(h, p)
	u, ok := guessUnits(m)
	if !ok {
		return fmt.Errorf("does not tell its unit, and a median magnitude of %.4g is no usual measure of gravity: give --units (g, mg, ms2 or lsb:N)", m)
	}
	p.layout.units = u
	p.guessed(fmt.Sprintf("the unit is not stated; %s taken because the median magnitude is %.4g", u, m))
	return nil
}

const (
	guessWithin = 0.25 // relative: further off gravity no unit is guessed
	standardG   = 9.80665
)

// guessUnits returns the unit in which gravity is nearest to m: g, m/s², mg, or counts of a power of two per g.
func guessUnits(m float64) (device.Units, bool) {
	best, off := device.UnitsUnknown, math.Log(1+guessWithin)
	try := func(gravity float64, u device.Units) {
		if d := math.Abs(math.Log(m / gravity)); d < off {
			best, off = u, d
		}
	}
	try(1, device.UnitsG)
	try(standardG, device.UnitsMS2)
	try(1000, device.UnitsMG)
	for lsb := 64.0; lsb <= 16384; lsb *= 2 { // from 8-bit sensors at ±2 g (Empatica E4) to 16-bit ones at ±2 g
		if lsb == 1024 {
			continue // taken for mg: 2 % apart
		}
		if u, err := device.UnitsLSB(lsb); err == nil {
			try(lsb, u)
		}
	}
	return best, best.Known()
}
