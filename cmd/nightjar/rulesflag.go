package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/spf13/cobra"
)

// addRulesFlag gives a verb the flag --rules. The value is resolved by resolveRules once the verb runs.
func addRulesFlag(cmd *cobra.Command) *string {
	names := presetNames()
	value := cmd.Flags().String("rules", names[0], "rule set: "+strings.Join(names, ", ")+" or a JSON file (see nightjar rules)")
	completeWords(cmd, "rules", names...)
	return value
}

// siteNames are the words for --site, those that simulate knows first.
var siteNames = []string{string(device.SiteLeftAnkle), string(device.SiteRightAnkle), string(device.SiteLeftWrist), string(device.SiteRightWrist), string(device.SiteTrunk)}

// completeWords lets shells complete the value of a flag that the verb has: from words, or with a file.
func completeWords(cmd *cobra.Command, flag string, words ...string) {
	// The only error is a flag that does not exist.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveDefault))
}

// presetNames lists the names of the rule sets that come with the program, the default first.
func presetNames() []string {
	var names []string
	for _, r := range score.Presets() {
		names = append(names, r.Name)
	}
	return names
}

// preset returns the rule set of that name.
func preset(name string) (score.Rules, bool) {
	presets := score.Presets()
	i := slices.IndexFunc(presets, func(r score.Rules) bool { return r.Name == name })
	if i < 0 {
		return score.Rules{}, false
	}
	return presets[i], true
}

// resolveRules returns the rule set that a value of --rules names: one that comes with the program, or one in a JSON file.
func resolveRules(value string) (score.Rules, error) {
	if r, ok := preset(value); ok {
		return r, nil
	}
	data, err := os.ReadFile(value)
	if errors.Is(err, fs.ErrNotExist) {
		return score.Rules{}, usageError{fmt.Errorf("--rules %q is neither a file nor one of %s", value, strings.Join(presetNames(), ", "))}
	}
	if err != nil {
		return score.Rules{}, fmt.Errorf("reading the rules: %w", err)
	}
	r, err := score.ParseRules(data)
	if err != nil {
		return score.Rules{}, fmt.Errorf("rules in %s: %w", value, err)
	}
	if known, ok := preset(r.Name); ok && r != known {
		r.Name += " (changed)" // so that no report calls other rules by a standard's name
	}
	return r, nil
}
