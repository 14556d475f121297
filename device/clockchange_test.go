package device

import (
	"testing"
	"time"
)

// Without a zone the hours run on over a change of daylight-saving time, as the zone database has it for three places; what only looks like one is left
// as it is.
func TestClockChange(t *testing.T) {
	const step = 20 * time.Millisecond
	run := func(at time.Time, n int) (s []int64) {
		for i := range n {
			w := at.Add(time.Duration(i) * step)
			_, off := w.Zone()
			s = append(s, w.UnixNano()+int64(off)*1e9)
		}
		return s
	}
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Skip("no zone database")
		}
		for at, days := time.Date(2024, 1, 1, 12, 0, 0, 0, loc), 0; days < 366; days++ {
			next := at.AddDate(0, 0, 1)
			_, a := at.Zone()
			_, b := next.Zone()
			if a != b && (b < a || b-a == 3600) {
				from := at.Add(12 * time.Hour)
				s := run(from, 4*3600*50)
				var c ClockChange
				c.Convert(s)
				if last := s[len(s)-1] - s[0]; last != int64(len(s)-1)*int64(step) || c.Back+c.Forward != 1 {
					t.Errorf("%s, %v: %v long, %d and %d changes", zone, from, time.Duration(last), c.Back, c.Forward)
				}
			}
			at = next
		}
	}
	evening := time.Date(2024, 3, 16, 1, 20, 0, 0, time.UTC) // a Saturday
	for name, s := range map[string][]int64{
		"set back by an hour within the hour": append(run(evening, 100), run(evening.Add(-time.Hour), 100)...),
		"a pause from one hour to the next":   append(run(time.Date(2024, 3, 16, 1, 59, 58, 0, time.UTC), 100), run(time.Date(2024, 3, 16, 3, 0, 0, 0, time.UTC), 100)...),
		"one odd stamp":                       append(append(run(time.Date(2024, 10, 27, 2, 59, 58, 0, time.UTC), 100), run(time.Date(2024, 10, 27, 2, 0, 0, 0, time.UTC), 1)...), run(time.Date(2024, 10, 27, 3, 0, 0, 20e6, time.UTC), 100)...),
	} {
		got := append([]int64{}, s...)
		var c ClockChange
		c.Convert(got)
		for i := range s {
			if got[i] != s[i] {
				t.Errorf("%s: stamp %d was moved", name, i)
				break
			}
		}
	}
}
