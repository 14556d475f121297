package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/events"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// newEvaluateCommand returns the verb that holds analyses against truth.
func newEvaluateCommand() *cobra.Command {
	var truths, references []string
	var asJSON, marks bool
	cmd := &cobra.Command{
		Use:   "evaluate --truth T.json ANALYSIS.json…",
		Short: "Hold the events of analysed nights against the truth or a human's list",
		Long: `Evaluate compares what nightjar analyze --json found with the truth of a simulated night (--truth PREFIX.truth.json) or with a
human scorer's list (--reference EVENTS.csv: onset_s,duration_s,side and optionally sleep_stage_at_onset). What the sleeper marked in watch ("I just jerked") is held
against what was found as well; --marks does so alone, when there is no other truth.

Several nights are pooled: give --truth or --reference once for each analysis, in the same order.`,
		Example: "  nightjar simulate --profile rls --out night\n  nightjar analyze night.csv --json > found.json\n  nightjar evaluate --truth night.truth.json found.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			total, err := evaluateAll(cmd.Context(), cmd.InOrStdin(), truths, references, args, marks)
			if err != nil {
				return err
			}
			s := total.Summary()
			if asJSON {
				return printJSON(cmd, s)
			}
			return s.WriteText(cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&truths, "truth", nil, "truth of a simulated night, as simulate writes it (once for each analysis)")
	flags.StringArrayVar(&references, "reference", nil, "CSV of a human scorer's movements (once for each analysis)")
	flags.BoolVar(&marks, "marks", false, "hold the nights against what the sleeper marked, and nothing else")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// evaluateAll compares each analysis with its truth and adds the nights up.
func evaluateAll(ctx context.Context, stdin io.Reader, truths, references, analyses []string, marks bool) (*evaluate.Result, error) {
	against := append(append([]string{}, truths...), references...)
	switch {
	case marks && len(against) > 0:
		return nil, usageError{errors.New("evaluate: --marks is for nights without --truth or --reference: with them, marks are told anyway")}
	case marks && len(analyses) == 0:
		return nil, usageError{errors.New("evaluate: give the analyses whose marks are to be looked at")}
	case marks:
		return evaluateMarks(ctx, stdin, analyses)
	case len(truths) > 0 && len(references) > 0:
		return nil, usageError{errors.New("evaluate: give --truth or --reference, not both: they are not the same kind of truth")}
	case len(against) == 0:
		return nil, usageError{errors.New("evaluate: give --truth T.json, --reference EVENTS.csv or --marks")}
	case len(against) != len(analyses):
		return nil, usageError{fmt.Errorf("evaluate: %d truths for %d analyses; each needs its own", len(against), len(analyses))}
	}
	if err := onceOnly(append(against, analyses...)...); err != nil {
		return nil, err
	}
	total := &evaluate.Result{}
	for i, path := range analyses {
		a, err := readFile(ctx, stdin, path, readAnalysis)
		if err != nil {
			return nil, err
		}
		var t *evaluate.Truth
		if len(truths) > 0 {
			t, err = readFile(ctx, stdin, truths[i], evaluate.ReadTruth)
		} else {
			t, err = readReference(ctx, stdin, references[i], a.rules)
		}
		if err != nil {
			return nil, err
		}
		total.Add(evaluate.Compare(t, &a.night, a.rules.Name))
	}
	return total, nil
}

// evaluateMarks holds each analysis against what its sleeper marked.
func evaluateMarks(ctx context.Context, stdin io.Reader, analyses []string) (*evaluate.Result, error) {
	if err := onceOnly(analyses...); err != nil {
		return nil, err
	}
	total := &evaluate.Result{}
	for _, path := range analyses {
		a, err := readFile(ctx, stdin, path, readAnalysis)
		if err != nil {
			return nil, err
		}
		total.Add(evaluate.FromMarks(&a.night))
	}
	return total, nil
}

// readReference reads a human scorer's list and scores it under the rules of the analysis.
func readReference(ctx context.Context, stdin io.Reader, path string, rules score.Rules) (*evaluate.Truth, error) {
	list, err := readFile(ctx, stdin, path, events.ReadMovements)
	if err != nil {
		return nil, err
	}
	return evaluate.FromReference(list, rules)
}

// analysed is the one night of an analysis and the rules that it was scored under.
type analysed struct {
	night report.Night
	rules score.Rules
}

// readAnalysis reads what analyze --json printed about one night.
func readAnalysis(r io.Reader, name string) (*analysed, error) {
	var rules score.Rules
	a := report.Analysis{Rules: &rules}
	d := json.NewDecoder(r)
	if err := d.Decode(&a); err != nil {
		return nil, fmt.Errorf("%s: is no analysis, give what nightjar analyze --json printed: %w", name, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: something follows the analysis, at byte %d: give one as nightjar analyze --json printed it", name, d.InputOffset())
	}
	if a.Schema == evaluate.TruthSchema {
		return nil, usageError{fmt.Errorf("%s: is a truth file: give it with --truth, and the analysis without", name)}
	}
	if a.Schema != report.Schema {
		return nil, fmt.Errorf("%s: schema is %q, not %q: give what nightjar analyze --json printed", name, a.Schema, report.Schema)
	}
	if len(a.Nights) != 1 {
		return nil, fmt.Errorf("%s: has %d nights; a truth is of one", name, len(a.Nights))
	}
	return &analysed{a.Nights[0], rules}, nil
}
