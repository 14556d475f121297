package vendor_test

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// edfChannel is a signal of an EDF file.
type edfChannel struct {
	label, unit            string
	pmin, pmax, dmin, dmax int
	n                      int // samples in a record
	at                     func(i int) int
}

// edfFile writes EDF: records of that many seconds; onsets, when there are any, as time-keeping annotations, the last records' left out.
func edfFile(kind, date string, seconds string, records int, onsets []float64, declared int, channels ...edfChannel) []byte {
	notes := edfChannel{label: "EDF Annotations", pmin: -1, pmax: 1, dmin: -32768, dmax: 32767, n: 20}
	if onsets != nil {
		channels = append(channels, notes)
	}
	var b strings.Builder
	field := func(n int, v any) { fmt.Fprintf(&b, "%-*v", n, v) }
	field(8, "0")
	field(80, "X X X X")
	field(80, "Startdate 14-MAR-2024 X X Actiwave_7")
	field(8, date)
	field(8, "22.00.00")
	field(8, 256*(len(channels)+1))
	field(44, kind)
	field(8, declared)
	field(8, seconds)
	field(4, len(channels))
	for _, f := range []func(c edfChannel){
		func(c edfChannel) { field(16, c.label) }, func(edfChannel) { field(80, "") }, func(c edfChannel) { field(8, c.unit) },
		func(c edfChannel) { field(8, c.pmin) }, func(c edfChannel) { field(8, c.pmax) }, func(c edfChannel) { field(8, c.dmin) },
		func(c edfChannel) { field(8, c.dmax) }, func(edfChannel) { field(80, "") }, func(c edfChannel) { field(8, c.n) }, func(edfChannel) { field(32, "") },
	} {
		for _, c := range channels {
			f(c)
		}
	}
	out := []byte(b.String())
	for r := range records {
		for _, c := range channels {
			if c.at == nil {
				text := ""
				if r < len(onsets) {
					text = fmt.Sprintf("%+g\x14\x14\x00", onsets[r])
				}
				out = append(out, text+strings.Repeat("\x00", 2*c.n-len(text))...)
				continue
			}
			for k := range c.n {
				out = binary.LittleEndian.AppendUint16(out, uint16(int16(c.at(r*c.n+k))))
			}
		}
	}
	return out
}

// edfThree returns the channels of a sensor in mg with 4 counts per mg, and what they hold in micro-g.
func edfThree(label string, n, total int) ([]edfChannel, [][3]int32) {
	v := counts(posture(total), 4000)
	var c []edfChannel
	for k, axis := range "xyz" {
		c = append(c, edfChannel{label: fmt.Sprintf(label, axis), unit: "mg", pmin: -4000, pmax: 4000, dmin: -16000, dmax: 16000, n: n, at: func(i int) int { return v[i][k] }})
	}
	return c, microG(v, 4000)
}

// edfSample is a short recording at 50 Hz in records of 10 s, beside an EEG.
func edfSample(kind string, onsets []float64) []byte {
	c, _ := edfThree("Leg acc %c", 500, 2500)
	eeg := edfChannel{label: "EEG Fpz-Cz", unit: "uV", pmin: -440, pmax: 510, dmin: -2048, dmax: 2047, n: 1000, at: func(i int) int { return i % 100 }}
	return edfFile(kind, "14.03.24", "10", 5, onsets, 5, append([]edfChannel{eeg}, c...)...)
}

