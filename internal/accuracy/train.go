package accuracy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/optimize"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

const (
	trainSeed     = 600  // first seed of the training nights, below FirstTestSeed
	trainHypnic   = 48   // nights with many hypnic starts
	trainOther    = 12   // nights of every other profile
	trainPenalty  = 1.0  // on the sum of squares of weights, each times the spread of its evidence: one movement's worth of doubt
	trainGradient = 0.01 // of the loss, at which its weights are right to far below a hundredth
	trainNearS    = 0.5  // s between a true start and the movement found for it, at most
)

// TrainingNights returns the settings of the nights that the model of hypnic starts is trained on: every profile, three rates, both sites, sizes from a
// third to twice the usual and noise up to twice the usual, so that no one sensor is learnt.
func TrainingNights() []simulate.Settings {
	var out []simulate.Settings
	for _, p := range simulate.Profiles() {
		count := trainOther
		if p == "hypnic" {
			count = trainHypnic
		}
		for i := range count {
			s := simulate.Default()
			s.Profile, s.Seed = p, uint64(trainSeed+i)
			s.Rate = []float64{50, 100, 25}[i%3]
			s.Amplitude = []float64{1, 1, 2, 0.5}[i%4]
			s.Noise = []float64{1, 2, 1, 1, 1}[i%5]
			if i%6 == 5 {
				s.Site = device.SiteLeftWrist
			}
			out = append(out, s)
		}
	}
	return out
}

// example is one movement that might be a hypnic start.
type example struct {
	evidence []float64
	start    bool
}

// TrainStarts simulates nights and fits the model of hypnic starts to them. progress, when not nil, is called as nights finish, from several goroutines.
func TrainStarts(ctx context.Context, nights []simulate.Settings, workers int, progress func()) (report.StartModel, error) {
	found := make([][]example, len(nights))
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
		return report.StartModel{}, err
	}
	var all []example
	for _, f := range found {
		all = append(all, f...)
	}
	return fit(all, len(nights))
}

// examples returns what one night has to learn from.
func examples(ctx context.Context, set simulate.Settings) ([]example, error) {
	n, err := simulate.New(set)
	if err != nil {
		return nil, err
	}
	limbs, err := ledgers(ctx, n, nil)
	if err != nil {
		return nil, err
	}
	candidates, err := report.StartCandidates(limbs, report.Options{Rules: score.WASM2016(), Criteria: report.DefaultCriteria()})
	if err != nil {
		return nil, err
	}
	truth := n.Truth()
	var out []example
	for _, c := range candidates {
		e := example{evidence: c.Features.Values()}
		for i := range truth.Events {
			t := &truth.Events[i]
			e.start = e.start || t.Class == "hypnic_start" && math.Abs(t.OnsetS-c.Onset.Seconds()) <= trainNearS
		}
		out = append(out, e)
	}
	return out, nil
}

// fit finds the weights under which the examples are likeliest.
func fit(all []example, nights int) (report.StartModel, error) {
	if len(all) == 0 {
		return report.StartModel{}, errors.New("the training nights have no movement to learn from: give more of them")
	}
	starts := 0
	for _, e := range all {
		if e.start {
			starts++
		}
	}
	x, err := weights(all)
	if err != nil {
		return report.StartModel{}, fmt.Errorf("fitting the model of hypnic starts: %w", err)
	}
	m := report.StartModel{
		Version: fmt.Sprintf("%d simulated nights from seed %d, %d movements, %d of them hypnic starts", nights, trainSeed, len(all), starts),
		Bias:    x[0],
	}
	setFields(&m.Weights, x[1:])
	return m, nil
}

// weights returns the bias and the weights under which the examples are likeliest, rounded.
func weights(all []example) ([]float64, error) {
	spread := spreads(all)
	result, err := optimize.Minimize(optimize.Problem{
		Func: func(w []float64) float64 { return loss(nil, w, all, spread) },
		Grad: func(g, w []float64) { loss(g, w, all, spread) },
	}, make([]float64, len(spread)+1), &optimize.Settings{GradientThreshold: trainGradient}, &optimize.BFGS{})
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(result.X))
	for i, x := range result.X {
		out[i] = hundredths(x)
	}
	return out, nil
}

// setFields sets the fields of a struct of numbers in their order.
func setFields(to any, values []float64) {
	fields := reflect.ValueOf(to).Elem()
	for i := range fields.NumField() {
		fields.Field(i).SetFloat(values[i])
	}
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
		if e.start {
			y = 1
		}
		sum += max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) - y*z
		if g != nil {
			d := 1/(1+math.Exp(-z)) - y
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

// WriteStarts writes a model as the Go source that internal/report holds it in.
func WriteStarts(w io.Writer, m *report.StartModel) error {
	_, err := fmt.Fprintf(w, `package report

// trainedStarts returns the model that make train fitted. Generated by it; not for editing.
func trainedStarts() StartModel {
	return StartModel{
		Version: %q,
		Bias:    %v,
		Weights: StartFeatures{
%s		},
	}
}
`, m.Version, m.Bias, sourceFields(m.Weights, 6))
	return err
}

// sourceFields writes the fields of a struct of numbers as Go source, names padded to a width.
func sourceFields(of any, width int) string {
	out := ""
	v := reflect.ValueOf(of)
	for i := range v.NumField() {
		out += fmt.Sprintf("\t\t\t%s %v,\n", padded(v.Type().Field(i).Name+":", width), v.Field(i).Float())
	}
	return out
}

func padded(s string, width int) string { return fmt.Sprintf("%-*s", width, s) }
