package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Schema names the form of a truth file.
const Schema = "nightjar.truth/1"

// PostureDeg is the change of posture from which a movement counts as posture-changing (A).
const PostureDeg = 20.0 // degrees

// Truth is all there is to know of a night. Times are seconds of true time from
// the first sample of the first limb, rounded to milliseconds.
//
// Limb movements, fidgets and large movements of one limb that are less than
// 0.5 s apart are one event, and those of two limbs are combined, as
// wasm2016 does both. Hypnic starts, rhythmic trains, twitches, micro-motions and shocks
// stay as they are and are never limb movements.
type Truth struct {
	Schema    string                  `json:"schema"`
	Settings  Settings                `json:"settings"`
	Drawn     Laws[float64]           `json:"drawn"` // what was drawn from the profile's laws
	Limbs     []TruthLimb             `json:"limbs"`
	Sleep     TruthSleep              `json:"sleep"`
	Hypnogram []TruthStage            `json:"hypnogram"`
	Counts    map[string]int          `json:"counts"`  // visible events of each class
	Indices   map[string]TruthIndices `json:"indices"` // under each rule set
	Events    []TruthEvent            `json:"events"`  // in order of onset
}

// TruthLimb is what is particular to one recording.
type TruthLimb struct {
	Site    device.Site  `json:"site"`
	Samples int64        `json:"samples"` // stored
	StartS  float64      `json:"start_s"` // true time of its first sample
	RateHz  float64      `json:"rate_hz"` // true mean rate
	Holes   [][2]float64 `json:"holes_s"` // from the last sample before to the first after
	Losses  int          `json:"losses"`  // runs of at most 50 ms
	NoiseMG float64      `json:"noise_mg"`
}

// TruthSleep is when the sleeper slept.
type TruthSleep struct {
	Intervals   [][2]float64 `json:"intervals_s"`
	Onset       *float64     `json:"onset_s"`  // persistent: of the first sleep of ten minutes or more, null when there was none
	Onsets      []float64    `json:"onsets_s"` // every return from wakefulness to sleep
	TotalSleepH float64      `json:"total_sleep_h"`
	TimeInBedH  float64      `json:"time_in_bed_h"`
}

// TruthStage is one row of the hypnogram.
type TruthStage struct {
	OnsetS    float64 `json:"onset_s"`
	DurationS float64 `json:"duration_s"`
	Stage     Stage   `json:"stage"`
}

// TruthIndices holds counts and rates under one rule set. Time in a hole of any limb counts nowhere.
type TruthIndices struct {
	Visible Scored `json:"visible"` // over the events that a sensor could see
	All     Scored `json:"all"`     // over every movement that was made
}

// Scored is what a rule set makes of a list of movements.
type Scored struct {
	Counts  score.Counts  `json:"counts"`
	Indices score.Indices `json:"indices"`
}

// The classes of truth events: those of the contract's analysis, then the kinds
// that are no events (finding one or not is neither right nor wrong).
const (
	ClassPLM           = "plm"
	ClassIsolated      = "isolated"
	ClassShortInterval = "short_interval"
	ClassHypnicStart   = "hypnic_start"
	ClassRhythmic      = "rhythmic"
	ClassGross         = "gross"
	ClassBrief         = "brief"
	ClassCut           = "cut"

	ClassTwitch = "twitch" // a burst below half a second that is no limb movement
	ClassMicro  = "micro"  // micro-motion of someone awake
	ClassShock  = "shock"  // the bed partner's
	ClassHidden = "hidden" // began inside a hole
)

// TruthEvent is one event of the sleeper, or of the bed partner.
type TruthEvent struct {
	Class     string        `json:"class"`
	Ignored   bool          `json:"ignored"` // the class is none that a detector should or should not report
	OnsetS    float64       `json:"onset_s"` // first instant more than 5 mg from the posture before
	EndS      float64       `json:"end_s"`   // last such instant, from the new posture when there is one
	DurationS float64       `json:"duration_s"`
	PeakMG    float64       `json:"peak_mg"` // greatest distance from the posture before
	Visible   bool          `json:"visible"` // peak of 15 mg or more
	Faint     bool          `json:"faint"`   // never above 5 mg: onset and end are the planned ones
	Asleep    bool          `json:"asleep"`  // at onset
	TiltDeg   float64       `json:"tilt_deg"`
	Series    int           `json:"series"` // of its periodic series under wasm2016, 0 = in none
	Sites     []device.Site `json:"sites"`
	Kind      string        `json:"kind"`   // what was planned: limb, fidget, gross, …
	Traits    []string      `json:"traits"` // doublet, clonic, two-axis, long, gentle, tilt, fragmented, transmitted, …
	Train     int           `json:"train"`  // number of the planned train, 0 = none
	Parts     []TruthPart   `json:"parts"`  // per limb
}

