package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Millis is a time or length in whole milliseconds that is printed in seconds with three decimals. All scoring happens on it, so that
// 0.5, 5, 10, 15 and 90 s are exact.
type Millis int64

const (
	second Millis = 1000        // ms
	minute        = 60 * second // ms
	hour          = 60 * minute // ms
	day           = 24 * hour   // ms

	nanosPerMilli = 1_000_000 // ns per ms
)

// MillisOf returns s seconds in whole milliseconds, the half rounded away from zero.
func MillisOf(s float64) Millis { return Millis(math.Round(s * float64(second))) }

// Seconds returns the time in seconds.
func (m Millis) Seconds() float64 { return float64(m) / float64(second) }

// Hours returns the time in hours.
func (m Millis) Hours() float64 { return float64(m) / float64(hour) }

// String prints the time in seconds with three decimals.
func (m Millis) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%03d", sign, m/second, m%second)
}

// MarshalJSON prints the time in seconds with three decimals.
func (m Millis) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads seconds.
func (m *Millis) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return fmt.Errorf("a time in seconds: %w", err)
	}
	s, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return fmt.Errorf("a time in seconds: %w", err)
	}
	*m = MillisOf(s)
	return nil
}

// round rounds v to that many decimals, so that what is printed has no noise digits.
func round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}

// known returns a pointer to v: a figure that is not null.
func known[T any](v T) *T { return &v }

// duration returns the time as Go counts it.
func (m Millis) duration() time.Duration { return time.Duration(m) * time.Millisecond }
