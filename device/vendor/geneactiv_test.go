package vendor_test

import (
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

// geneFile writes .bin files of a GENEActiv. Gains and offsets are those of ggirread_GENEActiv_testfile.bin.
type geneFile struct {
	hz       float64       // true rate
	label    string        // of the rate in the header
	round    time.Duration // of page times
	eol      string
	notes    string
	pages    int // declared
	start    time.Time
	sequence int
	at       float64 // s since start of the next page
	body     []string
}

var geneGain, geneOffset = [3]float64{25875, 25734, 25538}, [3]float64{439, -662, -3056}

func geneactiv(hz float64, label string) *geneFile {
	return &geneFile{hz: hz, label: label, round: 500 * time.Millisecond, eol: "\r\n", notes: "slept well", pages: 222048,
		start: time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)}
}

// raw returns v, in g, as raw values of 12 bits, and what these stand for in micro-g.
func (f *geneFile) raw(v [][3]float64) (raw [][3]int, micro [][3]int32) {
	for _, s := range v {
		var r [3]int
		var m [3]int32
		for k := range s {
			r[k] = min(max(int(math.Round((s[k]*geneGain[k]+geneOffset[k])/100)), -2048), 2047)
			m[k] = int32(math.Round((float64(r[k])*100 - geneOffset[k]) / geneGain[k] * 1e6))
		}
		raw, micro = append(raw, r), append(micro, m)
	}
	return raw, micro
}

// add writes raw samples as pages of 300 and one rest.
func (f *geneFile) add(raw [][3]int) {
	for p := range slices.Chunk(raw, 300) {
		var hex strings.Builder
		for i, s := range p {
			fmt.Fprintf(&hex, "%03X%03X%03X%03X", s[0]&0xFFF, s[1]&0xFFF, s[2]&0xFFF, i%1024<<2)
		}
		f.page(hex.String())
		f.at += float64(len(p)) / f.hz
	}
}

func (f *geneFile) page(hex string) {
	t := f.start.Add(time.Duration(f.at * 1e9)).Truncate(f.round)
	f.body = append(f.body, strings.Join([]string{"Recorded Data", "Device Unique Serial Code:012967", fmt.Sprintf("Sequence Number:%d", f.sequence),
		"Page Time:" + t.Format("2006-01-02 15:04:05") + fmt.Sprintf(":%03d", t.Nanosecond()/1e6), "Unassigned:", "Temperature:21.5", "Battery voltage:4.1493",
		"Device Status:Recording", "Measurement Frequency:" + f.label, hex}, f.eol))
	f.sequence++
}

func (f *geneFile) bytes() []byte {
	head := []string{"Device Identity", "Device Unique Serial Code:012967", "Device Type:GENEActiv           ", "Device Model:1.1", "", "Device Capabilities",
		"Accelerometer Range:-8 to 8             ", "Accelerometer Resolution:0.0039", "", "Configuration Info", "Measurement Frequency:" + f.label + " Hz",
		"Start Time:2024-03-14 21:59:55:500", "Time Zone:GMT +01:00", "", "Trial Info", "Config Notes:" + f.notes, "", "Subject Info",
		"Device Location Code:left ankle", "Date of Birth:1800-1-1", "", "Calibration Data"}
	for k, axis := range []string{"x", "y", "z"} {
		head = append(head, fmt.Sprintf("%s gain:%v", axis, geneGain[k]), fmt.Sprintf("%s offset:%v", axis, geneOffset[k]))
	}
	head = append(head, "Volts:300", "Lux:800", "", "Memory Status", fmt.Sprintf("Number of Pages:%d", f.pages), "")
	return []byte(strings.Join(append(head, f.body...), f.eol) + f.eol)
}

