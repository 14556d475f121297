package device

import "time"

// Zone turns local wall-clock stamps into UTC under the rules of a time zone.
// The offset in force at the first stamp is kept for as long as the stamps run on without
// a step, because many loggers keep the offset they were set up with; only where they jump (by 29 minutes
// or more) are the zone's rules asked again. So a logger that follows daylight-saving time loses
// nothing in spring and gains a second hour in autumn, one that does not is continuous too,
// and a long hole lands on the right side of a change.
type Zone struct {
	loc    *time.Location
	begun  bool
	last   int64 // ns, local, of the stamp before
	offset int64 // ns east of UTC in force
	first  int   // seconds east of UTC at the first stamp
}

// zoneStep is the smallest jump of the stamps that may be a change of daylight-saving time:
// half an hour, the smallest change in use (Lord Howe Island), less the interval of the rows.
const zoneStep = int64(29 * time.Minute) // ns

// NewZone returns the converter for loc.
func NewZone(loc *time.Location) *Zone { return &Zone{loc: loc} }

// Offset returns the seconds east of UTC at the first stamp converted.
func (z *Zone) Offset() int { return z.first }

// Convert replaces local stamps (nanoseconds, read as if they were UTC) by UTC, in place.
// Stamps must come in the order of the recording.
func (z *Zone) Convert(t []int64) {
	for i, local := range t {
		switch d := local - z.last; {
		case !z.begun:
			z.offset = z.earliest(local)
			z.begun, z.first = true, int(z.offset/int64(time.Second))
		case d >= zoneStep || d <= -zoneStep:
			z.offset = z.after(local, z.last-z.offset)
		}
		z.last = local
		t[i] = local - z.offset
	}
}

// earliest returns the larger offset that local may have, which makes it the earlier instant
// when the hour is doubled. Inside a missing hour it is the offset before the change.
func (z *Zone) earliest(local int64) int64 {
	before, after := z.around(local)
	if z.at(local-before) == before || z.at(local-after) != after {
		return before
	}
	return after
}

// after returns the offset of local when the stamp before it was at instant utc: of two
// possible ones the one that gives the earlier instant not before utc.
func (z *Zone) after(local, utc int64) int64 {
	before, after := z.around(local)
	okBefore, okAfter := z.at(local-before) == before, z.at(local-after) == after
	if okBefore && (local-before >= utc || !okAfter) {
		return before
	}
	if okAfter {
		return after
	}
	return before
}

// around returns the offsets in force a day before and a day after local.
func (z *Zone) around(local int64) (before, after int64) {
	const day = int64(24 * time.Hour) // beyond any offset, within any two changes
	return z.at(local - day), z.at(local + day)
}

// at returns the offset in force at instant utc, in nanoseconds.
func (z *Zone) at(utc int64) int64 {
	_, s := time.Unix(0, utc).In(z.loc).Zone()
	return int64(s) * int64(time.Second)
}
