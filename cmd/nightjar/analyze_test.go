package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// simulated writes a short night into the test's own folder, enters it and returns the prefix of its files.
func simulated(t *testing.T, flags ...string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	args := append([]string{"simulate", "--profile", "plm-severe", "--hours", "0.6", "--rate", "25", "--seed", "4", "--out", "n"}, flags...)
	if code, _, stderr := call(t, "", args...); code != exitDone {
		t.Fatalf("simulate: exit %d, %s", code, stderr)
	}
	return "n"
}

// writeAll makes files in the current folder.
func writeAll(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// analyzed runs analyze --json and reads what it printed.
func analyzed(t *testing.T, stdin string, wantCode int, args ...string) (report.Analysis, string) {
	t.Helper()
	code, stdout, stderr := call(t, stdin, append([]string{"analyze", "--json"}, args...)...)
	if code != wantCode {
		t.Fatalf("analyze %v: exit %d, want %d: %s", args, code, wantCode, stderr)
	}
	var a report.Analysis
	if err := json.Unmarshal([]byte(stdout), &a); err != nil {
		t.Fatalf("analyze %v does not print JSON only: %v", args, err)
	}
	return a, stderr
}

func TestAnalyzePrintsForPeople(t *testing.T) {
	simulated(t)
	code, stdout, stderr := call(t, "", "analyze", "n.csv", "--site", "left-ankle")
	if code != exitDone || stderr != "" {
		t.Fatalf("exit %d, stderr %q", code, stderr)
	}
	for _, want := range []string{"Night of 2024-03-14 · left-ankle · n.csv", "Periodic limb movements", "one limb only", "not a diagnosis", "simulated nights only"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("lacks %q:\n%s", want, stdout)
		}
	}
	for _, never := range []string{"PLMD", "disorder", "\x1b"} {
		if strings.Contains(stdout, never) {
			t.Errorf("says %q", never)
		}
	}
}