func TestEDF(t *testing.T) {
	start := time.Date(2024, 3, 14, 22, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, kind string
		onsets     []float64
		declared   int
		holes      []devicetest.Hole
	}{
		{"EDF", "", nil, 5, nil},
		{"EDF+C", "EDF+C", []float64{0, 10, 20, 30, 40}, 5, nil},
		{"number of records unknown", "EDF+C", []float64{0, 10, 20, 30, 40}, -1, nil},
		{"start with a fraction", "EDF+C", []float64{0.25, 10.25, 20.25, 30.25, 40.25}, 5, nil},
		{"EDF+D with a hole", "EDF+D", []float64{0, 10, 20, 3600, 3610}, 5, []devicetest.Hole{{Span: dsp.Span{Start: 1500, End: 180_000}, Cause: device.CauseGap}}},
		{"EDF+D that lost times", "EDF+D", []float64{0, 10, 20}, 5, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, want := edfThree("Leg acc %c", 500, 2500)
			r := mustRead(t, edfFile(tt.kind, "14.03.24", "10", 5, tt.onsets, tt.declared, c...), device.Options{})
			sameValues(t, r, want)
			first := start
			if tt.onsets != nil {
				first = first.Add(time.Duration(tt.onsets[0] * 1e9))
			}
			sameTimes(t, r, first, 50, 1e-6)
			if !slices.Equal(r.Holes, tt.holes) || r.Info.Rate != 50_000 || r.Info.Device != "Actiwave 7" || r.Info.RangeG != 4 {
				t.Errorf("read\n%s", r.Text())
			}
			if lost := warned(r, "damaged") != ""; lost != (len(tt.onsets) == 3) {
				t.Errorf("read\n%s", r.Text())
			}
		})
	}
}

// Labels as recorders write them; two digits of a year are of 1985 to 2084.
func TestEDFLabels(t *testing.T) {
	for _, label := range []string{"%c", "Accelerometer %c", "acc_%c", "ACC%c", "Accel-%c", "%c axis", "Body Acc %c (g)"} {
		c, want := edfThree(label, 500, 500)
		if label == "ACC%c" {
			for i := range c {
				c[i].label = strings.ToUpper(c[i].label)
			}
		}
		r := mustRead(t, edfFile("", "14.03.85", "10", 1, nil, 1, c...), device.Options{})
		sameValues(t, r, want)
		if y := time.Unix(0, r.Anchors[0].Nanos).UTC().Year(); y != 1985 {
			t.Errorf("year %d", y)
		}
	}
}

// Of several sensors the one at the site that the user names is read, else the first, with a warning.
func TestEDFSeveralSensors(t *testing.T) {
	left, want := edfThree("Left ankle %c", 500, 500)
	right, _ := edfThree("Right ankle %c", 250, 250)
	data := edfFile("", "14.03.24", "10", 1, nil, 1, append(right, left...)...)
	r := mustRead(t, data, device.Options{Site: device.SiteLeftAnkle})
	sameValues(t, r, want)
	r = mustRead(t, data, device.Options{})
	if r.Info.Site != device.SiteRightAnkle || r.Info.Rate != 25_000 || !strings.Contains(warned(r, "several_sensors"), "Left ankle") {
		t.Errorf("read\n%s", r.Text())
	}
}

func TestEDFRefused(t *testing.T) {
	c, _ := edfThree("acc %c", 500, 500)
	eeg := edfChannel{label: "EEG Fpz-Cz", unit: "uV", pmin: -440, pmax: 510, dmin: -2048, dmax: 2047, n: 1000, at: func(int) int { return 0 }}
	flat := slices.Clone(c)
	flat[1].dmax = flat[1].dmin
	for _, tt := range []struct {
		name string
		data []byte
		says string
	}{
		{"an EEG", edfFile("EDF+C", "14.03.24", "10", 1, []float64{0}, 1, eeg), "EEG Fpz-Cz uV"},
		{"no scale", edfFile("", "14.03.24", "10", 1, nil, 1, flat...), "no scale"},
		{"no record", edfFile("", "14.03.24", "10", 0, nil, 0, c...), "no samples"},
		{"records of no length", edfFile("", "14.03.24", "0", 1, nil, 1, c...), "lasts"},
		{"EDF+D without annotations", edfFile("EDF+D", "14.03.24", "10", 1, nil, 1, c...), "annotations"},
		{"cut header", edfFile("", "14.03.24", "10", 1, nil, 1, c...)[:600], "header is cut"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := refused(t, tt.data); !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error is %q, should say %q", err, tt.says)
			}
		})
	}
}

// A record that claims to be huge costs no memory before its bytes come.
func TestEDFHugeRecord(t *testing.T) {
	c, _ := edfThree("acc %c", 500, 500)
	data := edfFile("", "14.03.24", "10", 1, nil, 1, c...)
	n := 256 + 3*(16+80+8*5+80)
	copy(data[n:], fmt.Sprintf("%-8d", 99_999_999))
	if err := refused(t, data); !strings.Contains(err.Error(), "larger than") {
		t.Error(err)
	}
}
