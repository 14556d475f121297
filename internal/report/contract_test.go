package report

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
)

// contract returns the text of contract.md, which lies beside the module.
func contract(t *testing.T) string {
	text, err := os.ReadFile("../../../shared/contract.md")
	if err != nil {
		t.Skip("shared/contract.md is not here: ", err)
	}
	return string(text)
}

// keysOf lists the paths of the keys of a JSON text in the order in which they first come; elements of a list share a path.
func keysOf(t *testing.T, text []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	var out []string
	var walk func(path string)
	walk = func(path string) {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch token {
		case json.Delim('['):
			for d.More() {
				walk(path)
			}
		case json.Delim('{'):
			for d.More() {
				key, _ := d.Token()
				next := path + "." + key.(string)
				if !slices.Contains(out, next) {
					out = append(out, next)
				}
				walk(next)
			}
		default:
			return
		}
		if _, err := d.Token(); err != nil && err != io.EOF {
			t.Fatal(err)
		}
	}
	walk("")
	return out
}

// Every key of the contract's example is printed, under the same parent and in the same order.
func TestContractShape(t *testing.T) {
	text := contract(t)
	_, text, _ = strings.Cut(text, "## `analyze --json`")
	_, text, _ = strings.Cut(text, "```json")
	example, _, _ := strings.Cut(text, "```")
	want := slices.DeleteFunc(keysOf(t, []byte(example)), func(k string) bool {
		return strings.HasPrefix(k, ".rules.") || strings.HasPrefix(k, ".nights.unknown.")
	})

	a := build(t, options(), full())
	a.Recordings[0].Warnings = []device.Warning{{Code: "rate_off_nominal", Text: "…"}}
	a.Failed = []Failure{{File: "x", Error: "y"}}
	printed, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range keysOf(t, printed) {
		if slices.Contains(want, k) {
			got = append(got, k)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys of the contract (-) against what is printed (+):\n%s", diff)
	}
}

// The columns of the CSV files are the names of the JSON in its order (contract.md, "Files").
func TestContractColumns(t *testing.T) {
	text := contract(t)
	names := func(object string) []string {
		_, s, _ := strings.Cut(text, `"`+object+`": {`)
		s, _, _ = strings.Cut(s, "}")
		var out []string
		for _, m := range regexp.MustCompile(`"(\w+)":`).FindAllStringSubmatch(s, -1) {
			out = append(out, m[1])
		}
		return out
	}
	a := build(t, options(), full())
	header := func(write func(io.Writer, *Analysis) error) []string {
		var b strings.Builder
		if err := write(&b, &a); err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(b.String(), "\n")
		return strings.Split(line, ",")
	}
	want := append([]string{"file", "night"}, append(names("counts"), names("indices")...)...)
	if diff := cmp.Diff(want, header(WriteNightsCSV)); diff != "" {
		t.Errorf("nights.csv (-contract +got):\n%s", diff)
	}
	want = []string{
		"file", "night", "onset_s", "onset_at", "duration_s", "class", "series", "place", "sites", "asleep", "peak_g", "peak_jerk_g_s",
		"tilt_deg", "dominant_hz", "floor_g", "threshold_g", "since_onset_s", "imi_s", "confidence", "why",
	}
	if diff := cmp.Diff(want, header(WriteEventsCSV)); diff != "" {
		t.Errorf("events.csv (-contract +got):\n%s", diff)
	}
}
