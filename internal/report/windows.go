package report

import "time"

// noon is where one night ends and the next begins (contract.md): a night is named by the date of its evening.
const noon = 12 // hour of the day

// window is the stretch of the axis that may hold one night.
type window struct {
	span
	date *string // of the evening; nil when undated
	noon time.Time
}

// windows splits a group's recordings into nights: one of at most a day is one night; longer ones are cut at every noon by local
// time, undated ones every 24 hours.
func windows(a *axis) []window {
	all := a.extent()
	switch {
	case all.length() <= day && a.dated:
		return []window{a.named(all, a.noonBefore(all.start+all.length()/2))}
	case all.length() <= day:
		return []window{{span: all}}
	case a.dated:
		return noonToNoon(a, all)
	}
	var out []window
	for at := all.start; at < all.end; at += day {
		out = append(out, window{span: span{at, at + day}.meet(all)})
	}
	return out
}

// noonToNoon cuts a dated stretch at every local noon, so that a night with a change of daylight-saving time is 23 or 25 hours long.
func noonToNoon(a *axis, all span) []window {
	var out []window
	from := a.noonBefore(all.start)
	for {
		to := time.Date(from.Year(), from.Month(), from.Day()+1, noon, 0, 0, 0, a.zone)
		w := span{a.millis(from), a.millis(to)}.meet(all)
		if w.length() == 0 {
			return out
		}
		if a.covered(w) {
			out = append(out, a.named(w, from))
		}
		from = to
	}
}

// noonBefore returns the last local noon at or before axis time m.
func (a *axis) noonBefore(m Millis) time.Time {
	t := a.time(m)
	at := time.Date(t.Year(), t.Month(), t.Day(), noon, 0, 0, 0, a.zone)
	if at.After(t) {
		at = time.Date(t.Year(), t.Month(), t.Day()-1, noon, 0, 0, 0, a.zone)
	}
	return at
}

// named makes the window of the night whose evening is that of the given noon.
func (a *axis) named(s span, evening time.Time) window {
	return window{span: s, date: known(evening.Format(time.DateOnly)), noon: evening}
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
