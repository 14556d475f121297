package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/formats"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

func TestSimulateWritesItsFiles(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "night")
	var stdout, stderr bytes.Buffer
	args := []string{"simulate", "--profile", "hypnic", "--hours", "0.5", "--rate", "25", "--limbs", "2", "--start", "2024-10-27 01:30:00", "--out", prefix}
	if code := run(context.Background(), args, nil, &stdout, &stderr); code != exitDone {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	if stdout.Len() > 0 {
		t.Errorf("standard output has %q, results are files", &stdout)
	}
	for _, name := range []string{".csv", ".right.csv"} {
		data, err := os.ReadFile(prefix + name)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(data), "\r\n")
		if !strings.HasPrefix(first, "2024-10-27 01:30:0") || strings.Count(first, ",") != 3 {
			t.Errorf("%s begins with %q", name, first)
		}
	}
	data, err := os.ReadFile(prefix + ".truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Schema string
		Events []struct{ Class string }
	}
	if err := json.Unmarshal(data, &truth); err != nil || truth.Schema != "nightjar.truth/1" || len(truth.Events) == 0 {
		t.Errorf("truth: %+v (%v)", truth, err)
	}
	if stages, err := os.ReadFile(prefix + ".hypnogram.csv"); err != nil || !strings.HasPrefix(string(stages), "onset_s,duration_s,stage\n") {
		t.Errorf("hypnogram: %q (%v)", stages, err)
	}
}

func TestSimulateRefusesWrongUse(t *testing.T) {
	for _, args := range [][]string{
		{"simulate"},
		{"simulate", "--out", "x", "--profile", "owl"},
		{"simulate", "--out", "x", "--start", "tonight"},
		{"simulate", "--out", "x", "--site", "trunk"},
		{"simulate", "--out", "x", "--hours", "-1"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), args, nil, &stdout, &stderr); code != exitUsage || stderr.Len() == 0 {
			t.Errorf("%v: exit %d, %q", args, code, &stderr)
		}
	}
}

func TestSimulateIntoNowhere(t *testing.T) {
	var stdout, stderr bytes.Buffer
	out := filepath.Join(t.TempDir(), "missing", "night")
	if code := run(context.Background(), []string{"simulate", "--hours", "0.3", "--rate", "5", "--out", out}, nil, &stdout, &stderr); code != exitFailed {
		t.Errorf("exit %d: %q", code, &stderr)
	}
}

// The reader of Axivity files makes of a simulated file what Source promises for it, and Source keeps the contract of sources.
func TestSimulatedFileReadsLikeItsSource(t *testing.T) {
	set := simulate.Default()
	set.Profile, set.Hours, set.Holes, set.RateError = "restless", 0.7, 3, 0.003
	night, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := night.WriteCSV(&file, 0); err != nil {
		t.Fatal(err)
	}
	src, err := formats.OpenReader("night.csv", &file, device.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := devicetest.Read(src)
	if err != nil || got.Err != nil {
		t.Fatal(err, got)
	}
	want, err := devicetest.Read(night.Source(0))
	if err != nil || want.Err != nil {
		t.Fatal(err, want)
	}
	if got.Info.Format != "axivity-csv" || got.Info.Rate != want.Info.Rate || len(got.X) != len(want.X) || len(got.Holes) != len(want.Holes) {
		t.Fatalf("file: %s, %v, %d samples, %d holes; source: %v, %d samples, %d holes",
			got.Info.Format, got.Info.Rate, len(got.X), len(got.Holes), want.Info.Rate, len(want.X), len(want.Holes))
	}
	for i := range got.X {
		if got.X[i] != want.X[i] || got.Y[i] != want.Y[i] || got.Z[i] != want.Z[i] {
			t.Fatalf("sample %d is %d %d %d in the file, %d %d %d in the source", i, got.X[i], got.Y[i], got.Z[i], want.X[i], want.Y[i], want.Z[i])
		}
		if d := got.Index[i] - want.Index[i]; d < -3 || d > 3 { // a hole's length follows from stamps that scatter
			t.Fatalf("sample %d has number %d in the file, %d in the source", i, got.Index[i], want.Index[i])
		}
	}
}
