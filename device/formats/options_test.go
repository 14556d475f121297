package formats

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
)

func readText(t *testing.T, text string, opt device.Options) *devicetest.Recording {
	t.Helper()
	s, err := OpenReader("night.csv", strings.NewReader(text), opt)
	return mustRead(t, s, err)
}

// A table without time takes --rate, one without units --units.
func TestRateAndUnits(t *testing.T) {
	units, err := device.ParseUnits("lsb:2048")
	if err != nil {
		t.Fatal(err)
	}
	r := readText(t, "ax,ay,az\n"+strings.Repeat("0,1024,2048\n", 200), device.Options{Rate: 50_000, Units: units})
	if len(r.X) != 200 || r.Y[0] != 500_000 || r.Z[0] != 1_000_000 || r.Info.Rate.Hz() != 50 || r.Info.Dated {
		t.Errorf("read\n%s", r.Text())
	}
	if a := r.Anchors[len(r.Anchors)-1]; a.Index != 199 || a.Nanos != 199*20e6 {
		t.Errorf("last of 200 samples at 50 Hz is anchored at %v", a)
	}
	if r = readText(t, string(night(300)), device.Options{Rate: 50_000}); r.Info.Rate.Hz() != 100 {
		t.Errorf("a file with times was numbered at %s", r.Info.Rate)
	}
}

// The autumn night of a logger that follows daylight-saving time is an hour longer than its clock shows,
// and has no hole; the spring night an hour shorter.
func TestChangesOfTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zone database")
	}
	for _, from := range []time.Time{time.Date(2024, 10, 27, 0, 30, 0, 0, berlin), time.Date(2024, 3, 31, 0, 30, 0, 0, berlin)} {
		var b bytes.Buffer
		const n = 3 * 3600 * 2 // three hours at 2 Hz
		for i := range n {
			at := from.Add(time.Duration(i) * 500 * time.Millisecond)
			fmt.Fprintf(&b, "%s,0.000000,0.000000,1.000000\r\n", at.Format("2006-01-02 15:04:05.000"))
		}
		r := readText(t, b.String(), device.Options{Location: berlin})
		if len(r.Holes) > 0 || len(r.X) != n || !r.Info.Zoned || r.Info.Zone != "Europe/Berlin" {
			t.Errorf("%v: read\n%s", from, r.Text())
		}
		if got := time.Unix(0, r.Anchors[0].Nanos); !got.Equal(from) {
			t.Errorf("begins at %v, want %v", got, from)
		}
		if got, want := time.Unix(0, r.Anchors[len(r.Anchors)-1].Nanos), from.Add((n-1)*500*time.Millisecond); got.Sub(want).Abs() > time.Millisecond {
			t.Errorf("ends at %v, want %v", got, want)
		}
		r = readText(t, b.String(), device.Options{})
		last := r.Anchors[len(r.Anchors)-1].Nanos - r.Anchors[0].Nanos
		if !warns(r, "no_zone") || !warns(r, "clock_changed") || warns(r, "non_monotone") || len(r.Holes) > 0 || last != (n-1)*5e8 {
			t.Errorf("without a zone the hours should run on, and --tz be asked for:\n%s", r.Text())
		}
	}
}

// Single bad rows are left out and told of by file and line; many end the recording.
func TestBadRows(t *testing.T) {
	rows := strings.SplitAfter(string(night(6000)), "\n")
	rows[99] = "2024-03-14 22:00:00.99\x00,oops,,\r\n"
	rows[3000] = "garbage\n"
	r := readText(t, strings.Join(rows, ""), device.Options{})
	if r.Err != nil || len(r.X) != 6000 || r.Summary.Interpolated != 2 || !warns(r, "bad_rows") {
		t.Errorf("read\n%s", r.Text())
	}
	if text := string(r.Text()); !strings.Contains(text, "2 of 6000 rows") || !strings.Contains(text, "night.csv:100:25: \"oops\"") {
		t.Errorf("the warning should count the rows and name line 100:\n%s", text)
	}
	for i := 4000; i < 4200; i++ {
		rows[i] = "garbage\n"
	}
	if r = readText(t, strings.Join(rows, ""), device.Options{}); r.Err == nil || !strings.Contains(r.Err.Error(), "202 of 6000") {
		t.Errorf("200 bad rows of 6000 ended with %v", r.Err)
	}
}

// Rows with NaN are missing samples: short ones are made up, longer ones a hole of cause lost.
func TestMissingValues(t *testing.T) {
	rows := strings.SplitAfter(string(night(1000)), "\n")
	for i := range rows {
		if i >= 200 && i < 203 || i >= 500 && i < 550 {
			rows[i] = rows[i][:23] + ",NaN,NaN,NaN\r\n"
		}
	}
	r := readText(t, strings.Join(rows, ""), device.Options{})
	if fmt.Sprint(r.Holes) != "[{{500 550} lost}]" || r.Summary.Interpolated != 3 || !warns(r, "missing_values") {
		t.Errorf("read\n%s", r.Text())
	}
}

// A wrong scale is never silent.
func TestNormWarning(t *testing.T) {
	half := strings.ReplaceAll(string(night(3000)), "0.99609", "0.49609")
	if r := readText(t, half, device.Options{}); !warns(r, "norm_not_1g") {
		t.Errorf("gravity of half a g passed:\n%s", r.Text())
	}
	if r := readText(t, string(night(3000)), device.Options{}); warns(r, "norm_not_1g") {
		t.Errorf("gravity of 1 g was warned of:\n%s", r.Text())
	}
}

// The measured rate is told where it is off the nominal one.
func TestRateOffNominal(t *testing.T) {
	var b bytes.Buffer
	at := time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)
	for i := range 20000 {
		stamp := at.Add(time.Duration(math.Round(float64(i) / 99.878 * 1e9)))
		fmt.Fprintf(&b, "%s,0.000000,0.000000,1.000000\r\n", stamp.Format("2006-01-02 15:04:05.000"))
	}
	r := readText(t, b.String(), device.Options{})
	if math.Abs(r.Summary.Rate-99.878) > 0.001 || r.Info.Rate.Hz() != 100 || !warns(r, "rate_off_nominal") || len(r.Holes) > 0 {
		t.Errorf("read\n%s", r.Text())
	}
}
