package tables_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// One line of 5 MB among good rows, be it garbage that lost its line ends, is one bad row, told of with its place; the night goes on behind it.
func TestLongLine(t *testing.T) {
	row := func(k int) string {
		at := time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC).Add(time.Duration(k) * 10 * time.Millisecond)
		return fmt.Sprintf("%s,0.01,0.02,%.3f\r\n", at.Format("2006-01-02 15:04:05.000"), 1+0.001*math.Sin(float64(k)))
	}
	const n = 20_000
	all := rows(n, row)
	at := strings.Index(all, row(9999))
	text := all[:at] + strings.Repeat("x", 5<<20) + "\r\n" + all[at+len(row(9999)):]
	r, err := open("long.csv", text, device.Options{})
	if err != nil || r.Err != nil {
		t.Fatal(err, r.Err)
	}
	if len(r.X) != n || r.Summary.Interpolated != 1 || len(r.Holes) != 0 {
		t.Errorf("read\n%s", r.Text())
	}
	told := ""
	for _, w := range r.Summary.Warnings {
		if w.Code == "bad_rows" {
			told = w.Text
		}
	}
	if !strings.Contains(told, "long.csv:10000") || !strings.Contains(told, "1 of 20000 rows") {
		t.Errorf("told as %q", told)
	}
	// A last line of that length is none either.
	if r, err = open("long.csv", all+strings.Repeat("x", 5<<20), device.Options{}); err != nil || r.Err != nil || len(r.X) != n {
		t.Errorf("a long last line: %v\n%s", err, r.Text())
	}
}

// OxWalk's header is also that of files in other units: gravity decides, and says so.
func TestOxWalkUnits(t *testing.T) {
	for unit, scale := range map[string]float64{"g": 1, "mg": 1000, "ms2": 9.80665} {
		text := "time,x,y,z\n" + rows(3000, func(k int) string {
			at := time.Date(2019, 7, 22, 14, 34, 45, 0, time.UTC).Add(time.Duration(k) * 10 * time.Millisecond)
			return fmt.Sprintf("%s,%.6f,%.6f,%.6f\n", at.Format("2006-01-02 15:04:05.000"), 0.1*scale, -0.2*scale, 0.97*scale)
		})
		r, err := open("walk.csv", text, device.Options{})
		if err != nil {
			t.Fatal(unit, err)
		}
		guessed := false
		for _, w := range r.Info.Warnings {
			guessed = guessed || w.Code == "units_guessed"
		}
		if r.Info.Format != "oxwalk-csv" || r.X[0] < 99_900 || r.X[0] > 100_100 || guessed != (unit != "g") {
			t.Errorf("%s: read\n%s", unit, r.Text())
		}
	}
}
