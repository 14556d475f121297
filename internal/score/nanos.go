package score

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Nanos is a time from the night's start, or a length of time, in nanoseconds. In JSON and text it is a decimal number of seconds.
type Nanos int64

// Units of Nanos.
const (
	Second Nanos = 1e9           // ns in 1 s
	Hour         = 3600 * Second // s in 1 h
)

// MaxSeconds is the greatest time or length that ParseSeconds accepts, in seconds: 126 years, so that the sum of two still fits Nanos.
const MaxSeconds = 4_000_000_000

const (
	fractionDigits = 9  // decimal digits of a second in one nanosecond
	maxDigits      = 19 // decimal digits that always fit an unsigned 64-bit number
	maxExponent    = 99 // greatest power of ten read, either way: far beyond MaxSeconds and far below 1 ns
)

var errNotSeconds = errors.New("is not a number of seconds")

// ParseSeconds reads a decimal number of seconds, such as 100.3 or 1.5e-2, exactly and without floating point. Digits beyond the
// nanosecond are rounded to the nearest, half away from zero. It fails for anything else, for NaN and infinities, and beyond ±MaxSeconds.
func ParseSeconds(s string) (Nanos, error) {
	body, negative := strings.CutPrefix(s, "-")
	if !negative {
		body = strings.TrimPrefix(body, "+")
	}
	digits, point, err := decimalDigits(body)
	if err != nil {
		return 0, fmt.Errorf("%q %w", shorten(s), err)
	}
	n, ok := scale(digits, point+fractionDigits)
	if !ok || n > MaxSeconds*uint64(Second) {
		return 0, fmt.Errorf("%q is more than %d s", shorten(s), int64(MaxSeconds))
	}
	if negative {
		return -Nanos(n), nil
	}
	return Nanos(n), nil
}

// decimalDigits splits an unsigned decimal number into its digits and the place of its point, counted from the first digit.
func decimalDigits(s string) (digits string, point int, err error) {
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(s), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", 0, errNotSeconds
	}
	point = len(whole)
	if scientific {
		e, err := strconv.Atoi(exponent)
		if err != nil || e < -maxExponent || e > maxExponent {
			return "", 0, errNotSeconds
		}
		point += e
	}
	return digits, point, nil
}

// scale returns the number whose decimal point stands behind keep digits, rounded half up, and whether it fits.
func scale(digits string, keep int) (uint64, bool) {
	if keep < 0 {
		return 0, true
	}
	up := keep < len(digits) && digits[keep] >= '5'
	whole := digits[:min(keep, len(digits))]
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		if up {
			return 1, true
		}
		return 0, true
	}
	if missing := keep - len(digits); missing > 0 {
		if missing > maxDigits {
			return 0, false
		}
		whole += strings.Repeat("0", missing)
	}
	if len(whole) > maxDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 64)
	if up {
		n++
	}
	return n, err == nil
}

// shorten returns s, cut when it is too long to quote in an error.
func shorten(s string) string {
	const quotable = 40 // characters of a wrong value that an error quotes
	if len(s) <= quotable {
		return s
	}
	return s[:quotable] + "…"
}

// String returns the exact decimal number of seconds, without trailing zeros.
func (n Nanos) String() string {
	sign, u := "", uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	s := fmt.Sprintf("%s%d.%09d", sign, u/uint64(Second), u%uint64(Second))
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Seconds returns the nearest floating-point number of seconds, for display and statistics; decisions stay in Nanos.
func (n Nanos) Seconds() float64 { return float64(n) / float64(Second) }

// Hours returns the nearest floating-point number of hours, for rates and display.
func (n Nanos) Hours() float64 { return float64(n) / float64(Hour) }

// MarshalJSON writes the exact decimal number of seconds.
func (n Nanos) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads a decimal number of seconds as ParseSeconds does.
func (n *Nanos) UnmarshalJSON(b []byte) error {
	v, err := ParseSeconds(string(b))
	if err != nil {
		return err
	}
	*n = v
	return nil
}

// round returns x rounded to decimals places. Exp and Log differ in their last bits between platforms; rounded, nothing sees it.
func round(x float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(x*scale) / scale
}
