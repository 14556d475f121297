package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// Whatever analyze lists, explain says the same of it: class, peak, threshold and rule; where it lists nothing, explain finds no event either.
func TestExplain(t *testing.T) {
	simulated(t)
	_, text, _ := call(t, "", "analyze", "n.csv", "--json")
	var a report.Analysis
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	events := a.Nights[0].Events
	if len(events) < 5 {
		t.Fatalf("%d events", len(events))
	}
	for i := range 5 {
		e := &events[i*(len(events)-1)/4]
		code, out, stderr := call(t, "", "explain", "n.csv", "--at", "+"+e.Onset.String())
		for _, want := range []string{
			fmt.Sprintf("peak %.1f mg", 1000*e.PeakG), fmt.Sprintf("threshold  %.1f mg", 1000*e.ThresholdG), e.Why[0], "rule set   wasm2016", e.Onset.String() + " s, for " + e.Duration.String(), "━",
		} {
			if code != exitDone || !strings.Contains(out, want) {
				t.Errorf("event at %s: exit %d, %s, lacks %q:\n%s", e.Onset, code, stderr, want, out)
			}
		}
	}
	for i := 1; i < len(events); i++ {
		if gap := events[i].Onset - events[i-1].Onset - events[i-1].Duration; gap < 15_000 {
			continue
		}
		_, out, _ := call(t, "", "explain", "n.csv", "--at", "+"+(events[i].Onset-7000).String())
		if strings.Contains(out, "confidence") || !strings.Contains(out, "no movement") && !strings.Contains(out, "no event") {
			t.Errorf("seven seconds before the event at %s:\n%s", events[i].Onset, out)
		}
	}
}

// The picture is XML by itself and asks for nothing from outside.
func TestExplainSVG(t *testing.T) {
	simulated(t)
	if code, _, stderr := call(t, "", "explain", "n.csv", "--at", "22:40:00", "--svg", "m.svg"); code != exitDone {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	f, err := os.Open("m.svg")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // only read
	curves := 0
	for d := xml.NewDecoder(f); ; {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			for _, attr := range e.Attr {
				if attr.Name.Local == "class" && attr.Value == "curve" {
					curves++
				}
				if attr.Name.Local == "href" || attr.Name.Local == "src" {
					t.Errorf("%s asks for %s", e.Name.Local, attr.Value)
				}
			}
		}
	}
	if curves != 1 {
		t.Errorf("%d curves, want 1", curves)
	}
}

// Where nothing passed a threshold none is known, and what is not known is drawn nowhere, least of all at zero.
func TestExplainStill(t *testing.T) {
	t.Chdir(t.TempDir())
	var table strings.Builder
	table.WriteString("time,x,y,z\n")
	for i := range 60 * 50 { // a minute at 50 Hz, at rest but for a step of 1 mg
		fmt.Fprintf(&table, "%.2f,0,%.3f,1\n", float64(i)/50, 0.001*float64(i%2))
	}
	if err := os.WriteFile("still.csv", []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, stderr := call(t, "", "explain", "still.csv", "--at", "+30", "--time-format", "s", "--units", "g", "--svg", "still.svg")
	if code != exitDone || !strings.Contains(out, "not known: nothing in this recording passed a threshold") {
		t.Fatalf("exit %d, %s%s", code, out, stderr)
	}
	if strings.Contains(out, "┄") || strings.Contains(out, " threshold\n         └") {
		t.Errorf("a threshold that is not known is drawn:\n%s", out)
	}
	if !strings.Contains(out, "     0.1 │") || strings.Contains(out, "       0 │") {
		t.Errorf("rows of a tenth of a mg are labelled with whole ones:\n%s", out)
	}
	picture, err := os.ReadFile("still.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range []string{`class="threshold"`, `class="floor"`} {
		if strings.Contains(string(picture), class) {
			t.Errorf("the picture draws what is not known: %s", class)
		}
	}
	// A time of day is of no use without a date: the error says what to give instead.
	if code, _, stderr := call(t, "", "explain", "still.csv", "--at", "03:00", "--time-format", "s", "--units", "g"); code != exitFailed || !strings.Contains(stderr, "it tells no time of day; give seconds from its first sample, as +3600") {
		t.Errorf("exit %d, %s", code, stderr)
	}
}

func TestExplainRefuses(t *testing.T) {
	simulated(t)
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "say which moment", []string{"n.csv"}},
		{exitUsage, "is not a time", []string{"n.csv", "--at", "noon"}},
		{exitUsage, "read twice", []string{"-", "--at", "+5"}},
		{exitFailed, "it lasts from 2024-03-14T22:", []string{"n.csv", "--at", "12:00"}},
		{exitFailed, "it lasts from", []string{"n.csv", "--at", "+999999"}},
		{exitFailed, "missing.csv", []string{"missing.csv", "--at", "+5"}},
	} {
		code, _, stderr := call(t, "", append([]string{"explain"}, c.args...)...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("explain %v: exit %d, stderr %q; want %d and %q", c.args, code, stderr, c.code, c.says)
		}
	}
}
