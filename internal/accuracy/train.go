package accuracy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/optimize"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

const (
	trainSeed     = 600  // first seed of the training nights, below FirstTestSeed
	trainHypnic   = 48   // nights with many hypnic starts
	trainOther    = 24   // nights of every other profile
	trainPenalty  = 1.0  // on the sum of squares of weights, each times the spread of its evidence: one movement's worth of doubt
	trainGradient = 0.01 // of the loss, at which its weights are right to far below a hundredth
	trainShare    = 0.8  // of the time of a true train and the run of movements found for it that both share, at least
	trainRounds   = 4    // in which the model of hypnic starts and what it says of the night so far come to agree
	trainFolds    = 4    // parts of the nights of which each is judged by what the others teach
	limbLeastS    = 0.5  // s: shortest limb movement (every rule set)
	trainNearS    = 0.5  // s between a true start and the movement found for it, at most
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
	Trains report.TrainModel
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
	return c.fitAll(found)
}

// fitAll fits the models to the lessons of the nights: that of rhythmic trains to the usual ones, the others to all.
func (c *Curriculum) fitAll(found []lessons) (m Models, err error) {
	usual := len(c.Usual)
	var starts [][]example
	var all lessons
	for i, l := range found {
		starts = append(starts, l.starts)
		if i < usual {
			all.trains = append(all.trains, l.trains...)
		}
		all.stages, all.parts, all.limbs = append(all.stages, l.stages...), append(all.parts, l.parts...), append(all.limbs, l.limbs...)
	}
	var weights []float64
	if m.Starts.Bias, m.Starts.Trees, err = fitStarts(starts); err != nil {
		return m, fmt.Errorf("fitting the model of hypnic starts: %w", err)
	}
	m.Starts.Version = version(len(found), slices.Concat(starts...), "movements", "hypnic starts")
	if m.Trains.Bias, weights, err = fit(all.trains); err != nil {
		return m, fmt.Errorf("fitting the model of rhythmic trains: %w", err)
	}
	m.Trains.Version = version(usual, all.trains, "runs of movements", "rhythmic trains")
	setWeights(&m.Trains.Weights, weights)
	for _, f := range []struct {
		to         *forest.Model
		from       []example
		what, real string
	}{
		{&m.Stages, all.stages, "pairs of movements", "stages of one"},
		{&m.Parts, all.parts, "movements with a rest", "one movement"},
		{&m.Limbs, all.limbs, "short movements", "limb movements"},
	} {
		if f.to.Bias, f.to.Trees, err = boost(f.from); err != nil {
			return m, fmt.Errorf("fitting the model of %s being %s: %w", f.what, f.real, err)
		}
		f.to.Version = version(len(found), f.from, f.what, f.real)
	}
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

// setWeights fills the fields of a struct of weights in their order.
func setWeights(to any, weights []float64) {
	v := reflect.ValueOf(to).Elem()
	for i := range v.NumField() {
		v.Field(i).SetFloat(weights[i])
	}
}

// fitStarts fits the model of hypnic starts to the examples of each night, which are in order of time. One piece of the evidence is what the model itself says of the night so far, so
// model and evidence are fitted in turn, beginning with nights of which nothing is known. What is said of a night is said by a model that was not shown it, as later of a real one.
func fitStarts(nights [][]example) (float64, []forest.Tree, error) {
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
		for fold := range trainFolds {
			var shown [][]example
			for i, night := range nights {
				if i%trainFolds != fold {
					shown = append(shown, night)
				}
			}
			bias, trees, err := boost(slices.Concat(shown...))
			if err != nil {
				return 0, nil, err
			}
			for i := fold; i < len(nights); i += trainFolds {
				odds[i] = odds[i][:0]
				for _, e := range nights[i] {
					odds[i] = append(odds[i], forest.Odds(bias, trees, e.evidence))
				}
			}
		}
	}
	return boost(slices.Concat(nights...))
}

