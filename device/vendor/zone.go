package vendor

import (
	"strconv"
	"strings"
	"time"
)

// offsetZone returns the zone of an offset from UTC as makers write it: "-04:00", "+01:00", "02:00:00"; nil when it is none.
func offsetZone(s string) *time.Location {
	sign := 1
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	const most = 14 // hours; the largest offset in use is +14 (Kiribati)
	total := 0
	for i, f := range strings.Split(s, ":") {
		v, err := strconv.Atoi(f)
		if err != nil || v < 0 || i > 2 || i == 0 && v > most || i > 0 && v > 59 || len(f) > 2 {
			return nil
		}
		total += v * [3]int{3600, 60, 1}[i]
	}
	return time.FixedZone("", sign*total)
}
