package tables

import (
	"bytes"
	"math"
)

const (
	second = int64(1e9)       // ns
	minute = 60 * second      // ns
	day    = 24 * 60 * minute // ns
	// Stamps outside ± mostTime are refused, so that no difference of two overflows: the year 2103, or as
	// long since boot.
	mostTime = int64(42e17) // ns
)

// dateOrder is the order of day, month and year in a date.
type dateOrder uint8

const (
	yearFirst  dateOrder = iota // 2019-12-23
	monthFirst                  // 12/23/2019
	dayFirst                    // 23/12/2019
)

// civil is a stamp as a text states it.
type civil struct {
	nanos  int64 // since 1970-01-01, of the wall-clock reading as if it were UTC
	zoned  bool  // an offset was stated
	offset int   // seconds east of UTC
}

// utc returns the instant of a zoned stamp, else the wall-clock reading.
func (c civil) utc() int64 { return c.nanos - int64(c.offset)*second }

// parseStamp reads a date and a time of day: three numbers with - / or . between them in the given
// order (a year of four digits, or of two, from 2000 on, where it is last and behind a point or a stroke), blanks or T, hours:minutes, :seconds, an optional fraction of up to nine digits after
// . , or :, then AM or PM, Z or ±hh[:mm], then a zone's name in brackets, which adds nothing to the offset (2014-05-07 13:29:50.439+0100 [Europe/London],
// as UK Biobank's accelerometer writes it). Where the day comes first the month may be a word of three letters (14-Mar-2024).
func parseStamp(s []byte, order dateOrder) (civil, bool) {
	p := cursor{s: s}
	var f [3]int
	for i := range f {
		var n int
		if f[i], n = p.number(4); n == 0 && i == 1 && order == dayFirst {
			f[i], n = p.month()
		}
		if i == 2 && n == 2 && order != yearFirst && s[p.i-3] != '-' {
			f[i], n = f[i]+2000, 4
		}
		if i < 2 && !p.take("-/.") || n == 0 || (n == 4) != (i == yearPlace[order]) {
			return civil{}, false
		}
	}
	y, m, d := f[0], f[1], f[2]
	switch order {
	case monthFirst:
		m, d, y = f[0], f[1], f[2]
	case dayFirst:
		d, m, y = f[0], f[1], f[2]
	}
	if !p.take(" T") {
		return civil{}, false
	}
	days, ok := daysOf(y, m, d)
	tod, ok2 := p.timeOfDay()
	if !ok || !ok2 {
		return civil{}, false
	}
	c := civil{nanos: days*day + tod}
	ok = p.zone(&c)
	return c, ok && p.i == len(p.s)
}

var yearPlace = [...]int{yearFirst: 0, monthFirst: 2, dayFirst: 2}

// cursor reads a field from left to right.
type cursor struct {
	s []byte
	i int
}

// number reads up to most digits and returns their value and count.
func (p *cursor) number(most int) (v, n int) {
	for ; n < most && p.i < len(p.s) && p.s[p.i]-'0' <= 9; n++ {
		v = v*10 + int(p.s[p.i]-'0')
		p.i++
	}
	return v, n
}

// month reads the first three letters of a month's English name and returns its number and their count, 0 for none.
func (p *cursor) month() (m, n int) {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	if p.i+3 > len(p.s) {
		return 0, 0
	}
	for m := range 12 {
		if bytes.EqualFold(p.s[p.i:p.i+3], []byte(names[3*m:3*m+3])) {
			p.i += 3
			return m + 1, 3
		}
	}
	return 0, 0
}

// take passes over one of the characters of set.
func (p *cursor) take(set string) bool {
	for k := 0; p.i < len(p.s) && k < len(set); k++ {
		if p.s[p.i] == set[k] {
			p.i++
			return true
		}
	}
	return false
}

// timeOfDay reads hh:mm:ss with fraction and AM or PM, in nanoseconds since midnight.
func (p *cursor) timeOfDay() (int64, bool) {
	h, nh := p.number(2)
	ok := p.take(":")
	m, nm := p.number(2)
	ok = ok && nh > 0 && nm == 2 && p.take(":")
	s, ns := p.number(2)
	if !ok || ns != 2 || h > 23 || m > 59 || s > 59 {
		return 0, false
	}
	frac := int64(0)
	if p.take(".,:") {
		v, n := p.number(9)
		if n == 0 {
			return 0, false
		}
		frac = int64(v)
		for ; n < 9; n++ {
			frac *= 10
		}
		for p.i < len(p.s) && p.s[p.i]-'0' <= 9 { // digits below a nanosecond
			p.i++
		}
	}
	h, ok = p.half(h)
	return int64(h)*60*minute + int64(m)*minute + int64(s)*second + frac, ok
}

// half reads an optional AM or PM and returns the hour of the day.
func (p *cursor) half(h int) (int, bool) {
	i := p.i
	p.take(" ")
	pm := p.take("Pp")
	if !pm && !p.take("Aa") {
		p.i = i
		return h, true
	}
	if !p.take("Mm") || h < 1 || h > 12 {
		return 0, false
	}
	if h %= 12; pm {
		h += 12
	}
	return h, true
}

// zone reads an optional offset from UTC into c.
func (p *cursor) zone(c *civil) bool {
	if p.i == len(p.s) {
		return true
	}
	p.take(" ")
	if p.take("Zz") {
		c.zoned = true
		return true
	}
	sign := 1
	if p.take("-") {
		sign = -1
	} else if !p.take("+") {
		return false
	}
	h, n := p.number(2)
	p.take(":")
	m, n2 := p.number(2)
	if n == 0 || h > 14 || m > 59 || n2 == 1 {
		return false
	}
	c.zoned, c.offset = true, sign*(h*3600+m*60)
	if rest := p.s[p.i:]; bytes.HasPrefix(rest, []byte(" [")) && rest[len(rest)-1] == ']' {
		p.i = len(p.s)
	}
	return true
}

// daysOf returns the days from 1970-01-01 to a date of the Gregorian calendar between 1970 and 2100.
func daysOf(y, m, d int) (int64, bool) {
	if y < 1970 || y > 2100 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	n := int64(y-1970)*365 + int64((y-1969)/4) - int64((y-1901)/100) + int64((y-1601)/400)
	return n + int64(daysBefore[m-1]+leapDay(y, m)) + int64(d) - 1, true
}

var daysBefore = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

func isLeap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

// leapDay returns 1 when the leap day of y lies before month m.
func leapDay(y, m int) int {
	if m > 2 && isLeap(y) {
		return 1
	}
	return 0
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if isLeap(y) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// within reports whether a stamp may be used.
func within(ns int64) bool { return ns <= mostTime && ns >= -mostTime && ns != math.MinInt64 }
