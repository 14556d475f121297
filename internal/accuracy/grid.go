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
}

// Grid is what is run: every case with every seed.
type Grid struct {
	Cases     []Case
	FirstSeed uint64
	Seeds     int
	Rules     score.Rules
	Hypnogram bool // give the true hypnogram instead of detecting sleep
	Workers   int  // nights at a time
}

// Run scores the grid and returns the nights of each case in order of their seeds. progress, when not nil, is called as nights finish, from
// several goroutines.
func (g *Grid) Run(ctx context.Context, progress func()) ([][]*evaluate.Result, error) {
	nights := make([]*evaluate.Result, len(g.Cases)*g.Seeds)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, g.Workers))
	for i := range nights {
		group.Go(func() error {
			set := g.Cases[i/g.Seeds].Settings
			set.Seed = g.FirstSeed + uint64(i%g.Seeds)
			r, err := g.night(ctx, set)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", g.Cases[i/g.Seeds].Name, set.Seed, err)
			}
			nights[i] = r
			if progress != nil {
				progress()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out := make([][]*evaluate.Result, len(g.Cases))
	for i := range out {
		out[i] = nights[i*g.Seeds : (i+1)*g.Seeds]
	}
	return out, nil
}

// Pool adds nights up.
func Pool(nights []*evaluate.Result) *evaluate.Result {
	total := &evaluate.Result{}
	for _, r := range nights {
		total.Add(r)
	}
	return total
}

// night simulates, scores and compares one night.
func (g *Grid) night(ctx context.Context, set simulate.Settings) (*evaluate.Result, error) {
	n, err := simulate.New(set)
	if err != nil {
		return nil, err
	}
	opt := report.Options{Rules: g.Rules, Criteria: report.DefaultCriteria()}
	if g.Hypnogram {
		opt.Hypnogram = hypnogram(n.Truth())
	}
	limbs, err := ledgers(ctx, n)
	if err != nil {
		return nil, err
	}
	joined, err := report.Join(limbs, opt)
	if err != nil {
		return nil, err
	}
	if len(joined.Nights) != 1 {
		return nil, fmt.Errorf("one night was simulated and %d were found", len(joined.Nights))
	}
	truth, err := truthOf(n.Truth())
	if err != nil {
		return nil, err
	}
	return evaluate.Compare(truth, &joined.Nights[0], g.Rules.Name), nil
}

// ledgers takes every limb of a simulated night through the engine.
func ledgers(ctx context.Context, n *simulate.Night) (report.Group, error) {
	var limbs report.Group
	for limb := range n.Settings.Limbs {
		src := n.Source(limb)
		ledger, err := night.Run(ctx, src, night.ConfigFor(src.Info().Site), nil)
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