// The same input gives the same bytes, however it comes in and however many are read at once.
func TestAnalyzeIsRepeatable(t *testing.T) {
	simulated(t)
	text := readText(t, "n.csv")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	writeAll(t, map[string]string{"z.csv.gz": packed.String()})
	_, first, _ := call(t, "", "analyze", "--json", "n.csv", "n.csv")
	_, again, _ := call(t, "", "analyze", "--json", "n.csv", "n.csv", "--jobs", "1")
	if first == "" || first != again {
		t.Error("two calls print different bytes")
	}
	nights := func(a report.Analysis) string {
		out, err := json.Marshal(a.Nights)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	plain, _ := analyzed(t, "", exitDone, "n.csv")
	piped, _ := analyzed(t, text, exitDone, "-")
	zipped, _ := analyzed(t, "", exitDone, "z.csv.gz")
	if nights(plain) != nights(piped) || nights(plain) != nights(zipped) {
		t.Error("standard input or compression changes the night")
	}
	if plain.Recordings[0].SHA256 == zipped.Recordings[0].SHA256 || plain.Recordings[0].SHA256 != piped.Recordings[0].SHA256 {
		t.Error("the digest is of the bytes as stored")
	}
}

func TestAnalyzeFlags(t *testing.T) {
	simulated(t)
	writeAll(t, map[string]string{
		"diary.csv": "file,night,lights_off,lights_on\nn.csv,2024-03-14,22:35,23:00\n",
		"cal.json":  `{"offset_g": [0.001, 0, 0], "gain": [1, 1.001, 1]}`,
	})
	night := func(args ...string) *report.Night {
		a, _ := analyzed(t, "", exitDone, append([]string{"n.csv"}, args...)...)
		return &a.Nights[0]
	}
	if n := night("--hypnogram", "n.hypnogram.csv"); *n.Sleep.Source != "hypnogram" {
		t.Errorf("hypnogram: %+v", n.Sleep)
	}
	if n := night("--lights-off", "22:40", "--lights-on", "+1800"); *n.Sleep.BedSource != "lights" || n.Sleep.Bed[0][1] != 1800_000 {
		t.Errorf("lights: %+v", n.Sleep)
	}
	if n := night("--diary", "diary.csv"); *n.Sleep.BedSource != "diary" {
		t.Errorf("diary: %+v", n.Sleep)
	}
	if n := night("--tz", "Europe/Berlin"); !strings.HasSuffix(*n.StartAt, "+01:00") {
		t.Errorf("zone: %s", *n.StartAt)
	}
	if n := night(); strings.ContainsAny((*n.StartAt)[19:], "+Z") {
		t.Errorf("a zone out of nowhere: %s", *n.StartAt)
	}
	a, _ := analyzed(t, "", exitDone, "n.csv", "--calibration", "cal.json", "--site", "right-wrist")
	if !a.Recordings[0].Calibration.Applied || *a.Recordings[0].Site != "right-wrist" {
		t.Errorf("%+v", a.Recordings[0])
	}
}

func TestAnalyzeOut(t *testing.T) {
	simulated(t)
	for range 2 { // again over the old files
		code, stdout, stderr := call(t, "", "analyze", "n.csv", "--json", "--out", "new/deep")
		if code != exitDone {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		if got := readText(t, "new/deep/analysis.json"); got != stdout {
			t.Error("analysis.json is not what --json prints")
		}
		var names []string
		entries, err := os.ReadDir("new/deep")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if !slices.Equal(names, []string{"analysis.json", "events.csv", "nights.csv", "report.html"}) {
			t.Errorf("files %v", names)
		}
	}
}

// Two limbs are one night; the same limb twice at one time is a mistake; a limb that cannot be read does not take the other with it.
func TestAnalyzeLimbs(t *testing.T) {
	simulated(t, "--limbs", "2")
	a, _ := analyzed(t, "", exitDone, "--night", "left-ankle=n.csv", "--night", "right-ankle=n.right.csv")
	if len(a.Nights) != 1 || len(a.Nights[0].Recordings) != 2 {
		t.Errorf("%d nights of %v", len(a.Nights), a.Nights[0].Recordings)
	}
	both := slices.ContainsFunc(a.Nights[0].Events, func(e report.Event) bool { return len(e.Sites) == 2 })
	if !both {
		t.Error("no movement of both legs")
	}
	_, stderr := analyzed(t, "", exitFailed, "--night", "left-ankle=n.csv", "--night", "left-ankle=n.right.csv")
	if !strings.Contains(stderr, "are both of left-ankle and overlap") {
		t.Error(stderr)
	}
	a, stderr = analyzed(t, "", exitPartial, "--night", "left-ankle=n.csv", "--night", "right-ankle=missing.csv")
	if len(a.Nights) != 1 || len(a.Failed) != 1 || !strings.Contains(stderr, "missing.csv") {
		t.Errorf("%d nights, failed %v, %s", len(a.Nights), a.Failed, stderr)
	}
}

func TestAnalyzeWrongCalls(t *testing.T) {
	t.Chdir(t.TempDir())
	writeAll(t, map[string]string{"stages.csv": "stage\nW\nN1\n", "a/x.csv": "1", "a/y.csv": "1"})
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "give a recording"},
		{[]string{"x.csv", "--rules", "snore"}, "neither a file nor one of wasm2016"},
		{[]string{"x.csv", "--site", "left-ear"}, "left-ankle, right-ankle"},
		{[]string{"x.csv", "--tz", "Mars/Olympus"}, "is no time zone"},
		{[]string{"x.csv", "--tz", "Local"}, "is no time zone"},
		{[]string{"x.csv", "--units", "stone"}, "--units"},
		{[]string{"x.csv", "--rate", "-5"}, "--rate"},
		{[]string{"x.csv", "--columns", "x=1,y=2"}, "--columns"},
		{[]string{"x.csv", "--time-format", "stardate"}, "excel"},
		{[]string{"x.csv", "--night-start", "noon"}, "--night-start"},
		{[]string{"x.csv", "--lights-off", "25:00"}, "--lights-off"},
		{[]string{"x.csv", "--lights-on", "soon"}, "--lights-on"},
		{[]string{"x.csv", "--jobs", "-1"}, "--jobs"},
		{[]string{"--night", "left-ankle"}, "SITE=FILE"},
		{[]string{"--night", "nose=x.csv"}, "nose"},
		{[]string{"-", "--night", "left-ankle=-"}, "once only"},
		{[]string{"--night", "left-ankle=x.csv", "--night", "right-ankle=./x.csv"}, "was given for left-ankle already"},
		{[]string{"a", "--hypnogram", "stages.csv"}, "of one night"},
		{[]string{"--nonsense"}, "unknown flag"},
	} {
		code, stdout, stderr := call(t, "", append([]string{"analyze"}, c.args...)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, c.says) {
			t.Errorf("analyze %v: exit %d, stdout %q, stderr %q; want 2 and %q", c.args, code, stdout, stderr, c.says)
		}
	}
}

func TestAnalyzeBadInput(t *testing.T) {
	t.Chdir(t.TempDir())
	writeAll(t, map[string]string{
		"empty.csv": "", "words.csv": "this is a shopping list\neggs, milk\n", "binary.csv": "\x00\x01\x02\x7f\x03\xff\xfe\x00\x04", "nothing/.keep": "",
	})
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"missing.csv"}, "missing.csv: there is no such file"},
		{[]string{"empty.csv"}, "empty.csv: is empty"},
		{[]string{"words.csv"}, "words.csv: "},
		{[]string{"binary.csv"}, "binary.csv: "},
		{[]string{"nothing"}, "there is no file in nothing"},
		{[]string{"words.csv", "--calibration", "words.csv"}, "words.csv: is no calibration"},
		{[]string{"words.csv", "--hypnogram", "empty.csv"}, "empty.csv: "},
		{[]string{"words.csv", "--diary", "missing.csv"}, "missing.csv"},
		{[]string{"words.csv", "--out", "empty.csv/deeper"}, "--out empty.csv/deeper cannot be made"},
	} {
		code, _, stderr := call(t, "", append([]string{"analyze"}, c.args...)...)
		if code != exitFailed || !strings.Contains(stderr, c.says) {
			t.Errorf("analyze %v: exit %d, stderr %q; want 1 and %q", c.args, code, stderr, c.says)
		}
	}
	a, _ := analyzed(t, "", exitFailed, "missing.csv", "empty.csv")
	if len(a.Failed) != 2 || a.Failed[0].File != "missing.csv" || a.Nights == nil {
		t.Errorf("failed %+v", a.Failed)
	}
}

