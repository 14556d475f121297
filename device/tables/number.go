package tables

import (
	"encoding/binary"
	"math/bits"

	"github.com/nightjar-sleep/nightjar/device"
)

// kind says what a field of a row turned out to be.
type kind uint8

const (
	isValue   kind = iota
	isMissing      // empty, NaN or infinite: a sample that was not measured
	isBad          // no number at all
)

// mostDigits is how many digits of a number are kept: all 18-digit numbers fit 63 bits.
const mostDigits = 18

// parseDecimal reads a decimal number exactly: sign, digits with an optional decimal mark (point), an optional exponent
// of ten. Digits beyond the 18th significant one are dropped.
func parseDecimal(s []byte, point byte) (device.Decimal, kind) {
	if d, ok := parseShort(s, point); ok {
		return d, isValue
	}
	return parseAny(s, point)
}

// parseAny is parseDecimal for every form.
func parseAny(s []byte, point byte) (device.Decimal, kind) {
	var d device.Decimal
	i, neg := 0, false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	digits, kept, after := 0, 0, false
	for ; i < len(s); i++ {
		c := s[i] - '0'
		if c > 9 {
			if s[i] == point && !after {
				after = true
				continue
			}
			break
		}
		digits++
		if kept == mostDigits {
			if !after {
				d.Places--
			}
			continue
		}
		d.Mantissa = d.Mantissa*10 + int64(c)
		if d.Mantissa != 0 {
			kept++
		}
		if after {
			d.Places++
		}
	}
	if digits == 0 {
		return d, notNumber(s)
	}
	if i < len(s) {
		e, ok := parseExponent(s[i:])
		if !ok {
			return d, isBad
		}
		d.Places -= e
	}
	if neg {
		d.Mantissa = -d.Mantissa
	}
	return d, isValue
}

// parseShort reads what most numbers are: a sign, up to mostDigits digits, a decimal mark. It reports false for all others.
func parseShort(s []byte, point byte) (device.Decimal, bool) {
	neg := len(s) > 0 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	if len(s) == 0 || len(s) > mostDigits {
		return device.Decimal{}, false
	}
	m, places, after := int64(0), 0, 0
	for _, c := range s {
		if c-'0' > 9 {
			if c != point || after != 0 {
				return device.Decimal{}, false
			}
			after = 1
			continue
		}
		m = m*10 + int64(c-'0')
		places += after
	}
	if after == 1 && len(s) == 1 {
		return device.Decimal{}, false
	}
	if neg {
		m = -m
	}
	return device.Decimal{Mantissa: m, Places: places}, true
}

// parseExponent reads e or E, a sign and up to four digits.
func parseExponent(s []byte) (int, bool) {
	if s[0]|0x20 != 'e' || len(s) < 2 {
		return 0, false
	}
	s, neg := s[1:], false
	if s[0] == '-' || s[0] == '+' {
		neg, s = s[0] == '-', s[1:]
	}
	if len(s) == 0 || len(s) > 4 {
		return 0, false
	}
	e := 0
	for _, c := range s {
		if c-'0' > 9 {
			return 0, false
		}
		e = e*10 + int(c-'0')
	}
	if neg {
		e = -e
	}
	return e, true
}

// notNumber tells a missing value from rubbish.
func notNumber(s []byte) kind {
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	switch string(s) {
	case "", "NaN", "nan", "NAN", "NA", "N/A", "null", "NULL", "inf", "Inf", "INF", "Infinity":
		return isMissing
	}
	return isBad
}

// le64 loads eight bytes at b[i:], the first one lowest.
func le64(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8]) }

const (
	zeros8 = 0x3030303030303030 // eight '0'
	above9 = 0x7676767676767676 // added to a byte above 9 sets its high bit
	highs  = 0x8080808080808080
)

// digits8 returns how many of the bytes of x, lowest first, are digits 0–9 (as numbers, not characters).
func digits8(x uint64) int {
	return bits.TrailingZeros64(((x+above9)|x)&highs) >> 3
}

// value8 returns the number whose eight decimal digits are the bytes of x, the first digit lowest.
// (Three multiplications; the method is Johnny Lee's, popularised by D. Lemire, "Quickly parsing eight digits", 2018.)
func value8(x uint64) uint64 {
	x = x*10 + x>>8
	return ((x&0x000000FF000000FF)*0x000F424000000064 + ((x>>16)&0x000000FF000000FF)*0x0000271000000001) >> 32
}
