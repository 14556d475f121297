package events

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// MomentKind says how a Moment is given.
type MomentKind uint8

// The kinds of moments.
const (
	OfDay   MomentKind = iota // a time of day on the recording's own clock, for every night
	Instant                   // a date and time, for one night
	Offset                    // seconds from the first sample, for files without a date
)

// Moment is a time at which the light went off or on, as a person gives it.
type Moment struct {
	Kind    MomentKind
	OfDay   time.Duration // since midnight, for OfDay
	Instant time.Time     // for Instant
	Offset  score.Nanos   // for Offset
}

// ParseMoment reads HH:MM[:SS], an RFC 3339 date and time, or +SECONDS or +H:MM:SS from the first sample.
func ParseMoment(s string) (Moment, error) {
	if since, ok := strings.CutPrefix(s, "+"); ok {
		n, err := parseSince(since)
		if err == nil && n < 0 {
			err = fmt.Errorf("%q is negative", s)
		}
		return Moment{Kind: Offset, Offset: n}, err
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			h, m, s := t.Clock()
			return Moment{Kind: OfDay, OfDay: time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second}, nil
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Moment{}, fmt.Errorf("%.40q is not a time: write HH:MM, HH:MM:SS, 2024-03-14T23:10:00+01:00 or +SECONDS from the first sample", s)
	}
	return Moment{Kind: Instant, Instant: t}, nil
}

// parseSince reads SECONDS or, as reports print it, H:MM:SS; either may have decimals.
func parseSince(s string) (score.Nanos, error) {
	hours, rest, clock := strings.Cut(s, ":")
	if !clock {
		return score.ParseSeconds(s)
	}
	minutes, seconds, ok := strings.Cut(rest, ":")
	h, err1 := strconv.ParseUint(hours, 10, 16)
	m, err2 := strconv.ParseUint(minutes, 10, 8)
	n, err3 := score.ParseSeconds(seconds)
	if !ok || err1 != nil || err2 != nil || err3 != nil || m > 59 || n < 0 || n >= 60*score.Second {
		return 0, fmt.Errorf("%.40q is not H:MM:SS", s)
	}
	return score.Nanos(h*3600+m*60)*score.Second + n, nil
}

// DiaryEntry is what a sleep diary says of one night.
type DiaryEntry struct {
	File      string    // name of the recording, without folder as a person would write it; empty = any
	Night     time.Time // date of the evening, midnight UTC; zero = any
	LightsOff Moment
	LightsOn  Moment
	Line      int // in the diary
}

// ReadDiary reads a diary with the columns file, night, lights_off and lights_on. Night is a date (2024-03-14); it and file may be empty.
// file is the name that errors give.
func ReadDiary(r io.Reader, file string) ([]DiaryEntry, error) {
	t, err := openTable(r, file, "file", "night", "lights_off", "lights_on")
	if err != nil {
		return nil, err
	}
	var list []DiaryEntry
	for {
		err := t.next()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		e, err := t.diaryEntry()
		if err != nil {
			return nil, err
		}
		for _, other := range list {
			if other.File == e.File && other.Night.Equal(e.Night) {
				return nil, t.wrong("night", fmt.Errorf("the same file and night as line %d", other.Line))
			}
		}
		list = append(list, e)
	}
}

// diaryEntry reads the entry in the current row.
func (t *table) diaryEntry() (DiaryEntry, error) {
	e := DiaryEntry{File: t.text("file"), Line: t.line}
	if night := t.text("night"); night != "" {
		date, err := time.Parse(time.DateOnly, night)
		if err != nil {
			return e, t.wrong("night", fmt.Errorf("%.40q is not a date: write 2024-03-14, the date of the evening", night))
		}
		e.Night = date
	}
	for _, m := range []struct {
		column string
		at     *Moment
	}{{"lights_off", &e.LightsOff}, {"lights_on", &e.LightsOn}} {
		s := t.text(m.column)
		if s == "" {
			return e, t.wrong(m.column, errors.New("no value"))
		}
		at, err := ParseMoment(s)
		if err != nil {
			return e, t.wrong(m.column, err)
		}
		*m.at = at
	}
	return e, nil
}
