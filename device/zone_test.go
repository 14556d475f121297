package device_test

import (
	"testing"
	"time"
	_ "time/tzdata" // tests on machines without a zone database

	"github.com/nightjar-sleep/nightjar/device"
)

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// local returns wall-clock readings as stamps.
func local(t *testing.T, s ...string) []int64 {
	t.Helper()
	var ns []int64
	for _, v := range s {
		at, err := time.Parse("2006-01-02 15:04:05", v)
		if err != nil {
			t.Fatal(err)
		}
		ns = append(ns, at.UnixNano())
	}
	return ns
}

// Both changes of daylight-saving time, for loggers that follow it and for those that keep the offset they were set up with. The
// instants are those of the European and American rules.
func TestZone(t *testing.T) {
	tests := []struct{ name, zone, stamps, want string }{
		{"winter", "Europe/Berlin", "2024-01-10 22:00:00", "21:00:00"},
		{"summer", "Europe/Berlin", "2024-07-10 22:00:00", "20:00:00"},
		{"spring, followed", "Europe/Berlin", "2024-03-31 01:59:59|2024-03-31 03:00:00", "00:59:59|01:00:00"},
		{"spring, not followed", "Europe/Berlin", "2024-03-31 01:59:59|2024-03-31 02:00:00|2024-03-31 02:20:00|2024-03-31 02:40:00|2024-03-31 03:00:00", "00:59:59|01:00:00|01:20:00|01:40:00|02:00:00"},
		{"autumn, followed", "Europe/Berlin", "2024-10-27 02:40:00|2024-10-27 02:59:59|2024-10-27 02:00:00|2024-10-27 02:29:00", "00:40:00|00:59:59|01:00:00|01:29:00"},
		{"autumn, not followed", "Europe/Berlin", "2024-10-27 02:40:00|2024-10-27 02:59:59|2024-10-27 03:00:00|2024-10-27 03:20:00", "00:40:00|00:59:59|01:00:00|01:20:00"},
		{"autumn, a hole over the change", "Europe/Berlin", "2024-10-27 02:50:00|2024-10-27 02:10:00", "00:50:00|01:10:00"},
		{"autumn, a hole beyond the change", "Europe/Berlin", "2024-10-27 01:50:00|2024-10-27 04:00:00", "23:50:00|03:00:00"},
		{"New York, autumn", "America/New_York", "2024-11-03 01:59:00|2024-11-03 01:00:00", "05:59:00|06:00:00"},
		{"Lord Howe, half an hour", "Australia/Lord_Howe", "2024-04-07 01:59:59|2024-04-07 01:30:00", "14:59:59|15:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ns := local(t, split(tt.stamps)...)
			device.NewZone(location(t, tt.zone)).Convert(ns)
			for i, w := range split(tt.want) {
				if got := time.Unix(0, ns[i]).UTC().Format("15:04:05"); got != w {
					t.Errorf("stamp %d is %s UTC, want %s", i, got, w)
				}
			}
		})
	}
}

func split(s string) []string {
	var out []string
	for len(s) > 0 {
		i := 0
		for i < len(s) && s[i] != '|' {
			i++
		}
		out = append(out, s[:i])
		s = s[min(i+1, len(s)):]
	}
	return out
}

func TestZoneOffset(t *testing.T) {
	z := device.NewZone(location(t, "Asia/Kolkata"))
	z.Convert(local(t, "2024-03-14 22:00:00"))
	if z.Offset() != 19800 {
		t.Errorf("offset %d s, India is 5:30 h east", z.Offset())
	}
}
