package live

import (
	"time"

	"golang.org/x/sys/unix"
)

// newHostClock returns Linux's own: CLOCK_BOOTTIME goes on while the computer sleeps, CLOCK_MONOTONIC does not, and no setting of the calendar
// steps either.
func newHostClock() hostClock {
	read := func(id int32) (int64, bool) {
		var t unix.Timespec
		err := unix.ClockGettime(id, &t)
		return t.Nano(), err == nil
	}
	if _, ok := read(unix.CLOCK_BOOTTIME); !ok {
		return steppingClock(time.Now)
	}
	return func() moment {
		boot, _ := read(unix.CLOCK_BOOTTIME)
		mono, _ := read(unix.CLOCK_MONOTONIC)
		return moment{host: boot, awake: mono}
	}
}
