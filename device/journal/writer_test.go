package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestGrammar holds a frame against bytes put together by hand from the package's comment.
func TestGrammar(t *testing.T) {
	var file sheets
	w, err := NewWriter(&file, device.Info{Rate: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	c := device.Chunk{Hole: device.CauseGap, Anchors: []device.Anchor{{Index: 301, Nanos: -1}}}
	c.Start = 300
	c.Append(0, 3906, -2, 0)
	c.Append(11719, 3906, -2, 0)
	c.Append(19531, 3905, 4, dsp.Clipped)
	if err := errors.Join(w.Record(&c), w.Sync()); err != nil {
		t.Fatal(err)
	}
	payload := "ac02 01 03" + // start 300, cause gap, n = 3
		"28 00 04 01 01" + // x = 0 3 5 steps of 3906.25 (number 8), slope: from 0, 2 and one bit more: 1 0
		"48 02 00 05" + // y = 1 1 1 steps of 3906.25, flat: 1 (zig-zag 2) and no bits; residuals 0 0 −1: 1 + 1·4 + 0·16
		"00 03 03 8001" + // z = −2 −2 4, flat: −2 (zig-zag 3) and three bits more: 0 0 6, 6·64 = 0x180
		"02 00 02 02 01" + // two runs: flag 0 twice, Clipped once
		"01 01 01" // one anchor, 1 behind 300, nanos −1 (zig-zag 1)
	want, err := hex.DecodeString(strings.ReplaceAll(payload, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	frame := file.Bytes()[file.ends[2]:]
	if got := frame[frameHead : len(frame)-frameTail]; !bytes.Equal(got, want) {
		t.Errorf("payload\n%x, want\n%x", got, want)
	}
	if string(frame[:6]) != "\xF5\xA7S"+string([]byte{byte(len(want)), 0, 0}) {
		t.Errorf("frame begins with %x", frame[:6])
	}
}

// TestChecksum: CRC-32C of "123456789" is 0xE3069283 (RFC 3720 and the catalogue of CRCs).
func TestChecksum(t *testing.T) {
	if got := checksum([]byte("123456789")); got != 0xE3069283 {
		t.Errorf("got %08X", got)
	}
	if crc32.Size != frameTail {
		t.Error("a checksum no longer fills a frame's tail")
	}
}

// TestWidestFrame: 4096 samples that leap from end to end of int32, each with another flag and an anchor, still fit a frame.
func TestWidestFrame(t *testing.T) {
	n := &night{Info: device.Info{Rate: 10_000_000}}
	for i := range device.MaxChunk {
		v := [2]int32{math.MinInt32, math.MaxInt32}[i%2]
		n.Samples = append(n.Samples, sample{dsp.Index(i), v, ^v, v + int32(i%3), dsp.Flag(i)})
		n.Anchors = append(n.Anchors, device.Anchor{Index: dsp.Index(i), Nanos: math.MaxInt64 / 2 * int64(i%3-1)})
	}
	r, err := NewReader(bytes.NewReader(recorded(t, n)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(n, readAll(t, r)); d != "" {
		t.Error(d)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "night.nightjar")
	n := ankle(2500, 0.001)
	w, err := Create(path, n.Info)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, n.Info); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Create over a recording: %v, want an error that wraps fs.ErrExist", err)
	}
	n.write(t, w, func() int { return 130 })
	if err := errors.Join(w.Sync(), w.Mark(Mark{7, "lights off"})); err != nil {
		t.Fatal(err)
	}
	early, err := Open(path) // as after kill -9: all that was synced is there
	if err != nil {
		t.Fatal(err)
	}
	if got := len(readAll(t, early).Samples); got != 2500 {
		t.Errorf("%d samples on disk after Sync, want 2500", got)
	}
	if err := errors.Join(early.Close(), w.End(device.Summary{Samples: 2500}), w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(n, readAll(t, r)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Mark{{7, "lights off"}}, r.Marks()); d != "" {
		t.Error(d)
	}
	var c device.Chunk
	if err := r.Close(); err != nil || r.Next(&c) == nil {
		t.Errorf("Close: %v, and Next after it gives no error", err)
	}
	if _, err := Open(filepath.Join(path, "none")); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("Open of nothing: %v", err)
	}
	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path+": is no journal") {
		t.Errorf("Open of another file: %v", err)
	}
}

func TestSummary(t *testing.T) {
	_, file := small(t)
	r, err := NewReader(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, r)
	s := r.Summary()
	sum := fmt.Sprintf("%x", sha256.Sum256(file.Bytes()))
	if d := cmp.Diff(device.Summary{Samples: 250, Interpolated: 1, Clipped: 1, SHA256: sum}, s); d != "" {
		t.Error(d)
	}
	long := ankle(26_000, 0) // anchors at 0, 6000, 12000, …; between the second and the third the clock is set back
	for i := range long.Samples[9000:] {
		long.Samples[9000+i].Index += 100
	}
	long.Holes = []hole{{9000, 9100, device.CauseRestart}}
	for i := range long.Anchors[2:] {
		long.Anchors[2+i].Index += 100
		long.Anchors[2+i].Nanos -= 25e9
	}
	if r, err = NewReader(bytes.NewReader(recorded(t, long))); err != nil {
		t.Fatal(err)
	}
	readAll(t, r)
	if got, want := r.Summary().Rate, 1e9/10_013_000.0; math.Abs(got-want) > 1e-5 {
		t.Errorf("rate %v Hz, want %v as the anchors have it", got, want)
	}
}

func TestWriterRefuses(t *testing.T) {
	for _, c := range []struct {
		info device.Info
		want string
	}{
		{device.Info{}, "impossible rate"},
		{device.Info{Rate: 10_000_001}, "impossible rate"},
		{device.Info{Rate: 100_000, RangeG: math.NaN()}, "cannot be written"},
		{device.Info{Rate: 100_000, Serial: "\xff"}, "not UTF-8"},
	} {
		if _, err := NewWriter(&bytes.Buffer{}, c.info); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want %q", c.info, err, c.want)
		}
	}
	w, err := NewWriter(&bytes.Buffer{}, device.Info{Rate: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	good := func(start dsp.Index, n int) *device.Chunk {
		c := &device.Chunk{}
		c.Reset(start)
		for range n {
			c.Append(1, 2, 3, 0)
		}
		return c
	}
	if err := w.Record(good(0, 10)); err != nil {
		t.Fatal(err)
	}
	ragged := good(10, 3)
	ragged.Z = ragged.Z[:2]
	outside, unordered := good(10, 3), good(10, 3)
	outside.Anchors = []device.Anchor{{Index: 13}}
	unordered.Anchors = []device.Anchor{{Index: 11}, {Index: 10}}
	for name, c := range map[string]*device.Chunk{
		"empty": good(10, 0), "long": good(10, device.MaxChunk+1), "counted twice": good(9, 1), "far": good(1<<60, 1),
		"ragged": ragged, "anchor outside": outside, "anchors out of order": unordered,
	} {
		if err := w.Record(c); err == nil {
			t.Errorf("%s: recorded", name)
		}
	}
	for _, m := range []Mark{{-1, ""}, {1, "\xff"}, {1, strings.Repeat("x", maxMark+1)}} {
		if err := w.Mark(m); err == nil {
			t.Errorf("mark %d %.9q: kept", m.Index, m.Text)
		}
	}
}

// disk is a writer that is full for a while: of a frame it then takes a part.
type disk struct {
	bytes.Buffer
	full bool
	part int // of 4
}

func (d *disk) Write(b []byte) (int, error) {
	if d.full {
		n, _ := d.Buffer.Write(b[:len(b)*d.part/4])
		return n, errors.New("no space left on device")
	}
	return d.Buffer.Write(b)
}

// TestDiskFull: what cannot be written is reported; when there is room again recording goes on behind a hole of cause lost, even where half a frame was left.
func TestDiskFull(t *testing.T) {
	n := ankle(1000, 0.001)
	for part := range 4 {
		d := disk{part: part}
		w, err := NewWriter(&d, n.Info)
		if err != nil {
			t.Fatal(err)
		}
		var c device.Chunk
		failed := 0
		for from := 0; from < 1000; from += 100 {
			d.full = from == 300
			n.chunk(&c, from, from+100)
			if w.Record(&c) != nil {
				failed++
			}
		}
		if failed != 1 {
			t.Fatalf("%d of 10 frames failed, want 1", failed)
		}
		if err := w.End(device.Summary{Samples: 1000}); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(&d)
		if err != nil {
			t.Fatal(err)
		}
		got := readAll(t, r)
		if want := []hole{{300, 400, device.CauseLost}}; !cmp.Equal(got.Holes, want) || len(got.Samples) != 900 {
			t.Errorf("%d quarters left: holes %v in %d samples, want %v in 900", part, got.Holes, len(got.Samples), want)
		}
	}
}
