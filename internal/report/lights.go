package report

import (
	"path/filepath"
	"time"
)

// Moment is a time that a user gave for lights-off or lights-on. The zero Moment is not given.
type Moment struct {
	kind  momentKind
	after time.Duration // from midnight, or from the first sample
	at    time.Time
}

type momentKind uint8

const (
	momentNone momentKind = iota
	momentOfDay
	momentInstant
	momentOffset
)

// OfDay is a time of day, given as time since midnight, on the recording's own clock and for every night.
func OfDay(sinceMidnight time.Duration) Moment {
	return Moment{kind: momentOfDay, after: sinceMidnight}
}

// Instant is a date and time with its zone, for one night.
func Instant(t time.Time) Moment { return Moment{kind: momentInstant, at: t} }

// AfterFirstSample is a time from the first sample, for recordings without a date.
func AfterFirstSample(d time.Duration) Moment { return Moment{kind: momentOffset, after: d} }

// Given reports whether the moment was given.
func (m Moment) Given() bool { return m.kind != momentNone }

// Lights are the lights-off and lights-on of nights; either may be missing.
type Lights struct{ Off, On Moment }

// DiaryLine is a row of a sleep diary: the lights of one night (date of the evening, empty for any) of one file (empty for any).
type DiaryLine struct {
	File, Night string
	Lights
}

// resolve returns the axis time of m in the window, and false when it is not given, lies elsewhere, or needs a date that the recording does not have.
func (m Moment) resolve(a *axis, w *window) (Millis, bool) {
	var at Millis
	switch {
	case m.kind == momentOffset:
		at = Millis(m.after / time.Millisecond)
	case m.kind == momentInstant && a.dated && a.zoned:
		at = a.millis(m.at)
	case m.kind == momentInstant && a.dated:
		t := m.at
		at = a.millis(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC))
	case m.kind == momentOfDay && a.dated:
		at = a.millis(clockTime(a, w, m.after))
	default:
		return 0, false
	}
	return at, w.start <= at && at <= w.end
}

// clockTime returns the time of day in the night of w: after the time at which its day begins it is of the evening, before it of the morning after.
func clockTime(a *axis, w *window, after time.Duration) time.Time {
	days := 0
	if h, m, s := w.begin.Clock(); after < time.Duration(h*3600+m*60+s)*time.Second {
		days++
	}
	return dayTime(w.begin.In(a.zone), days, after)
}

// diaryFor returns the lights that the diary gives for a window, the most exact row first: file and night, then night, then file.
func diaryFor(diary []DiaryLine, files []string, w *window) (Lights, bool) {
	best, found := 0, Lights{}
	for _, d := range diary {
		rank := 1
		if d.File != "" {
			if !namesFile(d.File, files) {
				continue
			}
			rank++
		}
		if d.Night != "" {
			if w.date == nil || *w.date != d.Night {
				continue
			}
			rank += 2
		}
		if rank > best {
			best, found = rank, d.Lights
		}
	}
	return found, best > 0
}

// namesFile reports whether a diary's file name means one of the files: the same path, or the same last element.
func namesFile(name string, files []string) bool {
	for _, f := range files {
		if f == name || filepath.Base(f) == name {
			return true
		}
	}
	return false
}
