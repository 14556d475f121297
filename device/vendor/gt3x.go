package vendor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zip"
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// ActiGraph: .gt3x, and .agdc of newer devices.
//
// Provenance: layout, scales and the rules of idle sleep as in formats.md ("ActiGraph .gt3x"), calibration by method 2 as the maker's pygt3x does it; checked against
// ggir_actigraph_testfile.gt3x (GGIR, Apache-2). A zip file of info.txt with either log.bin, a log of records with a second
// of samples each (gt3xlog.go), or, from devices NEO and MRA with firmware up to 2.5, activity.bin, samples without time (gt3xold.go).
//
// The maker's exports differ in three ways: they round to 0.001 g, hold the last sample over idle sleep, and write zeros while docked. Here
// nothing is rounded, and both are missing samples.

// GT3X is the format of ActiGraph.
var GT3X = format("actigraph-gt3x", claimsGT3X, planGT3X)

// gt3xNames are the files of an archive by which it is known, in lower case.
var gt3xNames = []string{"info.txt", "log.bin", "log.txt", "activity.bin", "lux.bin", "calibration.json", "temperature_calibration.json", "eeprom.bin"}

func claimsGT3X(head []byte) bool {
	return slices.ContainsFunc(entryNames(head), func(n string) bool { return slices.Contains(gt3xNames, strings.ToLower(n)) })
}

const (
	ticksEpoch   = 621355968000000000 // ticks from 0001-01-01 to 1970-01-01
	ticksSecond  = 10_000_000         // ticks of 100 ns
	ticksMost    = ticksEpoch + 200*366*86400*ticksSecond
	gt3xRateMost = 1000 // Hz; devices offer 30 to 100, IMUs 100
	gt3xBuffer   = 128 << 10
	bits12Most   = 2047 // the largest value of 12 bits
)

func planGT3X(in device.Input, _ device.Options) (*plan, error) {
	a, err := openArchive(in)
	if err != nil {
		return nil, err
	}
	p := &plan{close: a.close}
	return p, planGT3XArchive(a, p)
}

// planGT3XArchive plans an open archive.
func planGT3XArchive(a *archive, p *plan) error {
	text, err := a.text("info.txt")
	if err != nil {
		return err
	}
	if text == nil {
		return errors.New("is an ActiGraph archive without info.txt: was it copied whole?")
	}
	info := gt3xInfo(text)
	hz, err := strconv.ParseFloat(strings.ReplaceAll(info["sample rate"], ",", "."), 64)
	if err != nil || !(hz >= 1 && hz <= gt3xRateMost) || hz != math.Trunc(hz) {
		return fmt.Errorf("info.txt states the sample rate %q, which is none", info["sample rate"])
	}
	p.info = device.Info{Dated: true, Serial: info["serial number"], Device: strings.TrimSpace("ActiGraph " + info["device type"]), Site: siteNamed(info["side"] + " " + info["limb"])}
	if p.info.Rate, err = dsp.RateOf(hz); err != nil {
		return err
	}
	p.fixed = offsetZone(info["timezone"])
	log, old := a.find("log.bin"), a.find("activity.bin")
	data := log
	if data == nil {
		data = old
	}
	if data == nil {
		return errors.New("is an ActiGraph archive without log.bin or activity.bin: it holds no acceleration")
	}
	s, err := gt3xScaleOf(a, info, log, int(hz))
	if err != nil {
		return err
	}
	start, ok := gt3xTicks(info["start date"])
	if log == nil && !ok {
		return fmt.Errorf("info.txt states the start date %q, which is none", info["start date"])
	}
	p.gt3xRange(s, info)
	r, err := a.samples(data)
	if err != nil {
		return err
	}
	p.close = closers(r.Close, p.close)
	if log != nil {
		p.dec = &gt3xLog{r: bufio.NewReaderSize(r, gt3xBuffer), scale: s}
	} else {
		p.dec = &gt3xOld{r: bufio.NewReaderSize(r, gt3xBuffer), scale: s, start: start, hz: int64(hz)}
	}
	return nil
}

