package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// write puts a file into a folder of the test and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// scoreOf runs score --json on a list given on standard input and returns what it printed, as a program that knows the contract alone sees it.
func scoreOf(t *testing.T, list string, flags ...string) map[string]any {
	t.Helper()
	code, stdout, stderr := call(t, list, append([]string{"score", "-", "--json"}, flags...)...)
	if code != exitDone || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	return out
}

// at returns the value under a path of names, such as counts.plm.
func at(t *testing.T, v map[string]any, path string) any {
	t.Helper()
	names := strings.Split(path, ".")
	for _, n := range names[:len(names)-1] {
		v, _ = v[n].(map[string]any)
	}
	value, ok := v[names[len(names)-1]]
	if !ok {
		t.Fatalf("no %s", path)
	}
	return value
}

func want(t *testing.T, out map[string]any, values map[string]any) {
	t.Helper()
	for path, v := range values {
		if got := at(t, out, path); !reflect.DeepEqual(got, v) {
			t.Errorf("%s = %v, want %v", path, got, v)
		}
	}
}

// fiveLegs is a list across sleep onset at 50 s, 20 s apart.
const fiveLegs = "onset_s,duration_s,side,sleep_stage_at_onset\n0,2,L,W\n20,2,L,W\n40,2,L,W\n60,2,L,N2\n80,2,L,N2\n"

func TestVectors(t *testing.T) {
	const folder = "../../../shared/vectors"
	text, err := os.ReadFile(filepath.Join(folder, "expected.json"))
	if err != nil {
		t.Skip("the shared vectors are not here: ", err)
	}
	var expected map[string]map[string]json.RawMessage
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	for name, sets := range expected {
		for _, rules := range presetNames() {
			var wanted map[string]any
			if err := json.Unmarshal(sets[rules], &wanted); err != nil || len(wanted) < 7 {
				t.Fatalf("%s under %s: %d expectations, %v", name, rules, len(wanted), err)
			}
			list, err := os.ReadFile(filepath.Join(folder, name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			out := scoreOf(t, string(list), "--rules", rules)
			for key, v := range wanted {
				path := "counts." + key
				if key == "plm_onsets_s" {
					path = key
				}
				if got := at(t, out, path); !reflect.DeepEqual(got, v) {
					t.Errorf("%s under %s: %s = %v, want %v", name, rules, key, got, v)
				}
			}
		}
	}
}

func TestScoreWithStagesAlone(t *testing.T) {
	out := scoreOf(t, fiveLegs)
	want(t, out, map[string]any{
		"schema": "nightjar.score/1", "rules.name": "wasm2016", "total_sleep_h": nil, "time_in_bed_h": nil,
		"counts.lm": 5.0, "counts.clm": 5.0, "counts.nonclm": 0.0, "counts.clmr": nil, "counts.plm": 5.0, "counts.plms": 2.0, "counts.plmw": 3.0,
		"counts.plmnr": nil, "counts.series": 1.0, "counts.bilateral": 0.0, "counts.short_interval": 0.0, "counts.isolated": 0.0,
		"indices.plms_per_h": nil, "indices.plmw_per_h": nil, "indices.periodicity": nil, "indices.periodicity_ferri": nil,
		"imi.below": 0.0, "imi.within": 4.0, "imi.above": 0.0, "imi_s": []any{20.0, 20.0, 20.0, 20.0},
		"plm_onsets_s": []any{0.0, 20.0, 40.0, 60.0, 80.0}, "plm_series": []any{1.0, 1.0, 1.0, 1.0, 1.0},
		"unknown.total_sleep_h": "no_hypnogram", "unknown.plmnr": "no_respiratory_events",
	})
	want(t, scoreOf(t, fiveLegs, "--rules", "aasm"), map[string]any{"counts.lm": 2.0, "counts.plms": 0.0, "counts.plmw": 0.0, "excluded.awake": 3.0})
}

func TestScoreWithoutStages(t *testing.T) {
	out := scoreOf(t, "onset_s,duration_s,side\n0,2,L\n20,2,L\n40,2,B\n60,2,L\n")
	want(t, out, map[string]any{
		"counts.plm": 4.0, "counts.bilateral": 1.0, "counts.plms": nil, "counts.plmw": nil, "indices.plms_per_h": nil, "indices.plmw_per_h": nil,
		"unknown.plms": "no_sleep_stages",
	})
}

func TestScoreWithHypnogram(t *testing.T) {
	// 120 epochs awake, 300 asleep: 1 h and 2.5 h. 30 movements asleep 25 s apart, 4 awake 30 s apart.
	hypnogram := write(t, "stages.csv", "stage\n"+strings.Repeat("W\n", 120)+strings.Repeat("N2\n", 300))
	list := "onset_s,duration_s,side\n"
	for i := range 4 {
		list += fmt.Sprintf("%d,1.5,R\n", 100+30*i)
	}
	for i := range 30 {
		list += fmt.Sprintf("%d,1.5,L\n", 4000+25*i)
	}
	want(t, scoreOf(t, list, "--hypnogram", hypnogram), map[string]any{
		"total_sleep_h": 2.5, "time_in_bed_h": 3.5, "counts.plms": 30.0, "counts.plmw": 4.0, "counts.series": 2.0,
		"indices.plms_per_h": 12.0, "indices.plmw_per_h": 4.0, "indices.periodicity": 1.0, "indices.periodicity_ferri": 1.0,
	})
	// A gap of half an hour in sleep takes its time and its movement along.
	gaps := write(t, "gaps.csv", "onset_s,duration_s\n4720,1800\n")
	want(t, scoreOf(t, list, "--hypnogram", hypnogram, "--gaps", gaps), map[string]any{
		"total_sleep_h": 2.0, "counts.plms": 29.0, "indices.plms_per_h": 14.5, "excluded.in_gap": 1.0,
	})
	// An event that ends at 4052 s takes the movement of 4050–4051.5 s: its window is 4050–4062.25 s.
	respiratory := write(t, "apnoea.csv", "onset_s,duration_s\n4030,22\n")
	want(t, scoreOf(t, list, "--hypnogram", hypnogram, "--respiratory", respiratory), map[string]any{
		"counts.clmr": 1.0, "counts.plm": 34.0, "counts.plmnr": 33.0,
	})
}

func TestScoreFromAFile(t *testing.T) {
	code, stdout, _ := call(t, "", "score", write(t, "legs.csv", fiveLegs))
	if code != exitDone || !strings.Contains(stdout, "periodic limb movements") {
		t.Errorf("exit %d: %s", code, stdout)
	}
}

func TestScoreWithRulesFromAFile(t *testing.T) {
	_, rules, _ := call(t, "", "rules", "wasm2016")
	edited := strings.Replace(rules, `"min_interval_s": 10`, `"min_interval_s": 25`, 1)
	want(t, scoreOf(t, fiveLegs, "--rules", write(t, "same.json", rules)), map[string]any{"rules.name": "wasm2016", "counts.plm": 5.0})
	want(t, scoreOf(t, fiveLegs, "--rules", write(t, "mine.json", edited)), map[string]any{"rules.name": "wasm2016 (changed)", "counts.plm": 0.0})
}

func TestScoreRefuses(t *testing.T) {
	legs := write(t, "legs.csv", fiveLegs)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"score"}, exitUsage, "accepts 1 arg"},
		{[]string{"score", legs, "--rules", "wasm2006"}, exitUsage, `"wasm2006" is neither a file nor one of wasm2016, wasm2016-strict, aasm, aasm-skip`},
		{[]string{"score", "no-such-file.csv"}, exitFailed, "no-such-file.csv"},
		{[]string{"score", t.TempDir()}, exitFailed, "directory"},
		{[]string{"score", legs, "--hypnogram", legs}, exitFailed, `no column "stage"`},
		{[]string{"score", legs, "--gaps", write(t, "gaps.csv", "onset_s,duration_s\n3,x\n")}, exitFailed, "gaps.csv:2: column duration_s"},
		{[]string{"score", legs, "--rules", write(t, "bad.json", "{\n\"max_prats\": 4}")}, exitFailed, `bad.json: line 2: unknown field "max_prats"`},
		{[]string{"score", write(t, "empty.csv", "")}, exitFailed, "the file is empty"},
		{[]string{"rules", "wasm2006"}, exitUsage, `no rule set "wasm2006"`},
	} {
		code, stdout, stderr := call(t, "", c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.says) {
			t.Errorf("nightjar %v: exit %d (want %d), stdout %q, stderr %q (want %q)", c.args, code, c.code, stdout, stderr, c.says)
		}
	}
}

