package evaluate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/events"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// TruthSchema is the schema of truth files that are read.
const TruthSchema = "nightjar.truth/1"

// The kinds of truth, as tables are headed.
const (
	Simulated   = "simulated nights"
	HumanScorer = "human scorer"
)

// Truth is what really happened in one night, in seconds from the first sample.
type Truth struct {
	Kind    string // Simulated or HumanScorer
	Events  []Event
	Staged  bool          // Event.Asleep is known
	Sleep   [][2]float64  // when the sleeper slept; nil when unknown
	Onset   *float64      // persistent sleep onset; nil when unknown or none
	Figures []RuleFigures // counts and indices under each rule set, over visible events
	Classed bool          // events have classes; else they are limb movements only, periodic or not
}

// Event is one thing that really happened.
type Event struct {
	OnsetS, EndS float64
	Class        report.Class
	Visible      bool    // a sensor could see it
	Asleep       bool    // at onset
	PeakMG       float64 // greatest distance from the posture before, mg; 0 when the truth does not say
}

// RuleFigures is what a rule set makes of the truth. A null is unknown.
type RuleFigures struct {
	Rules       string
	PLMS        *int
	PLMSPerH    *float64
	Periodicity *float64
}

// truthFile is the part of nightjar.truth/1 that is needed here.
type truthFile struct {
	Schema string `json:"schema"`
	Sleep  struct {
		Intervals [][2]float64 `json:"intervals_s"`
		Onset     *float64     `json:"onset_s"`
	} `json:"sleep"`
	Indices map[string]struct {
		Visible ruleFile `json:"visible"`
	} `json:"indices"`
	Events []struct {
		Class   report.Class `json:"class"`
		OnsetS  *float64     `json:"onset_s"`
		EndS    *float64     `json:"end_s"`
		Visible *bool        `json:"visible"`
		PeakMG  float64      `json:"peak_mg"`
	} `json:"events"`
}

// ruleFile is a rule set's figures in a truth file.
type ruleFile struct {
	Counts struct {
		PLMS *int `json:"plms"`
	} `json:"counts"`
	Indices struct {
		PLMSPerH    *float64 `json:"plms_per_h"`
		Periodicity *float64 `json:"periodicity"`
	} `json:"indices"`
}

const (
	visibleMG = 15       // mg: the least peak that a sensor is asked to see (contract.md: simulate)
	hidden    = "hidden" // class of what began inside a hole: nobody can find it
)

// ReadTruth reads the truth of a simulated night. name is the file's name for messages.
func ReadTruth(r io.Reader, name string) (*Truth, error) {
	var f truthFile
	d := json.NewDecoder(r)
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("%s: is no truth file, give the one that nightjar simulate wrote as PREFIX.truth.json: %w", name, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: something follows the truth, at byte %d: give the file as nightjar simulate wrote it", name, d.InputOffset())
	}
	if f.Schema != TruthSchema {
		return nil, fmt.Errorf("%s: schema is %q, not %q: give the file that nightjar simulate wrote as PREFIX.truth.json", name, f.Schema, TruthSchema)
	}
	if f.Events == nil || f.Sleep.Intervals == nil {
		return nil, fmt.Errorf("%s: has no list of events or of sleep: give the file that nightjar simulate wrote as PREFIX.truth.json", name)
	}
	t := &Truth{Kind: Simulated, Staged: true, Classed: true, Sleep: f.Sleep.Intervals, Onset: f.Sleep.Onset}
	for i, e := range f.Events {
		if e.OnsetS == nil || e.EndS == nil || *e.EndS < *e.OnsetS {
			return nil, fmt.Errorf("%s: event %d needs onset_s and an end_s not before it", name, i+1)
		}
		if e.Class == hidden {
			continue
		}
		visible := e.PeakMG >= visibleMG
		if e.Visible != nil {
			visible = *e.Visible
		}
		t.Events = append(t.Events, Event{*e.OnsetS, *e.EndS, e.Class, visible, t.asleepAt(*e.OnsetS), e.PeakMG})
	}
	for rules, x := range f.Indices {
		t.Figures = append(t.Figures, RuleFigures{rules, x.Visible.Counts.PLMS, x.Visible.Indices.PLMSPerH, x.Visible.Indices.Periodicity})
	}
	slices.SortFunc(t.Figures, func(a, b RuleFigures) int { return cmp.Compare(a.Rules, b.Rules) })
	t.sort()
	return t, nil
}

// FromReference makes a truth of a human scorer's list under the rules that an analysis was scored with.
func FromReference(list events.Movements, rules score.Rules) (*Truth, error) {
	verdicts, err := score.Score(rules, list.Spans, nil)
	if err != nil {
		return nil, fmt.Errorf("scoring the reference: %w", err)
	}
	t := &Truth{Kind: HumanScorer, Staged: list.Staged}
	for i := range verdicts {
		v := &verdicts[i]
		class := report.Isolated
		switch {
		case v.Class == score.TooShort:
			class = report.Brief
		case v.PLM():
			class = report.PLM
		case v.Short():
			class = report.ShortInterval
		}
		t.Events = append(t.Events, Event{v.Onset.Seconds(), v.End.Seconds(), class, true, v.Asleep == score.Asleep, 0})
	}
	s := score.Summarize(rules, verdicts, score.Night{Stages: list.Staged})
	t.Figures = []RuleFigures{{Rules: rules.Name, PLMS: s.Counts.PLMS}}
	t.sort()
	return t, nil
}

func (t *Truth) sort() {
	slices.SortStableFunc(t.Events, func(a, b Event) int { return cmp.Compare(a.OnsetS, b.OnsetS) })
}

// asleepAt reports whether the sleeper slept at s.
func (t *Truth) asleepAt(s float64) bool {
	return slices.ContainsFunc(t.Sleep, func(i [2]float64) bool { return i[0] <= s && s < i[1] })
}

// figures returns what the named rule set makes of the truth, nil when the truth does not say.
func (t *Truth) figures(rules string) *RuleFigures {
	for i := range t.Figures {
		if t.Figures[i].Rules == rules {
			return &t.Figures[i]
		}
	}
	return nil
}