// gt3xScaleOf settles the scale: by info.txt, else by the parameters in the log (nil when there is none), else by the device's family.
func gt3xScaleOf(a *archive, info map[string]string, log *zip.File, hz int) (*gt3xScale, error) {
	s := &gt3xScale{perG: gt3xPerG(info)}
	if err := s.calibration(a, hz); err != nil {
		return nil, err
	}
	if log != nil && s.perG == 0 {
		r, err := a.samples(log)
		if err != nil {
			return nil, err
		}
		if v := parameterScale(r); scaleSound(v) {
			s.perG = v
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	if s.perG == 0 {
		s.perG = gt3xFamily(info["serial number"])
	}
	if s.perG == 0 && !s.matrix {
		return nil, errors.New("states its scale nowhere: info.txt has no Acceleration Scale, the log no parameter for it, and the serial number is of no known family")
	}
	return s, nil
}

// scaleSound reports whether v may be counts per g.
func scaleSound(v float64) bool { return v >= 1 && v <= 1<<15 }

// gt3xRange settles range, resolution and full scale.
func (p *plan) gt3xRange(s *gt3xScale, info map[string]string) {
	if s.matrix {
		return
	}
	p.info.StepG = 1 / s.perG
	most := bits12Most / s.perG
	if v, err := strconv.ParseFloat(strings.ReplaceAll(info["acceleration max"], ",", "."), 64); err == nil && v > 0 && v <= most+1 {
		p.info.RangeG = v
		most = min(most, v)
	}
	p.pages.FullScale = int32(most * dsp.MicroG)
}

// closers calls each function in order.
func closers(fs ...func() error) func() error {
	return func() error { return release(nil, fs...) }
}

// gt3xInfo reads the lines "Key: Value", keys in lower case.
func gt3xInfo(text []byte) map[string]string {
	m := map[string]string{}
	for l := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		if key, value, ok := strings.Cut(l, ":"); ok {
			m[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return m
}

// gt3xTicks reads a date in ticks and returns it in ns since 1970; false when it is unset or none.
func gt3xTicks(s string) (int64, bool) {
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < ticksEpoch || v > ticksMost {
		return 0, false
	}
	return (v - ticksEpoch) * int64(100*time.Nanosecond), true
}

// gt3xScale turns raw values into micro-g.
type gt3xScale struct {
	perG   float64 // counts per g; 0 when not known
	matrix bool    // calibrated by m and offset instead
	m      [3][3]float64
	offset [3]float64
}

// gt3xPerG returns the scale that info.txt states; 0 when it states none.
func gt3xPerG(info map[string]string) float64 {
	if v, err := strconv.ParseFloat(strings.ReplaceAll(info["acceleration scale"], ",", "."), 64); err == nil && scaleSound(v) {
		return v
	}
	return 0
}

// gt3xFamily returns the scale of the device's family by its serial number; 0 when it is not known.
func gt3xFamily(serial string) float64 {
	switch serial[:min(3, len(serial))] {
	case "NEO", "CLE", "MRA":
		return 341
	case "MOS", "TAS":
		return 256
	}
	return 0
}

// calibration takes in calibration.json, which says of some devices that their samples are not calibrated yet.
func (s *gt3xScale) calibration(a *archive, hz int) error {
	text, err := a.text("calibration.json")
	if text == nil || err != nil {
		return err
	}
	var c map[string]any
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &c); err != nil {
		return fmt.Errorf("calibration.json: %w", err)
	}
	if done, ok := c["isCalibrated"].(bool); !ok || done {
		return nil
	}
	if method := jsonNumber(c["calibrationMethod"]); method != 2 {
		return fmt.Errorf("calibration.json states the method %v, of which only 2 is known: export the recording as raw CSV with the maker's program", c["calibrationMethod"])
	}
	return s.method2(func(name string) float64 { return jsonNumber(c[name+"_"+strconv.Itoa(hz)]) })
}

// method2 builds the matrix of calibration method 2 from its constants (pygt3x, CalibrationV2Service).
func (s *gt3xScale) method2(constant func(name string) float64) error {
	axes := [3]string{"X", "Y", "Z"}
	for i, a := range axes {
		s.offset[i] = constant("offset" + a)
		for k := i; k < 3; k++ {
			v := constant("sensitivity" + a + axes[k])
			if i == k {
				v = 100 / v
			} else {
				v = 1/(v/100+250) - 0.004
			}
			s.m[i][k], s.m[k][i] = v, v
		}
	}
	const most = 1.0 // g per count: 100 times beyond any sensor with 12 bits; NaN fails too
	for i := range 3 {
		if !(math.Abs(s.offset[i]) < 1<<15) || !(math.Abs(s.m[i][0]) < most && math.Abs(s.m[i][1]) < most && math.Abs(s.m[i][2]) < most) || s.m[i][i] == 0 {
			return errors.New("calibration.json lacks constants for the recording's rate, or has impossible ones")
		}
	}
	s.matrix = true
	return nil
}

// jsonNumber returns a number that JSON may hold as a number or as text; NaN when it is neither.
func jsonNumber(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return math.NaN()
}

// microG returns the acceleration of one sample.
func (s *gt3xScale) microG(x, y, z int) (int32, int32, int32) {
	if !s.matrix {
		f := dsp.MicroG / s.perG
		return roundMicroG(float64(x) * f), roundMicroG(float64(y) * f), roundMicroG(float64(z) * f)
	}
	a, b, c := float64(x)-s.offset[0], float64(y)-s.offset[1], float64(z)-s.offset[2]
	row := func(i int) int32 {
		return roundMicroG((float64(s.m[i][0]*a) + float64(s.m[i][1]*b) + float64(s.m[i][2]*c)) * dsp.MicroG)
	}
	return row(0), row(1), row(2)
}

// roundMicroG rounds to whole micro-g, halves away from zero, and keeps to what a sample can hold.
func roundMicroG(v float64) int32 {
	return int32(math.Round(max(min(v, math.MaxInt32), -math.MaxInt32)))
}

// samples12 appends n samples of 3 × 12 bits, high bits first, whose axes stand in the order given by x, y, z (each 0 to 2).
func (s *gt3xScale) samples12(p []byte, n int, order [3]int, b *dsp.Block) {
	var xs, ys, zs []int32
	b.X, xs = grow(b.X, n)
	b.Y, ys = grow(b.Y, n)
	b.Z, zs = grow(b.Z, n)
	for i := range xs {
		var v [3]int
		for k := range v {
			bit := 12 * (3*i + k)
			w := uint16(p[bit/8])<<8 | uint16(p[bit/8+1])
			if bit%8 == 0 {
				w >>= 4
			}
			v[k] = int(int16(w<<4) >> 4)
		}
		xs[i], ys[i], zs[i] = s.microG(v[order[0]], v[order[1]], v[order[2]])
	}
}
