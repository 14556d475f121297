package vendor_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// cwaFile writes .cwa files as the maker's documentation lays them out.
type cwaFile struct {
	model    byte    // 0x64 for an AX6
	code     byte    // rate and range
	hz       float64 // true rate
	nominal  float64
	axes     int  // 3 packed or wide, 6, 9
	wide     bool // 16 bits per value
	fine     uint // in 2^−(8+fine) g when wide
	shift    uint // of packed values
	coarse   bool // without the fraction of the second
	offset   int  // sample on which the stamp lies
	start    time.Time
	session  uint32
	notes    string
	sectors  [][]byte
	sequence uint32
	at       float64 // s since start of the next sample
}

// ax3 is a packed AX3 at 100 Hz ±8 g whose true rate is hz.
func ax3(hz float64) *cwaFile {
	return &cwaFile{code: 0x4A, hz: hz, nominal: 100, axes: 3, shift: 2, offset: 60, session: 42,
		start: time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC), notes: "_p=left+ankle&_sc=7"}
}

// capacity returns the samples of a full sector.
func (f *cwaFile) capacity() int {
	if f.wide {
		return 480 / (2 * f.axes)
	}
	return 120
}

// add writes samples (in counts of the file's resolution) as full sectors and one rest.
func (f *cwaFile) add(v [][3]int) {
	for len(v) > 0 {
		n := min(len(v), f.capacity())
		f.sectors = append(f.sectors, f.sector(v[:n]))
		v = v[n:]
		f.sequence++
		f.at += float64(n) / f.hz
	}
}

func (f *cwaFile) sector(v [][3]int) []byte {
	le := binary.LittleEndian
	b := make([]byte, 512)
	copy(b, "AX")
	le.PutUint16(b[2:], 508)
	le.PutUint32(b[6:], f.session)
	le.PutUint32(b[10:], f.sequence)
	le.PutUint16(b[20:], 250) // temperature, the same for the whole night
	b[24] = f.code
	stamp := f.at + float64(f.offset)/f.nominal
	if f.coarse { // the stamp is a whole second, the offset says on which sample
		f.stampCoarse(b, math.Ceil(stamp))
	} else {
		whole := math.Floor(stamp)
		q := int((stamp-whole)*65536) &^ 1
		f.stampPacked(b, whole)
		le.PutUint16(b[4:], uint16(0x8000|q/2))
		le.PutUint16(b[26:], uint16(int16(f.offset-q*int(f.nominal)>>16)))
	}
	le.PutUint16(b[28:], uint16(len(v)))
	f.samples(b, v)
	sign(b)
	return b
}

// sign sets the checksum of a sector.
func sign(b []byte) {
	sum := uint16(0)
	for i := 0; i < 510; i += 2 {
		sum += binary.LittleEndian.Uint16(b[i:])
	}
	binary.LittleEndian.PutUint16(b[510:], -sum)
}

func (f *cwaFile) stampPacked(b []byte, s float64) {
	t := f.start.Add(time.Duration(s) * time.Second)
	binary.LittleEndian.PutUint32(b[14:], uint32(t.Year()-2000)<<26|uint32(t.Month())<<22|uint32(t.Day())<<17|uint32(t.Hour())<<12|uint32(t.Minute())<<6|uint32(t.Second()))
}

func (f *cwaFile) stampCoarse(b []byte, s float64) {
	f.stampPacked(b, s)
	binary.LittleEndian.PutUint16(b[4:], 1234) // the device's number, without bit 15
	binary.LittleEndian.PutUint16(b[26:], uint16(int16(math.Round((s-f.at)*f.nominal))))
}

