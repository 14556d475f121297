package wire

import "strings"

// role is what a column holds.
type role uint8

const (
	roleOther role = iota
	roleX
	roleY
	roleZ
	roleTime
	roleSeq
)

// clockUnit is the unit of a time: each nanos/per nanoseconds long; zero when unknown.
type clockUnit struct{ nanos, per uint64 }

var (
	unitSecond = clockUnit{second, 1}
	unitMilli  = clockUnit{millisecond, 1}
	unitMicro  = clockUnit{microsecond, 1}
	unitTick   = clockUnit{second, 32768} // ticks of a watch crystal
)

// accUnits and timeUnits are the units that labels and headers name.
var (
	accUnits  = map[string]Scale{"g": scaleG, "mg": scaleMG, "m/s^2": scaleMS2, "m/s2": scaleMS2, "m/s²": scaleMS2, "ms2": scaleMS2, "m/s/s": scaleMS2}
	timeUnits = map[string]clockUnit{"s": unitSecond, "sec": unitSecond, "ms": unitMilli, "us": unitMicro, "µs": unitMicro}
)

// timeNames are the labels of time, with the unit when the label says it.
var timeNames = map[string]clockUnit{"t": {}, "time": {}, "ts": {}, "timestamp": {}, "rtctime": unitSecond, "ms": unitMilli, "millis": unitMilli, "us": unitMicro,
	"micros": unitMicro}

var seqNames = map[string]bool{"seq": true, "n": true, "count": true, "cnt": true, "idx": true, "index": true}

// accNames are what stands before the axis in labels of acceleration.
var accNames = map[string]bool{"": true, "a": true, "acc": true, "accel": true, "acceleration": true, "accelerometer": true}

// meaning is what a label says.
type meaning struct {
	role  role
	scale Scale
	clock clockUnit
}

// readLabel reads the label of a column, for example "aX", "acc_x (m/s^2)", "Acceleration X", "time_ms".
func readLabel(label, unit string) meaning {
	s := strings.ToLower(strings.TrimSpace(label))
	if i := strings.IndexAny(s, "(["); i > 0 {
		unit = strings.Trim(s[i:], "()[] ")
		s = strings.TrimSpace(s[:i])
	}
	if i := strings.LastIndexAny(s, "_ "); i > 0 {
		tail := s[i+1:]
		_, acc := accUnits[tail]
		if _, clock := timeUnits[tail]; acc || clock {
			unit, s = tail, s[:i]
		}
	}
	unit = strings.ToLower(strings.TrimSpace(unit))
	if c, ok := timeNames[s]; ok {
		if u, ok := timeUnits[unit]; ok {
			c = u
		}
		return meaning{role: roleTime, clock: c}
	}
	if seqNames[s] {
		return meaning{role: roleSeq}
	}
	if s == "" {
		return meaning{}
	}
	last := s[len(s)-1]
	if head := strings.TrimRight(s[:len(s)-1], "_ ."); accNames[head] && last >= 'x' && last <= 'z' {
		return meaning{role: roleX + role(last-'x'), scale: accUnits[unit]}
	}
	return meaning{}
}

// dialect is a line that a known sketch prints after a tag.
type dialect struct {
	scale  Scale
	fields int
	refuse string // why it is of no use, empty otherwise
	code   string
}

// dialects lists the tags of known sketches (serial.md §1.2).
var dialects = map[string]dialect{
	"a/g":    {scale: scaleLSB(16384), fields: 6}, // i2cdevlib MPU6050_raw at ± 2 g
	"Raw":    {scale: scaleLSB(8192), fields: 9},  // MotionCal
	"acc":    {scale: scaleG, fields: 3},          // WitMotion's sketches
	"areal":  {fields: 3, code: CodeNoGravity, refuse: "this sketch takes gravity out of the acceleration (OUTPUT_READABLE_REALACCEL): load MPU6050_raw instead"},
	"aworld": {fields: 3, code: CodeNoGravity, refuse: "this sketch takes gravity out of the acceleration (OUTPUT_READABLE_WORLDACCEL): load MPU6050_raw instead"},
	"ypr":    {fields: 3, code: CodeOrientation, refuse: "this sketch sends orientation only: load MPU6050_raw instead"},
	"euler":  {fields: 3, code: CodeOrientation, refuse: "this sketch sends orientation only: load MPU6050_raw instead"},
	"quat":   {fields: 4, code: CodeOrientation, refuse: "this sketch sends orientation only: load MPU6050_raw instead"},
}

// bareTags are tags that i2cdevlib prints without a colon.
var bareTags = map[string]bool{"areal": true, "aworld": true, "ypr": true, "euler": true, "quat": true}
