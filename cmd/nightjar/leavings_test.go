package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// filesIn lists the files of a folder but its hidden ones.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out
}

// Pages and figures that an earlier analysis of more nights left in the folder of --out go when another one is written there; what somebody else wrote or changed stays, and so
// does everything when the analysis is the same.
func TestLeavings(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, seed := range []string{"1", "2", "3"} {
		if code, _, stderr := call(t, "", "simulate", "--profile", "plm-severe", "--hours", "0.7", "--rate", "25", "--seed", seed, "--out", "n"+seed); code != exitDone {
			t.Fatal(stderr)
		}
	}
	analyze := func(args ...string) []string {
		if code, _, stderr := call(t, "", append(append([]string{"analyze"}, args...), "--out", "out")...); code != exitDone {
			t.Fatal(stderr)
		}
		return filesIn(t, "out")
	}
	three := analyze("n1.csv", "n2.csv", "n3.csv", "--figures")
	for _, want := range []string{"report-003.html", "timeline-003.svg", "hours-001.pdf"} {
		if !slices.Contains(three, want) {
			t.Fatalf("%s was not written: %v", want, three)
		}
	}
	if again := analyze("n1.csv", "n2.csv", "n3.csv"); !slices.Equal(again, three) {
		t.Errorf("the same analysis without --figures took its own figures away: %v", again)
	}
	own := map[string]string{
		"timeline-002.svg": "edited by hand", "report-002.html": "a page of somebody else", // changed since
		"timeline-009.png": "mine", "report-2.html": "mine", "timeline.csv": "a recording", "n1.csv": "a recording", // never ours
	}
	for name, text := range own {
		if err := os.WriteFile(filepath.Join("out", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	one := analyze("n1.csv")
	want := []string{"analysis.json", "events.csv", "nights.csv", "report.html"}
	for name := range own {
		want = append(want, name)
	}
	slices.Sort(want)
	if !slices.Equal(one, want) {
		t.Errorf("after an analysis of one night:\n%v, want\n%v", one, want)
	}
	if _, err := os.Lstat(filepath.Join("out", outputsFile)); !os.IsNotExist(err) {
		t.Error("the list of what is gone is still there:", err)
	}
	for name, text := range own {
		if got := readText(t, filepath.Join("out", name)); got != text {
			t.Errorf("%s was changed", name)
		}
	}
}

// A list of outputs that somebody made up cannot have anything but pages and figures taken away, nor anything outside of the folder.
func TestLeavingsTrustsNoList(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "", "simulate", "--profile", "hypnic", "--hours", "0.5", "--rate", "25", "--out", "n"); code != exitDone {
		t.Fatal(stderr)
	}
	if err := os.MkdirAll("out/report-001.html", 0o755); err != nil { // a folder of that name
		t.Fatal(err)
	}
	const sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // of nothing (FIPS 180)
	files := []string{"night.cwa", "out/night.cwa", "out/report-001.html/x", "out/reviews.json"}
	for _, f := range files {
		if err := os.WriteFile(f, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../night.cwa", "out/timeline-001.png"); err != nil {
		t.Fatal(err)
	}
	list := `{"schema":"nightjar.outputs/1","files":{"night.cwa":"` + sum + `","../night.cwa":"` + sum + `","reviews.json":"` + sum + `","report-001.html":"` + sum + `","timeline-001.png":"` + sum + `"}}`
	if err := os.WriteFile(filepath.Join("out", outputsFile), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call(t, "", "analyze", "n.csv", "--out", "out"); code != exitDone {
		t.Fatal(stderr)
	}
	for _, f := range append(files, "out/timeline-001.png") {
		if _, err := os.Lstat(f); err != nil {
			t.Error(err)
		}
	}
}

// A recording that has the name of a result is never overwritten, and results in a folder of recordings are no recordings; a recording of that name elsewhere is.
func TestResultsAndRecordingsOfOneName(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "", "simulate", "--profile", "hypnic", "--hours", "0.5", "--rate", "25", "--out", "n"); code != exitDone {
		t.Fatal(stderr)
	}
	recording := readText(t, "n.csv")
	for _, name := range []string{"mine/events.csv", "nights/n.csv", "nights/timeline.svg"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(recording), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"mine/events.csv", "--out", "mine"}, {"mine", "--out", "./mine/../mine"}} {
		if code, _, stderr := call(t, "", append([]string{"analyze"}, args...)...); code != exitFailed || !strings.Contains(stderr, "would be overwritten") {
			t.Errorf("%v: exit %d, %s", args, code, stderr)
		}
	}
	if readText(t, "mine/events.csv") != recording {
		t.Fatal("the recording was overwritten")
	}
	if code, _, stderr := call(t, "", "analyze", "mine/events.csv", "--out", "out"); code != exitDone {
		t.Error(stderr)
	}
	if err := os.Remove("nights/timeline.svg"); err != nil {
		t.Fatal(err)
	}
	first, text, _ := call(t, "", "analyze", "nights", "--out", "nights")
	again, same, stderr := call(t, "", "analyze", "nights", "--out", "nights")
	if first != exitDone || again != exitDone || text != same {
		t.Errorf("a folder that holds its own results: exit %d, then %d: %s", first, again, stderr)
	}
}
