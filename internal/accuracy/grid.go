package accuracy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// FirstTestSeed parts the seeds: those below it were looked at while building.
const FirstTestSeed = 1000 // seed

// Case is one kind of night: settings but for the seed.
type Case struct {
	Name     string
	Settings simulate.Settings
	Tune     func(*night.Config) // changes the engine's set-up; nil leaves the preset
}

// View is one way to score a night.
type View struct {
	Rules     score.Rules
	Hypnogram bool                   // give the true hypnogram instead of detecting sleep
	Change    func(*report.Criteria) // changes what parts one kind of movement from another; nil leaves the preset
}

// Grid is what is run: every case with every seed, each night recorded once and scored in every view.
type Grid struct {
	Cases     []Case
	FirstSeed uint64
	Seeds     int
	Views     []View
	Workers   int // nights at a time
}

// Nights are the results of one case in one view, in order of their seeds.
type Nights = []*evaluate.Result

// Run scores the grid and returns for each case and each view its nights. progress, when not nil, is called as nights finish, from several goroutines.
func (g *Grid) Run(ctx context.Context, progress func()) ([][]Nights, error) {
	out := make([][]Nights, len(g.Cases))
	for i := range out {
		out[i] = make([]Nights, len(g.Views))
		for v := range out[i] {
			out[i][v] = make(Nights, g.Seeds)
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, g.Workers))
	for i := range len(g.Cases) * g.Seeds {
		group.Go(func() error {
			c, k := i/g.Seeds, i%g.Seeds
			set := g.Cases[c].Settings
			set.Seed = g.FirstSeed + uint64(k)
			views, err := g.night(ctx, set, g.Cases[c].Tune)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", g.Cases[c].Name, set.Seed, err)
			}
			for v, r := range views {
				out[c][v][k] = r
			}
			if progress != nil {
				progress()
			}
			return nil
		})
	}
	return out, group.Wait()
}

// Pool adds nights up.
func Pool(nights Nights) *evaluate.Result {
	total := &evaluate.Result{}
	for _, r := range nights {
		total.Add(r)
	}
	return total
}

// night simulates one night and compares it in every view.
func (g *Grid) night(ctx context.Context, set simulate.Settings, tune func(*night.Config)) ([]*evaluate.Result, error) {
	n, err := simulate.New(set)
	if err != nil {
		return nil, err
	}
	limbs, err := ledgers(ctx, n, tune)
	if err != nil {
		return nil, err
	}
	truth, err := truthOf(n.Truth())
	if err != nil {
		return nil, err
	}
	var out []*evaluate.Result
	for _, v := range g.Views {
		opt := report.Options{Rules: v.Rules, Criteria: report.DefaultCriteria()}
		if v.Change != nil {
			v.Change(&opt.Criteria)
		}
		if v.Hypnogram {
			opt.Hypnogram = hypnogram(n.Truth())
		}
		joined, err := report.Join(limbs, opt)
		if err != nil {
			return nil, err
		}
		if len(joined.Nights) != 1 {
			return nil, fmt.Errorf("one night was simulated and %d were found", len(joined.Nights))
		}
		out = append(out, evaluate.Compare(truth, &joined.Nights[0], v.Rules.Name))
	}
	return out, nil
}

// ledgers takes every limb of a simulated night through the engine, set up as for its site and changed by tune when that is not nil.
func ledgers(ctx context.Context, n *simulate.Night, tune func(*night.Config)) (report.Group, error) {
	var limbs report.Group
	for limb := range n.Settings.Limbs {
		src := n.Source(limb)
		config := night.ConfigFor(src.Info().Site)
		if tune != nil {
			tune(&config)
		}
		ledger, err := night.Run(ctx, src, config, nil)
		if err != nil {
			return nil, err
		}
		limbs = append(limbs, report.Input{File: "simulated", Site: src.Info().Site, Ledger: ledger, Summary: src.Summary()})
	}
	return limbs, nil
}

// truthOf hands the simulator's truth to the evaluator by way of its file format, the only thing the two share.
func truthOf(t *simulate.Truth) (*evaluate.Truth, error) {
	file, err := json.Marshal(t)
	if err != nil {
		return nil, errors.Join(errors.New("writing the truth"), err)
	}
	return evaluate.ReadTruth(bytes.NewReader(file), "truth")
}

// hypnogram turns the true stages into bouts.
func hypnogram(t *simulate.Truth) []report.Bout {
	var out []report.Bout
	for _, s := range t.Hypnogram {
		state := sleep.Asleep
		if s.Stage == "W" {
			state = sleep.Awake
		}
		out = append(out, report.Bout{Start: report.MillisOf(s.OnsetS), End: report.MillisOf(s.OnsetS + s.DurationS), State: state})
	}
	return out
}
