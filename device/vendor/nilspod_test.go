package vendor_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/vendor"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// nilsFile writes a session as the firmware of a version does: its header, and where the acceleration lies in a sample.
type nilsFile struct {
	version [3]byte
	sensors byte
	size    int // of a sample
	at      int // of the acceleration in it
	divider byte
	start   time.Time
	stated  int // samples, by the header
	order   binary.ByteOrder
}

func (f nilsFile) header() []byte {
	b := make([]byte, 52)
	b[0], b[1], b[2], b[4], b[5], b[6], b[8], b[9], b[10] = 52, byte(f.size), f.sensors, f.divider, 0x20, 1, 16, 16, 5
	binary.LittleEndian.PutUint32(b[15:], uint32(f.start.Unix()))
	binary.LittleEndian.PutUint32(b[19:], uint32(f.start.Unix())+60)
	binary.LittleEndian.PutUint32(b[23:], uint32(f.stated))
	copy(b[35:], []byte{0x13, 0x6F, 0x04, 0x51, 0x88, 0x6A})
	switch f.version[1] {
	case 12:
		copy(b[3:8], []byte{f.divider, 0x20, 1, 3, 2})
	case 11:
		copy(b[3:8], []byte{f.divider | 0x20, 1, 3, 2, 16})
		b = append(b[:4], append([]byte{1, 3, 2}, b[8:]...)...) // one byte fewer before the range
		b = append(b[:46], b[48:]...)                           // and two before the firmware
		b[0] = 49
	}
	copy(b[len(b)-3:], f.version[:])
	return b
}

// session returns the header and v, one sample for each counter.
func (f nilsFile) session(v [][3]int, counters []uint32) []byte {
	b := f.header()
	for i, c := range counters {
		s := bytes.Repeat([]byte{0xA5}, f.size)
		for k := range v[i] {
			binary.LittleEndian.PutUint16(s[f.at+2*k:], uint16(int16(v[i][k])))
		}
		f.order.PutUint32(s[f.size-4:], c)
		b = append(b, s...)
	}
	return b
}

// counted returns n counters from first on.
func counted(first uint32, n int) []uint32 {
	c := make([]uint32, n)
	for i := range c {
		c[i] = first + uint32(i)
	}
	return c
}

var nilsStart = time.Date(2021, 1, 9, 14, 27, 26, 0, time.UTC)

// nilsFiles are one of each layout; the sizes of their samples are those of real files of these versions and sensors (NilsPodLib's tests).
func nilsFiles() map[string]nilsFile {
	little := binary.LittleEndian
	return map[string]nilsFile{
		"0.18, all sensors":    {version: [3]byte{0, 18, 0}, sensors: 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x80, size: 32, at: 6, divider: 10, start: nilsStart, order: little},
		"0.17.255, converted":  {version: [3]byte{0, 17, 255}, sensors: 0x01 | 0x02 | 0x10, size: 22, at: 6, divider: 10, start: nilsStart, order: little},
		"0.16, narrow analog":  {version: [3]byte{0, 16, 2}, sensors: 0x01 | 0x02 | 0x10, size: 19, at: 6, divider: 10, start: nilsStart, order: little},
		"0.14, no gyroscope":   {version: [3]byte{0, 14, 1}, sensors: 0x01, size: 10, divider: 10, start: nilsStart, order: little},
		"0.12, a group":        {version: [3]byte{0, 12, 0}, sensors: 0x01 | 0x02, size: 16, at: 6, divider: 10, start: nilsStart, order: little},
		"0.11, counter turned": {version: [3]byte{0, 11, 2}, sensors: 0x01, size: 16, at: 6, divider: 10, start: nilsStart, order: binary.BigEndian},
		"in development":       {version: [3]byte{255, 1, 0}, sensors: 0x01 | 0x02, size: 16, at: 6, divider: 10, start: nilsStart, order: little},
	}
}

