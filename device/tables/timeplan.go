package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// planTime settles how a table with named columns states its time.
func planTime(h *header, p *plan, c columns, opt device.Options) error {
	if c.time < 0 {
		if opt.Rate == 0 {
			return errors.New("has no time column that is recognised: name it time or timestamp, or give --rate")
		}
		p.rate = opt.Rate
		p.layout.clock = clock{rate: opt.Rate}
		if c.axes == [3]int{0, 1, 2} {
			p.layout.clock.quick = quickNoTime
		}
		return nil
	}
	if opt.Rate != 0 {
		p.warn("rate_ignored", "the file has a time column, so --rate was not used")
	}
	rows := headFields(h, p.skip, c.sep, c.time)
	if len(rows) == 0 {
		return errors.New("has a header but no rows: was the recording empty, or the export cut?")
	}
	if order, ok := stampOrder(rows); ok {
		p.info.Dated = true
		p.layout.clock = civilClock(c.time, order)
		if s, ok := parseStamp(rows[0], order); ok && s.zoned {
			p.info.Zoned, p.info.Offset = true, s.offset
		} else {
			p.fixed = zoneNamed(c.timeUnit)
		}
		return nil
	}
	return planNumbers(p, c, rows)
}

// zoneNamed returns the zone that a name such as "time (01:00)" or "timestamp (-0700)" states (MetaBase); nil when it states none.
func zoneNamed(s string) *time.Location {
	if s != "" && s[0]-'0' <= 9 {
		s = "+" + s
	}
	c, p := civil{}, cursor{s: []byte(s)}
	if s == "" || !p.zone(&c) || p.i != len(s) {
		return nil
	}
	return time.FixedZone("", c.offset)
}

// headFields returns column col of the rows of the head, without what is empty or cut.
func headFields(h *header, skip int, sep byte, col int) [][]byte {
	ls := bytes.Split(h.head[min(skip, len(h.head)):], []byte{'\n'})
	var rows [][]byte
	for _, l := range ls {
		if f := fieldsOf(l, sep); col < len(f) && len(f[col]) > 0 {
			rows = append(rows, f[col])
		}
	}
	return rows
}

// stampOrder returns the order of dates that most stamps can be read by. When both the day-first and the month-first order fit, AM
// or PM decides for the month, else the day comes first.
func stampOrder(rows [][]byte) (dateOrder, bool) {
	best, most := yearFirst, 0
	for _, o := range [...]dateOrder{yearFirst, dayFirst, monthFirst} {
		n := 0
		for _, r := range rows {
			if _, ok := parseStamp(r, o); ok {
				n++
			}
		}
		if o == monthFirst && n == most && n > 0 && bytes.ContainsAny(rows[0], "Mm") {
			n++
		}
		if n > most {
			best, most = o, n
		}
	}
	return best, 2*most > len(rows)
}

// unitNanos is what a named unit of time is worth.
var unitNanos = map[string]uint64{
	"s": 1e9, "sec": 1e9, "seconds": 1e9, "ms": 1e6, "msec": 1e6, "millis": 1e6, "milliseconds": 1e6,
	"us": 1e3, "µs": 1e3, "μs": 1e3, "microseconds": 1e3, "ns": 1, "nanoseconds": 1,
}

// namedTime is the unit that the name of a column implies.
var namedTime = map[string]uint64{
	"secondselapsed": 1e9, "seconds": 1e9, "times": 1e9, "timestamps": 1e9, "milliseconds": 1e6, "millis": 1e6, "ms": 1e6, "timems": 1e6, "timestampms": 1e6, "epochms": 1e6,
	"timeus": 1e3, "timestampus": 1e3, "timens": 1, "timestampns": 1,
}

// planNumbers settles the unit and origin of times that are numbers.
func planNumbers(p *plan, c columns, rows [][]byte) error {
	var v []float64
	for _, r := range rows {
		if d, k := parseDecimal(r, p.layout.point); k == isValue {
			v = append(v, float64(d.Mantissa)*math.Pow10(-d.Places))
		}
	}
	if 2*len(v) <= len(rows) {
		return fmt.Errorf("has a time column that is neither date nor number: it begins %q", clip(rows[0]))
	}
	if num := unixUnit(v[0]); num != 0 {
		p.info.Dated, p.info.Zoned = true, true
		p.layout.clock = numberClock(c.time, p.layout.point, num)
		return nil
	}
	num := unitNanos[c.timeUnit]
	if num == 0 {
		num = namedTime[c.timeName]
	}
	if num == 0 {
		if num = stepUnit(v); num == 0 {
			return errors.New("has a time column of numbers that do not rise: remove it and give --rate")
		}
		p.guessed(fmt.Sprintf("the unit of the time column is not stated; 1/%d s taken from its steps", uint64(second)/num))
	}
	p.layout.clock = numberClock(c.time, p.layout.point, num)
	return nil
}

// unixUnit returns the nanoseconds of a unit when t is a unix time between 2001 and 2103 in s, ms, µs or ns; 0 otherwise.
func unixUnit(t float64) uint64 {
	const least, most = 1e9, 4.2e9 // s: 2001-09-09, 2103
	for _, num := range [...]uint64{1e9, 1e6, 1e3, 1} {
		if s := t * float64(num) / 1e9; s >= least && s < most {
			return num
		}
	}
	return 0
}

// stepUnit returns the nanoseconds of the unit in which the median step of v lies between 0.9 ms and 0.9 s, the
// interval of loggers of 1.1 Hz to 1.1 kHz.
func stepUnit(v []float64) uint64 {
	var steps []float64
	for i := 1; i < len(v); i++ {
		if d := v[i] - v[i-1]; d > 0 {
			steps = append(steps, d)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	const most = 0.9 // of a second
	s := steps[len(steps)/2]
	for _, num := range [...]uint64{1e9, 1e6, 1e3} {
		if s*float64(num)/1e9 <= most {
			return num
		}
	}
	return 1
}
