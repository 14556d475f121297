package device

import (
	"fmt"
	"slices"
	"strings"
)

// Columns says which columns of a table hold what, each by its number from 1 or its name in the header line. The zero
// value leaves it to the table's names.
type Columns struct {
	Time    string // empty when rows have no time and follow one another at Options.Rate
	Date    string // of the date where Time is the time of day alone; empty when there is none
	X, Y, Z string
}

// ParseColumns reads columns as the flag --columns spells them: time=1,x=2,y=3,z=4, by number or name, time left out where there is
// none, date=2 beside it where the date has a column of its own. The empty string is the zero value.
func ParseColumns(s string) (Columns, error) {
	var c Columns
	if s == "" {
		return c, nil
	}
	to := map[string]*string{"time": &c.Time, "date": &c.Date, "x": &c.X, "y": &c.Y, "z": &c.Z}
	for _, part := range strings.Split(s, ",") {
		role, column, ok := strings.Cut(part, "=")
		column = strings.TrimSpace(column)
		field := to[strings.ToLower(strings.TrimSpace(role))]
		switch {
		case !ok || field == nil || column == "":
			return c, fmt.Errorf("%q: write ROLE=COLUMN for time (and date, where it stands apart), x, y and z, a column by its number from 1 or its name: time=1,x=2,y=3,z=4", part)
		case *field != "":
			return c, fmt.Errorf("%q: %s is given twice", s, strings.TrimSpace(role))
		}
		*field = column
	}
	if c.Date != "" && c.Time == "" {
		return c, fmt.Errorf("%q: date goes with time, the column of the time of day; a column that holds both is time", s)
	}
	if c.X == "" || c.Y == "" || c.Z == "" {
		return c, fmt.Errorf("%q: x, y and z are all needed: time=1,x=2,y=3,z=4", s)
	}
	return c, nil
}

// Given reports whether the columns were given.
func (c Columns) Given() bool { return c.X != "" }

// TimeFormat is how the time column of a table is written, as the flag --time-format spells it; empty to tell it from the column.
type TimeFormat string

// The time formats of --time-format.
const (
	TimeUnstated  TimeFormat = ""
	TimeISO       TimeFormat = "iso"      // 2019-12-23 21:04:06.690
	TimeMDY       TimeFormat = "mdy"      // 12/23/2019 9:04:06 PM
	TimeDMY       TimeFormat = "dmy"      // 23.12.2019 21:04:06
	TimeUnixS     TimeFormat = "unix-s"   // seconds since 1970-01-01 UTC
	TimeUnixMS    TimeFormat = "unix-ms"  // milliseconds, likewise
	TimeUnixUS    TimeFormat = "unix-us"  // microseconds, likewise
	TimeUnixNS    TimeFormat = "unix-ns"  // nanoseconds, likewise
	TimeExcel     TimeFormat = "excel"    // days since 1899-12-30, local
	TimeS         TimeFormat = "s"        // seconds since some start
	TimeMS        TimeFormat = "ms"       // milliseconds, likewise
	TimeUS        TimeFormat = "us"       // microseconds, likewise
	TimeNS        TimeFormat = "ns"       // nanoseconds, likewise
	TimeDeltaMS   TimeFormat = "delta-ms" // milliseconds since the row before
	TimeOfDayOnly TimeFormat = "clock"    // 21:04:06.690, without a date
)

var timeFormats = []TimeFormat{
	TimeISO, TimeMDY, TimeDMY, TimeUnixS, TimeUnixMS, TimeUnixUS, TimeUnixNS, TimeExcel, TimeS, TimeMS, TimeUS, TimeNS, TimeDeltaMS, TimeOfDayOnly,
}

// ParseTimeFormat returns the time format named s; the empty string is TimeUnstated.
func ParseTimeFormat(s string) (TimeFormat, error) {
	f := TimeFormat(strings.ToLower(s))
	if f == TimeUnstated || slices.Contains(timeFormats, f) {
		return f, nil
	}
	names := make([]string, len(timeFormats))
	for i, t := range timeFormats {
		names[i] = string(t)
	}
	return "", fmt.Errorf("%q is no time format: give %s", s, strings.Join(names, ", "))
}
