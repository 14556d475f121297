package wire

import (
	"fmt"
	"slices"
)

const (
	learnRecords = 64    // records from which columns without labels are told apart
	damagedShare = 16    // one step in so many may be damaged
	tickLow      = 200   // a step of time up to here is in ms: 5 Hz or more
	tickHigh     = 1_000 // from here on it is in µs: 1 kHz or less
)

// columns says what the fields of a line are.
type columns struct {
	tag      string
	labels   []string // of each field, empty where there are none
	fields   int
	acc      [3]int
	time     int // -1: none
	seq      int // -1: none
	clock    clockUnit
	wrap     int64 // nanoseconds, 0 when the time does not wrap
	scale    Scale // zero when gravity has to tell
	timeless bool  // a time was seen, but its unit cannot be told
}

// raw is one line of the right number of fields, before its columns are known.
type raw struct {
	v       [fieldMost]decimal
	end, at int64
}

// labelled returns the columns by their labels. It reports false when they name no acceleration on three axes.
func labelled(labels, units []string) (columns, bool) {
	c := columns{labels: labels, fields: len(labels), acc: [3]int{-1, -1, -1}, time: -1, seq: -1}
	group := "" // "Rotation X: …, Y: …": what the first label says goes for the axes after it
	for i, l := range labels {
		if len(l) == 1 && group == "other" {
			continue
		}
		m := readLabel(l, units[i])
		switch m.role {
		case roleX, roleY, roleZ:
			if axis := m.role - roleX; c.acc[axis] < 0 {
				c.acc[axis] = i
			}
			if m.scale.Known() {
				c.scale = m.scale
			}
		case roleTime:
			if c.time < 0 {
				c.time, c.clock = i, m.clock
			}
		case roleSeq:
			c.seq = i
		default:
			if n := len(l); n > 2 && (l[n-2] == ' ' || l[n-2] == '_') && (l[n-1]|0x20) == 'x' {
				group = "other"
			}
		}
	}
	return c, c.acc[0] >= 0 && c.acc[1] >= 0 && c.acc[2] >= 0
}

// counted returns the columns by their number and what stands in them. It reports false when they cannot be told apart.
func counted(n int, rs []raw) (columns, bool) {
	c := columns{fields: n, acc: [3]int{0, 1, 2}, time: -1, seq: -1}
	rising, steady := rises(rs, 0)
	switch n {
	case 3, 6, 9:
		return c, true
	case 4, 7, 10:
		switch {
		case rising && steady:
			c.acc, c.seq = [3]int{1, 2, 3}, 0
		case rising:
			c.acc, c.time = [3]int{1, 2, 3}, 0
		case n != 7:
			return c, false
		}
		return c, true
	}
	return c, false
}

// rises reports whether column i rises, and whether by exactly one each time, but for a few damaged lines.
func rises(rs []raw, i int) (rising, byOne bool) {
	if len(rs) < 2 {
		return false, false
	}
	up, down, other := 0, 0, 0
	for k := 1; k < len(rs); k++ {
		step := rs[k].v[i].float() - rs[k-1].v[i].float()
		switch {
		case step > 0:
			up++
		case step < 0:
			down++
		}
		if step != 1 || rs[k].v[i].places > 0 {
			other++
		}
	}
	few := len(rs) / damagedShare
	rising = 2*up > len(rs) && down <= few
	return rising, rising && other <= few
}

// tellTime finds the unit of the time column when its label does not say it, by what rates are sensible.
func (c *columns) tellTime(rs []raw) {
	if c.time < 0 {
		return
	}
	if c.clock == (clockUnit{}) {
		c.clock = guessClock(rs, c.time)
	}
	switch c.clock {
	case clockUnit{}:
		c.time, c.timeless = -1, true
	case unitMilli, unitMicro:
		c.wrap = int64(c.clock.nanos) << 32 // millis() and micros() have 32 bits
	case unitTick:
		c.wrap = second << 17 // 2³² ticks
	}
	if c.wrap != 0 && rs[0].v[c.time].float() >= 1<<32 { // no 32-bit counter: calendar time, say
		c.wrap = 0
	}
}

// guessClock returns the unit of a time by its median step.
func guessClock(rs []raw, i int) clockUnit {
	var steps []float64
	for k := 1; k < len(rs); k++ {
		if rs[k].v[i].places > 0 {
			return unitSecond
		}
		if s := rs[k].v[i].float() - rs[k-1].v[i].float(); s > 0 {
			steps = append(steps, s)
		}
	}
	if len(steps) == 0 {
		return clockUnit{}
	}
	slices.Sort(steps)
	switch s := steps[len(steps)/2]; {
	case s <= tickLow:
		return unitMilli
	case s >= tickHigh:
		return unitMicro
	case s > 300 && s < 400: // 82–109 Hz of a 32768 Hz crystal; in ms it would be 3 Hz, in µs 3 kHz
		return unitTick
	}
	return clockUnit{}
}

// String says what the columns were taken for.
func (c *columns) String() string {
	s := fmt.Sprintf("acceleration in columns %d, %d, %d of %d", c.acc[0]+1, c.acc[1]+1, c.acc[2]+1, c.fields)
	names := map[clockUnit]string{unitSecond: "s", unitMilli: "ms", unitMicro: "µs", unitTick: "1/32768 s"}
	switch {
	case c.time >= 0:
		s += fmt.Sprintf(", time in %s in column %d", names[c.clock], c.time+1)
	case c.timeless:
		s += ", a time of which the unit cannot be told (label it ms or us)"
	default:
		s += ", no time"
	}
	if c.seq >= 0 {
		s += fmt.Sprintf(", count in column %d", c.seq+1)
	}
	return s
}

// record reads the line r by its columns. It reports false when its time or count is none.
func (c *columns) record(r *raw) (record, bool) {
	rec := record{packet: Packet{End: r.end, At: r.at}}
	for i, k := range c.acc {
		rec.acc[i] = r.v[k]
	}
	p := &rec.packet
	if c.time >= 0 {
		t, ok := r.v[c.time].nanos(c.clock.nanos, c.clock.per)
		if !ok || c.wrap != 0 && t >= c.wrap {
			return rec, false
		}
		p.Timed, p.Time, p.Wrap = true, t, c.wrap
	}
	if c.seq >= 0 {
		v := r.v[c.seq]
		if v.m < 0 || v.places != 0 {
			return rec, false
		}
		p.Seq, p.Modulus = uint32(v.m)&(textModulus-1), textModulus
	}
	return rec, true
}

const textModulus = 1 << 31 // a text's counter is as wide as its sender likes; taken modulo 2³¹