// silent is a standard input on which nothing ever comes.
type silent struct{ done <-chan struct{} }

func (s silent) Read([]byte) (int, error) {
	<-s.done
	return 0, io.EOF
}

func TestScoreIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := run(ctx, []string{"score", "-"}, silent{t.Context().Done()}, io.Discard, io.Discard); code != exitInterrupted {
		t.Errorf("exit %d, want %d", code, exitInterrupted)
	}
}

func TestGoldenScore(t *testing.T) {
	defer func(v string) { version = v }(version)
	version = "v0.0.0-golden"
	// Six in a row on the left and one too soon after the third, a bilateral pair, a long one, two alone, a twitch.
	list := "onset_s,duration_s,side\n"
	for _, row := range []string{"100.3,1.8,L", "124.1,2.2,L", "147,2,L", "151,0.9,R", "170.5,1.5,L", "171,1.5,R", "195,2,L", "221.7,2.4,L", "249,2,L",
		"600,14,L", "1000,2,R", "1500,0.3,L", "2000,3,L"} {
		list += row + "\n"
	}
	hypnogram := write(t, "stages.csv", "stage\n"+strings.Repeat("W\n", 4)+strings.Repeat("N1\n", 76)+strings.Repeat("?\n", 2))
	for _, rules := range []string{"wasm2016", "aasm-skip"} {
		_, text, _ := call(t, list, "score", "-", "--hypnogram", hypnogram, "--rules", rules)
		golden(t, "score-"+rules, text)
	}
	_, text, _ := call(t, list, "score", "-", "--json")
	golden(t, "score-json", text)
}

func TestGoldenRules(t *testing.T) {
	_, list, _ := call(t, "", "rules")
	_, wasm, _ := call(t, "", "rules", "wasm2016")
	_, aasm, _ := call(t, "", "rules", "aasm")
	golden(t, "rules", list+wasm+aasm)
}
