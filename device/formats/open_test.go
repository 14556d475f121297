package formats

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"go.uber.org/goleak"
)

// night returns rows of a still sensor in the Axivity dialect.
func night(rows int) []byte {
	var b bytes.Buffer
	for i := range rows {
		fmt.Fprintf(&b, "2024-03-14 22:%02d:%02d.%03d,0.000000,-0.003906,0.99609%d\r\n", i/6000, i/100%60, i%100*10, i%10)
	}
	return b.Bytes()
}

func mustRead(t *testing.T, s device.Source, err error) *devicetest.Recording {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	r, err := devicetest.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstandard(t *testing.T, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

// The same samples come out however the file is packed, and the digest is that of the bytes as stored.
func TestPacked(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	plain := night(9000)
	for name, data := range map[string][]byte{"plain": plain, "gzip": gzipped(t, plain), "zstd": zstandard(t, plain)} {
		t.Run(name, func(t *testing.T) {
			s, err := OpenReader(name, iotest.HalfReader(bytes.NewReader(data)), device.Options{})
			r := mustRead(t, s, err)
			sum := sha256.Sum256(data)
			if len(r.X) != 9000 || r.X[8999] != 0 || r.Y[0] != -3906 || r.Z[7] != 996097 {
				t.Errorf("read\n%s", r.Text())
			}
			if r.Summary.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("digest %q is not that of the stored bytes", r.Summary.SHA256)
			}
			s, err = OpenReader(name, bytes.NewReader(data), device.Options{Unhashed: true})
			if bare := mustRead(t, s, err); bare.Summary.SHA256 != "" || !slices.Equal(bare.X, r.X) {
				t.Errorf("digest %q though nobody wants it; read\n%s", bare.Summary.SHA256, bare.Text())
			}
		})
	}
}

// A compressed night whose end is missing keeps what is there, with a warning.
func TestPackedCut(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := gzipped(t, night(9000))
	s, err := OpenReader("night.csv.gz", bytes.NewReader(data[:len(data)*3/4]), device.Options{})
	r := mustRead(t, s, err)
	if r.Err != nil || len(r.X) < 1000 || !warns(r, "cut") {
		t.Errorf("read\n%s", r.Text())
	}
}

func warns(r *devicetest.Recording, code string) bool {
	for _, w := range append(r.Info.Warnings, r.Summary.Warnings...) {
		if w.Code == code {
			return true
		}
	}
	return false
}

// Bad input gets an error that says what the matter is and, where something can be done, what.
func TestRefused(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	tests := []struct{ name, data, says string }{
		{"empty", "", "is empty"},
		{"binary", strings.Repeat("\x00\x01\x02\xff", 300), "is binary"},
		{"no names", "12;0,1;0,2;0,9\n13;0,1;0,2;0,9\n", "--columns time=1,x=2,y=3,z=4"},
		{"prose", "Dear diary,\nI slept badly.\n", `begins "Dear diary,"`},
		{"json", `{"a": 1}`, "is of no format"},
		{"no time, no rate", "ax,ay,az\n0.1,0.2,0.9\n0.1,0.2,0.9\n", "--rate"},
		{"no unit", "time,x,y,z\n1,30,0,0\n2,30,0,0\n3,30,0,0\n", "--units"},
		{"two sensors", "time,acc_x,acc_y,acc_z,acc_x,acc_y,acc_z\n1,0,0,1,0,0,1\n", "two columns"},
		{"header only", "time,x (g),y (g),z (g)\n", "no rows"},
		{"all rows unreadable", "2024-03-14 22:00:00.000,0,0,1\n" + strings.Repeat("2024-03-14 22:00:00.0x0,a,b,c\n", 200), ":2:1:"},
		{"one time for all", "time,x (g),y (g),z (g)\n" + strings.Repeat("2024-03-14 22:00:00,0,0,1\n", 50), "rate cannot be told"},
		{"one row", "time,x (g),y (g),z (g)\n2024-03-14 22:00:00.5,0,0,1\n", "only one row"},
		{"NaN but for one row", "time,x (g),y (g),z (g)\n2024-03-14 22:00:00.5,0,0,1\n" + strings.Repeat("2024-03-14 22:00:00.6,NaN,NaN,NaN\n", 50), "only one row"},
		{"NaN only", "time,x (g),y (g),z (g)\n" + strings.Repeat("2024-03-14 22:00:00.5,NaN,NaN,NaN\n", 50), "has a value"},
		{"too few columns", "2024-03-14 22:00:00.000,0,0,1\n" + strings.Repeat("2024-03-14 22:00:00.000,0\n", 300), "2 columns where 4"},
		{"actical", "Actical List Export File  (Version 03.00),,\n", "activity counts"},
		{"actiwatch", "\xef\xbb\xbf\"---- Apparaat ----\"\n\"Actiwatch\",\"AW7\"\n", "Actiwatch"},
		{"acttrust", "+--------------+ \n Condor Instruments Report +\nDEVICE_MODEL : ActTrust\n", "ActTrust"},
		{"actigraph counts", "------------ Data Table File Created By Actigraph Link ActiLife v6.11.9 date format dd/MM/yyyy Filter Normal -----------,,,,,\n", "raw data in ActiLife"},
		{"actigraph epochs", "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.11.9 Firmware v3.2.1 date format dd/MM/yyyy Filter Normal -----------\nSerial Number: X\nStart Time 14:00:00\nStart Date 09/05/2017\nEpoch Period (hh:mm:ss) 00:00:10\n", "counts per epoch"},
		{"uk biobank", "acceleration (mg) - 2014-05-07 13:29:50 - 2014-05-13 09:50:25 - sampleRate = 5 seconds,imputed\n28.2,0\n", ".cwa"},
		{"everion", "count,tag,time,values\n1,7,1560279825,33;34\n", "Everion"},
		{"a long line", "time,x (g),y (g),z (g)\n1," + strings.Repeat("0", 100_000) + "\n", "longer than 64 KiB"},
		{"gzip header only", "\x1f\x8b\x08", "gzip"},
		{"gzip of nothing", string(gzipped(t, nil)), "is empty when unpacked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := OpenReader("night.csv", strings.NewReader(tt.data), device.Options{})
			if err == nil {
				r := mustRead(t, s, nil)
				if err = r.Err; err == nil {
					t.Fatalf("was read as\n%s", r.Text())
				}
			}
			if !strings.HasPrefix(err.Error(), "night.csv:") || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should begin with the file and say %q", err, tt.says)
			}
		})
	}
}

