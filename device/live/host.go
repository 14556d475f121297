package live

import "time"

// moment is what the computer's clocks show.
type moment struct {
	host  int64 // ns: it never steps, and goes on while the computer sleeps; what arrivals are stamped with
	awake int64 // ns: the same, without the time that the computer slept
}

// hostClock reads the computer's clocks.
type hostClock func() moment

// suspendLeast is how far the clocks must have come apart for the computer to have slept.
const suspendLeast = 2e9 // ns

// steppingClock returns a clock for systems that have none which goes on asleep: when the calendar is ahead of the time since start by seconds more than
// before, the computer slept.
func steppingClock(now func() time.Time) hostClock {
	start := now()
	var slept int64
	return func() moment {
		t := now()
		awake := int64(t.Sub(start))
		wall := t.Round(0).Sub(start.Round(0)).Nanoseconds()
		if ahead := wall - awake - slept; ahead > suspendLeast {
			slept += ahead
		}
		return moment{host: awake + slept, awake: awake}
	}
}