// fit finds the bias and the weights under which the examples are likeliest.
func fit(all []example) (float64, []float64, error) {
	if len(all) == 0 {
		return 0, nil, errors.New("the training nights have nothing to learn from: give more of them")
	}
	spread := spreads(all)
	result, err := optimize.Minimize(optimize.Problem{
		Func: func(w []float64) float64 { return loss(nil, w, all, spread) },
		Grad: func(g, w []float64) { loss(g, w, all, spread) },
	}, make([]float64, len(spread)+1), &optimize.Settings{GradientThreshold: trainGradient}, &optimize.BFGS{})
	if err != nil {
		return 0, nil, err
	}
	out := make([]float64, len(result.X))
	for i, w := range result.X {
		out[i] = hundredths(w)
	}
	return out[0], out[1:], nil
}

// loss returns the negative logarithm of the examples' likelihood under the weights w, the first of which is the bias, with the penalty, and fills its gradient when
// g is not nil.
func loss(g, w []float64, all []example, spread []float64) float64 {
	clear(g)
	var sum float64
	for _, e := range all {
		z, y := w[0], 0.0
		for k, x := range e.evidence {
			z += w[k+1] * x
		}
		if e.real {
			y = 1
		}
		sum += e.weight * (max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) - y*z)
		if g != nil {
			d := e.weight * (1/(1+math.Exp(-z)) - y)
			g[0] += d
			for k, x := range e.evidence {
				g[k+1] += d * x
			}
		}
	}
	for k, s := range spread {
		sum += trainPenalty / 2 * w[k+1] * w[k+1] * s * s
		if g != nil {
			g[k+1] += trainPenalty * w[k+1] * s * s
		}
	}
	return sum
}

// spreads returns the standard deviation of every piece of evidence.
func spreads(all []example) []float64 {
	out := make([]float64, len(all[0].evidence))
	for k := range out {
		var mean, squares float64
		for _, e := range all {
			mean += e.evidence[k] / float64(len(all))
		}
		for _, e := range all {
			squares += (e.evidence[k] - mean) * (e.evidence[k] - mean)
		}
		out[k] = math.Sqrt(squares / float64(len(all)))
	}
	return out
}

// hundredths rounds a weight so that no platform's last bit shows.
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }

// Write writes the models as the Go source that internal/report holds them in.
func (m *Models) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, `package report

import "github.com/nightjar-sleep/nightjar/internal/forest"

// The models that make train fitted. Generated by it; not for editing.

func trainedStarts() forest.Model {
	return forest.Model{
		Version: %q,
		Bias:    %v,
		Trees:   startTrees[:],
	}
}

func trainedTrains() TrainModel {
	return TrainModel{
		Version: %q,
		Bias:    %v,
		Weights: TrainFeatures{
%s		},
	}
}

func trainedStages() forest.Model {
	return forest.Model{
		Version: %q,
		Bias:    %v,
		Trees:   stageTrees[:],
	}
}

func trainedParts() forest.Model {
	return forest.Model{
		Version: %q,
		Bias:    %v,
		Trees:   partTrees[:],
	}
}

func trainedLimbs() forest.Model {
	return forest.Model{
		Version: %q,
		Bias:    %v,
		Trees:   limbTrees[:],
	}
}

var startTrees = [...]forest.Tree{
%s}

var stageTrees = [...]forest.Tree{
%s}

var partTrees = [...]forest.Tree{
%s}

var limbTrees = [...]forest.Tree{
%s}
`, m.Starts.Version, m.Starts.Bias, m.Trains.Version, m.Trains.Bias, fields(m.Trains.Weights), m.Stages.Version, m.Stages.Bias, m.Parts.Version, m.Parts.Bias,
		m.Limbs.Version, m.Limbs.Bias, rows(m.Starts.Trees), rows(m.Stages.Trees), rows(m.Parts.Trees), rows(m.Limbs.Trees))
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
func list[T int | float64](of []T) string {
	words := make([]string, len(of))
	for i, v := range of {
		words[i] = fmt.Sprint(v)
	}
	return fmt.Sprintf("[%d]%T{%s}", len(of), of[0], strings.Join(words, ", "))
}

// fields writes the fields of a struct of weights, one a line.
func fields(of any) string {
	v := reflect.ValueOf(of)
	width := 0
	for i := range v.NumField() {
		width = max(width, len(v.Type().Field(i).Name)+1)
	}
	out := ""
	for i := range v.NumField() {
		out += fmt.Sprintf("\t\t\t%-*s %v,\n", width, v.Type().Field(i).Name+":", v.Field(i).Float())
	}
	return out
}