func (f *cwaFile) samples(b []byte, v [][3]int) {
	le := binary.LittleEndian
	if !f.wide {
		b[25] = 0x30
		for i, s := range v {
			w := uint32(f.shift) << 30
			for k, c := range s {
				w |= uint32(c>>f.shift) & 1023 << (10 * k)
			}
			le.PutUint32(b[30+4*i:], w)
		}
		return
	}
	b[25] = byte(f.axes)<<4 | 2
	le.PutUint16(b[18:], uint16(f.fine)<<13)
	for i, s := range v {
		row := b[30+2*f.axes*i:]
		if f.axes > 3 {
			for k := range 3 { // a gyroscope that turns fast
				le.PutUint16(row[2*k:], uint16(int16(9000+k)))
			}
			row = row[6:]
		}
		for k, c := range s {
			le.PutUint16(row[2*k:], uint16(int16(c)))
		}
	}
}

// bytes returns the file.
func (f *cwaFile) bytes() []byte {
	le := binary.LittleEndian
	h := make([]byte, 1024)
	copy(h, "MD")
	le.PutUint16(h[2:], 1020)
	h[4] = f.model
	le.PutUint16(h[5:], 39434)
	le.PutUint16(h[11:], 0xFFFF)
	h[36] = f.code
	for i := range 448 {
		h[64+i] = ' '
	}
	copy(h[64:], f.notes)
	return append(h, slices.Concat(f.sectors...)...)
}

// even returns n counts around 1 g that are multiples of step.
func even(n, perG, step int) [][3]int {
	v := counts(posture(n), float64(perG)/float64(step))
	for i := range v {
		for k := range v[i] {
			v[i][k] *= step
		}
	}
	return v
}

// sameValues holds the measured samples of r to want.
func sameValues(t *testing.T, r *devicetest.Recording, want [][3]int32) {
	t.Helper()
	if len(r.X) != len(want) {
		t.Fatalf("%d samples, want %d", len(r.X), len(want))
	}
	for i, w := range want {
		if got := [3]int32{r.X[i], r.Y[i], r.Z[i]}; got != w {
			t.Fatalf("sample %d is %v, want %v", i, got, w)
		}
	}
}

// sameTimes holds the times of r to start + index/hz seconds.
func sameTimes(t *testing.T, r *devicetest.Recording, start time.Time, hz, within float64) {
	t.Helper()
	base := float64(start.UnixNano()) / 1e9
	for i, at := range times(r) {
		if want := base + float64(r.Index[i])/hz; math.Abs(at-want) > within {
			t.Fatalf("sample %d at %.4f s, want %.4f", r.Index[i], at-base, want-base)
		}
	}
}

// warned returns the text of the warning with that code.
func warned(r *devicetest.Recording, code string) string {
	for _, w := range append(r.Info.Warnings[:len(r.Info.Warnings):len(r.Info.Warnings)], r.Summary.Warnings...) {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

func TestAxivityLayouts(t *testing.T) {
	tests := []struct {
		name string
		set  func(f *cwaFile)
		perG int
		step int
	}{
		{"packed 8 g", func(*cwaFile) {}, 256, 4},
		{"packed 2 g", func(f *cwaFile) { f.code, f.shift = 0xCA, 0 }, 256, 1},
		{"packed 4 g", func(f *cwaFile) { f.code, f.shift = 0x8A, 1 }, 256, 2},
		{"packed 16 g", func(f *cwaFile) { f.code, f.shift = 0x0A, 3 }, 256, 8},
		{"unpacked", func(f *cwaFile) { f.wide = true }, 256, 1},
		{"AX6 without gyroscope", func(f *cwaFile) { f.model, f.wide, f.fine = 0x64, true, 3 }, 2048, 1},
		{"AX6", func(f *cwaFile) { f.model, f.wide, f.axes, f.fine = 0x64, true, 6, 3 }, 2048, 1},
		{"AX6 with magnetometer", func(f *cwaFile) { f.model, f.wide, f.axes, f.fine = 0x64, true, 9, 6 }, 16384, 1},
		{"coarse time", func(f *cwaFile) { f.coarse = true }, 256, 4},
		{"stamp before the sector", func(f *cwaFile) { f.offset = -18 }, 256, 4},
		{"stamp behind the sector", func(f *cwaFile) { f.offset = 160 }, 256, 4},
		{"12.5 Hz", func(f *cwaFile) { f.code, f.hz, f.nominal = 0x47, 12.5, 12.5 }, 256, 4},
		{"3200 Hz", func(f *cwaFile) { f.code, f.hz, f.nominal = 0x4F, 3200, 3200 }, 256, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := ax3(100)
			tt.set(f)
			v := even(10_000, tt.perG, tt.step)
			f.add(v)
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, microG(v, float64(tt.perG)))
			within := 0.0005 // fractions are stored to 1/32768 s; a line through several is nearer
			if f.coarse {
				within = 0.006 // the offset is a whole sample of 10 ms
			}
			sameTimes(t, r, f.start, f.hz, within)
			if len(r.Holes) != 0 || r.Info.Rate.Hz() != f.nominal || r.Info.Serial != "39434" || r.Info.Site != device.SiteLeftAnkle {
				t.Errorf("read\n%s", r.Text())
			}
			if got := strings.HasSuffix(r.Info.Device, "AX6"); got != (f.model == 0x64) {
				t.Errorf("device is %q", r.Info.Device)
			}
		})
	}
}

