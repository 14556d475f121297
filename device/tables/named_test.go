package tables_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// Home-made tables: every way in which time, axes, units, separators and decimal marks are written gives the same 50 Hz from 22:00:00 and the same first sample.
func TestNamedColumns(t *testing.T) {
	start := time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)
	at := func(k int) time.Time { return start.Add(time.Duration(k) * 20 * time.Millisecond) }
	shown := func(layout string) func(k int) string { return func(k int) string { return at(k).Format(layout) } }
	number := func(scale float64, places int) func(k int) string {
		return func(k int) string { return strconv.FormatFloat(float64(at(k).UnixMilli())*scale, 'f', places, 64) }
	}
	type way struct {
		name  string
		text  func(k int) string
		dated bool
	}
	times := []way{
		{"timestamp", shown("2006-01-02 15:04:05.000"), true},
		{"time", shown("2006-01-02T15:04:05.000000Z07:00"), true},
		{"Time", shown("2006-01-02T15:04:05.000+00:00"), true},
		{"Date", shown("01/02/2006 15:04:05.000"), true}, // the 14th: no month
		{"datetime", shown("01/02/2006 03:04:05.000 PM"), true},
		{"t", shown("02.01.2006 15:04:05.000"), true},
		{"time", shown("02/01/2006 15:04:05.000"), true},
		{"time", number(1e-3, 3), true},
		{"t", number(1, 0), true},
		{"timestamp", number(1e3, 0), true},
		{"timestamp", func(k int) string { return strconv.FormatInt(at(k).UnixNano(), 10) }, true},
		{"time", func(k int) string { return fmt.Sprintf("%.10f", 45365+22.0/24+float64(k)/50/86400) }, true},
		{"seconds", func(k int) string { return fmt.Sprintf("%.2f", float64(k)/50) }, false},
		{"t", func(k int) string { return strconv.Itoa(977 + 20*k) }, false}, // ms since boot
	}
	axes := []string{"*", "a*", "acc_*", "accel_*", "Acc*", "Accelerometer *", "*-axis"}
	units := []struct {
		name  string
		scale float64
	}{{"", 1}, {" (g)", 1}, {" [mg]", 1000}, {" (m/s²)", 9.80665}, {"_mg", 1000}, {" g", 1}, {"_ms2", 9.80665}}
	seps := []struct{ sep, point string }{{",", "."}, {";", "."}, {";", ","}, {"\t", "."}, {"\t", ","}, {" ", "."}}
	n := 0
	for i, w := range times {
		for _, s := range seps {
			axis, unit := axes[n%len(axes)], units[(n+i)%len(units)]
			if n++; s.sep == " " && (strings.Contains(w.text(0), " ") || strings.Contains(axis+unit.name, " ")) {
				continue
			}
			var b strings.Builder
			b.WriteString(w.name)
			for _, a := range "XYZ" {
				b.WriteString(s.sep + strings.Replace(axis, "*", string(a), 1) + unit.name)
			}
			for k := range 600 {
				row := w.text(k)
				for a := range 3 {
					row += s.sep + strconv.FormatFloat(unit.scale*[3]float64{0.6, -0.35, 0.72}[(k+a)%3], 'f', 5, 64)
				}
				if s.point == "," {
					if !strings.ContainsAny(row[:len(w.text(k))], "-/:") {
						row = strings.ReplaceAll(row, ".", ",")
					} else {
						row = w.text(k) + strings.ReplaceAll(row[len(w.text(k)):], ".", ",")
					}
				}
				b.WriteString("\n" + row)
			}
			r, err := open("home.csv", b.String(), device.Options{})
			if err != nil {
				t.Errorf("%q: %v", b.String()[:90], err)
				continue
			}
			begins := time.Unix(0, r.Anchors[0].Nanos)
			if r.Info.Dated != w.dated || w.dated && begins.Sub(start).Abs() > time.Millisecond || r.Info.Rate != 50_000 || len(r.X) != 600 || len(r.Holes) > 0 ||
				near(r.X[0], 600_000) > 3 || near(r.Y[0], -350_000) > 3 || near(r.Z[0], 720_000) > 3 {
				t.Errorf("%q: read\n%s", b.String()[:90], r.Text())
			}
		}
	}
	if n < 80 {
		t.Fatalf("only %d tables", n)
	}
}

// near returns how far a is from b, in micro-g.
func near(a, b int32) int32 { return max(a-b, b-a) }
