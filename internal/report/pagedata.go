package report

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
)

// What a page of a night takes, so that it stays below 1.5 MB in all: what is left goes to the waves. A night with more of them than that shows every second sample of
// each, or every third and so on.
const (
	pageBytes  = 1_440_000 // of all, with a reserve
	fixedBytes = 190_000   // style, script, words and pictures
	eventBytes = 680       // row, small wave and figures of one event, measured
	leastWaves = 300_000   // what waves get at least
)

// pageData is what the page's script draws from. The words of an event it reads off the table, where they stand for everybody.
type pageData struct {
	Zero    *int64       `json:"zero"` // ms: wall time of second 0, read as UTC; null when undated
	Frame   [2]float64   `json:"frame"`
	Asleep  [][2]float64 `json:"asleep"`
	Lost    [][2]float64 `json:"lost"`
	Unworn  [][2]float64 `json:"unworn"`
	Lanes   [][2]string  `json:"lanes"`   // class and name
	Unknown []int        `json:"unknown"` // lanes whose class could not be counted
	Unslept bool         `json:"unslept"` // sleep is not known
	Motion  []motionData `json:"motion"`
	Events  []eventData  `json:"events"`
	StepMG  float64      `json:"step_mg"`
	Strides int          `json:"stride"` // every how many samples are shown
}

type motionData struct {
	Limb int       `json:"limb"`
	At   []float64 `json:"at"`
	MG   []float64 `json:"mg"`
}

// eventData is one event: onset, duration, number of its lane, floor and threshold in mg, and its waves.
type eventData struct {
	At        float64    `json:"t"`
	Duration  float64    `json:"d"`
	Lane      int        `json:"k"`
	FloorMG   float64    `json:"f"`
	ThreshMG  float64    `json:"h"`
	PartsData []partData `json:"p"`
	WavesData []waveData `json:"w"`
}

type partData struct {
	Limb int     `json:"l"`
	At   float64 `json:"t"`
	Len  float64 `json:"d"`
}

// waveData is one wave: V holds the differences between neighbouring steps as zigzag varints in base64.
type waveData struct {
	Limb int     `json:"l"`
	At   float64 `json:"t"`
	Hz   float64 `json:"hz"`
	V    string  `json:"v"`
}

// data makes what the page's script draws from, as JSON that may stand in a script element.
func (t *text) data(n *Night) (template.JS, error) {
	f := frameOf(n, 0, 1)
	d := pageData{
		Frame: [2]float64{f.start.Seconds(), f.end.Seconds()}, Asleep: seconds(n.Sleep.Intervals), StepMG: WaveStepG * milliPerG,
		Motion: []motionData{}, Events: []eventData{}, Strides: stride(n), Unknown: unknownLanes(n), Unslept: n.Sleep.Source == nil,
	}
	if at, ok := t.zero(n); ok {
		_, offset := at.Zone()
		d.Zero = known(at.UnixMilli() + int64(offset)*int64(second))
	}
	for _, l := range lanes {
		d.Lanes = append(d.Lanes, [2]string{string(l.class), l.name})
	}
	if n.Trace != nil {
		d.Lost, d.Unworn = seconds(n.Trace.Lost), seconds(n.Trace.Unworn)
		for _, m := range n.Trace.Motion {
			v := motionData{Limb: t.limbOf(m.Site), At: []float64{}, MG: []float64{}}
			for _, e := range m.Epochs {
				v.At, v.MG = append(v.At, e.Onset.Seconds()), append(v.MG, round(milliPerG*e.MotionG, 1))
			}
			d.Motion = append(d.Motion, v)
		}
	}
	for i := range n.Events {
		d.Events = append(d.Events, t.eventData(&n.Events[i], d.Strides))
	}
	out, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("report page: %w", err)
	}
	return template.JS(out), nil // json.Marshal writes <, > and & as \u003c, \u003e and \u0026
}

func (t *text) eventData(e *Event, stride int) eventData {
	v := eventData{
		At: e.Onset.Seconds(), Duration: e.Duration.Seconds(), Lane: laneOf(e.Class),
		FloorMG: round(milliPerG*e.FloorG, 1), ThreshMG: round(milliPerG*e.ThresholdG, 1), PartsData: []partData{}, WavesData: []waveData{},
	}
	for _, p := range e.Parts {
		v.PartsData = append(v.PartsData, partData{t.limbOf(p.Site), p.Onset.Seconds(), p.Duration.Seconds()})
	}
	for i := range e.Waves {
		w := &e.Waves[i]
		v.WavesData = append(v.WavesData, waveData{t.limbOf(w.Site), w.Onset.Seconds(), w.RateHz / float64(stride), packSteps(w.Steps, stride)})
	}
	return v
}

// stride returns every how many samples of the night's waves fit the budget.
func stride(n *Night) int {
	samples := 0
	for i := range n.Events {
		for k := range n.Events[i].Waves {
			samples += len(n.Events[i].Waves[k].Steps)
		}
	}
	const perSample = 1.45 // bytes of base64, most differences taking one byte
	budget := max(leastWaves, pageBytes-fixedBytes-eventBytes*len(n.Events))
	return max(1, int(math.Ceil(perSample*float64(samples)/float64(budget))))
}

// packSteps writes every stride-th step as zigzag varints of differences, in base64.
func packSteps(steps []uint16, stride int) string {
	buf := make([]byte, 0, len(steps)+8)
	last := int64(0)
	for i := 0; i < len(steps); i += stride {
		v := int64(steps[i])
		buf = binary.AppendVarint(buf, v-last)
		last = v
	}
	return base64.StdEncoding.EncodeToString(buf)
}

// seconds writes stretches in seconds; never null.
func seconds(list [][2]Millis) [][2]float64 {
	out := [][2]float64{}
	for _, s := range list {
		out = append(out, [2]float64{s[0].Seconds(), s[1].Seconds()})
	}
	return out
}