// A logger runs 0.1 to 1.6 % off nominal: its own stamps tell.
func TestAxivityTrueRate(t *testing.T) {
	for _, hz := range []float64{98.4, 99.1, 100, 101} {
		f := ax3(hz)
		f.add(even(30_000, 256, 4))
		r := mustRead(t, f.bytes(), device.Options{})
		sameTimes(t, r, f.start, hz, 0.001)
		if math.Abs(r.Summary.Rate-hz) > 0.001 {
			t.Errorf("measured %.4f Hz, true is %.4f", r.Summary.Rate, hz)
		}
		if off := warned(r, "rate_off_nominal") != ""; off != (hz != 100) {
			t.Errorf("%v Hz: warned of the rate: %v", hz, off)
		}
	}
}

// Sectors that are not there, or are damaged, leave a hole of just their samples.
func TestAxivityLostSectors(t *testing.T) {
	hole := func(from, sectors int, c device.Cause) []devicetest.Hole {
		return []devicetest.Hole{{Span: dsp.Span{Start: dsp.Index(from * 120), End: dsp.Index((from + sectors) * 120)}, Cause: c}}
	}
	tests := []struct {
		name    string
		damage  func(s [][]byte) [][]byte
		want    []devicetest.Hole
		kept    func(sector int) bool
		warning string
	}{
		{"three sectors lost", func(s [][]byte) [][]byte { return slices.Delete(s, 10, 13) }, hole(10, 3, device.CauseLost), func(k int) bool { return k < 10 || k >= 13 }, ""},
		{"ten minutes lost", func(s [][]byte) [][]byte { return slices.Delete(s, 40, 540) }, hole(40, 500, device.CauseLost), func(k int) bool { return k < 40 || k >= 540 }, ""},
		{"bad checksum", func(s [][]byte) [][]byte { s[5][100] ^= 1; return s }, hole(5, 1, device.CauseLost), func(k int) bool { return k != 5 }, "1 of 600 sectors are damaged, the first at byte 3584"},
		{"wrong tag", func(s [][]byte) [][]byte { s[5][0] = 'a'; return s }, hole(5, 1, device.CauseLost), func(k int) bool { return k != 5 }, "1 of 600"},
		{"wrong length", func(s [][]byte) [][]byte { s[5][2]++; return s }, hole(5, 1, device.CauseLost), func(k int) bool { return k != 5 }, "1 of 600"},
		{"erased", func(s [][]byte) [][]byte { clear(s[7]); return s }, hole(7, 1, device.CauseLost), func(k int) bool { return k != 7 }, ""},
		{"two places", func(s [][]byte) [][]byte { s[5][99] ^= 4; s[9][99] ^= 4; return s }, append(hole(5, 1, device.CauseLost), hole(9, 1, device.CauseLost)...), func(k int) bool { return k != 5 && k != 9 }, "2 of 600"},
		{"erased behind the end", func(s [][]byte) [][]byte {
			return append(s, make([]byte, 512), make([]byte, 512))
		}, nil, func(int) bool { return true }, ""},
		{"a flat temperature, no light, a dead battery", func(s [][]byte) [][]byte {
			for _, b := range s {
				copy(b[18:24], []byte{0, 0, 0, 0, 0, 0})
				sign(b)
			}
			return s
		}, nil, func(int) bool { return true }, ""},
		{"a sector twice", func(s [][]byte) [][]byte { return slices.Insert(s, 8, s[7]) }, nil, func(int) bool { return true }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := ax3(98.4)
			v := even(600*120, 256, 4)
			f.add(v)
			f.sectors = tt.damage(f.sectors)
			r := mustRead(t, f.bytes(), device.Options{})
			var want [][3]int32
			for k, s := range slices.Collect(slices.Chunk(microG(v, 256), 120)) {
				if tt.kept(k) {
					want = append(want, s...)
				}
			}
			sameValues(t, r, want)
			sameTimes(t, r, f.start, f.hz, 0.001)
			if !slices.Equal(r.Holes, tt.want) {
				t.Errorf("holes %v, want %v", r.Holes, tt.want)
			}
			if got := warned(r, "damaged"); !strings.HasPrefix(got, tt.warning) || tt.warning == "" && got != "" {
				t.Errorf("warned %q", got)
			}
		})
	}
}

