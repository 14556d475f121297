package evaluate

import (
	"bytes"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// TestMarks: what the sleeper felt is held against what was found, by itself and beside another truth.
func TestMarks(t *testing.T) {
	start, train := report.MillisOf(100), report.MillisOf(400)
	n := &report.Night{
		Events: []report.Event{{Onset: start, Class: report.HypnicStart}, {Onset: train, Class: report.PLM}},
		Marks: []report.Marked{{Text: report.MarkLightsOff}, {At: report.MillisOf(104), Text: report.MarkJerk, Event: &start},
			{At: report.MillisOf(410), Text: report.MarkJerk, Event: &train}, {At: report.MillisOf(900), Text: report.MarkJerk}},
	}
	want := Felt{Marked: 3, Seen: 2, HypnicStarts: 1}
	total := &Result{}
	for range 2 {
		total.Add(FromMarks(n))
	}
	if got := total.Summary().Marks; got == nil || *got != (Felt{Marked: 6, Seen: 4, HypnicStarts: 2}) {
		t.Errorf("two nights: %+v", got)
	}
	r := Compare(&Truth{Kind: HumanScorer}, n, "wasm2016")
	if r.Felt != want {
		t.Errorf("beside another truth: %+v", r.Felt)
	}
	for _, r := range []*Result{total, r} {
		var b bytes.Buffer
		s := r.Summary()
		if err := s.WriteText(&b); err != nil || !strings.Contains(b.String(), "Marked by the sleeper") {
			t.Errorf("%v: %s", err, b.String())
		}
	}
	if s := FromMarks(&report.Night{}).Summary(); s.Marks != nil {
		t.Errorf("nothing marked: %+v", s.Marks)
	}
}
