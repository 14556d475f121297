package wire

import (
	"encoding/binary"
	"math"
	"math/bits"
)

const (
	standardG   = 9.80665         // m/s² per g, exactly (CGPM 1901)
	sensibleG   = 200             // g: beyond it no wearable sensor measures
	microG      = 1_000_000       // micro-g per g
	microsecond = 1_000           // nanoseconds
	millisecond = 1_000_000       // nanoseconds
	second      = 1e9             // nanoseconds
	lastMicros  = 1 << 63 / 1_000 // µs whose nanoseconds fit int64
)

// microFromFloat returns v × scale in whole micro-g, halves away from zero. It reports false for what is no number or beyond any sensor.
func microFromFloat(v, scale float64) (int32, bool) {
	u := math.Round(float64(v * scale))
	if !(math.Abs(u) <= sensibleG*microG) {
		return 0, false
	}
	return int32(u), true
}

// mulDiv returns m × num/den rounded to the nearest, halves up. It reports false when the result does not fit int64.
func mulDiv(m, num, den uint64) (int64, bool) {
	hi, lo := bits.Mul64(m, num)
	lo, carry := bits.Add64(lo, den/2, 0)
	if hi += carry; hi >= den {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, den)
	return int64(q), q < 1<<63
}

// scaled returns v × num/den rounded to the nearest, halves away from zero. It reports false beyond any sensor.
func scaled(v int64, num, den uint64) (int32, bool) {
	m := uint64(v)
	if v < 0 {
		m = -m
	}
	q, ok := mulDiv(m, num, den)
	if !ok || q > sensibleG*microG {
		return 0, false
	}
	if v < 0 {
		q = -q
	}
	return int32(q), true
}

func i16(b []byte) int64 { return int64(int16(binary.LittleEndian.Uint16(b))) }

func f32(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }

// civilDays returns the days from 1970-01-01 to a date of the Gregorian calendar (Hinnant's days_from_civil).
func civilDays(y, m, d int64) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719_468 // days from 0000-03-01 to 1970-01-01
}