// The interval before a restart is known as far as the clock ran on.
func TestAxivityRestarts(t *testing.T) {
	tests := []struct {
		name  string
		again func(f *cwaFile)
		hole  dsp.Index // samples
		cause device.Cause
	}{
		{"an hour later, numbers begin anew", func(f *cwaFile) { f.sequence, f.at = 0, f.at+3600 }, 360_000, device.CauseRestart},
		{"an hour later, another session", func(f *cwaFile) { f.session, f.at = 43, f.at+3600 }, 360_000, device.CauseRestart},
		{"clock set back", func(f *cwaFile) { f.sequence, f.at = 0, f.at-7200 }, 1, device.CauseRestart},
		{"clock lost", func(f *cwaFile) { f.at -= 20 * 366 * 86400 }, 1, device.CauseRestart},
		{"clock set on", func(f *cwaFile) { f.at += 60 }, 6000, device.CauseGap},
		{"clock set back, numbers run on", func(f *cwaFile) { f.at -= 60 }, 1, device.CauseBackward},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := ax3(100)
			v := even(9600, 256, 4)
			f.add(v[:4800])
			tt.again(f)
			f.add(v[4800:])
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, microG(v, 256))
			// The rate measured over 48 s from stamps of 1/32768 s is good to some 10⁻⁶.
			if len(r.Holes) != 1 || r.Holes[0].Start != 4800 || r.Holes[0].Cause != tt.cause || math.Abs(float64(r.Holes[0].Len()-tt.hole)) > 1e-5*float64(tt.hole) {
				t.Errorf("holes %v, want %d samples, %s", r.Holes, tt.hole, tt.cause)
			}
			if tt.cause == device.CauseRestart && (warned(r, "restarted") == "") != (tt.name == "clock lost") || (warned(r, "clock_reset") == "") == (tt.name == "clock lost") {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

// A file cut within a sector keeps what is whole, and says so.
func TestAxivityCut(t *testing.T) {
	f := ax3(100)
	v := even(1200, 256, 4)
	f.add(v)
	data := f.bytes()
	r := mustRead(t, data[:len(data)-200], device.Options{})
	sameValues(t, r, microG(v[:1080], 256))
	if got := warned(r, "cut"); !strings.Contains(got, fmt.Sprint(len(data)-200)) {
		t.Errorf("warned %q", got)
	}
}

// A loss of up to 50 ms is made up for (design.md): at 3200 Hz a sector lasts 37.5 ms.
func TestAxivityShortLoss(t *testing.T) {
	f := ax3(3200)
	f.code, f.nominal = 0x4F, 3200
	f.add(even(100*120, 256, 4))
	for _, at := range []int{34, 60} { // the first begins a batch
		f.sectors = slices.Delete(f.sectors, at, at+1)
	}
	r := mustRead(t, f.bytes(), device.Options{})
	if len(r.Holes) != 0 || r.Summary.Interpolated != 240 || len(r.X) != 100*120 {
		t.Errorf("read\n%s", r.Text())
	}
	sameTimes(t, r, f.start, f.hz, 0.0005)
}

// The oldest firmware states its rate where later ones state the offset, and has no checksum.
func TestAxivityOldest(t *testing.T) {
	f := ax3(50)
	v := even(1200, 256, 1)
	f.shift = 0
	f.add(v)
	le := binary.LittleEndian
	for k, b := range f.sectors {
		b[24] = 0
		le.PutUint16(b[4:], 7)
		le.PutUint16(b[26:], 50)
		le.PutUint16(b[510:], 0)
		f.stampPacked(b, math.Floor(float64(k)*2.4))
	}
	r := mustRead(t, f.bytes(), device.Options{})
	sameValues(t, r, microG(v, 256))
	sameTimes(t, r, f.start, 50, 1) // its stamps are whole seconds
	if len(r.Holes) != 0 || r.Info.Rate != 50_000 || r.Info.RangeG != 0 {
		t.Errorf("read\n%s", r.Text())
	}
}

// What cannot be read is refused with a reason.
func TestAxivityRefused(t *testing.T) {
	f := ax3(100)
	f.add(even(240, 256, 4))
	odd := func(at int, v byte) func(b []byte) []byte {
		return func([]byte) []byte {
			g := ax3(100)
			g.add(even(240, 256, 4))
			for _, s := range g.sectors {
				d := uint16(v) - uint16(s[at])
				if at%2 == 1 {
					d <<= 8
				}
				s[at] = v
				binary.LittleEndian.PutUint16(s[510:], binary.LittleEndian.Uint16(s[510:])-d)
			}
			return g.bytes()
		}
	}
	tests := []struct {
		name string
		data func(b []byte) []byte
		says string
	}{
		{"header only", func(b []byte) []byte { return b[:1024] }, "no samples"},
		{"cut header", func(b []byte) []byte { return b[:700] }, "cut after 700 bytes"},
		{"all damaged", func(b []byte) []byte { b[1100] ^= 1; b[1600] ^= 1; return b }, "all 2 are damaged"},
		{"unknown packing", odd(25, 0x37), "packing 7"},
		{"too many samples", odd(28, 200), "200 samples where 120 have room"},
		{"no time", func([]byte) []byte {
			g := ax3(100)
			g.add(even(120, 256, 4))
			s := g.sectors[0]
			le := binary.LittleEndian
			le.PutUint16(s[510:], le.Uint16(s[510:])+le.Uint16(s[14:])+le.Uint16(s[16:]))
			clear(s[14:18])
			return g.bytes()
		}, "has no time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := refused(t, tt.data(f.bytes()))
			if !strings.HasPrefix(err.Error(), "sample: ") || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should say %q", err, tt.says)
			}
		})
	}
}

// The zone that the user gives places the night, also over a change of daylight-saving time.
func TestAxivityZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	f := ax3(100)
	f.add(even(1200, 256, 4))
	r := mustRead(t, f.bytes(), device.Options{Location: berlin})
	if r.Info.Offset != 3600 || !r.Info.Zoned || r.Anchors[0].Nanos != f.start.Add(-time.Hour).UnixNano() && math.Abs(float64(r.Anchors[0].Nanos-f.start.Add(-time.Hour).UnixNano())) > 1e6 {
		t.Errorf("read\n%s", r.Text())
	}
}
