package formats

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/nightjar-sleep/nightjar/device"
	"go.uber.org/goleak"
)

// zipped packs files, given as name and content in turn.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A zip file with one recording among other things is that recording, from a path and from a stream.
func TestZip(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	plain := night(9000)
	data := zipped(t, "meta/device.csv", "property,value\nname,phone\n", "__MACOSX/._night.csv", "x", "night/", "", "night/left.csv", string(plain), "readme.txt", "hello")
	s, err := OpenReader("plain", bytes.NewReader(plain), device.Options{})
	want := mustRead(t, s, err)
	path := filepath.Join(t.TempDir(), "night.zip")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	for _, from := range []string{"path", "stream"} {
		s, err := Open(path, device.Options{})
		if from == "stream" {
			s, err = OpenReader("standard input", iotest.HalfReader(bytes.NewReader(data)), device.Options{})
		}
		got := mustRead(t, s, err)
		if !reflect.DeepEqual(got.X, want.X) || !reflect.DeepEqual(got.Anchors, want.Anchors) || got.Summary.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: digest %s, read\n%s", from, got.Summary.SHA256, got.Text())
		}
	}
}

// A table that the user describes is found in a zip file too.
func TestZipDescribed(t *testing.T) {
	data := zipped(t, "readme.txt", "hello\n", "n.txt", strings.Repeat("600;0;800\n", 100))
	c, err := device.ParseColumns("x=1,y=2,z=3")
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenReader("n.zip", bytes.NewReader(data), device.Options{Columns: c, Rate: 50_000})
	if r := mustRead(t, s, err); len(r.X) != 100 || r.Z[0] != 800_000 || r.Info.Format != "described-csv" {
		t.Errorf("read\n%s", r.Text())
	}
}

func TestZipRefused(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	rows := string(night(500))
	for _, c := range []struct {
		name, says string
		data       []byte
	}{
		{"nothing in it", "no recording", zipped(t, "readme.txt", "hello")},
		{"two recordings", "left.csv, right.csv", zipped(t, "left.csv", rows, "right.csv", rows)},
		{"counts", "Actical", zipped(t, "a.csv", "Actical List Export File  (Version 03.00),,\n")},
		{"cut", "table of contents", zipped(t, "left.csv", rows)[:600]},
	} {
		s, err := OpenReader("night.zip", bytes.NewReader(c.data), device.Options{})
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), "night.zip") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, should say %q", c.name, err, c.says)
		}
	}
}

// endless unpacks to bytes without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// A small file that unpacks to gigabytes ends in an error, not in hours of reading; one that holds a month of rows is read.
func TestBomb(t *testing.T) {
	for packed, want := range map[int64]int64{200 << 10: 1<<30 + 256*200<<10, 1 << 30: 257 << 30} { // 1 GiB, and 256 times the packed bytes
		c := &counted{}
		c.n.Store(packed)
		r, p := bound(endless{}, c), make([]byte, 16<<20)
		var n int64
		for {
			k, err := r.Read(p)
			if n += int64(k); err == nil && n <= want {
				continue
			}
			if err == nil || !strings.Contains(err.Error(), "grows more than 256 times") || n < want-int64(len(p)) {
				t.Errorf("%d bytes of %d packed ones were read, then %v", n, packed, err)
			}
			break
		}
	}
}

// UTF-16 of both orders, as Windows programs save tables, reads as UTF-8 does, packed and not.
func TestUTF16(t *testing.T) {
	text := "Zeit,x (g),y (g),z (g),Größe 🙂\r\n" + strings.ReplaceAll(strings.ReplaceAll(string(night(3000)), "\r", ",ü𝄞\r"), "Zeit", "")
	text = strings.Replace(text, "Zeit", "Time", 1)
	s, err := OpenReader("utf-8", strings.NewReader(text), device.Options{})
	want := mustRead(t, s, err)
	for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			b = order.AppendUint16(b, u)
		}
		for packing, data := range map[string][]byte{"plain": b, "gzip": gzipped(t, b), "zip": zipped(t, "n.csv", string(b))} {
			s, err := OpenReader("utf-16", iotest.HalfReader(bytes.NewReader(data)), device.Options{})
			got := mustRead(t, s, err)
			if !reflect.DeepEqual(got.X, want.X) || !reflect.DeepEqual(got.Anchors, want.Anchors) || got.Err != nil {
				t.Errorf("%s, %s: read\n%s", name, packing, got.Text())
			}
		}
		s, err := OpenReader("utf-16", bytes.NewReader(b[:len(b)*2/3|1]), device.Options{}) // in the middle of a character
		if got := mustRead(t, s, err); got.Err != nil || len(got.X) < 1900 || !warns(got, "cut") {
			t.Errorf("%s, cut: read\n%s", name, got.Text())
		}
	}
}

// Exports of phones, watches and sensors hold many tables, and side files: the one with acceleration is read, with what lies beside it.
func TestZipExports(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	file := func(name string) string {
		b, err := os.ReadFile(filepath.Join("../tables/testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var gyro strings.Builder
	gyro.WriteString("time,seconds_elapsed,z,y,x\n")
	for k := range 500 {
		gyro.WriteString(strings.ReplaceAll("1699734109763076400,0.03,0.6,-0.7,0.4\n", "0.03", []string{"0.03", "0.04"}[k%2]))
	}
	for _, c := range []struct {
		name, format, device string
		hz                   float64
		dated                bool
		zip                  []byte
	}{
		{"Empatica", "empatica-e4-csv", "Empatica E4", 32, true, zipped(t, "ACC.csv", file("empatica.csv"), "BVP.csv", "1560279825.000000\n64.000000\n-0.00\n1.2\n", "HR.csv", "1560279825.000000\n1.000000\n70\n", "info.txt", "…", "IBI.csv", "1560279825.000000, IBI\n1.2,0.8\n")},
		{"Sensor Logger", "sensorlogger-csv", "", 50, true, zipped(t, "GyroscopeUncalibrated.csv", gyro.String(), "Metadata.csv", "version\n1\n", "Location.csv", "time,seconds_elapsed,latitude,longitude\n1699734109763076400,0.03,1,2\n", "WristMotion.csv", file("sensorlogger-WristMotion.csv"))},
		{"Faros", "faros-csv", "Bittium Faros", 25, true, zipped(t, "p1/faros_ACC.csv", file("faros_ACC.csv"), "p1/faros_meta.json", file("faros_meta.json"), "p1/faros_ECG.csv", "ECG\n1\n2\n")},
		{"Movisens", "movisens-csv", "Movisens", 64, true, zipped(t, "movisens_acc.csv", file("movisens_acc.csv"), "unisens.xml", file("unisens.xml"))},
	} {
		s, err := OpenReader("export.zip", bytes.NewReader(c.zip), device.Options{})
		r := mustRead(t, s, err)
		if r.Info.Format != c.format || c.device != "" && r.Info.Device != c.device || r.Info.Rate.Hz() != c.hz || r.Info.Dated != c.dated {
			t.Errorf("%s: read\n%s", c.name, r.Text())
		}
	}
}
