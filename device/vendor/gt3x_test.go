package vendor_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zip"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// gt3xFile writes .gt3x files.
type gt3xFile struct {
	info    []string
	log     []byte
	second  uint32 // of the next record
	entries map[string][]byte
}

var gt3xStart = time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)

func gt3x(hz int, serial string, lines ...string) *gt3xFile {
	ticks := gt3xStart.Unix()*1e7 + 621355968000000000
	return &gt3xFile{second: uint32(gt3xStart.Unix()), entries: map[string][]byte{}, info: append([]string{"Serial Number: " + serial, "Device Type: wGT3XBT",
		fmt.Sprintf("Sample Rate: %d", hz), fmt.Sprintf("Start Date: %d", ticks), "TimeZone: -04:00:00", "Limb: Ankle", "Side: Right"}, lines...)}
}

// record adds a record with the time of the second at hand.
func (f *gt3xFile) record(kind byte, payload []byte) {
	r := []byte{0x1E, kind}
	r = binary.LittleEndian.AppendUint32(r, f.second)
	r = binary.LittleEndian.AppendUint16(r, uint16(len(payload)))
	r = append(r, payload...)
	sum := byte(0)
	for _, b := range r {
		sum ^= b
	}
	f.log = append(append(f.log, r...), ^sum)
}

// add writes samples as records of one second of hz.
func (f *gt3xFile) add(kind byte, hz int, v [][3]int) {
	for s := range slices.Chunk(v, hz) {
		f.record(kind, gt3xPayload(kind, s))
		f.second++
	}
}

// gt3xPayload packs samples as records of that kind do.
func gt3xPayload(kind byte, v [][3]int) []byte {
	var p []byte
	if kind == 0x1A {
		for _, s := range v {
			for _, c := range s {
				p = binary.LittleEndian.AppendUint16(p, uint16(int16(c)))
			}
		}
		return p
	}
	half, has := 0, false // a nibble that waits for its byte
	put := func(nibble int) {
		if has = !has; has {
			half = nibble
			return
		}
		p = append(p, byte(half<<4|nibble))
	}
	for _, s := range v {
		if kind == 0x00 {
			s[0], s[1] = s[1], s[0]
		}
		for _, c := range s {
			put(c >> 8 & 15)
			put(c >> 4 & 15)
			put(c & 15)
		}
	}
	if has {
		put(0)
	}
	return p
}

// bytes returns the archive, its log first, as the device writes it.
func (f *gt3xFile) bytes() []byte {
	if f.log != nil {
		f.entries["log.bin"] = f.log
	}
	f.entries["info.txt"] = []byte("\ufeff" + strings.Join(f.info, "\r\n") + "\r\n")
	return zipped(f.entries, "log.bin", "activity.bin", "lux.bin", "info.txt", "calibration.json")
}