func TestNilsPod(t *testing.T) {
	const hz = 102.4
	v := counts(posture(4000), 2048)
	const first = (14*3600+27*60+26)*1024/10 + 64 // 0.6 s into the second of the start, less what the division drops
	for name, f := range nilsFiles() {
		t.Run(name, func(t *testing.T) {
			f.stated = len(v)
			r := mustRead(t, append(f.session(v, counted(first, len(v))), make([]byte, 2000)...), device.Options{}) // the rest of a page of memory
			sameValues(t, r, microG(v, 2048))
			at := nilsStart.Truncate(24 * time.Hour).Add(time.Duration(first / hz * 1e9))
			sameTimes(t, r, at, hz, 1e-6)
			if r.Info.Serial != "6F13" || r.Info.Site != device.SiteRightWrist || !r.Info.Zoned || r.Info.Rate != 102400 || len(r.Holes) > 0 || len(r.Summary.Warnings) > 0 {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

// Midnight sets the counter back to 0 and is no hole; samples that its steps show to be missing are; the time goes on.
func TestNilsPodCounter(t *testing.T) {
	const perDay = 24 * 36 * 10240
	f := nilsFiles()["0.12, a group"]
	f.start = time.Date(2021, 1, 9, 23, 59, 50, 0, time.UTC)
	c := append(counted(perDay-1024, 1024), counted(0, 1000)...)
	c = append(c, counted(1000+3*1024, 500)...)
	c = append(c, counted(7, 100)...) // switched off and on
	v := counts(posture(len(c)), 2048)
	r := mustRead(t, f.session(v, c), device.Options{})
	sameValues(t, r, microG(v, 2048))
	if len(r.Holes) != 2 || r.Holes[0].Span != (dsp.Span{Start: 2024, End: 2024 + 3072}) || r.Holes[0].Cause != device.CauseLost || r.Holes[1].Cause != device.CauseRestart {
		t.Errorf("read\n%s", r.Text())
	}
	want := time.Date(2021, 1, 10, 0, 0, 0, 0, time.UTC).Add(time.Duration((1000 + 3072) / 102.4 * 1e9))
	if got := time.Unix(0, r.Anchors[indexOfAnchor(t, r.Anchors, 5096)].Nanos); got.Sub(want).Abs() > time.Millisecond {
		t.Errorf("after the hole: %v, want %v", got.UTC(), want)
	}
}

// indexOfAnchor returns where the anchor of sample i is.
func indexOfAnchor(t *testing.T, as []device.Anchor, i dsp.Index) int {
	t.Helper()
	for k, a := range as {
		if a.Index == i {
			return k
		}
	}
	t.Fatalf("sample %d has no anchor", i)
	return 0
}

// What is not as the header says is told.
func TestNilsPodSaid(t *testing.T) {
	v := counts(posture(1000), 2048)
	f := nilsFiles()["0.12, a group"]
	whole := f.session(v, counted(99, len(v)))
	stated := f
	stated.stated = 1000
	more := f
	more.stated = 500
	for name, tt := range map[string]struct {
		data    []byte
		samples int
		code    string
	}{
		"cut":             {stated.session(v, counted(99, 900)), 900, "cut"},
		"cut in a sample": {whole[:len(whole)-3], 999, "cut"},
		"more than said":  {more.session(v, counted(99, len(v))), 1000, "length"},
	} {
		r := mustRead(t, tt.data, device.Options{})
		if len(r.X) != tt.samples || len(r.Summary.Warnings) != 1 || r.Summary.Warnings[0].Code != tt.code {
			t.Errorf("%s: read\n%s", name, r.Text())
		}
	}
	off, old, odd := f, nilsFiles()["0.11, counter turned"], f
	off.sensors, off.size, off.at = 0x02, 10, 0
	old.version[2] = 1
	odd.size = 17
	for says, f := range map[string]nilsFile{"was off": off, "0.11.2": old, "17 bytes": odd} {
		_, err := vendor.NilsPod.Open(device.Input{Name: "pod.bin", Reader: bytes.NewReader(f.session(v, counted(9, 100)))}, device.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "pod.bin: ") || !strings.Contains(err.Error(), says) {
			t.Errorf("error is %v, should say %q", err, says)
		}
	}
}

func FuzzNilsPod(f *testing.F) {
	v := counts(posture(12), 2048)
	for _, n := range nilsFiles() {
		f.Add(n.session(v, []uint32{5, 6, 7, 300, 301, 2, 3, 4, 5, 6, 7, 9}))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzOpen(t, vendor.NilsPod, data) })
}