// One bad file among good ones: the good ones are done, the bad one is named.
func TestAnalyzeFolder(t *testing.T) {
	simulated(t)
	text := readText(t, "n.csv")
	writeAll(t, map[string]string{"f/a.csv": text, "f/b.csv": "this is a shopping list\n", "f/sub/c.csv": text, "f/.hidden.csv": "x"})
	a, stderr := analyzed(t, "", exitPartial, "f")
	var files []string
	for _, r := range a.Recordings {
		files = append(files, r.File)
	}
	if !slices.Equal(files, []string{"f/a.csv", "f/sub/c.csv"}) || len(a.Failed) != 1 || a.Failed[0].File != "f/b.csv" {
		t.Errorf("done %v, failed %+v", files, a.Failed)
	}
	if !strings.Contains(stderr, "1 of 3 inputs failed") || strings.Count(stderr, "f/b.csv") != 1 {
		t.Error(stderr)
	}
}

// A recording that breaks off is scored as far as it goes: a file that was cut with a warning, an input that failed also by name.
func TestAnalyzeCutRecording(t *testing.T) {
	simulated(t)
	text := readText(t, "n.csv")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	writeAll(t, map[string]string{"cut.csv.gz": packed.String()[:packed.Len()/2]})
	a, _ := analyzed(t, "", exitDone, "cut.csv.gz")
	checkHalf(t, &a, "cut")

	pulled := io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(errors.New("the cable was pulled")))
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"analyze", "-", "--json"}, pulled, &stdout, &stderr); code != exitPartial {
		t.Fatalf("exit %d, want %d: %s", code, exitPartial, stderr.String())
	}
	a = report.Analysis{}
	if err := json.Unmarshal([]byte(stdout.String()), &a); err != nil {
		t.Fatal(err)
	}
	checkHalf(t, &a, "incomplete")
	if len(a.Failed) != 1 || !strings.Contains(a.Failed[0].Error, "the cable was pulled") {
		t.Errorf("failed %+v", a.Failed)
	}
}

// checkHalf checks that half of the short night was scored, with a warning.
func checkHalf(t *testing.T, a *report.Analysis, code string) {
	t.Helper()
	if len(a.Nights) != 1 || a.Recordings[0].Hours < 0.2 || a.Recordings[0].Hours > 0.4 {
		t.Fatalf("%d nights, recordings %+v", len(a.Nights), a.Recordings)
	}
	if w := a.Recordings[0].Warnings; !slices.ContainsFunc(w, func(w device.Warning) bool { return w.Code == code }) {
		t.Errorf("no warning %q among %+v", code, w)
	}
}

// Ctrl-C ends a call that waits for input at once and leaves the old files.
func TestAnalyzeInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	writeAll(t, map[string]string{"out/analysis.json": "old"})
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	defer writer.Close()
	go func() {
		io.WriteString(writer, "2024-03-14 22:30:00.000,0.1,0.2,0.9\n")
		cancel()
	}()
	var stdout, stderr strings.Builder
	code := run(ctx, []string{"analyze", "-", "--out", "out"}, reader, &stdout, &stderr)
	if code != exitInterrupted || stdout.String() != "" {
		t.Errorf("exit %d, stdout %q, stderr %q", code, stdout.String(), stderr.String())
	}
	if got := readText(t, "out/analysis.json"); got != "old" {
		t.Errorf("the old file holds %q", got)
	}
}

// Whatever prints a digest or writes one, prints and writes that of the file.
func TestDigests(t *testing.T) {
	simulated(t)
	sum := sha256.Sum256([]byte(readText(t, "n.csv")))
	want := `"sha256": "` + hex.EncodeToString(sum[:]) + `"`
	for _, args := range [][]string{{"analyze", "n.csv", "--json"}, {"info", "n.csv", "--json"}, {"analyze", "n.csv", "--out", "out"}} {
		code, stdout, stderr := call(t, "", args...)
		if args[2] == "--out" {
			stdout = readText(t, "out/analysis.json")
		}
		if code != exitDone || !strings.Contains(stdout, want) {
			t.Errorf("%v: exit %d, %s, no %s", args, code, stderr, want)
		}
	}
}
