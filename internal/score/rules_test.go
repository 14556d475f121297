package score

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPresetsAreValidAndSurviveJSON(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Presets() {
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
		if names[r.Name] {
			t.Errorf("two rule sets are called %s", r.Name)
		}
		names[r.Name] = true
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseRules(text)
		if err != nil || back != r {
			t.Errorf("%s came back from JSON as %+v, %v", r.Name, back, err)
		}
		var report struct{ Rules Rules } // as inside a report
		if err := json.Unmarshal([]byte(`{"rules":`+string(text)+`}`), &report); err != nil || report.Rules != r {
			t.Errorf("%s came back from a report as %+v, %v", r.Name, report.Rules, err)
		}
	}
}

func TestRulesJSONIsReadable(t *testing.T) {
	text, err := json.Marshal(WASM2016())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"name":"wasm2016"`, `"min_duration_s":0.5`, `"min_interval_s":10`, `"respiratory_after_s":10.25`, `"short_interval":"break"`, `"min_run":4`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

func TestParseRulesErrors(t *testing.T) {
	whole, err := json.MarshalIndent(WASM2016(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) string {
		if !strings.Contains(string(whole), old) {
			t.Fatalf("%q is not in the rules", old)
		}
		return strings.Replace(string(whole), old, new, 1)
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "braces"},
		{"not an object", "[1]", "braces"},
		{"unknown field", edit(`"max_parts"`, `"max_prats"`), `line 11: unknown field "max_prats"`},
		{"repeated field", edit(`"max_parts": 4`, "\"max_parts\": 4,\n  \"max_parts\": 5"), `line 12: field "max_parts" is given twice`},
		{"missing field", edit("  \"max_parts\": 4,\n", ""), `field "max_parts" is missing`},
		{"null", edit(`"max_parts": 4`, `"max_parts": null`), `line 11: field "max_parts": null`},
		{"text for a length", edit(`"join_gap_s": 0.5`, `"join_gap_s": "0.5"`), `line 4: field "join_gap_s"`},
		{"fraction for a count", edit(`"min_run": 4`, `"min_run": 4.5`), `field "min_run"`},
		{"one movement is no series", edit(`"min_run": 4`, `"min_run": 1`), `field "min_run" is 1`},
		{"unknown clause", edit(`"follow"`, `"flee"`), `field "large_movement" is "flee", not one of ["follow" "break" "ignore"]`},
		{"limits crossed", edit(`"max_interval_s": 90`, `"max_interval_s": 9`), `min_interval_s and max_interval_s`},
		{"negative length", edit(`"join_gap_s": 0.5`, `"join_gap_s": -0.5`), `join_gap_s`},
		{"length in milliseconds", edit(`"max_interval_s": 90`, `"max_interval_s": 90000`), `max_interval_s`},
		{"no name", edit(`"wasm2016"`, `" "`), "name is empty"},
		{"cut", string(whole[:len(whole)-3]), "not JSON"},
		{"two objects", string(whole) + "{}", "more text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseRules([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func FuzzParseRules(f *testing.F) {
	for _, r := range Presets() {
		text, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"x","max_parts":null}`))
	f.Add([]byte("{\n\"name\":"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRules(data)
		if err != nil {
			return
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseRules(text)
		if err != nil || back != r {
			t.Fatalf("%s came back as %+v, %v", text, back, err)
		}
	})
}

// The windows are those of the WASM 2016 rules: 2.0 s before to 10.25 s after the end of the event (standards sheet, section 2.6).
func TestRespiratoryWindow(t *testing.T) {
	event := []Stretch{{From: 80 * Second, To: 100 * Second}}
	for _, c := range []struct {
		onset, end string
		wasm, aasm bool // aasm: 0.5 s before the start to 0.5 s after the end
	}{
		{"97.5", "99", true, true},
		{"96", "97.9", false, true},
		{"96", "98", true, true},
		{"110.25", "112", true, false},
		{"110.3", "112", false, false},
		{"90", "115", true, true},
		{"100.5", "102", true, true},
		{"100.6", "102", true, false},
		{"78", "79.5", false, true},
		{"78", "79.4", false, false},
	} {
		onset, end := at(t, c.onset), at(t, c.end)
		if got := WASM2016().RespiratoryRelated(onset, end, event); got != c.wasm {
			t.Errorf("wasm: movement %s to %s s related = %v", c.onset, c.end, got)
		}
		if got := AASM().RespiratoryRelated(onset, end, event); got != c.aasm {
			t.Errorf("aasm: movement %s to %s s related = %v", c.onset, c.end, got)
		}
	}
}

// at reads a time.
func at(t interface {
	Helper()
	Fatal(...any)
}, s string) Nanos {
	t.Helper()
	n, err := ParseSeconds(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
