package tables_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/tables"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samples returns the paths of the samples in testdata.
func samples(t testing.TB) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"testdata/*.csv", "testdata/*.txt"} {
		p, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p...)
	}
	if len(paths) < 20 {
		t.Fatalf("only %d samples in testdata", len(paths))
	}
	return paths
}

// sample reads a sample and finds the one format that claims it.
func sample(t testing.TB, path string) devicetest.Sample {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, names := claimant(data)
	if f == nil {
		t.Fatalf("%s: claimed by %q", path, names)
	}
	s := devicetest.Sample{Format: *f, Path: path, Data: data}
	return s
}

// claimant returns the one format that claims data, else the names of those that do.
func claimant(data []byte) (*device.Format, string) {
	var found *device.Format
	var names []string
	for _, f := range tables.Formats() {
		if f.Claims(data[:min(len(data), device.SniffBytes)]) {
			found = &f
			names = append(names, f.Name)
		}
	}
	if len(names) != 1 {
		return nil, strings.Join(names, ", ")
	}
	return found, ""
}

func TestSuite(t *testing.T) {
	for _, path := range samples(t) {
		t.Run(filepath.Base(path), func(t *testing.T) { devicetest.Run(t, sample(t, path)) })
	}
}

// What a person should see of each sample. The figures in it are checked by eye against the generator's settings
// when a golden file changes: rates, starts, holes, units.
func TestGolden(t *testing.T) {
	for _, path := range samples(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := sample(t, path)
			src, err := s.Format.Open(device.Input{Name: filepath.Base(path), Path: path, Reader: bytes.NewReader(s.Data)}, device.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rec, err := devicetest.Read(src)
			if err != nil {
				t.Fatal(err)
			}
			golden := path + ".golden"
			if *update {
				if err := os.WriteFile(golden, rec.Text(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(rec.Text())); d != "" {
				t.Errorf("(-golden +read)\n%s", d)
			}
		})
	}
}
