package formats

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/tables"
)

// journaled returns the recording at path as a journal, and as it was read.
func journaled(t *testing.T, path string) ([]byte, *devicetest.Recording) {
	t.Helper()
	src, err := Open(path, device.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := journal.NewWriter(&b, src.Info())
	if err != nil {
		t.Fatal(err)
	}
	r := mustRead(t, device.Tee(src, w), nil)
	if err := w.End(r.Summary); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), r
}

// Our own journal and a table that the user describes pass the suite; the other formats do so where they are (tables, vendor).
func TestSuite(t *testing.T) {
	data, _ := journaled(t, "../vendor/testdata/edf-d.edf")
	t.Run("journal", func(t *testing.T) { devicetest.Run(t, devicetest.Sample{Format: ownJournal, Data: data, Lossy: true}) })
	c, err := device.ParseColumns("x=1,y=2,z=3")
	if err != nil {
		t.Fatal(err)
	}
	described := tables.Described
	described.Claims = func([]byte) bool { return true } // only its user does
	rows := []byte("left;right\n" + strings.Repeat("600;0;800\n601;-1;799\n", 2000))
	t.Run("described", func(t *testing.T) {
		devicetest.Run(t, devicetest.Sample{Format: described, Data: rows, Options: device.Options{Columns: c, Rate: 50_000}})
	})
}

// Every format that is read has a sample of its own beside it, which the suites of tables and vendor take; those that only refuse have none.
func TestEveryFormatHasASample(t *testing.T) {
	has := map[string]bool{"nightjar-journal": true, "unisens": true} // above, and vendor's, whose sample is written where its files lie
	for _, path := range everyRecording(t) {
		if strings.Contains(path, "shared") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := claimant(data[:min(len(data), device.SniffBytes)])
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		has[f.Name] = true
	}
	for _, f := range All() {
		_, err := f.Open(device.Input{Name: "x", Reader: strings.NewReader("")}, device.Options{})
		if refuses := err != nil && (strings.Contains(err.Error(), "counts") || strings.Contains(err.Error(), "not acceleration") || strings.Contains(err.Error(), "took gravity away")); !has[f.Name] && !refuses {
			t.Errorf("%s has no sample: %v", f.Name, err)
		}
	}
	t.Logf("%d formats with a sample", len(has))
}