func TestOpenPath(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "none.csv"), device.Options{}); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("missing file: %v", err)
	}
	if _, err := Open(dir, device.Options{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("folder: %v", err)
	}
	path := filepath.Join(dir, "night.csv")
	if err := os.WriteFile(path, night(500), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, device.Options{Site: device.SiteLeftAnkle})
	if r := mustRead(t, s, err); r.Info.Site != device.SiteLeftAnkle || len(r.X) != 500 {
		t.Errorf("read\n%s", r.Text())
	}
}

// A journal is opened like any other file, packed or not.
func TestJournal(t *testing.T) {
	njr, rec := journaled(t, "../tables/testdata/axivity-unix.csv")
	s, err := OpenReader("night.njr.gz", bytes.NewReader(gzipped(t, njr)), device.Options{Site: device.SiteTrunk})
	got := mustRead(t, s, err)
	if len(got.X) != len(rec.X) || got.Info.Site != device.SiteTrunk || got.Info.Format != "axivity-csv" {
		t.Errorf("read\n%s", got.Text())
	}
}

// No two formats claim one beginning, and those that claim say no to others'.
func TestOneClaimant(t *testing.T) {
	paths, err := filepath.Glob("../tables/testdata/*.[ct]*")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	for _, p := range paths {
		if strings.HasSuffix(p, ".golden") {
			continue
		}
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{device.SniffBytes, 2000} { // 4 KiB, and a file that is shorter
			if _, err := claimant(data[:min(n, len(data))]); err != nil && !strings.Contains(p, "named-us") {
				t.Errorf("%s, %d bytes: %v", p, n, err)
			}
		}
	}
}

// FuzzOpen: no bytes crash, hang or break a promise.
func FuzzOpen(f *testing.F) {
	paths, err := filepath.Glob("../tables/testdata/*.[ct]*")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:min(len(data), 3000)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := OpenReader("fuzz", bytes.NewReader(data), device.Options{})
		if err != nil {
			return
		}
		r, err := devicetest.Read(s)
		if err != nil {
			t.Fatal(err)
		}
		if r.Err != nil && errors.Is(r.Err, io.EOF) {
			t.Fatalf("an end is no error: %v", r.Err)
		}
	})
}
