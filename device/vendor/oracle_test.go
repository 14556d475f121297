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
	"time"

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
	return mustEnd(t, src)
}

// mustEnd reads src to its end.
func mustEnd(t testing.TB, src device.Source) *devicetest.Recording {
	t.Helper()
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

// The AX3 recording of GGIRread: 100 Hz, 174 s, 17,400 samples (../shared/data/README.md), 98.86 Hz by its stamps, worn at the right wrist by its header.
func TestAxivityGGIRread(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggirread_ax3_testfile.cwa"), device.Options{})
	hours(t, r, 17400, 100, 17400/98.861)
	if r.Info.Site != device.SiteRightWrist || r.Info.Serial != "39434" || len(r.Holes) != 0 {
		t.Errorf("read\n%s", r.Text())
	}
	// Two rows of the maker's own export of the same device and minute (formats.md, ggir_ax3_testfile_unix_timestamps.csv).
	if got := [6]int32{r.X[0], r.Y[0], r.Z[0], r.X[1], r.Y[1], r.Z[1]}; got != [6]int32{328125, 984375, 203125, 828125, -359375, -375000} {
		t.Errorf("the first samples are %v", got)
	}
}

// hours holds the number of samples, the nominal rate and the time from the first to the last sample.
func hours(t *testing.T, r *devicetest.Recording, samples int, hz, seconds float64) {
	t.Helper()
	if len(r.X) != samples || r.Info.Rate.Hz() != hz {
		t.Errorf("%d samples at %s, want %d at %v Hz", len(r.X), r.Info.Rate, samples, hz)
	}
	if got := float64(r.Anchors[len(r.Anchors)-1].Nanos-r.Anchors[0].Nanos) / 1e9; math.Abs(got-seconds) > 0.05 {
		t.Errorf("lasts %.3f s, want %.3f", got, seconds)
	}
}

// The GENEActiv recording of scikit-digital-health: three pages, whose stamps (steps of 6.5 and 6.0 s at 50 Hz) are kept, as its times do; these are local, and the
// file says GMT -04:00. Its acceleration is rounded to 0.0001 g (formats.md: as in the maker's export), ours is not.
func TestGENEActivOracle(t *testing.T) {
	npz := sharedFile(t, "skdh_gnactv_data.npz")
	r := mustRead(t, sharedFile(t, "skdh_gnactv_sample.bin"), device.Options{})
	stamps, accel := array(t, npz, "time"), array(t, npz, "accel")
	for i := range stamps {
		stamps[i] += 4 * 3600
	}
	for i, v := range accel {
		if k := math.Round(v * 1e4); math.Abs(v*1e4-k) > 1e-6 {
			t.Fatalf("value %d of the decoded samples, %v, has more than four decimals", i, v)
		}
	}
	compare(t, r, accel, stamps, 50+1, 0.001) // a multiple of 100 micro-g within 51 of ours is what something within 1 of ours is rounded to
	if r.Info.Serial != "051386" || r.Info.Offset != -4*3600 || !r.Info.Zoned {
		t.Errorf("read\n%s", r.Text())
	}
}

// The GENEActiv recording of GGIRread: 85.7 Hz with 17 pages of 3.5 s, which is 85.714 Hz, the last cut after 2781 digits (formats.md), 231 samples; 222,048 pages are declared.
func TestGENEActivGGIRread(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggirread_GENEActiv_testfile.bin"), device.Options{})
	hours(t, r, 16*300+231, 85.7, (16*300+230)/85.7142857)
	if math.Abs(r.Summary.Rate-85.714) > 0.001 || len(r.Holes) != 0 || r.Info.Offset != 3600 {
		t.Errorf("read\n%s", r.Text())
	}
	for i, at := range times(r) {
		page, _ := time.Parse(time.DateTime, "2013-05-30 09:12:54") // local 10:12:54.5 at GMT +01:00
		if want := float64(page.Unix()) + 0.5 + float64(i/300)*3.5 + float64(i%300)/85.7142857; math.Abs(at-want) > 0.001 {
			t.Fatalf("sample %d at %.4f, want %.4f", i, at, want)
		}
	}
}

// The ActiGraph recording of GGIR: 30 Hz from 10:09:00 local time (start date in info.txt), summer time of Central Europe, in idle sleep mode. Its
// last record is of 2020-08-26 10:38:28: 588 seconds have samples, 1180 were slept or docked.
func TestGT3XGGIR(t *testing.T) {
	r := mustRead(t, sharedFile(t, "ggir_actigraph_testfile.gt3x"), device.Options{})
	hours(t, r, 588*30, 30, 1768-1.0/30)
	if first := time.Unix(0, r.Anchors[0].Nanos).UTC().Format(time.DateTime); first != "2020-08-26 08:09:00" || r.Info.Offset != 7200 {
		t.Errorf("begins at %s, offset %d s", first, r.Info.Offset)
	}
	missing := dsp.Index(0)
	for _, h := range r.Holes {
		missing += h.Len()
		if h.Cause != device.CauseIdle {
			t.Errorf("hole %v", h)
		}
	}
	if missing != 1180*30 || r.Info.Serial != "MOS2E39180594" || r.Info.Site != device.SiteTrunk {
		t.Errorf("%d samples missing; read\n%s", missing, r.Text())
	}
}

// refused returns the error with which data are refused.
func refused(t testing.TB, data []byte) error {
	t.Helper()
	src, err := claimant(t, data).Open(device.Input{Name: "sample", Reader: bytes.NewReader(data)}, device.Options{})
	if err == nil {
		src.Close()
		t.Fatal("was opened")
	}
	return err
}
