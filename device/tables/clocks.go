package tables

// civilClock reads a date and time of day from one column.
func civilClock(col int, order dateOrder) clock {
	c := clock{col: col, last: col, alone: true}
	c.read = func(p *parser, fields [][]byte) (int64, bool) {
		if p != nil {
			if t, ok := p.minute.read(fields[col]); ok {
				return t, true
			}
		}
		s, ok := parseStamp(fields[col], order)
		if ok && p != nil {
			p.minute.note(fields[col], s.utc())
		}
		return s.utc(), ok
	}
	if col == 0 && order == yearFirst {
		c.quick = quickCivil
	}
	return c
}

// place turns the numbers of counted rows, which come after base others, into times: row k lies k·10¹²/rate ns after the start, rounded down.
func (c *clock) place(t []int64, base int64) {
	rate := int64(c.rate)
	whole, rest := 1e12/rate, 1e12%rate
	for i, k := range t {
		k += base
		if t[i] = c.start + k*whole; rest != 0 {
			t[i] += k * rest / rate
		}
	}
}

// numberClock reads a number of which one unit is num nanoseconds.
func numberClock(col int, point byte, num uint64) clock {
	c := clock{col: col, last: col, alone: true}
	c.read = func(p *parser, fields [][]byte) (int64, bool) {
		d, k := parseDecimal(fields[col], point)
		if k != isValue {
			return 0, false
		}
		return d.Rational(num, 1)
	}
	if col == 0 && point == '.' && num == uint64(second) {
		c.quick = quickUnix
	}
	return c
}

// tickClock reads a counter of ticks, rate of them a second (in mHz).
func tickClock(col int, rate uint64) clock {
	c := clock{col: col, last: col, alone: true}
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		d, k := parseDecimal(fields[col], '.')
		if k != isValue {
			return 0, false
		}
		return d.Rational(1e12, rate)
	}
	return c
}

// excelZero is day 0 of spreadsheets, 1899-12-30, in days since 1970-01-01 (ECMA-376, 18.17.4.1).
const excelZero = -25569

// excelClock reads days since 1899-12-30 with the time of day as their fraction.
func excelClock(col int, point byte) clock {
	c := clock{col: col, last: col, alone: true}
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		d, k := parseDecimal(fields[col], point)
		if k != isValue {
			return 0, false
		}
		ns, ok := d.Rational(uint64(day), 1)
		return ns + excelZero*day, ok && ns >= -excelZero*day
	}
	return c
}

// deltaClock reads the time since the row before, in units of num nanoseconds; the first row is at 0.
func deltaClock(col int, point byte, num uint64) clock {
	c := clock{col: col, last: col}
	at, begun := int64(0), false
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		d, k := parseDecimal(fields[col], point)
		step, ok := d.Rational(num, 1)
		if k != isValue || !ok || step < 0 || step > mostTime {
			return 0, false
		}
		if begun {
			at = min(at+step, mostTime+1) // stays beyond
		}
		begun = true
		return at, within(at)
	}
	return c
}

// dayClock reads a time of day without a date. A step back of more than half a day is midnight.
func dayClock(col int) clock {
	c := clock{col: col, last: col}
	days, last := int64(0), int64(0)
	c.read = func(_ *parser, fields [][]byte) (int64, bool) {
		p := cursor{s: fields[col]}
		t, ok := p.timeOfDay()
		if !ok || p.i != len(p.s) {
			return 0, false
		}
		switch {
		case last-t > day/2:
			days++
		case t-last > day/2 && days > 0:
			days--
		}
		last = t
		return days*day + t, within(days * day)
	}
	return c
}

// placedClock reads two clocks from a row: one that ticks finely but starts anywhere (time since boot), and a calendar that is
// coarse, or late by as long as the row took to arrive. The fine clock counts, the calendar only places it: by offset, the
// one that the head of the file showed, until the fine clock steps back (the device was reset) and is placed anew.
type placedClock struct {
	times  func(fields [][]byte) (fine, calendar int64, ok bool)
	placed bool
	offset int64 // ns from the fine clock to the calendar
	last   int64 // ns of the fine clock at the row before
}

// place finds the offset over the rows of a head, up to the first step back: the greatest one where the calendar is cut to whole
// seconds, the least where it is late.
func (c *placedClock) place(rows [][]byte, sep byte, better func(a, b int64) int64) {
	for _, l := range rows {
		fine, calendar, ok := c.times(fieldsOf(l, sep))
		if !ok {
			continue
		}
		if c.placed && fine < c.last {
			break
		}
		if !c.placed {
			c.offset = calendar - fine
		}
		c.offset = better(c.offset, calendar-fine)
		c.placed, c.last = true, fine
	}
	c.last = 0
}

func (c *placedClock) read(_ *parser, fields [][]byte) (int64, bool) {
	fine, calendar, ok := c.times(fields)
	if !ok {
		return 0, false
	}
	if !c.placed || fine < c.last {
		c.placed, c.offset = true, calendar-fine
	}
	c.last = fine
	return c.offset + fine, true
}

func greatest(a, b int64) int64 { return max(a, b) }
func least(a, b int64) int64    { return min(a, b) }

// rational returns the value of a decimal field in nanoseconds, num of them to the unit.
func rational(f []byte, point byte, num uint64) (int64, bool) {
	d, k := parseDecimal(f, point)
	ns, ok := d.Rational(num, 1)
	return ns, k == isValue && ok && within(ns)
}
