package formats

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"go.uber.org/goleak"
)

// One file of every format is the same recording as a file, from standard input, and packed as .gz, .zst and .zip, from either. What a name or a file beside says
// (Faros, Movisens) has to be packed with it, or said: standard input has neither.
func TestPackedEveryFormat(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, path := range everyRecording(t) {
		if strings.Contains(path, "shared") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(path, device.Options{})
			want := mustRead(t, s, err)
			nameless(want)
			files, beside := []string{filepath.Base(path), string(data)}, ""
			switch want.Info.Format {
			case "faros-csv":
				beside = "faros_meta.json"
			case "movisens-csv":
				beside = "unisens.xml"
			}
			if beside != "" {
				side, err := os.ReadFile(filepath.Join(filepath.Dir(path), beside))
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, beside, string(side))
			}
			for ext, b := range map[string][]byte{"": data, ".gz": gzipped(t, data), ".zst": zstandard(t, data), ".zip": zipped(t, files...)} {
				stored := filepath.Join(t.TempDir(), filepath.Base(path)+ext)
				if err := os.WriteFile(stored, b, 0o600); err != nil {
					t.Fatal(err)
				}
				if beside != "" && ext != ".zip" {
					if err := os.WriteFile(filepath.Join(filepath.Dir(stored), beside), []byte(files[3]), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				s, err := Open(stored, device.Options{})
				got := mustRead(t, s, err)
				if nameless(got); !reflect.DeepEqual(got, want) {
					t.Errorf("%q from a file: read\n%swant\n%s", ext, got.Text(), want.Text())
				}
				if beside != "" && ext != ".zip" {
					continue
				}
				s, err = OpenReader(filepath.Base(path), iotest.HalfReader(bytes.NewReader(b)), device.Options{})
				got = mustRead(t, s, err)
				if nameless(got); !reflect.DeepEqual(got, want) {
					t.Errorf("%q from a stream: read\n%swant\n%s", ext, got.Text(), want.Text())
				}
			}
		})
	}
}

// nameless takes from a recording what differs between files of other names: the digest and the texts of the warnings.
func nameless(r *devicetest.Recording) {
	r.Summary.SHA256 = ""
	for i := range r.Summary.Warnings {
		r.Summary.Warnings[i].Text = ""
	}
}
