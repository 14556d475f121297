package vendor_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/vendor"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// shared is where makers' own files lie, beside the project; tests that need them are skipped without.
const shared = "../../../shared/data/vendor"

// sharedFile returns the bytes of a file of shared.
func sharedFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(shared, name))
	if err != nil {
		t.Skip("shared data are not here")
	}
	return b
}

// array reads an array of doubles (NumPy format 1.0, in C order) of an .npz.
func array(t *testing.T, npz []byte, name string) []float64 {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(npz), int64(len(npz)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name + ".npy")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	head := 10 + int(binary.LittleEndian.Uint16(b[8:]))
	if h := string(b[:head]); !strings.HasPrefix(h, "\x93NUMPY\x01") || !strings.Contains(h, "'<f8'") || !strings.Contains(h, "'fortran_order': False") {
		t.Fatalf("%s is %q", name, h)
	}
	v := make([]float64, (len(b)-head)/8)
	for i := range v {
		v[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[head+8*i:]))
	}
	return v
}

// mustRead opens data with the one format that claims them and reads them to their end.
func mustRead(t testing.TB, data []byte, opt device.Options) *devicetest.Recording {
	t.Helper()
	f := claimant(t, data)
	src, err := f.Open(device.Input{Name: "sample", Reader: bytes.NewReader(data)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := devicetest.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

// claimant returns the one format that claims data.
func claimant(t testing.TB, data []byte) device.Format {
	t.Helper()
	var found []device.Format
	for _, f := range vendor.Formats() {
		if f.Claims(data[:min(len(data), device.SniffBytes)]) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d formats claim the data", len(found))
	}
	return found[0]
}

// times returns the time of each sample in seconds, piecewise linear through the anchors, which is what anchors mean.
func times(r *devicetest.Recording) []float64 {
	v := make([]float64, len(r.Index))
	k := 0
	for i, n := range r.Index {
		for k+2 < len(r.Anchors) && r.Anchors[k+1].Index < n {
			k++
		}
		a, b := r.Anchors[k], r.Anchors[k]
		if k+1 < len(r.Anchors) {
			b = r.Anchors[k+1]
		}
		v[i] = float64(a.Nanos) / 1e9
		if b.Index > a.Index {
			v[i] += float64(b.Nanos-a.Nanos) / 1e9 * float64(n-a.Index) / float64(b.Index-a.Index)
		}
	}
	return v
}

// compare holds a recording to the samples and times that another program decoded.
func compare(t *testing.T, r *devicetest.Recording, accel, time []float64, microG float64, seconds float64) {
	t.Helper()
	if 3*len(r.X) != len(accel) || len(r.X) != len(time) {
		t.Fatalf("%d samples, want %d", len(r.X), len(time))
	}
	var worst, least, most float64
	for i, at := range times(r) {
		for k, v := range [3]int32{r.X[i], r.Y[i], r.Z[i]} {
			worst = max(worst, math.Abs(float64(v)-accel[3*i+k]*dsp.MicroG))
		}
		least, most = min(least, time[i]-at), max(most, time[i]-at)
	}
	t.Logf("acceleration within %.3f micro-g, times from %.4f to %.4f s", worst, least, most)
	if worst > microG || least < -seconds || most > seconds {
		t.Errorf("acceleration is up to %.3f micro-g off, time %.4f to %.4f s", worst, least, most)
	}
}

// The AX3 recording of scikit-digital-health. Its times are the coarse ones rounded to the next whole sample of 5 ms (they lie
// 1.8 to 14.1 ms before the fine ones), ours are lines through the fine ones.
func TestAxivityOracle(t *testing.T) {
	npz := sharedFile(t, "skdh_ax3_data.npz")
	r := mustRead(t, sharedFile(t, "skdh_ax3_sample.cwa"), device.Options{})
	compare(t, r, array(t, npz, "accel"), array(t, npz, "time"), 1, 0.015)
	if len(r.Holes) != 0 || r.Info.Rate != 200_000 || math.Abs(r.Summary.Rate-197.2) > 0.1 {
		t.Errorf("read\n%s", r.Text())
	}
}

// The AX3 recording of GGIRread: 100 Hz, 174 s, 17,400 samples (../shared/data/README.md).
func TestAxivityGGIRread(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggirread_ax3_testfile.cwa"), device.Options{})
	t.Logf("%s", r.Text())
}

// The GENEActiv recording of scikit-digital-health: three pages, whose stamps (steps of 6.5 and 6.0 s at 50 Hz) are kept, as its times do.
func TestGENEActivOracle(t *testing.T) {
	npz := sharedFile(t, "skdh_gnactv_data.npz")
	r := mustRead(t, sharedFile(t, "skdh_gnactv_sample.bin"), device.Options{})
	stamps := array(t, npz, "time")
	for i := range stamps { // local, as read; the file says GMT -04:00
		stamps[i] += 4 * 3600
	}
	compare(t, r, array(t, npz, "accel"), stamps, 1, 0.015)
	t.Logf("%s", r.Text())
}

// The GENEActiv recording of GGIRread.
func TestGENEActivGGIRread(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggirread_GENEActiv_testfile.bin"), device.Options{})
	t.Logf("%s", r.Text())
}

// The ActiGraph recording of GGIR.
func TestGT3XGGIR(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggir_actigraph_testfile.gt3x"), device.Options{})
	t.Logf("%s", r.Text())
}
