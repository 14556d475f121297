package accuracy

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"golang.org/x/sync/errgroup"
)

const (
	trainSeed   = 600 // first seed of the training nights, below FirstTestSeed
	trainUsual  = 24  // nights of every profile, twice as many with many hypnic starts
	trainShare  = 0.8 // of the time of a true train and the run of movements found for it that both share, at least
	trainRounds = 4   // in which the model of hypnic starts and what it says of the night so far come to agree
	trainFolds  = 4   // parts of the nights of which each is judged by what the others teach
	limbLeastS  = 0.5 // s: shortest limb movement (every rule set)
	microWeight = 0.2 // of a micro-motion of somebody awake among short movements, which is neither right nor wrong to find (simulate.ClassMicro): our nights have more of them than of all else, and with 1 whatever is short and faint is called brief
	trainNearS  = 0.5 // s between a true start and the movement found for it, at most
)

// example is something that might be an event of its kind.
type example struct {
	evidence []float64
	real     bool
	weight   float64 // 1 for one that shares nothing with others
}

// Models are what is learnt from simulated nights.
type Models struct {
	Starts forest.Model
	Trains forest.Model
	Stages forest.Model
	Parts  forest.Model
	Limbs  forest.Model
}

// Train simulates nights and fits the models to them. progress, when not nil, is called as nights finish, from several goroutines.
func Train(ctx context.Context, c *Curriculum, workers int, progress func()) (Models, error) {
	nights := c.nights()
	found := make([]lessons, len(nights))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, workers))
	for i, set := range nights {
		group.Go(func() error {
			var err error
			if found[i], err = examples(ctx, set); err != nil {
				return fmt.Errorf("%s, seed %d: %w", set.Profile, set.Seed, err)
			}
			if progress != nil {
				progress()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Models{}, err
	}
	return c.fitAll(found, workers)
}

// fitAll fits the models to the lessons of the nights, each to those that are for it.
func (c *Curriculum) fitAll(found []lessons, workers int) (m Models, err error) {
	var starts [][]example
	var all lessons
	ofTrains, ofStages, ofShort := 0, 0, 0
	for i, l := range found {
		is := c.whose(i)
		if is.starts > 0 {
			starts = append(starts, weighted(l.starts, is.starts))
		}
		if is.trains {
			all.trains = append(all.trains, l.trains...)
			ofTrains++
		}
		if is.stages > 0 {
			all.stages = append(all.stages, weighted(l.stages, is.stages)...)
			ofStages++
		}
		if is.short {
			all.parts, all.limbs = append(all.parts, l.parts...), append(all.limbs, l.limbs...)
			ofShort++
		}
	}
	var group errgroup.Group
	group.SetLimit(max(1, workers))
	for _, f := range []struct {
		to         *forest.Model
		nights     int
		from       []example
		trees      int
		what, real string
	}{
		{&m.Stages, ofStages, all.stages, stageTrees, "pairs of movements", "stages of one"},
		{&m.Limbs, ofShort, all.limbs, limbTrees, "short movements", "limb movements"},
		{&m.Parts, ofShort, all.parts, restTrees, "movements with a rest", "one movement"},
		{&m.Trains, ofTrains, all.trains, boostTrees, "runs of movements", "rhythmic trains"},
	} {
		group.Go(func() (err error) {
			if f.to.Bias, f.to.Trees, err = boost(f.from, f.trees); err != nil {
				return fmt.Errorf("fitting the model of %s, %s: %w", f.what, f.real, err)
			}
			f.to.Version = version(f.nights, f.from, f.what, f.real)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return m, err
	}
	if m.Starts.Bias, m.Starts.Trees, err = fitStarts(starts, workers); err != nil {
		return m, fmt.Errorf("fitting the model of hypnic starts: %w", err)
	}
	m.Starts.Version = version(len(starts), slices.Concat(starts...), "movements", "hypnic starts")
	return m, nil
}

// version says what a model was fitted to.
func version(nights int, all []example, what, real string) string {
	n := 0
	for _, e := range all {
		if e.real {
			n++
		}
	}
	return fmt.Sprintf("%d simulated nights from seed %d, %d %s, %d of them %s", nights, trainSeed, len(all), what, n, real)
}

// fitStarts fits the model of hypnic starts to the examples of each night, which are in order of time. One piece of the evidence is what the model itself says of the night so far, so
// model and evidence are fitted in turn, beginning with nights of which nothing is known. What is said of a night is said by a model that was not shown it, as later of a real one.
func fitStarts(nights [][]example, workers int) (float64, []forest.Tree, error) {
	place := report.StartEvidence(report.NightSoFar)[0]
	odds := make([][]float64, len(nights))
	for round := range trainRounds {
		for i, night := range nights {
			var before report.Tonight
			for k, e := range night {
				e.evidence[place] = before.Evidence()
				if round > 0 {
					before.Add(odds[i][k])
				}
			}
		}
		if round+1 == trainRounds {
			break
		}
		var group errgroup.Group
		group.SetLimit(max(1, workers))
		for fold := range trainFolds {
			group.Go(func() error { return judgeFold(nights, odds, fold) })
		}
		if err := group.Wait(); err != nil {
			return 0, nil, err
		}
	}
	return boost(slices.Concat(nights...), startTrees)
}

// judgeFold sets the odds of the movements in every trainFolds-th night, from night number fold on, as the other nights teach them.
func judgeFold(nights [][]example, odds [][]float64, fold int) error {
	var shown [][]example
	for i, night := range nights {
		if i%trainFolds != fold {
			shown = append(shown, night)
		}
	}
	bias, trees, err := boost(slices.Concat(shown...), startTrees)
	if err != nil {
		return err
	}
	for i := fold; i < len(nights); i += trainFolds {
		odds[i] = odds[i][:0]
		for _, e := range nights[i] {
			odds[i] = append(odds[i], forest.Odds(bias, trees, e.evidence))
		}
	}
	return nil
}

// Write writes the models as the Go source that internal/report holds them in.
func (m *Models) Write(w io.Writer) error {
	var models, trees strings.Builder
	for _, f := range []struct {
		name, trees string
		*forest.Model
	}{
		{"Starts", "start", &m.Starts}, {"Trains", "train", &m.Trains}, {"Stages", "stage", &m.Stages}, {"Parts", "part", &m.Parts}, {"Limbs", "limb", &m.Limbs},
	} {
		fmt.Fprintf(&models, `
func trained%s() forest.Model {
	return forest.Model{
		Version: %q,
		Bias:    %v,
		Trees:   %sTrees[:],
	}
}
`, f.name, f.Version, f.Bias, f.trees)
		fmt.Fprintf(&trees, "\nvar %sTrees = [...]forest.Tree{\n%s}\n", f.trees, rows(f.Trees))
	}
	_, err := fmt.Fprintf(w, `package report

import "github.com/nightjar-sleep/nightjar/internal/forest"

// The models that make train fitted. Generated by it; not for editing.
%s%s`, &models, &trees)
	return err
}

// rows writes trees as Go does, one a line.
func rows(trees []forest.Tree) string {
	var out strings.Builder
	for _, t := range trees {
		fmt.Fprintf(&out, "\t{Ask: %s, Limit: %s, Odds: %s},\n", list(t.Ask[:]), list(t.Limit[:]), list(t.Odds[:]))
	}
	return out.String()
}

// list writes the values of an array as Go does.
func list[T uint8 | int16 | float32](of []T) string {
	words := make([]string, len(of))
	for i, v := range of {
		words[i] = fmt.Sprint(v)
	}
	return fmt.Sprintf("[%d]%T{%s}", len(of), of[0], strings.Join(words, ", "))
}
