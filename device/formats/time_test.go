package formats

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// clockRows returns a still sensor's rows in the Axivity dialect with the wall-clock readings given.
func clockRows(at ...time.Time) string {
	var b strings.Builder
	for _, t := range at {
		b.WriteString(t.Format("2006-01-02 15:04:05.000"))
		b.WriteString(",0.000000,0.000000,1.000000\r\n")
	}
	return b.String()
}

// every returns n times from t on, step apart.
func every(t time.Time, step time.Duration, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = t.Add(time.Duration(i) * step)
	}
	return out
}

// Nights over the changes of daylight-saving time in four zones, for loggers that follow the change and for those that keep the offset they
// were set up with. The zone database, not this program, says when each instant was: a night of six hours is six hours long, without a
// hole, and begins and ends at its instants. Lord Howe Island changes by half an hour; Troll by two hours.
func TestZoneChanges(t *testing.T) {
	for _, c := range []struct {
		zone   string
		change time.Time // the instant of it
	}{
		{"Europe/Berlin", time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC)},
		{"Europe/Berlin", time.Date(2024, 10, 27, 1, 0, 0, 0, time.UTC)},
		{"America/New_York", time.Date(2024, 3, 10, 7, 0, 0, 0, time.UTC)},
		{"America/New_York", time.Date(2024, 11, 3, 6, 0, 0, 0, time.UTC)},
		{"Australia/Lord_Howe", time.Date(2024, 4, 6, 15, 0, 0, 0, time.UTC)},
		{"Australia/Lord_Howe", time.Date(2024, 10, 5, 15, 30, 0, 0, time.UTC)},
		{"Antarctica/Troll", time.Date(2024, 10, 27, 1, 0, 0, 0, time.UTC)},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Skip("no zone database")
		}
		if _, before := c.change.Add(-time.Second).In(zone).Zone(); before == offsetAt(c.change, zone) {
			t.Fatalf("%s does not change at %v", c.zone, c.change)
		}
		from := c.change.Add(-3*time.Hour - 10*time.Minute)
		instants := every(from, 2*time.Second, 6*1800)
		keeps := time.FixedZone("", offsetAt(from, zone))
		for name, wall := range map[string]*time.Location{"follows": zone, "keeps": keeps} {
			readings := make([]time.Time, len(instants))
			for i, at := range instants {
				readings[i] = at.In(wall)
			}
			r := readText(t, clockRows(readings...), device.Options{Location: zone})
			first, last := r.Anchors[0].Nanos, r.Anchors[len(r.Anchors)-1].Nanos
			if len(r.Holes) > 0 || len(r.X) != len(instants) || first != from.UnixNano() || last != instants[len(instants)-1].UnixNano() || warns(r, "non_monotone") {
				t.Errorf("%s, %v, a logger that %s it: read\n%s", c.zone, c.change, name, r.Text())
			}
		}
	}
}

func offsetAt(at time.Time, zone *time.Location) int {
	_, s := at.In(zone).Zone()
	return s
}

// What clocks do wrong. Every row is kept, the repair is counted, and the calendar is right on both sides.
func TestClocksGoneWrong(t *testing.T) {
	evening := time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)
	const step, n = 10 * time.Millisecond, 2000
	good := every(evening, step, 3*n)
	join := func(parts ...[]time.Time) (all []time.Time) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	jitter := every(evening, step, 3*n)
	for i := range jitter {
		jitter[i] = jitter[i].Add(time.Duration(i*7919%5-2) * time.Millisecond) // ±2 ms, as OmGui's exports have
	}
	single := every(evening, step, 3*n)
	single[n] = single[n].Add(-time.Hour)
	for _, c := range []struct {
		name  string
		at    []time.Time
		holes string // cause and samples of each
		code  string // a warning that tells of it
		end   time.Time
	}{
		{"nothing", good, "", "", good[3*n-1]},
		{"jitter", jitter, "", "", good[3*n-1]},
		{"a second that is there twice", join(good[:n], good[n-100:]), "backward 1 ", "non_monotone", good[3*n-1]},
		{"a row that is there twice", join(good[:n], good[n-1:]), "", "duplicates", good[3*n-1]},
		{"set back by half a minute", join(good[:n], every(good[n].Add(-30*time.Second), step, n)), "backward 1 ", "non_monotone", good[2*n-1].Add(-30 * time.Second)},
		{"ten minutes missing", join(good[:n], every(good[n].Add(10*time.Minute), step, n)), "gap 60000 ", "", good[2*n-1].Add(10 * time.Minute)},
		{"reset to 1970", join(good[:n], every(time.Date(1970, 1, 1, 0, 0, 5, 0, time.UTC), step, n)), "backward 1 ", "non_monotone", time.Date(1970, 1, 1, 0, 0, 5, 0, time.UTC).Add((n - 1) * step)},
		{"set from 1970 to now", join(every(time.Date(1970, 1, 1, 0, 0, 5, 0, time.UTC), step, n), every(evening, step, n)), "restart 1 ", "clock_reset", evening.Add((n - 1) * step)},
		{"one row with an odd time", single, "", "odd_times", good[3*n-1]},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readText(t, clockRows(c.at...), device.Options{})
			holes := ""
			for _, h := range r.Holes {
				holes += fmt.Sprintf("%s %d ", h.Cause, h.Len())
			}
			end := time.Unix(0, r.Anchors[len(r.Anchors)-1].Nanos)
			if len(r.X) != len(c.at) || holes != c.holes || end.Sub(c.end).Abs() > 2*time.Millisecond || r.Summary.Interpolated != 0 {
				t.Errorf("%d rows, holes %q, end %v, want %v; read\n%s", len(c.at), holes, end.UTC(), c.end, r.Text())
			}
			if c.code != "" && !warns(r, c.code) {
				t.Errorf("no warning %s:\n%s", c.code, r.Text())
			}
		})
	}
}
