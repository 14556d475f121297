package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// planTime settles how a table with named columns states its time.
func planTime(h *header, p *plan, c columns, opt device.Options) error {
	if c.time < 0 {
		if opt.Rate == 0 {
			return errors.New("has no time column that is recognised: name it time or timestamp, say which it is with --columns, or give --rate")
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
	if c.date >= 0 && planDated(h, p, c, opt.Time) {
		return nil
	}
	if opt.Time != device.TimeUnstated {
		return planStated(p, c, rows, opt.Time)
	}
	if order, ok := stampOrder(rows); ok {
		planDates(p, c, rows, order)
		return nil
	}
	if fits(dayClock(c.time), rows) {
		p.layout.clock = dayClock(c.time)
		return nil
	}
	return planNumbers(p, c, rows)
}

// planDates takes a column of dates with the time of day.
func planDates(p *plan, c columns, rows [][]byte, order dateOrder) {
	p.info.Dated = true
	p.layout.clock = civilClock(c.time, order)
	if s, ok := parseStamp(rows[0], order); ok && s.zoned {
		p.info.Zoned, p.info.Offset = true, s.offset
	} else {
		p.fixed = zoneNamed(c.timeUnit)
	}
	switch other := civilClock(c.time, monthFirst); {
	case p.stated:
	case order == dayFirst && fits(other, rows):
		p.warn("date_order_guessed", "the dates may be day/month or month/day; the day was taken to come first: give --time-format mdy if the month does")
	case shortYear(rows[0]):
		p.warn("date_order_guessed", fmt.Sprintf("the dates have years of two digits, the last number of %q was taken for it: write them in full if it is not", clip(rows[0])))
	}
}

// shortYear reports whether a stamp, dates with strokes, has a year of two digits; with points the year is always last.
func shortYear(s []byte) bool {
	date, _, _ := bytes.Cut(s, []byte{' '})
	i := bytes.LastIndexByte(date, '/')
	return i >= 0 && len(date)-i == 3 && bytes.IndexByte(date, '/') <= 2
}

// planDated takes a column of dates and one of times of day, when most rows of both make a stamp.
func planDated(h *header, p *plan, c columns, f device.TimeFormat) bool {
	rows := headDates(h, p.skip, c)
	order, ok := stampOrder(rows)
	if o, stated := statedOrders[f]; stated {
		order, ok = o, ok && fits(civilClock(0, o), rows)
		p.stated = ok
	} else if f != device.TimeUnstated {
		return false
	}
	if ok {
		planDates(p, c, rows, order)
		p.layout.clock = datedClock(c.date, c.time, order)
	}
	return ok
}

// planStated takes the time column as the user says it is written, and fails when it is not.
func planStated(p *plan, c columns, rows [][]byte, f device.TimeFormat) error {
	clockFor, ok := statedClocks[f]
	if !ok {
		return fmt.Errorf("time format %q is not known", f)
	}
	if !fits(clockFor(c.time, p.layout.point), rows) {
		return fmt.Errorf("has a time column that is not as --time-format %s says: it begins %q", f, clip(rows[0]))
	}
	p.stated = true
	p.layout.clock = clockFor(c.time, p.layout.point)
	switch f {
	case device.TimeISO, device.TimeMDY, device.TimeDMY:
		p.info.Dated = true
		if s, ok := parseStamp(rows[0], statedOrders[f]); ok && s.zoned {
			p.info.Zoned, p.info.Offset = true, s.offset
		}
	case device.TimeExcel:
		p.info.Dated = true
	case device.TimeUnixS, device.TimeUnixMS, device.TimeUnixUS, device.TimeUnixNS:
		p.info.Dated, p.info.Zoned = true, true
	}
	return nil
}

var statedOrders = map[device.TimeFormat]dateOrder{device.TimeISO: yearFirst, device.TimeMDY: monthFirst, device.TimeDMY: dayFirst}

// statedClocks make the clock of each time format for a column and a decimal mark.
var statedClocks = func() map[device.TimeFormat]func(col int, point byte) clock {
	m := map[device.TimeFormat]func(col int, point byte) clock{
		device.TimeExcel:     excelClock,
		device.TimeDeltaMS:   func(col int, point byte) clock { return deltaClock(col, point, uint64(second/1000)) },
		device.TimeOfDayOnly: func(col int, _ byte) clock { return dayClock(col) },
	}
	for f, order := range statedOrders {
		m[f] = func(col int, _ byte) clock { return civilClock(col, order) }
	}
	for f, num := range map[device.TimeFormat]uint64{
		device.TimeUnixS: 1e9, device.TimeUnixMS: 1e6, device.TimeUnixUS: 1e3, device.TimeUnixNS: 1,
		device.TimeS: 1e9, device.TimeMS: 1e6, device.TimeUS: 1e3, device.TimeNS: 1,
	} {
		m[f] = func(col int, point byte) clock { return numberClock(col, point, num) }
	}
	return m
}()

// fits reports whether a clock can read most of the fields of its column.
func fits(c clock, rows [][]byte) bool {
	fields := make([][]byte, c.last+1)
	n := 0
	for _, r := range rows {
		fields[c.col] = r
		if t, ok := c.read(nil, fields); ok && within(t) {
			n++
		}
	}
	return 2*n > len(rows)
}

// zoneNamed returns the zone that a name such as "time (01:00)" or "timestamp (-0700)" states (MetaBase), or "timestamp (UTC)"; nil when it states none.
func zoneNamed(s string) *time.Location {
	if s == "utc" || s == "gmt" {
		return time.UTC
	}
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
	"micros": 1e3, "microseconds": 1e3, "us": 1e3, "timeus": 1e3, "timestampus": 1e3, "timens": 1, "timestampns": 1,
}

// planNumbers settles the unit and origin of times that are numbers.
func planNumbers(p *plan, c columns, rows [][]byte) error {
	v := numbersOf(rows, p.layout.point)
	if 2*len(v) <= len(rows) {
		return fmt.Errorf("has a time column that is neither date nor number: it begins %q; give --columns to say which column is the time, or --time-format to say how it is written", clip(rows[0]))
	}
	if excelDays(v) {
		p.info.Dated = true
		p.layout.clock = excelClock(c.time, p.layout.point)
		return nil
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
			if v[0] > v[len(v)-1] {
				return device.ErrReversed
			}
			return errors.New("has a time column of numbers that do not rise: remove it and give --rate")
		}
		p.guessed("the unit of the time column is not stated; " + stepNames[num] + " taken from its steps: give --time-format if it is another")
	}
	p.layout.clock = numberClock(c.time, p.layout.point, num)
	return nil
}

// numbersOf returns the fields that are numbers.
func numbersOf(rows [][]byte, point byte) []float64 {
	var v []float64
	for _, r := range rows {
		if d, k := parseDecimal(r, point); k == isValue {
			v = append(v, float64(d.Mantissa)*math.Pow10(-d.Places))
		}
	}
	return v
}

// headNumbers returns column col of the rows of the head where it is a number.
func headNumbers(h *header, skip int, sep byte, col int) []float64 {
	return numbersOf(headFields(h, skip, sep, col), '.')
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

// stepNames are the units that stepUnit tells.
var stepNames = map[uint64]string{1e9: "seconds", 1e6: "milliseconds", 1e3: "microseconds", 1: "nanoseconds"}

// stepUnit returns the nanoseconds of the unit in which the median step of v lies between 0.9 ms and 0.9 s, the
// interval of loggers of 1.1 Hz to 1.1 kHz.
func stepUnit(v []float64) uint64 {
	s := medianRise(v)
	if s == 0 {
		return 0
	}
	for _, num := range [...]uint64{1e9, 1e6, 1e3} {
		if s*float64(num)/1e9 <= longestStep {
			return num
		}
	}
	return 1
}

const longestStep = 0.9 // s between rows of the slowest loggers, 1.1 Hz

// excelDays reports whether v are days since 1899-12-30: of the years 1982 to 2064, with steps that as seconds would be those of a logger of over 90 kHz.
func excelDays(v []float64) bool {
	const least, most = 30_000, 60_000 // days
	s := medianRise(v)
	return v[0] >= least && v[0] < most && s > 0 && s <= longestStep/86400
}

// medianRise returns the median of the steps of v that rise; 0 when none does.
func medianRise(v []float64) float64 {
	var steps []float64
	for i := 1; i < len(v); i++ {
		if d := v[i] - v[i-1]; d > 0 {
			steps = append(steps, d)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	return median(steps)
}
