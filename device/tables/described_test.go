package tables_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/tables"
)

func columnsOf(t *testing.T, s string) device.Columns {
	t.Helper()
	c, err := device.ParseColumns(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func unitsOf(t *testing.T, s string) device.Units {
	t.Helper()
	u, err := device.ParseUnits(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// One night's beginning, 2024-03-14 21:04:06.690, in every spelling of time that --time-format knows, and with every separator.
func TestDescribed(t *testing.T) {
	start := time.Date(2024, 3, 14, 21, 4, 6, 690e6, time.UTC)
	at := func(k int) time.Time { return start.Add(time.Duration(k) * 20 * time.Millisecond) }
	since := func(k int) float64 { return 0.02 * float64(k) }
	for _, c := range []struct {
		name          string
		time          device.TimeFormat
		row           func(k int) string
		dated, zoned  bool
		begins        string // with dated
		columns, unit string
		rate          int64
	}{
		{"headerless, ISO", "", func(k int) string { return at(k).Format("2006-01-02 15:04:05.000") + "\t7\t0.6\t0\t0.8\n" }, true, false, "21:04:06.690", "time=1,x=3,y=4,z=5", "", 0},
		{"the month first", "mdy", func(k int) string { return at(k).Format("1/2/2006 3:04:05.000 PM") + ";0.6;0;0.8\n" }, true, false, "21:04:06.690", "time=1,x=2,y=3,z=4", "", 0},
		{"the day first, decimal comma", "dmy", func(k int) string {
			return "0,6;0,0;0,8;" + strings.Replace(at(k).Format("02.01.2006 15:04:05.000"), ".000", ",000", 1) + "\n"
		}, true, false, "21:04:06.690", "x=1,y=2,z=3,time=4", "", 0},
		{"unix s", "unix-s", func(k int) string {
			return fmt.Sprintf("0.6 0 0.8 %d.%03d\n", at(k).Unix(), at(k).UnixMilli()%1000)
		}, true, true, "21:04:06.690", "x=1,y=2,z=3,time=4", "", 0},
		{"unix ms", "unix-ms", func(k int) string { return fmt.Sprintf("%d,600,0,800\n", at(k).UnixMilli()) }, true, true, "21:04:06.690", "x=2,y=3,z=4,time=1", "mg", 0},
		{"unix us", "unix-us", func(k int) string { return fmt.Sprintf("%d,600,0,800\n", at(k).UnixMicro()) }, true, true, "21:04:06.690", "x=2,y=3,z=4,time=1", "mg", 0},
		{"unix ns", "unix-ns", func(k int) string { return fmt.Sprintf("%d,600,0,800\n", at(k).UnixNano()) }, true, true, "21:04:06.690", "x=2,y=3,z=4,time=1", "mg", 0},
		{"unix, told by its size", "", func(k int) string { return fmt.Sprintf("%d,600,0,800\n", at(k).UnixMilli()) }, true, true, "21:04:06.690", "x=2,y=3,z=4,time=1", "mg", 0},
		{"spreadsheet days", "excel", func(k int) string {
			return fmt.Sprintf("%.10f,600,0,800\n", 45365+(21*3600+4*60+6.69+since(k))/86400)
		}, true, false, "21:04:06.690", "x=2,y=3,z=4,time=1", "mg", 0},
		{"seconds since some start", "s", func(k int) string { return fmt.Sprintf("%.2f,600,0,800\n", since(k)) }, false, false, "", "x=2,y=3,z=4,time=1", "mg", 0},
		{"milliseconds since the row before", "delta-ms", func(int) string { return "20,600,0,800\n" }, false, false, "", "x=2,y=3,z=4,time=1", "mg", 0},
		{"time of day", "clock", func(k int) string { return at(k).Format("15:04:05.000") + ",600,0,800\n" }, false, false, "", "x=2,y=3,z=4,time=1", "mg", 0},
		{"microseconds", "us", func(k int) string { return fmt.Sprintf("%d,600,0,800\n", 20000*k) }, false, false, "", "x=2,y=3,z=4,time=1", "mg", 0},
		{"no time", "", func(int) string { return "a,600,0,800\n" }, false, false, "", "x=2,y=3,z=4", "mg", 50},
		{"by name, units in brackets", "", func(k int) string {
			if k == 0 {
				return "Sleep lab 7\n\nwhen;ankle ax (m/s²);ankle ay (m/s²);ankle az (m/s²)\n"
			}
			return at(k-1).Format("2006-01-02T15:04:05.000Z") + ";5.88399;0;7.84532\n"
		}, true, true, "21:04:06.690", "time=WHEN,x=ankle ax,y=ankle ay,z=ankle az", "", 0},
		{"counts by name", "", func(k int) string {
			if k == 0 {
				return "Datum und Zeit,nord,ost,unten\n"
			}
			return at(k-1).Format("2006-01-02 15:04:05.000") + ",9830.4,0,13107.2\n"
		}, true, false, "21:04:06.690", "time=Datum und Zeit,x=nord,y=ost,z=unten", "lsb:16384", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			opt := device.Options{Columns: columnsOf(t, c.columns), Units: unitsOf(t, c.unit), Time: c.time}
			if c.rate > 0 {
				opt.Rate = 50_000
			}
			r, err := open("night.csv", rows(120, c.row), opt)
			if err != nil {
				t.Fatal(err)
			}
			got := [3]int32{r.X[0], r.Y[0], r.Z[0]}
			begins := time.Unix(0, r.Anchors[0].Nanos).UTC().Round(time.Millisecond).Format("15:04:05.000")
			if got != [3]int32{600000, 0, 800000} || r.Info.Rate.Hz() != 50 || len(r.Holes) > 0 || r.Info.Dated != c.dated || r.Info.Zoned != c.zoned || c.dated && begins != c.begins {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

// What the flags cannot make readable says which of them is wrong.
func TestDescribedRefused(t *testing.T) {
	table := "when,a,b,c\n" + rows(50, func(k int) string { return fmt.Sprintf("14.03.2024 21:04:%02d,0,0,30\n", k) })
	for _, c := range []struct{ columns, time, says string }{
		{"time=1,x=2,y=3,z=9", "", "three numbers"},
		{"time=1,x=2,y=3,z=0", "", "count from 1"},
		{"time=never,x=2,y=3,z=4", "", `no column named "never"`},
		{"x=a,y=b,z=c", "", "--rate"},
		{"time=1,x=a,y=b,z=c", "unix-ms", "--time-format unix-ms"},
		{"time=1,x=a,y=b,z=c", "mdy", "--time-format mdy"},
		{"time=1,x=a,y=b,z=c", "", "--units"},
	} {
		_, err := open("night.csv", table, device.Options{Columns: columnsOf(t, c.columns), Time: device.TimeFormat(c.time)})
		if err == nil || !strings.HasPrefix(err.Error(), "night.csv:") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("--columns %s --time-format %q: %v, should say %q", c.columns, c.time, err, c.says)
		}
	}
}

// A table that no format claims is told how to be described.
func TestHint(t *testing.T) {
	for text, says := range map[string]string{
		"12,0.1,0.2,0.9\n13,0.1,0.2,0.9\n":  "--columns time=1,x=2,y=3,z=4",
		"0,1;0,2;0,9\n":                     "--columns x=1,y=2,z=3 --rate 100",
		"Zeit;nord;ost;unten\n1;2;3;4\n":    "Zeit, nord, ost, unten",
		"-22.75\t-26.41\t1017.72\t910.00\n": "4 columns",
	} {
		if got := tables.Hint([]byte(text)); !strings.Contains(got, says) || !strings.Contains(got, "--units") {
			t.Errorf("%q: %q, should say %q", text, got, says)
		}
	}
	if got := tables.Hint([]byte("Dear diary,\nI slept badly.\n")); got != "" {
		t.Errorf("prose is no table: %q", got)
	}
}
