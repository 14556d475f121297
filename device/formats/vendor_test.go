package formats

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"go.uber.org/goleak"
)

// Makers' binary files are recognised by exactly one format and read the same from a path, a stream, and packed.
func TestVendorFiles(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for file, format := range map[string]string{
		"ax3.cwa": "axivity-cwa", "ax6.cwa": "axivity-cwa", "geneactiv.bin": "geneactiv-bin", "actigraph-log.gt3x": "actigraph-gt3x",
		"actigraph-old.gt3x": "actigraph-gt3x", "unisens.zip": "unisens-zip", "edf-c.edf": "edf", "edf-d.edf": "edf", "nilspod.bin": "nilspod-bin",
	} {
		t.Run(file, func(t *testing.T) {
			path := filepath.Join("..", "vendor", "testdata", file)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(path, device.Options{})
			want := mustRead(t, s, err)
			sum := sha256.Sum256(data)
			if want.Info.Format != format || want.Summary.SHA256 != hex.EncodeToString(sum[:]) || want.Err != nil {
				t.Fatalf("digest %s, read\n%s", want.Summary.SHA256, want.Text())
			}
			for name, b := range map[string][]byte{"stream": data, "gzip": gzipped(t, data), "zstd": zstandard(t, data)} {
				s, err := OpenReader(name, bytes.NewReader(b), device.Options{})
				got := mustRead(t, s, err)
				got.Summary.SHA256 = want.Summary.SHA256 // that of the packed bytes
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s: read\n%swant\n%s", name, got.Text(), want.Text())
				}
				packed := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(packed, b, 0o600); err != nil {
					t.Fatal(err)
				}
				s, err = Open(packed, device.Options{})
				if got := mustRead(t, s, err); !reflect.DeepEqual(got.X, want.X) || got.Summary.SHA256 == "" {
					t.Errorf("%s from a file: digest %q, read\n%s", name, got.Summary.SHA256, got.Text())
				}
			}
		})
	}
}

// A packed recording whose end is missing keeps what is there, with a warning.
func TestVendorCut(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "vendor", "testdata", "ax3.cwa"))
	if err != nil {
		t.Fatal(err)
	}
	b := gzipped(t, data)
	s, err := OpenReader("night.cwa.gz", bytes.NewReader(b[:len(b)*3/4]), device.Options{})
	if r := mustRead(t, s, err); r.Err != nil || len(r.X) < 1000 || !warns(r, "cut") {
		t.Errorf("read\n%s", r.Text())
	}
}