// zipped packs the entries in that order.
func zipped(entries map[string][]byte, order ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range order {
		data, ok := entries[name]
		if !ok {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const gt3xScale256 = "Acceleration Scale: 256,0"

func TestGT3XRecords(t *testing.T) {
	tests := []struct {
		name   string
		kind   byte
		hz     int
		serial string
		lines  []string
		perG   float64
	}{
		{"activity", 0x00, 30, "MOS2E39180594", []string{gt3xScale256, "Acceleration Max: 8,0"}, 256},
		{"activity2", 0x1A, 100, "TAS1D12345678", []string{gt3xScale256}, 256},
		{"activity3", 0x1B, 32, "CPW1B12345678", []string{gt3xScale256}, 256},
		{"an odd number of samples", 0x00, 35, "MOS2E39180594", []string{gt3xScale256}, 256},
		{"scale by family", 0x00, 30, "NEO1C04110003", nil, 341},
		{"scale by parameter", 0x00, 30, "XYZ1C04110003", nil, 300},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := gt3x(tt.hz, tt.serial, tt.lines...)
			if tt.perG == 300 { // 300 = 0.5859375 · 2⁹, the fraction in 23 bits
				p := []byte{0, 0, 8, 0, 1, 2, 3, 4, 0, 0, 55, 0}
				f.record(0x15, binary.LittleEndian.AppendUint32(p, 9<<24|uint32(300.0/512*(1<<23))))
			}
			f.record(0x06, []byte(`{"MetadataType":"Bio"}`))
			v := counts(posture(tt.hz*200), tt.perG)
			f.add(tt.kind, tt.hz, v)
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, microG(v, tt.perG))
			sameTimes(t, r, gt3xStart.Add(4*time.Hour), float64(tt.hz), 1e-5)
			if len(r.Holes) != 0 || r.Info.Offset != -4*3600 || r.Info.Serial != tt.serial || r.Info.Site != device.SiteRightAnkle || r.Info.StepG != 1/tt.perG {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

// Whatever the log skips is missing, and the cause is told; samples that it has are all there.
func TestGT3XHoles(t *testing.T) {
	const hz = 30
	tests := []struct {
		name    string
		between func(f *gt3xFile) // after 20 of 40 seconds
		seconds dsp.Index
		cause   device.Cause
		code    string
	}{
		{"idle sleep", func(f *gt3xFile) { f.second++; f.record(3, []byte{8}); f.second += 100; f.record(3, []byte{9}) }, 101, device.CauseIdle, "idle"},
		{"idle sleep that does not end", func(f *gt3xFile) { f.record(3, []byte{8}); f.second += 100 }, 100, device.CauseIdle, "idle"},
		{"a pause", func(f *gt3xFile) { f.second += 7 }, 7, device.CauseGap, ""},
		{"docked", func(f *gt3xFile) { f.record(0, []byte{0}); f.second += 60 }, 60, device.CauseIdle, "docked"},
		{"bad checksum", func(f *gt3xFile) { f.damage(hz, func(b []byte) { b[50] ^= 1 }) }, 1, device.CauseLost, "damaged"},
		{"bad size", func(f *gt3xFile) { f.damage(hz, func(b []byte) { b[6], b[7] = 255, 255 }) }, 1, device.CauseLost, "damaged"},
		{"stray zero bytes", func(f *gt3xFile) { f.log = append(f.log, 0, 0, 0) }, 0, device.CauseNone, ""},
		{"stray other bytes", func(f *gt3xFile) { f.log = append(f.log, 0x1E, 0x1E, 7, 9) }, 0, device.CauseNone, "damaged"},
		{"clock set back", func(f *gt3xFile) { f.second -= 3000 }, -1, device.CauseBackward, "non_monotone"},
		{"other records", func(f *gt3xFile) {
			f.record(2, []byte{1, 16})
			f.record(5, []byte{9, 9})
			f.record(0x19, make([]byte, 600))
		}, 0, device.CauseNone, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := gt3x(hz, "MOS2E39180594", gt3xScale256)
			v := counts(posture(40*hz), 256)
			f.add(0, hz, v[:20*hz])
			tt.between(f)
			f.add(0, hz, v[20*hz:])
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, microG(v, 256))
			var want []devicetest.Hole
			if n := tt.seconds * hz; n != 0 {
				want = []devicetest.Hole{{Span: dsp.Span{Start: 20 * hz, End: 20*hz + max(n, 1)}, Cause: tt.cause}}
			}
			if !slices.Equal(r.Holes, want) || tt.code != "" && warned(r, tt.code) == "" {
				t.Errorf("want holes %v, read\n%s", want, r.Text())
			}
		})
	}
}

// damage adds a second of samples whose record is damaged.
func (f *gt3xFile) damage(hz int, how func(b []byte)) {
	at := len(f.log)
	f.add(0, hz, counts(posture(hz), 256))
	how(f.log[at:])
}

// Devices that are not calibrated say how to (pygt3x, method 2): g = M·(raw − offset).
func TestGT3XCalibration(t *testing.T) {
	f := gt3x(32, "CPW1B12345678")
	v := counts(posture(32*20), 256)
	f.add(0x1B, 32, v)
	f.entries["calibration.json"] = []byte(`{"isCalibrated": false, "calibrationMethod": 2, "offsetX_32": 3, "offsetY_32": "-5", "offsetZ_32": 7.5,
		"sensitivityXX_32": 25600, "sensitivityYY_32": 25700, "sensitivityZZ_32": 25500, "sensitivityXY_32": 40, "sensitivityXZ_32": -60, "sensitivityYZ_32": 0}`)
	r := mustRead(t, f.bytes(), device.Options{})
	xy, xz := 1/(0.4+250)-0.004, 1/(-0.6+250)-0.004
	m := [3][3]float64{{1 / 256.0, xy, xz}, {xy, 1 / 257.0, 0}, {xz, 0, 1 / 255.0}}
	for i, s := range v {
		d := [3]float64{float64(s[0]) - 3, float64(s[1]) + 5, float64(s[2]) - 7.5}
		for k, got := range [3]int32{r.X[i], r.Y[i], r.Z[i]} {
			if want := (m[k][0]*d[0] + m[k][1]*d[1] + m[k][2]*d[2]) * 1e6; math.Abs(float64(got)-want) > 0.51 {
				t.Fatalf("sample %d, axis %d: %d micro-g, want %.2f", i, k, got, want)
			}
		}
	}
	f.entries["calibration.json"] = []byte(`{"isCalibrated": true}`)
	if err := refused(t, f.bytes()); !strings.Contains(err.Error(), "scale nowhere") {
		t.Error(err)
	}
	f.entries["calibration.json"] = []byte(`{"isCalibrated": false, "calibrationMethod": 3}`)
	if err := refused(t, f.bytes()); !strings.Contains(err.Error(), "export the recording") {
		t.Error(err)
	}
}

// The oldest devices keep samples without times.
func TestGT3XOld(t *testing.T) {
	f := gt3x(30, "NEO1B41100262")
	v := counts(posture(30*401), 341)
	f.entries["activity.bin"] = gt3xPayload(0, slices.Clone(v))
	f.entries["lux.bin"] = make([]byte, 802)
	r := mustRead(t, f.bytes(), device.Options{})
	sameValues(t, r, microG(v, 341))
	sameTimes(t, r, gt3xStart.Add(4*time.Hour), 30, 1e-5)
	if len(r.Holes) != 0 {
		t.Errorf("read\n%s", r.Text())
	}
}

func TestGT3XRefused(t *testing.T) {
	full := func() *gt3xFile {
		f := gt3x(30, "MOS2E39180594", gt3xScale256)
		f.add(0, 30, counts(posture(90), 256))
		return f
	}
	rateless := full()
	rateless.info[2] = "Sample Rate: 3x"
	bomb := gt3x(30, "MOS2E39180594", gt3xScale256)
	bomb.log = make([]byte, 120<<20)
	for _, tt := range []struct {
		name string
		data []byte
		says string
	}{
		{"cut archive", full().bytes()[:200], "copied whole"},
		{"no samples", gt3x(30, "MOS2E39180594", gt3xScale256).with("log.bin", nil).bytes(), "no samples"},
		{"no acceleration", gt3x(30, "MOS2E39180594").with("lux.bin", []byte{1, 2}).bytes(), "holds no acceleration"},
		{"no info", zipped(map[string][]byte{"log.bin": full().log}, "log.bin"), "without info.txt"},
		{"no rate", rateless.bytes(), `"3x"`},
		{"damaged info", bytes.ReplaceAll(full().plain(), []byte("Sample Rate: 30"), []byte("Sample Rate: 31")), "info.txt in the archive"},
		{"a bomb", bomb.bytes(), "grows more than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := refused(t, tt.data); !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should say %q", err, tt.says)
			}
		})
	}
}

func (f *gt3xFile) with(name string, data []byte) *gt3xFile {
	f.entries[name] = data
	return f
}

// plain returns the archive stored without compression, as the GGIR sample is.
func (f *gt3xFile) plain() []byte {
	return stored(map[string][]byte{"log.bin": f.log, "info.txt": []byte(strings.Join(f.info, "\n"))})
}

// stored packs the entries without compression, in the order of their names backwards, so that a log comes before info.txt.
func stored(entries map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := slices.Sorted(maps.Keys(entries))
	slices.Reverse(names)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(entries[name])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
