package main

import (
	"strings"
	"testing"
)

func TestEvaluate(t *testing.T) {
	simulated(t)
	_, found, _ := call(t, "", "analyze", "n.csv", "--json", "--hypnogram", "n.hypnogram.csv")
	writeAll(t, map[string]string{"found.json": found, "list.csv": "onset_s,duration_s,side\n100,2,L\n120,2,L\n"})
	for _, c := range []struct {
		stdin, says string
		args        []string
	}{
		{"", "Truth: simulated nights (1 night)", []string{"--truth", "n.truth.json", "found.json"}},
		{found, "Truth: simulated nights (1 night)", []string{"--truth", "n.truth.json", "-"}},
		{"", "Truth: simulated nights (2 nights)", []string{"--truth", "n.truth.json", "--truth", "n.truth.json", "found.json", "found.json"}},
		{"", `"truth": "simulated nights"`, []string{"--truth", "n.truth.json", "found.json", "--json"}},
		{"", "Truth: human scorer (1 night)", []string{"--reference", "list.csv", "found.json"}},
	} {
		code, stdout, stderr := call(t, c.stdin, append([]string{"evaluate"}, c.args...)...)
		if code != exitDone || stderr != "" || !strings.Contains(stdout, c.says) {
			t.Errorf("evaluate %v: exit %d, stderr %q, lacks %q:\n%s", c.args, code, stderr, c.says, stdout)
		}
	}
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "--truth T.json, --reference EVENTS.csv or --marks", []string{"found.json"}},
		{exitUsage, "not both", []string{"--truth", "n.truth.json", "--reference", "list.csv", "found.json", "found.json"}},
		{exitUsage, "1 truths for 2 analyses", []string{"--truth", "n.truth.json", "found.json", "found.json"}},
		{exitFailed, "nightjar.truth/1", []string{"--truth", "found.json", "found.json"}},
		{exitUsage, "give it with --truth", []string{"--truth", "found.json", "n.truth.json"}},
		{exitFailed, "is no analysis", []string{"--truth", "n.truth.json", "n.csv"}},
		{exitFailed, "missing.json", []string{"--truth", "missing.json", "found.json"}},
	} {
		code, _, stderr := call(t, "", append([]string{"evaluate"}, c.args...)...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("evaluate %v: exit %d, stderr %q; want %d and %q", c.args, code, stderr, c.code, c.says)
		}
	}
}
