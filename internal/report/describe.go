package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// DescribedSchema names the shape of Descriptions; it changes only by addition.
const DescribedSchema = "nightjar.info/1"

// Descriptions is what info prints with --json.
type Descriptions struct {
	Schema     string        `json:"schema"`
	Version    string        `json:"version"`
	Recordings []Description `json:"recordings"`
	Failed     []Failure     `json:"failed"`
}

// Description is what a recording is, before anything in it is counted.
type Description struct {
	Recording
	Device    *string        `json:"device"`     // maker and model; null when the file does not say
	Serial    *string        `json:"serial"`     // likewise
	NominalHz float64        `json:"nominal_hz"` // the grid on which samples are numbered
	RangeG    *float64       `json:"range_g"`    // full scale; null when unknown
	WornH     float64        `json:"worn_h"`     // hours with samples in which somebody wore the sensor
	UnwornH   float64        `json:"unworn_h"`
	PostureG  *[3][2]float64 `json:"posture_g"` // least and greatest gravity at rest along x, y and z; null without rest
}

// Describe says what the recording in is. zone is where its local times belong; nil when nobody said.
func Describe(in Input, zone *time.Location) (Description, error) {
	a, err := newAxis(Group{in}, zone)
	if err != nil {
		return Description{}, err
	}
	t := &a.tracks[0]
	d := Description{Recording: printRecording(t, zone), NominalHz: in.Ledger.Info.Rate.Hz()}
	if i := in.Ledger.Info; i.Device != "" {
		d.Device = known(i.Device)
	}
	if i := in.Ledger.Info; i.Serial != "" {
		d.Serial = known(i.Serial)
	}
	if g := in.Ledger.Info.RangeG; g > 0 {
		d.RangeG = known(round(g, rateDecimals))
	}
	covered := t.covered()
	worn := covered.without(t.unworn())
	d.WornH = round(worn.length().Hours(), hourDecimals)
	d.UnwornH = round((covered.length() - worn.length()).Hours(), hourDecimals)
	d.PostureG = postureSpread(stillPostures(in.Ledger))
	return d, nil
}

// postureSpread returns the least and the greatest component of still postures along each axis.
func postureSpread(still [][3]float64) *[3][2]float64 {
	if len(still) == 0 {
		return nil
	}
	var s [3][2]float64
	for k := range axesOfSensor {
		lo, hi := still[0][k], still[0][k]
		for _, p := range still {
			lo, hi = min(lo, p[k]), max(hi, p[k])
		}
		s[k] = [2]float64{round(lo, 2), round(hi, 2)}
	}
	return &s
}

const (
	holesShown = 8  // in text; JSON has all
	labelWidth = 13 // columns
)

// WriteDescriptions prints descriptions for a person, a block for each.
func WriteDescriptions(w io.Writer, ds []Description) error {
	var b strings.Builder
	for i := range ds {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n", ds[i].File)
		for _, l := range ds[i].lines() {
			fmt.Fprintf(&b, "  %-*s%s\n", labelWidth, l[0], l[1])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lines returns what is to be said: label and text.
func (d *Description) lines() [][2]string {
	out := [][2]string{
		{"format", d.Format},
		{"device", orElse(d.Device, "not stated") + prefixed(", serial ", d.Serial)},
		{"site", orElse(d.Site, "not stated: give --site")},
		{"rate", d.rateText()},
		{"time", d.timeText()},
		{"samples", fmt.Sprintf("%d%s", d.Samples, madeUp(d.Interpolated))},
		{"holes", d.holesText()},
		{"gravity", d.gravityText()},
		{"postures", d.postureText()},
		{"worn", fmt.Sprintf("%.2f h of %.2f h recorded", d.WornH, d.WornH+d.UnwornH)},
	}
	for _, w := range d.Warnings {
		out = append(out, [2]string{"warning", w.Code + ": " + w.Text})
	}
	return out
}

// orElse returns *s, or what to say when there is none.
func orElse(s *string, none string) string {
	if s == nil {
		return none
	}
	return *s
}

// prefixed returns *s behind a word, nothing when there is none.
func prefixed(word string, s *string) string {
	if s == nil {
		return ""
	}
	return word + *s
}

func madeUp(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them interpolated", n)
}

func (d *Description) rateText() string {
	nominal := strconv.FormatFloat(d.NominalHz, 'g', -1, 64) + " Hz"
	if d.RateHz == nil {
		return nominal + " nominal; too short to measure"
	}
	return fmt.Sprintf("%.3f Hz measured, %s nominal", *d.RateHz, nominal)
}

func (d *Description) timeText() string {
	if d.StartAt == nil {
		return fmt.Sprintf("%.2f h, no date", d.Hours)
	}
	return fmt.Sprintf("%s to %s, %.2f h", *d.StartAt, *d.EndAt, d.Hours)
}

func (d *Description) holesText() string {
	if len(d.Holes) == 0 {
		return "none"
	}
	var parts []string
	var sum Millis
	for i, h := range d.Holes {
		sum += h.Duration
		if i < holesShown {
			parts = append(parts, fmt.Sprintf("%.1f s at %.1f s (%s)", h.Duration.Seconds(), h.Onset.Seconds(), h.Cause))
		}
	}
	if len(d.Holes) > holesShown {
		parts = append(parts, "…")
	}
	return fmt.Sprintf("%d, %.1f s together: %s", len(d.Holes), sum.Seconds(), strings.Join(parts, ", "))
}

func (d *Description) gravityText() string {
	if d.NormG == nil {
		return "nothing measured"
	}
	s := fmt.Sprintf("%.3f g (median)", *d.NormG)
	if d.PostureG == nil {
		return s + ", never quite at rest"
	}
	if e := d.Calibration.ErrorBefore; e != nil {
		s += fmt.Sprintf(", at rest off 1 g by %.1f mg", *e)
	}
	if e := d.Calibration.ErrorAfter; e != nil {
		s += fmt.Sprintf(", by %.1f mg when calibrated", *e)
	}
	return s
}

func (d *Description) postureText() string {
	if d.PostureG == nil {
		return "never at rest"
	}
	var parts []string
	for k, axis := range [...]string{"x", "y", "z"} {
		parts = append(parts, fmt.Sprintf("%s %+.2f to %+.2f g", axis, d.PostureG[k][0], d.PostureG[k][1]))
	}
	return strings.Join(parts, ", ")
}
