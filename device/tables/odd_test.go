package tables_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// oddRow writes row k of a home-made table: its time and its three axes in g as texts.
type oddRow func(at time.Time, k int, x, y, z string) string

// Home-made tables as odd as people make them: all give the same 600 samples at 50 Hz from 23:59:55, through midnight, or what is missing from them and no more.
func TestOddTables(t *testing.T) {
	start := time.Date(2024, 3, 14, 23, 59, 55, 0, time.UTC)
	plain := func(at time.Time, k int, x, y, z string) string {
		return fmt.Sprintf("%s,%s,%s,%s\n", at.Format("2006-01-02 15:04:05.000"), x, y, z)
	}
	with := func(layout, sep string) oddRow {
		return func(at time.Time, k int, x, y, z string) string {
			return strings.Join([]string{at.Format(layout), x, y, z}, sep) + "\n"
		}
	}
	comma := strings.NewReplacer(".", ",")
	every := func(n int, row oddRow, odd string) oddRow {
		return func(at time.Time, k int, x, y, z string) string {
			if k%n == n/2 {
				return at.Format("2006-01-02 15:04:05.000") + odd + "\n"
			}
			return row(at, k, x, y, z)
		}
	}
	for _, c := range []struct {
		name, head string
		row        oddRow
		samples    int
		dated      bool
		warns      string
	}{
		{"comma for point, also in the time", "Zeit;x (g);y (g);z (g)\n", func(at time.Time, k int, x, y, z string) string {
			return strings.Join([]string{at.Format("02.01.2006 15:04:05,000"), comma.Replace(x), comma.Replace(y), comma.Replace(z)}, ";") + "\n"
		}, 600, true, ""},
		{"years of two digits behind points", "time;x;y;z\n", with("02.01.06 15:04:05.000", ";"), 600, true, ""},
		{"years of two digits behind strokes", "time;x;y;z\n", with("1/2/06 3:04:05.000 PM", ";"), 600, true, "date_order_guessed"},
		{"date and time of day apart", "Date,Time,X (g),Y (g),Z (g)\n", with("2006-01-02,15:04:05.000", ","), 600, true, ""},
		{"time of day before its date", "x\ty\tz\tTime\tDate\n", func(at time.Time, k int, x, y, z string) string {
			return strings.Join([]string{x, y, z, at.Format("3:04:05.000 PM\t1/2/2006")}, "\t") + "\n"
		}, 600, true, ""},
		{"months as words", "time,x,y,z\n", with("02-Jan-2006 15:04:05.000", ","), 600, true, ""},
		{"zones by name", "time,x,y,z\n", with("2006-01-02 15:04:05.000+0000 [Europe/London]", ","), 600, true, ""},
		{"long names of axes, in UTC", "Timestamp (UTC),X-axis acceleration (g),Y-axis acceleration (g),Z-axis acceleration (g)\n", with("2006-01-02 15:04:05.000", ","), 600, true, ""},
		{"microseconds", "micros,x,y,z\n", func(at time.Time, k int, x, y, z string) string {
			return fmt.Sprintf("%d,%s,%s,%s\n", 977+20000*k, x, y, z)
		}, 600, false, "no_date"},
		{"time of day without a date", "Time,X,Y,Z\n", with("15:04:05.000", ","), 600, false, "no_date"},
		{"mark of the byte order, CR LF, blanks", "\xef\xbb\xbftime, ax , ay , az\r\n", func(at time.Time, k int, x, y, z string) string {
			return fmt.Sprintf("%s , %s,  %s ,%s \r\n", at.Format("2006-01-02T15:04:05.000000"), x, y, z)
		}, 600, true, ""},
		{"quotes", `"time","x","y","z"` + "\n", func(at time.Time, k int, x, y, z string) string {
			return fmt.Sprintf("%q,%q,%q,%q\n", at.Format("2006-01-02 15:04:05.000"), x, y, z)
		}, 600, true, ""},
		{"remarks among the rows", "# a logger\n#\ntime,x,y,z\n", func(at time.Time, k int, x, y, z string) string {
			if k%100 == 50 {
				return "# battery 3.9 V\n" + plain(at, k, x, y, z)
			}
			return plain(at, k, x, y, z)
		}, 600, true, "bad_rows"},
		{"names twice", "time,x,y,z\n", func(at time.Time, k int, x, y, z string) string {
			if k == 300 {
				return "time,x,y,z\n" + plain(at, k, x, y, z)
			}
			return plain(at, k, x, y, z)
		}, 600, true, "bad_rows"},
		{"commas behind", "time,x,y,z,,,\n", func(at time.Time, k int, x, y, z string) string {
			return strings.Replace(plain(at, k, x, y, z), "\n", ",,,\n", 1)
		}, 600, true, ""},
		{"a row of units", "time,ax,ay,az\n-,g,g,g\n", plain, 600, true, ""},
		{"minus nothing, and exponents", "time,x,y,z\n", func(at time.Time, k int, x, y, z string) string {
			return plain(at, k, "-"+x+"e0", "+"+y+"E+00", z+"e-0")
		}, 600, true, ""},
		{"not a number", "time,x,y,z\n", every(100, plain, ",NaN,NaN,nan"), 600, true, "missing_values"},
		{"empty cells", "time,x,y,z\n", every(100, plain, ",,,"), 600, true, "missing_values"},
		{"words for nothing", "time,x,y,z\n", every(100, plain, ",null,NA,-"), 600, true, "missing_values"},
		{"a very long remark", "time,x,y,z,note\n", func(at time.Time, k int, x, y, z string) string {
			return strings.Replace(plain(at, k, x, y, z), "\n", ","+strings.Repeat("n", 1+k%200*300)+"\n", 1)
		}, 600, true, ""},
		{"rows numbered", ",time,x,y,z\n", func(at time.Time, k int, x, y, z string) string { return fmt.Sprint(k, ",", plain(at, k, x, y, z)) }, 600, true, ""},
		{"lines before the names", "Logger: mine\nRate: 50\n\nTimestamp,X,Y,Z\n", plain, 600, true, ""},
		{"columns that blanks make", "ms    x  y  z\n", func(at time.Time, k int, x, y, z string) string {
			return fmt.Sprintf("%9d  %s   %s %s\n", 1234+20*k, x, y, z)
		}, 600, false, "no_date"},
		{"its own zone", "time,x,y,z\n", with("2006-01-02T15:04:05.000+0000", ","), 600, true, ""},
		{"the last row cut", "time,x,y,z\n", func(at time.Time, k int, x, y, z string) string {
			if k == 599 {
				return "2024-03-15 00:0"
			}
			return plain(at, k, x, y, z)
		}, 599, true, "cut"},
	} {
		var b strings.Builder
		b.WriteString(strings.Replace(c.head, "Zeit", "Time", 1))
		for k := range 600 {
			b.WriteString(c.row(start.Add(time.Duration(k)*20*time.Millisecond), k, "0.0", fmt.Sprintf("0.6%d", k%7), "0.7500"))
		}
		r, err := open("odd.csv", b.String(), device.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		begins := time.Unix(0, r.Anchors[0].Nanos)
		if r.Err != nil || len(r.X) != c.samples || r.Info.Rate != 50_000 || len(r.Holes) > 0 || r.Info.Dated != c.dated || c.dated && begins.Sub(start).Abs() > time.Millisecond ||
			r.X[3] != 0 || r.Y[3] != 630_000 || r.Z[3] != 750_000 {
			t.Errorf("%s: read\n%s", c.name, r.Text())
		}
		if c.warns != "" && !strings.Contains(string(r.Text()), "warning "+c.warns+":") {
			t.Errorf("%s: no word of %s:\n%s", c.name, c.warns, r.Text())
		}
	}
}

// What cannot be read says why, and what to give.
func TestOddRefused(t *testing.T) {
	rows := func(head, row string) string { return head + strings.Repeat(row, 200) }
	numbered := func(head, format string, step int) string {
		var b strings.Builder
		b.WriteString(head)
		for k := range 200 {
			fmt.Fprintf(&b, format, 1000+step*k)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ text, says string }{
		"rows in reverse":        {numbered("time,x,y,z\n", "%d,0,0,1\n", -20), "reverse order"},
		"dates in reverse":       {"time,x,y,z\n2024-03-14 23:59:55.5,0,0,1\n2024-03-14 23:59:55.4,0,0,1\n2024-03-14 23:59:55.3,0,0,1\n", "reverse order"},
		"two sensors of a name":  {rows("time,acc_x,acc_y,acc_z,acc_x,acc_y,acc_z\n", "1,0,0,1,0,0,1\n"), "keep one sensor's columns"},
		"a time that is none":    {rows("time,x,y,z\n", "yesterday,0,0,1\n"), "--time-format"},
		"dates with no order":    {rows("time,x,y,z\n", "24-03-14 23:59:55,0,0,1\n"), "--time-format"},
		"a unit that is none":    {numbered("time,x,y,z\n", "%d,0,0,33\n", 20), "--units"},
		"no time and no rate":    {rows("x,y,z\n", "0,0,1\n"), "--rate"},
		"counts":                 {rows("Date,Time,Axis1,Axis2,Axis3,Steps\n", "3/14/2024,23:59:55,0,0,1,0\n"), "not acceleration"},
		"epochs":                 {rows("timestamp,ENMO,anglez\n", "2024-03-14T23:59:55+0100,0.02,33.1\n"), "not acceleration"},
		"time that stands still": {rows("time,x,y,z\n", "5,0,0,1\n"), "--rate"},
	} {
		r, err := open("odd.csv", c.text, device.Options{})
		if err == nil {
			t.Errorf("%s: read\n%s", name, r.Text())
		} else if !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, should say %q", name, err, c.says)
		}
	}
}
