package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// contents returns the files of a folder of results by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			all[e.Name()] = readText(t, filepath.Join(dir, e.Name()))
		}
	}
	return all
}

// left returns the results that a call has left in its folder.
func left(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, resumeFolder, "*.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// forge changes what a saved result says of its hours, so that its use can be seen.
func forge(t *testing.T, name string, hours float64) {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(readText(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	var s saved
	if err := json.NewDecoder(z).Decode(&s); err != nil {
		t.Fatal(err)
	}
	s.Recordings[0].Hours = hours
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if err := json.NewEncoder(w).Encode(s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Results that were saved make the same files, byte for byte, waves of the pages included, as results that were not.
func TestResumeGivesTheSameBytes(t *testing.T) {
	simulated(t)
	second := bytes.Replace([]byte(readText(t, "n.csv")), []byte("2024-03-14"), []byte("2024-03-16"), -1)
	second = bytes.Replace(second, []byte("2024-03-15"), []byte("2024-03-17"), -1)
	writeAll(t, map[string]string{"in/a.csv": readText(t, "n.csv"), "in/b.csv": string(second)})
	args := []string{"analyze", "in", "--site", "left-ankle", "--calibration", "c.json"}
	writeAll(t, map[string]string{"c.json": `{"offset_g": [0.001, 0, 0], "gain": [1, 1, 1]}`})
	if code, _, stderr := call(t, "", append(args, "--out", "plain")...); code != exitDone {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if n := len(left(t, "plain")); n != 0 {
		t.Errorf("%d results are left of a call that is done", n)
	}
	for range 2 {
		if code, _, stderr := call(t, "", append(args, "--out", "again", "--resume")...); code != exitDone {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		if n := len(left(t, "again")); n != 2 {
			t.Fatalf("%d results are kept, want 2", n)
		}
		want, got := contents(t, "plain"), contents(t, "again")
		for name := range want {
			if want[name] != got[name] {
				t.Errorf("%s differs when it was resumed", name)
			}
		}
	}
}

// A saved result is used for the same bytes, flags, rules and version only.
func TestResumeOnlyWhatIsTheSame(t *testing.T) {
	simulated(t)
	hours := func(args ...string) float64 {
		t.Helper()
		a, _ := analyzed(t, "", exitDone, append(args, "--out", "out", "--resume")...)
		return a.Recordings[0].Hours
	}
	const forged = 77
	true1 := hours("n.csv")
	names := left(t, "out")
	if len(names) != 1 {
		t.Fatalf("%d results are kept, want 1", len(names))
	}
	forge(t, names[0], forged)
	if got := hours("n.csv"); got != forged {
		t.Errorf("%v h: what was saved was not used", got)
	}
	for _, other := range [][]string{
		{"n.csv", "--rules", "aasm"}, {"n.csv", "--site", "left-ankle"}, {"n.csv", "--night-start", "18:00"}, {"n.csv", "--age", "9"},
		{"--night", "left-wrist=n.csv"}, {"n.csv", "--tz", "Europe/Berlin"}, {"n.csv", "--lights-off", "+60"},
	} {
		if got := hours(other...); got != true1 {
			t.Errorf("%v: %v h, want %v: what was saved for another call was used", other, got, true1)
		}
	}
	if err := os.WriteFile(names[0], []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := hours("n.csv"); got != true1 {
		t.Errorf("%v h after a damaged result", got)
	}
	forge(t, names[0], forged)
	writeAll(t, map[string]string{"n.csv": readText(t, "n.csv") + "2024-03-15 23:00:00.000,0,0,1\n"})
	if got := hours("n.csv"); got == forged {
		t.Error("the recording changed, and what was saved of it was used")
	}
}

// What fails is tried again, what was done beside it is not; a call that was not done leaves what it has, also without --resume.
func TestResumeAfterFailure(t *testing.T) {
	simulated(t)
	writeAll(t, map[string]string{"in/a.csv": readText(t, "n.csv"), "in/b.csv": "rubbish"})
	if code, _, stderr := call(t, "", "analyze", "in", "--out", "out"); code != exitPartial {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	names := left(t, "out")
	if len(names) != 1 {
		t.Fatalf("%d results are kept, want that of a.csv", len(names))
	}
	forge(t, names[0], 77)
	writeAll(t, map[string]string{"in/b.csv": readText(t, "n.csv")})
	a, _ := analyzed(t, "", exitDone, "in", "--out", "out", "--resume")
	if a.Recordings[0].Hours != 77 || a.Recordings[1].Hours == 77 {
		t.Errorf("%v h and %v h", a.Recordings[0].Hours, a.Recordings[1].Hours)
	}
	if code, _, stderr := call(t, "", "analyze", "in", "--resume"); code != exitUsage || !strings.Contains(stderr, "--out") {
		t.Errorf("--resume without --out: exit %d, %s", code, stderr)
	}
}

// A result of a recording with a file beside it is used while that file is the same: not when it has changed, has gone or has come.
func TestResumeLooksBeside(t *testing.T) {
	faros, err := os.ReadFile("../../device/tables/testdata/faros_ACC.csv")
	if err != nil {
		t.Fatal(err)
	}
	meta, err := os.ReadFile("../../device/tables/testdata/faros_meta.json")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	writeAll(t, map[string]string{"n_ACC.csv": string(faros), "n_meta.json": string(meta)})
	rate := func(flags ...string) (hz, hours float64) {
		t.Helper()
		a, _ := analyzed(t, "", exitDone, append([]string{"n_ACC.csv", "--out", "out", "--resume"}, flags...)...)
		return *a.Recordings[0].RateHz, a.Recordings[0].Hours
	}
	hz, _ := rate()
	names := left(t, "out")
	if len(names) != 1 {
		t.Fatalf("%d results are kept, want 1", len(names))
	}
	const forged = 77
	forge(t, names[0], forged)
	if _, hours := rate(); hours != forged {
		t.Errorf("%v h: what was saved was not used", hours)
	}
	twice := strings.Replace(string(meta), "25.0", "50.0", 1)
	writeAll(t, map[string]string{"n_meta.json": twice})
	if got, hours := rate(); got != 2*hz || hours == forged {
		t.Errorf("%v Hz, %v h: the side file changed to twice %v Hz, and what was saved of it was used", got, hours, hz)
	}
	if err := os.Remove("n_meta.json"); err != nil {
		t.Fatal(err)
	}
	if got, _ := rate("--rate", "40"); got != 40 {
		t.Errorf("%v Hz without a side file, want the 40 Hz given", got)
	}
	writeAll(t, map[string]string{"n_meta.json": string(meta)})
	if got, _ := rate("--rate", "40"); got != hz {
		t.Errorf("%v Hz: a side file of %v Hz has come, and what was saved without it was used", got, hz)
	}
}
