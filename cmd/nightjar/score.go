package main

import (
	"context"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/internal/events"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/spf13/cobra"
)

// scoreCall is one call of the verb score.
type scoreCall struct {
	events, hypnogram, respiratory, gaps string // files; all but the first may be empty
	rules                                score.Rules
}

// newScoreCommand returns the verb that scores a list of movements.
func newScoreCommand() *cobra.Command {
	var call scoreCall
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "score EVENTS",
		Short: "Score a list of movements under a rule set",
		Long: `Score reads a list of movements (from a polysomnography, say) and counts periodic limb movements under a rule set.

EVENTS is a CSV file, or - for standard input, with the columns onset_s, duration_s and side (L, R, B = both legs, already
combined, or a site such as left-ankle), and optionally sleep_stage_at_onset (W, N1, N2, N3, R).

clm are candidate limb movements, plm those in a series; short_interval are candidates that began too soon after the one
before (10 s under WASM, 5 s under AASM), in a series or not; isolated are candidates in no series that did not. Periodicity is
PLM ÷ candidates asleep; periodicity_ferri is the share of intervals in rows of three or more over 10 and up to 90 s.
What is not known is null in JSON and "unknown" in text, with the reason.`,
		Example: "  nightjar score legs.csv --hypnogram stages.csv --respiratory apnoea.csv --json",
		Args:    cobra.ExactArgs(1),
	}
	rules := addRulesFlag(cmd)
	flags := cmd.Flags()
	flags.StringVar(&call.hypnogram, "hypnogram", "", "CSV of sleep stages: onset_s,duration_s,stage, or a column stage with one row per 30 s")
	flags.StringVar(&call.respiratory, "respiratory", "", "CSV of respiratory events: onset_s,duration_s")
	flags.StringVar(&call.gaps, "gaps", "", "CSV of stretches without data: onset_s,duration_s")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	addConfigFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		call.events = args[0]
		if call.rules, err = resolveRules(*rules); err != nil {
			return err
		}
		result, err := call.score(cmd.Context(), cmd.InOrStdin())
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(cmd, result.json())
		}
		return result.print(cmd.OutOrStdout())
	}
	return cmd
}

// scored is a scored list.
type scored struct {
	rules    score.Rules
	verdicts []score.Verdict
	summary  score.Summary
	night    score.Night
	times    events.Times // zero unless night.Hours
}

// score reads the files and scores them.
func (c *scoreCall) score(ctx context.Context, stdin io.Reader) (*scored, error) {
	if err := onceOnly(c.events, c.gaps, c.respiratory, c.hypnogram); err != nil {
		return nil, err
	}
	list, err := readFile(ctx, stdin, c.events, events.ReadMovements)
	if err != nil {
		return nil, err
	}
	gaps, err := readFile(ctx, stdin, c.gaps, events.ReadStretches)
	if err != nil {
		return nil, err
	}
	breathing, err := readFile(ctx, stdin, c.respiratory, events.ReadStretches)
	if err != nil {
		return nil, err
	}
	hypnogram, err := readFile(ctx, stdin, c.hypnogram, events.ReadHypnogram)
	if err != nil {
		return nil, err
	}
	r := &scored{rules: c.rules, night: score.Night{Stages: list.Staged, Respiratory: c.respiratory != ""}}
	if c.hypnogram != "" {
		r.times = hypnogram.Times(gaps)
		r.night.Stages, r.night.Hours = true, true
		r.night.Asleep, r.night.Awake = r.times.Asleep, r.times.Awake
	}
	for i := range list.Spans {
		m := &list.Spans[i]
		m.Respiratory = c.rules.RespiratoryRelated(m.Onset, m.End, breathing)
		if c.hypnogram != "" {
			m.Asleep = hypnogram.At(m.Onset).Sleep()
		}
	}
	if r.verdicts, err = score.Score(c.rules, list.Spans, gaps); err != nil {
		return nil, fmt.Errorf("scoring %s: %w", c.events, err)
	}
	r.summary = score.Summarize(c.rules, r.verdicts, r.night)
	return r, nil
}
