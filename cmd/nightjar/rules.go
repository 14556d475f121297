package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/spf13/cobra"
)

// newRulesCommand returns the verb that prints rule sets.
func newRulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules [NAME]",
		Short: "List the rule sets, or print one as JSON to edit",
		Long: `Without NAME, rules lists the rule sets. With NAME it prints one as JSON. Edit a copy, give it a name of its own, and
pass it as --rules FILE.`,
		Example:           "  nightjar rules wasm2016 > mine.json\n  nightjar score events.csv --rules mine.json",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(presetNames(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listRules(cmd)
			}
			r, ok := preset(args[0])
			if !ok {
				return usageError{fmt.Errorf("no rule set %q; there are %s", args[0], strings.Join(presetNames(), ", "))}
			}
			return printJSON(cmd, r)
		},
	}
}

func listRules(cmd *cobra.Command) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, r := range score.Presets() {
		fmt.Fprintf(w, "%s\t%s\n", r.Name, r.Source)
	}
	return w.Flush()
}

// printJSON prints v, indented, as the whole of standard output.
func printJSON(cmd *cobra.Command, v any) error {
	e := json.NewEncoder(cmd.OutOrStdout())
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
