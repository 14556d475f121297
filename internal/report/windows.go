package report

import "time"

// noon is where one night ends and the next begins (contract.md), unless the user says otherwise: a night is named by the date of its evening.
const noon = 12 * time.Hour // since midnight

// window is the stretch of the axis that may hold one night.
type window struct {
	span
	date  *string // of the evening; nil when undated
	begin time.Time
}

// windows splits a group's recordings into nights: one of at most a day is one night; longer ones are cut every day at the same local time, noon and
// shift later, undated ones every 24 hours.
func windows(a *axis, shift time.Duration) []window {
	all := a.extent()
	switch {
	case all.length() <= day && a.dated:
		return []window{a.named(all, a.dayBefore(all.start+all.length()/2, noon+shift))}
	case all.length() <= day:
		return []window{{span: all}}
	case a.dated:
		return dayByDay(a, all, noon+shift)
	}
	var out []window
	for at := all.start; at < all.end; at += day {
		out = append(out, window{span: span{at, at + day}.meet(all)})
	}
	return out
}

// dayByDay cuts a dated stretch at the same local time every day, so that a night with a change of daylight-saving time is 23 or 25 hours long.
func dayByDay(a *axis, all span, since time.Duration) []window {
	var out []window
	from := a.dayBefore(all.start, since)
	for {
		to := dayTime(from, 1, since)
		if a.millis(from) >= all.end {
			return out
		}
		if w := (span{a.millis(from), a.millis(to)}).meet(all); a.covered(w) {
			out = append(out, a.named(w, from))
		}
		from = to
	}
}

// dayBefore returns the last moment at or before axis time m at which the local time since midnight was since.
func (a *axis) dayBefore(m Millis, since time.Duration) time.Time {
	t := a.time(m)
	at := dayTime(t, 0, since)
	if at.After(t) {
		at = dayTime(t, -1, since)
	}
	return at
}

// dayTime returns the time since midnight on the day that lies days after that of t, as a clock on the wall shows it.
func dayTime(t time.Time, days int, since time.Duration) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, int(since/time.Second), 0, t.Location())
}

// named makes the window of the night whose day of 24 hours begins at evening.
func (a *axis) named(s span, evening time.Time) window {
	return window{span: s, date: known(evening.Format(time.DateOnly)), begin: evening}
}

// covered reports whether any recording has samples in s.
func (a *axis) covered(s span) bool {
	for i := range a.tracks {
		if (span{a.tracks[i].start, a.tracks[i].end}).meet(s).length() > 0 {
			return true
		}
	}
	return false
}