func TestGENEActivPages(t *testing.T) {
	tests := []struct {
		name, label string
		hz          float64
		set         func(f *geneFile)
		within      float64 // s
	}{
		{"100 Hz", "100.0", 100, func(*geneFile) {}, 0.001},
		{"85.7 Hz", "85.7", 300 / 3.5, func(*geneFile) {}, 0.001},
		{"66.7 Hz", "66.7", 300 / 4.5, func(f *geneFile) { f.eol = "\n" }, 0.001},
		// Page times are cut to the tick below, so the line lies within one tick below the truth, and is even.
		{"off nominal", "100.0", 99.7, func(*geneFile) {}, 0.5},
		{"whole seconds", "50", 49.9, func(f *geneFile) { f.round = time.Second }, 1},
		{"wrapped notes", "100.0", 100, func(f *geneFile) { f.notes = "first line\r\nx gain:1\r\nof three: lines" }, 0.001},
		{"no page declared", "100.0", 100, func(f *geneFile) { f.pages = 0 }, 0.001},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := geneactiv(tt.hz, tt.label)
			tt.set(f)
			raw, micro := f.raw(posture(100*300 + 231))
			f.add(raw)
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, micro)
			utc := f.start.Add(-time.Hour)
			sameTimes(t, r, utc, tt.hz, tt.within)
			at := times(r)
			for i := 1; i < len(at); i++ { // samples are even, whatever the page times
				if d := (at[i] - at[i-1]) * tt.hz; d < 0.98 || d > 1.02 {
					t.Fatalf("sample %d comes %.3f periods after the one before", i, d)
				}
			}
			if len(r.Holes) != 0 || r.Info.Offset != 3600 || r.Info.Site != device.SiteLeftAnkle || r.Info.Serial != "012967" || math.Abs(r.Summary.Rate/tt.hz-1) > 0.002 {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

func TestGENEActivHoles(t *testing.T) {
	hole := func(from, n int, c device.Cause) []devicetest.Hole {
		return []devicetest.Hole{{Span: dsp.Span{Start: dsp.Index(from), End: dsp.Index(from + n)}, Cause: c}}
	}
	tests := []struct {
		name   string
		damage func(f *geneFile)
		want   []devicetest.Hole
		pages  []int // that are left out
	}{
		{"pages lost", func(f *geneFile) { f.body = slices.Delete(f.body, 3, 5) }, hole(900, 600, device.CauseLost), []int{3, 4}},
		{"no digits", func(f *geneFile) { f.body[3] = strings.Replace(f.body[3], "0", "g", 40) }, hole(900, 300, device.CauseLost), []int{3}},
		{"page cut before its digits", func(f *geneFile) { f.body[3] = f.body[3][:120] }, hole(900, 300, device.CauseLost), []int{3}},
		{"ten hours' pause", func(f *geneFile) {}, hole(1500, 3_600_000, device.CauseGap), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := geneactiv(100, "100.0")
			raw, micro := f.raw(posture(10 * 300))
			f.add(raw[:1500])
			if tt.want[0].Cause == device.CauseGap {
				f.at += 36_000
			}
			f.add(raw[1500:])
			tt.damage(f)
			var want [][3]int32
			for k, s := range slices.Collect(slices.Chunk(micro, 300)) {
				if !slices.Contains(tt.pages, k) {
					want = append(want, s...)
				}
			}
			r := mustRead(t, f.bytes(), device.Options{})
			sameValues(t, r, want)
			sameTimes(t, r, f.start.Add(-time.Hour), 100, 0.001)
			if !slices.Equal(r.Holes, tt.want) {
				t.Errorf("holes %v, want %v", r.Holes, tt.want)
			}
		})
	}
}

func TestGENEActivRefused(t *testing.T) {
	f := geneactiv(100, "100.0")
	raw, _ := f.raw(posture(300))
	f.add(raw)
	whole := string(f.bytes())
	for _, tt := range []struct{ name, data, says string }{
		{"header only", whole[:strings.Index(whole, "Recorded Data")], "no page"},
		{"no gain", strings.Replace(whole, "y gain", "why gain", 1), `"y gain"`},
		{"impossible gain", strings.Replace(whole, "y gain:25734", "y gain:0", 1), "no sensor has"},
		{"no rate", strings.Replace(whole, "100.0 Hz", "fast", 1), "Measurement Frequency"},
		{"one page without digits", whole[:len(whole)-3610], "no samples"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := refused(t, []byte(tt.data)); !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should say %q", err, tt.says)
			}
		})
	}
}
