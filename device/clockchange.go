package device

import (
	"fmt"
	"time"
)

// ClockChange lets local stamps whose zone is not known run on over a change of daylight-saving time: in autumn the clock on the wall is
// set back at a full hour and shows an hour twice, in spring it leaps over one. Such steps are told from others by where they lie: back by 60 or 30
// minutes (Lord Howe Island) from a full hour; forward by 60 minutes from a full hour between midnight and three on a Sunday, once at most, since
// a logger may pause too. Stamps after a change stay on the clock of the recording's first sample.
type ClockChange struct {
	begun         bool
	last          int64 // ns, as the file has it, of the stamp before
	shift         int64 // ns added to stamps
	Back, Forward int   // changes met
}

const (
	changeSlack = 2 * int64(time.Second)       // ns from the full hour to the first stamp after a change: two rows of the slowest loggers
	changeEarly = 50 * int64(time.Millisecond) // ns by which jitter may bring it before
	hourNanos   = int64(time.Hour)
	dayNanos    = 24 * hourNanos
	sundayAt    = 3 // days from 1970-01-01, a Thursday, to a Sunday
	springLast  = 3 // h: the latest hour on the wall at which clocks are set forward (Eastern Europe)
)

// Convert makes local stamps (nanoseconds, read as if they were UTC), in the order of the recording, run on in place.
func (c *ClockChange) Convert(t []int64) {
	for i := 0; i < len(t); i++ {
		if c.begun {
			if i += c.plain(t[i:]); i == len(t) {
				return
			}
		}
		local := t[i]
		if by := c.changed(local); c.begun && by != 0 {
			if c.single(t, i) { // an odd stamp, passed over
				t[i] += c.shift
				continue
			}
			c.shift += by
			if by > 0 {
				c.Back++
			} else {
				c.Forward++
			}
		}
		c.begun, c.last = true, local
		t[i] = local + c.shift
	}
}

// plain converts stamps for as long as none is odd, and returns how many that were.
func (c *ClockChange) plain(t []int64) int {
	last, n := c.last, len(t)
	for i, local := range t {
		if uint64(local-last) >= uint64(hourNanos) {
			n = i
			break
		}
		last = local
	}
	c.last = last
	if c.shift != 0 {
		for i := range t[:n] {
			t[i] += c.shift
		}
	}
	return n
}

// changed returns by how much the clock was set back (positive) or forward before the stamp local, 0 when it was not.
func (c *ClockChange) changed(local int64) int64 {
	d := local - c.last
	switch {
	case d < 0:
		return c.setBack(d, local)
	case d >= hourNanos && c.Forward == 0 && c.setForward(d, local):
		return -hourNanos
	}
	return 0
}

// single reports whether stamp i of t stands alone: the next one is back where the one before it was.
func (c *ClockChange) single(t []int64, i int) bool {
	if i+1 == len(t) {
		return false
	}
	d := t[i+1] - c.last
	return d > -changeSlack && d < 2*changeSlack
}

// setBack returns by how much the clock was set back when a step of d nanoseconds to local is an autumn's, else 0.
func (c *ClockChange) setBack(d, local int64) int64 {
	for _, by := range [...]int64{hourNanos, hourNanos / 2} {
		if on := d + by; on >= -changeEarly && on <= changeSlack && nearHour(local+by) {
			return by
		}
	}
	return 0
}

// setForward reports whether a step of d nanoseconds to local is a spring's.
func (c *ClockChange) setForward(d, local int64) bool {
	before := local - hourNanos // on the clock that was in force
	hour, days := before%dayNanos/hourNanos, before/dayNanos
	return d-hourNanos <= changeSlack && before > 0 && nearHour(before) && hour <= springLast && days%7 == sundayAt
}

// nearHour reports whether local is the first stamp of an hour.
func nearHour(local int64) bool {
	past := ((local+changeEarly)%hourNanos + hourNanos) % hourNanos
	return past <= changeSlack+changeEarly
}

// Warning returns the remark that the clock was set anew within the recording; ok is false when it was not.
func (c *ClockChange) Warning() (Warning, bool) {
	var text string
	switch {
	case c.Back > 0 && c.Forward > 0:
		text = "the clock is set back and forward by the hour"
	case c.Back > 0:
		text = "the clock is set back at a full hour, as in autumn: the hour that is there twice was read as two hours"
	case c.Forward > 0:
		text = "the clock leaps an hour at a full hour, as in spring: the missing hour was read as no hole"
	default:
		return Warning{}, false
	}
	return Warning{"clock_changed", fmt.Sprintf("%s; times after it stay on the clock of the beginning: give --tz to place them", text)}, true
}
