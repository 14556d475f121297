package main

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The rule set that is printed tells which source of a setting went before the others.
func TestSettingsGoBeforeEachOther(t *testing.T) {
	legs := write(t, "legs.csv", fiveLegs)
	config := write(t, "nightjar.toml", "# of every night\nrules = \"aasm\"\ntz = \"Europe/Berlin\" # analyze has it, score does not\njobs = 2\nrate = 50\n")
	used := func(args ...string) string {
		t.Helper()
		return at(t, scoreOf(t, fiveLegs, args...), "rules.name").(string)
	}
	if got := used(); got != "wasm2016" {
		t.Errorf("the default is %s", got)
	}
	if got := used("--config", config); got != "aasm" {
		t.Errorf("from the file: %s", got)
	}
	t.Setenv("NIGHTJAR_RULES", "aasm-skip")
	if got := used("--config", config); got != "aasm-skip" {
		t.Errorf("the environment goes before the file: %s", got)
	}
	if got := used("--config", config, "--rules", "wasm2016-strict"); got != "wasm2016-strict" {
		t.Errorf("the flag goes before all: %s", got)
	}
	t.Setenv("NIGHTJAR_RULES", "") // as if it were not there
	t.Setenv("NIGHTJAR_CONFIG", config)
	if got := used(); got != "aasm" {
		t.Errorf("the file that the environment names: %s", got)
	}
	t.Setenv("NIGHTJAR_JSON", "true")
	if code, stdout, _ := call(t, "", "score", legs); code != exitDone || !strings.HasPrefix(stdout, "{") {
		t.Errorf("NIGHTJAR_JSON: exit %d, %.20q", code, stdout)
	}
}

func TestSettingsAreStrict(t *testing.T) {
	for _, c := range []struct {
		text, says string
		code       int
	}{
		{"rules = \"aasm\"\nsnore = 1\n", `line 2, column 1: there is no setting "snore"`, exitFailed},
		{"[analyze]\nrules = \"aasm\"\n", `there is no setting "analyze`, exitFailed},
		{"  lights_off = \"23:00\"\n", `line 1, column 3: there is no setting "lights_off"; a setting has the name of a flag, such as lights-off`, exitFailed},
		{"rules = 3\n", "line 1, column 9: ", exitFailed},
		{"rules = \"aasm\"\n\nrules = \"wasm2016\"\n", "line 3, column 1: ", exitFailed},
		{"jobs = \n", "line 1, column ", exitFailed},
		{"\x00\xff", "line 1, column 1", exitFailed},
		{"rules = \"snore\"\n", `"snore" is neither a file nor one of wasm2016`, exitUsage},
	} {
		path := write(t, "nightjar.toml", c.text)
		code, stdout, stderr := call(t, fiveLegs, "score", "-", "--config", path)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.says) {
			t.Errorf("%q: exit %d, %q; want %d and %q", c.text, code, stderr, c.code, c.says)
		}
	}
	if code, _, stderr := call(t, fiveLegs, "score", "-", "--config", filepath.Join(t.TempDir(), "none.toml")); code != exitFailed || !strings.Contains(stderr, "none.toml") {
		t.Errorf("no such file: exit %d, %q", code, stderr)
	}
	t.Setenv("NIGHTJAR_JSON", "perhaps")
	if code, _, stderr := call(t, fiveLegs, "score", "-"); code != exitUsage || !strings.Contains(stderr, "NIGHTJAR_JSON: ") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

// What a file can set, every verb that scores understands when it has such a flag; what takes no file has no other flags.
func TestSettingsAreTheFlags(t *testing.T) {
	text := ""
	for _, f := range reflect.VisibleFields(reflect.TypeFor[settings]()) {
		example := map[reflect.Kind]string{reflect.String: `""`, reflect.Float64: "12.5", reflect.Int: "0", reflect.Bool: "false"}[f.Type.Elem().Kind()]
		text += f.Tag.Get("toml") + " = " + example + "\n"
	}
	all, err := parseSettings([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, verb := range newRoot().Commands() {
		if verb.Flags().Lookup("config") == nil {
			continue
		}
		for name := range all {
			seen[name] = seen[name] || verb.Flags().Lookup(name) != nil
		}
	}
	for name := range all {
		if !seen[name] {
			t.Errorf("no verb has --%s", name)
		}
	}
	if all["rate"] != "12.5" || all["jobs"] != "0" || all["json"] != "false" {
		t.Errorf("texts for flags: %v", all)
	}
}
