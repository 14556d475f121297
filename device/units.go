package device

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Units says what one unit of a recorded number is worth: Num/Den micro-g. The
// zero value means that the unit is not known.
type Units struct {
	Num, Den uint64 // micro-g per unit = Num/Den
	name     string // as contract.md spells it
}

// The units of contract.md (--units).
var (
	UnitsUnknown = Units{}
	UnitsG       = Units{Num: 1_000_000, Den: 1, name: "g"}               // 1 g = 10⁶ micro-g
	UnitsMG      = Units{Num: 1_000, Den: 1, name: "mg"}                  // 1 mg = 10³ micro-g
	UnitsMS2     = Units{Num: 100_000_000_000, Den: 980_665, name: "ms2"} // g₀ = 9.80665 m/s² exactly (CGPM 1901)
)

const (
	lsbDecimals = 6         // decimals that lsb:N may have
	lsbScale    = 1_000_000 // 10^lsbDecimals
	lsbMost     = 1 << 24   // counts per g: beyond a 24-bit converter at ±1 g
)

// UnitsLSB returns the unit of raw counts of which perG make one g. It fails
// when perG is not a positive number up to 2²⁴; decimals beyond the sixth are rounded away.
func UnitsLSB(perG float64) (Units, error) {
	if !(perG >= 1.0/lsbScale && perG <= lsbMost) {
		return Units{}, fmt.Errorf("lsb:%g: counts per g must be a positive number up to %d", perG, lsbMost)
	}
	num, den := uint64(UnitsG.Num)*lsbScale, uint64(perG*lsbScale+0.5)
	for _, p := range [...]uint64{10, 2} { // keep Den small, so that scaling stays within 128 bits
		for num%p == 0 && den%p == 0 {
			num, den = num/p, den/p
		}
	}
	return Units{Num: num, Den: den, name: "lsb:" + strconv.FormatFloat(perG, 'f', -1, 64)}, nil
}

// ParseUnits reads units as the flag --units spells them: g, mg, ms2 or lsb:N (N
// counts per g). The empty string is UnitsUnknown.
func ParseUnits(s string) (Units, error) {
	switch s {
	case "":
		return UnitsUnknown, nil
	case "g":
		return UnitsG, nil
	case "mg":
		return UnitsMG, nil
	case "ms2":
		return UnitsMS2, nil
	}
	if n, ok := strings.CutPrefix(s, "lsb:"); ok {
		perG, err := strconv.ParseFloat(n, 64)
		if err == nil {
			return UnitsLSB(perG)
		}
	}
	return Units{}, fmt.Errorf("units %q are not known: give g, mg, ms2 or lsb:N (N counts per g, for example lsb:16384)", s)
}

// Known reports whether the unit is known.
func (u Units) Known() bool { return u.Num != 0 }

// String returns the unit as --units spells it; empty when unknown.
func (u Units) String() string { return u.name }

// Decimal is the number Mantissa × 10^−Places, as a text states it.
type Decimal struct {
	Mantissa int64
	Places   int // may be negative
}

// pow10 holds the powers of ten that fit 64 bits.
var pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// Rational returns d × num/den rounded to the nearest whole number, halves away from zero.
// It reports false when the result does not fit 63 bits. The result is exact up to 18 places.
func (d Decimal) Rational(num, den uint64) (int64, bool) {
	m, neg := uint64(d.Mantissa), d.Mantissa < 0
	if neg {
		m = -m
	}
	places := d.Places
	if den == 1 && places >= 0 && places < len(pow10) { // what nearly all are: the last place is worth a whole number
		if worth := num / pow10[places]; worth*pow10[places] == num {
			if hi, lo := bits.Mul64(m, worth); hi == 0 && lo <= 1<<63-1 {
				if neg {
					return -int64(lo), true
				}
				return int64(lo), true
			}
		}
	}
	for ; places > 18; places-- { // digits beyond 10⁻¹⁸ of a unit are below any sensor
		m /= 10
	}
	for ; places < 0 && m != 0; places++ {
		if hi, lo := bits.Mul64(m, 10); hi == 0 {
			m = lo
			continue
		}
		hi, lo := bits.Mul64(num, 10) // the quotient may fit where the mantissa does not
		if hi != 0 {
			return 0, false
		}
		num = lo
	}
	if m == 0 {
		return 0, true
	}
	for places > 0 && num%10 == 0 {
		num, places = num/10, places-1
	}
	hiDen, den := bits.Mul64(den, pow10[places])
	if hiDen != 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(m, num)
	lo, carry := bits.Add64(lo, den/2, 0)
	if hi += carry; hi >= den {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, den)
	if q > 1<<63-1 {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

// MicroG returns the value d of unit u in whole micro-g, rounded to the nearest, halves away
// from zero. It reports false when it does not fit int32 (± 2147 g) or u is unknown.
func (u Units) MicroG(d Decimal) (int32, bool) {
	if !u.Known() {
		return 0, false
	}
	v, ok := d.Rational(u.Num, u.Den)
	return int32(v), ok && v == int64(int32(v))
}
