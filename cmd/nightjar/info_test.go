package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"
)

// infoOf calls info --json and returns what it printed.
func infoOf(t *testing.T, want int, args ...string) (recordings []map[string]any, failed []any) {
	t.Helper()
	code, stdout, stderr := call(t, "", append([]string{"info", "--json"}, args...)...)
	if code != want {
		t.Fatalf("info %v: exit %d, want %d; %s", args, code, want, stderr)
	}
	var out struct {
		Recordings []map[string]any `json:"recordings"`
		Failed     []any            `json:"failed"`
	}
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	return out.Recordings, out.Failed
}

// twoHours writes a table of two hours at 25 Hz, with ten minutes missing in it, of a sensor that is turned over every ten minutes.
func twoHours(t *testing.T, name string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("Zeit;nord;ost;unten\n")
	postures := [][3]int{{0, 0, 1000}, {0, 0, -1000}, {1000, 0, 0}, {-1000, 0, 0}, {0, 1000, 0}, {0, -1000, 0}}
	for k := range 2 * 3600 * 25 {
		if s := k / 25; s >= 3600 && s < 4200 {
			continue
		}
		p := postures[k/25/600%len(postures)]
		n := k*7919%9 - 4 // mg
		fmt.Fprintf(&b, "%d,%02d;%d;%d;%d\n", 100+k/25, k%25*4, p[0]+n, p[1]-n, p[2]+n/2)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Info tells what a file is, from the same reading as analyze, and what it cannot read it says how to.
func TestInfo(t *testing.T) {
	t.Chdir(t.TempDir())
	twoHours(t, "n.csv")
	if _, failed := infoOf(t, exitFailed, "n.csv"); !strings.Contains(fmt.Sprint(failed), "Zeit, nord, ost, unten") {
		t.Errorf("a table without known names: %v", failed)
	}
	describe := []string{"n.csv", "--columns", "time=Zeit,x=nord,y=ost,z=unten", "--time-format", "s", "--units", "mg", "--site", "left-ankle"}
	rs, _ := infoOf(t, exitDone, describe...)
	r := rs[0]
	near := func(name string, want, within float64) {
		if v, ok := r[name].(float64); !ok || math.Abs(v-want) > within {
			t.Errorf("%s is %v, want %v", name, r[name], want)
		}
	}
	near("rate_hz", 25, 0.001)
	near("nominal_hz", 25, 0)
	near("samples", 110*60*25, 0)
	near("hours", 2, 0.0001)
	near("norm_g", 1, 0.002)
	if w, u := r["worn_h"].(float64), r["unworn_h"].(float64); math.Abs(w+u-110.0/60) > 0.001 {
		t.Errorf("worn %v h, unworn %v h of 110 minutes recorded", w, u)
	}
	hole := r["holes"].([]any)[0].(map[string]any)
	if hole["onset_s"] != 3600.0 || hole["duration_s"] != 600.0 || r["format"] != "described-csv" || r["site"] != "left-ankle" || r["start_at"] != nil {
		t.Errorf("read %v", r)
	}
	if got := fmt.Sprint(r["posture_g"]); got != "[[-1 1] [-1 1] [-1 1]]" {
		t.Errorf("postures %s: the sensor lay on all six sides", got)
	}
	a, _ := analyzed(t, "", exitDone, describe...)
	fromAnalyze, err := json.Marshal(a.Recordings[0])
	if err != nil {
		t.Fatal(err)
	}
	var same map[string]any
	if err := json.Unmarshal(fromAnalyze, &same); err != nil {
		t.Fatal(err)
	}
	for key, v := range same {
		if key == "calibration" { // rest is told by stillness alone here
			nearlyEqual(t, r[key].(map[string]any), v.(map[string]any))
		} else if key == "gain_at_rest" { // that of movements, which are not looked for here
			if r[key] != nil {
				t.Errorf("%s is %v without a look at movements", key, r[key])
			}
		} else if fmt.Sprint(r[key]) != fmt.Sprint(v) {
			t.Errorf("%s is %v here and %v in analyze", key, r[key], v)
		}
	}
	code, stdout, _ := call(t, "", append([]string{"info"}, describe...)...)
	for _, says := range []string{"format       described-csv", "1, 600.0 s together: 600.0 s at 3600.0 s (gap)", "x -1.00 to +1.00 g", "no_date"} {
		if code != exitDone || !strings.Contains(stdout, says) {
			t.Errorf("exit %d, should say %q:\n%s", code, says, stdout)
		}
	}
}

// nearlyEqual fails when a calibration of info is not that of analyze but for a tenth of a mg.
func nearlyEqual(t *testing.T, info, analyze map[string]any) {
	t.Helper()
	for key, v := range analyze {
		of := func(v any) (out []float64) {
			switch v := v.(type) {
			case float64:
				return []float64{v / 1000} // mg
			case []any:
				for _, x := range v {
					out = append(out, x.(float64))
				}
			}
			return out
		}
		a, b := of(info[key]), of(v)
		if len(a) != len(b) {
			t.Fatalf("%s is %v here and %v in analyze", key, info[key], v)
		}
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-4 {
				t.Errorf("%s is %v here and %v in analyze", key, info[key], v)
			}
		}
	}
}

// Some inputs that fail leave the rest done; a call that makes no sense is told so.
func TestInfoCalls(t *testing.T) {
	t.Chdir(t.TempDir())
	twoHours(t, "n.csv")
	call(t, "", "convert", "n.csv", "--columns", "time=1,x=2,y=3,z=4", "--units", "mg", "--to", "axivity-csv", "-o", "ok.csv")
	if err := os.WriteFile("counts.csv", []byte("Actical List Export File  (Version 03.00),,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rs, failed := infoOf(t, exitPartial, "ok.csv", "counts.csv")
	if len(rs) != 1 || len(failed) != 1 || !strings.Contains(fmt.Sprint(failed), "activity counts") {
		t.Errorf("%d recordings, failed %v", len(rs), failed)
	}
	for _, args := range [][]string{{"info"}, {"info", "x", "--units", "stone"}, {"info", "-", "-"}} {
		if code, _, stderr := call(t, "", args...); code != exitUsage {
			t.Errorf("%v: exit %d, %s", args, code, stderr)
		}
	}
}

// Journal to CSV to journal and back to CSV: the two tables are the same, and so is what info says of the journals.
func TestConvertReversible(t *testing.T) {
	t.Chdir(t.TempDir())
	twoHours(t, "n.csv")
	for _, args := range [][]string{
		{"n.csv", "--columns", "time=1,x=2,y=3,z=4", "--time-format", "s", "--units", "mg", "--to", "journal", "-o", "1.njr"},
		{"1.njr", "--to", "axivity-csv", "-o", "1.csv"},
		{"1.csv", "--to", "journal", "-o", "2.njr"},
		{"2.njr", "--to", "axivity-csv", "-o", "2.csv"},
	} {
		if code, _, stderr := call(t, "", append([]string{"convert"}, args...)...); code != exitDone {
			t.Fatalf("convert %v: exit %d, %s", args, code, stderr)
		}
	}
	one, err := os.ReadFile("1.csv")
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile("2.csv")
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(two) {
		t.Errorf("the tables differ: they begin %q and %q", one[:60], two[:60])
	}
	rs, _ := infoOf(t, exitDone, "1.njr", "2.njr")
	for _, key := range []string{"samples", "hours", "holes", "rate_hz", "interpolated", "norm_g"} {
		if fmt.Sprint(rs[0][key]) != fmt.Sprint(rs[1][key]) {
			t.Errorf("%s is %v, then %v", key, rs[0][key], rs[1][key])
		}
	}
	for _, args := range [][]string{{"n.csv"}, {"n.csv", "--to", "xlsx", "-o", "x"}, {"n.csv", "--to", "journal"}, {"a", "b", "--to", "journal", "-o", "x"}} {
		if code, _, stderr := call(t, "", append([]string{"convert"}, args...)...); code != exitUsage {
			t.Errorf("convert %v: exit %d, %s", args, code, stderr)
		}
	}
	if code, _, _ := call(t, "", "convert", "missing.csv", "--to", "journal", "-o", "x.njr"); code != exitFailed {
		t.Errorf("a file that is not there: exit %d", code)
	}
	if _, err := os.Stat("x.njr"); err == nil {
		t.Error("a conversion that failed left a file")
	}
}

// Recordings of more than a day are cut into nights at the hour given.
func TestNightStart(t *testing.T) {
	t.Chdir(t.TempDir())
	var b strings.Builder
	from := time.Date(2024, 3, 14, 20, 0, 0, 0, time.UTC)
	for k := range 27 * 3600 {
		fmt.Fprintf(&b, "%s,0.0%02d000,0.000000,0.998000\r\n", from.Add(time.Duration(k)*time.Second).Format("2006-01-02 15:04:05.000"), k*7919%40)
	}
	if err := os.WriteFile("n.csv", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for start, want := range map[string]string{"12:00": "2024-03-15T12:00:00", "18:30": "2024-03-15T18:30:00", "00:00": "2024-03-15T00:00:00"} {
		a, _ := analyzed(t, "", exitDone, "n.csv", "--night-start", start)
		if len(a.Nights) != 2 || !strings.HasPrefix(*a.Nights[1].StartAt, want) {
			t.Errorf("--night-start %s: %d nights, the second from %s, want %s", start, len(a.Nights), *a.Nights[len(a.Nights)-1].StartAt, want)
		}
	}
}

// A folder with a recording and the files that it is read with holds one recording, and nothing has failed; by its own name such a file does.
func TestFolderWithSideFiles(t *testing.T) {
	side := map[string]string{}
	for _, name := range []string{"faros_ACC.csv", "faros_meta.json", "movisens_acc.csv", "unisens.xml"} {
		b, err := os.ReadFile("../../device/tables/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		side[name] = string(b)
	}
	t.Chdir(t.TempDir())
	if err := os.Mkdir("night", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range side {
		if err := os.WriteFile("night/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if rs, failed := infoOf(t, exitDone, "night"); len(rs) != 2 || len(failed) != 0 {
		t.Errorf("%d recordings, failed %v", len(rs), failed)
	}
	if a, _ := analyzed(t, "", exitDone, "night"); len(a.Recordings) != 2 || len(a.Failed) != 0 {
		t.Errorf("%d recordings, failed %v", len(a.Recordings), a.Failed)
	}
	if rs, failed := infoOf(t, exitPartial, "night/faros_meta.json", "night"); len(rs) != 2 || len(failed) != 1 {
		t.Errorf("the side file by its name: %d recordings, failed %v", len(rs), failed)
	}
}