// TruthPart is an event as one limb's sensor had it.
type TruthPart struct {
	Site      device.Site `json:"site"`
	OnsetS    float64     `json:"onset_s"`
	DurationS float64     `json:"duration_s"`
	PeakMG    float64     `json:"peak_mg"`
}

// Write writes the truth as indented JSON.
func (t *Truth) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	if err := enc.Encode(t); err != nil {
		return fmt.Errorf("truth: %w", err)
	}
	return nil
}

// WriteHypnogram writes onset_s,duration_s,stage rows, which nightjar reads as --hypnogram.
func (t *Truth) WriteHypnogram(w io.Writer) error {
	if _, err := fmt.Fprintln(w, "onset_s,duration_s,stage"); err != nil {
		return fmt.Errorf("hypnogram: %w", err)
	}
	for _, s := range t.Hypnogram {
		if _, err := fmt.Fprintf(w, "%.3f,%.3f,%s\n", s.OnsetS, s.DurationS, s.Stage); err != nil {
			return fmt.Errorf("hypnogram: %w", err)
		}
	}
	return nil
}

// tell assembles the truth.
func (n *Night) tell() (*Truth, error) {
	t := &Truth{Schema: Schema, Settings: n.Settings, Drawn: n.law, Counts: map[string]int{}}
	for i, c := range n.clocks {
		t.Limbs = append(t.Limbs, n.tellLimb(i, c))
	}
	n.tellSleep(t)
	b := newBook(n)
	if err := b.judge(t); err != nil {
		return nil, err
	}
	slices.SortStableFunc(t.Events, func(a, b TruthEvent) int { return cmp.Compare(a.OnsetS, b.OnsetS) })
	for _, e := range t.Events {
		if e.Visible {
			t.Counts[e.Class]++
		}
	}
	return t, nil
}

func (n *Night) tellLimb(number int, c *clock) TruthLimb {
	l := TruthLimb{Site: n.limbs[number].site, Samples: c.samples, StartS: milli(c.from), Holes: [][2]float64{}}
	l.RateHz = float64(c.samples-1) / (c.time(c.samples-1) - c.time(0))
	l.NoiseMG = newSensor(number, n.Settings, n.law).noise * 1000
	for _, h := range c.holes() {
		l.Holes = append(l.Holes, [2]float64{milli(h[0]), milli(h[1])})
	}
	for _, m := range c.missing {
		l.Samples -= m.to - m.from
		if !m.hole {
			l.Losses++
		}
	}
	return l
}

func (n *Night) tellSleep(t *Truth) {
	t.Sleep = TruthSleep{Intervals: n.sleep.intervals(), Onsets: append([]float64{}, n.sleep.onsets...), TimeInBedH: n.sleep.end / hour}
	if p := n.sleep.persistent; !math.IsNaN(p) {
		t.Sleep.Onset = &p
	}
	var total float64
	for _, iv := range t.Sleep.Intervals {
		total += iv[1] - iv[0]
	}
	t.Sleep.TotalSleepH = total / hour
	for _, b := range n.sleep.bouts {
		if last := len(t.Hypnogram) - 1; last >= 0 && t.Hypnogram[last].Stage == b.stage {
			t.Hypnogram[last].DurationS = milli(b.to - t.Hypnogram[last].OnsetS)
			continue
		}
		t.Hypnogram = append(t.Hypnogram, TruthStage{b.from, milli(b.to - b.from), b.stage})
	}
}

// milli rounds seconds to whole milliseconds.
func milli(s float64) float64 { return math.Round(s*1000) / 1000 }
