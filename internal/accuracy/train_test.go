package accuracy

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// TestFitFindsTheWeights: examples drawn from a known model give that model back.
func TestFitFindsTheWeights(t *testing.T) {
	want := report.TrainModel{Bias: -1, Weights: report.TrainFeatures{Alike: 2, Gap: -3, Tilt: 1}}
	w := want.Weights.Values()
	r := rand.New(rand.NewPCG(1, 2))
	var all []example
	for range 40_000 {
		e := example{evidence: make([]float64, len(w)), weight: 1}
		z := want.Bias
		for k := range w {
			e.evidence[k] = r.NormFloat64()
			z += w[k] * e.evidence[k]
		}
		e.real = r.Float64() < 1/(1+math.Exp(-z))
		all = append(all, e)
	}
	bias, weights, err := fit(all)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range weights {
		if math.Abs(v-w[k]) > 0.1 { // some four standard errors
			t.Errorf("weight %d is %v, want %v", k, v, w[k])
		}
	}
	if math.Abs(bias-want.Bias) > 0.1 {
		t.Errorf("bias %v, want %v", bias, want.Bias)
	}
}

// TestGradientOfLoss: what the search follows is the slope of what it lowers.
func TestGradientOfLoss(t *testing.T) {
	all := []example{{[]float64{1, -2}, true, 1}, {[]float64{0.5, 3}, false, 0.5}, {[]float64{-1, 1}, true, 2}}
	spread := spreads(all)
	w := []float64{0.3, -0.2, 0.7}
	g := make([]float64, len(w))
	loss(g, w, all, spread)
	const step = 1e-6
	for k := range w {
		up, down := append([]float64(nil), w...), append([]float64(nil), w...)
		up[k] += step
		down[k] -= step
		if slope := (loss(nil, up, all, spread) - loss(nil, down, all, spread)) / (2 * step); math.Abs(slope-g[k]) > 1e-6 {
			t.Errorf("slope %d is %v, the gradient says %v", k, slope, g[k])
		}
	}
}

// TestModelsAreWhatTrainWrites: the models in the program have not been edited by hand into what make train would not write, and none is trained on test nights.
func TestModelsAreWhatTrainWrites(t *testing.T) {
	c := report.DefaultCriteria()
	m := Models{Starts: c.StartModel, Trains: c.TrainModel, Stages: c.StageModel, Limbs: c.LimbModel}
	var written bytes.Buffer
	if err := m.Write(&written); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../report/models.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(source, written.Bytes()) {
		t.Errorf("internal/report/models.go is not what make train writes:\n%s", written.Bytes())
	}
	for _, s := range WholeCurriculum().nights() {
		if s.Seed >= FirstTestSeed {
			t.Errorf("%s, seed %d is a test night", s.Profile, s.Seed)
		}
	}
}

// TestNothingToLearnFrom: training on nothing says so, and a night out of bounds is named.
func TestNothingToLearnFrom(t *testing.T) {
	if _, err := Train(context.Background(), &Curriculum{}, 1, nil); err == nil {
		t.Error("a model of nothing")
	}
	bad := TrainingNights()[:1]
	bad[0].Noise = -1
	if _, err := Train(context.Background(), &Curriculum{Usual: bad}, 1, nil); err == nil {
		t.Error("a night with negative noise")
	}
}

// TestFidgetsAreToldInTraining: of a simulated night's movements, those that the truth calls fidgeting get higher odds than limb movements.
func TestFidgetsAreToldInTraining(t *testing.T) {
	set := simulate.Default()
	set.Profile, set.Seed, set.Rate, set.Hours = "rls", 601, 50, 3
	all, err := fidgetExamples(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	m, err := fitFidgets(all, 1)
	if err != nil {
		t.Fatal(err)
	}
	var sum, count [2]float64
	for _, e := range all {
		var f night.FidgetFeatures
		setWeights(&f, e.evidence)
		k := 0
		if e.real {
			k = 1
		}
		sum[k], count[k] = sum[k]+m.Odds(f.Values()), count[k]+1
	}
	if count[0] < 30 || count[1] < 15 {
		t.Fatalf("%v limb movements, %v of fidgeting: too few to learn from", count[0], count[1])
	}
	if limb, other := sum[0]/count[0], sum[1]/count[1]; other < limb+0.5 {
		t.Errorf("mean odds %.2f of fidgeting, %.2f of limb movements", other, limb)
	}
}

// TestNightsAreToldFromThemselves: where starts come in nights of many or none, and nothing else tells one movement from another, the model learns that those who had many have
// more, whatever the evidence said of the night before.
func TestNightsAreToldFromThemselves(t *testing.T) {
	place := report.StartEvidence(report.NightSoFar)[0]
	width := len(new(report.StartFeatures).Values())
	nights := func(before float64) [][]example {
		r := rand.New(rand.NewPCG(3, 4))
		var out [][]example
		for k := range 60 {
			var night []example
			for range 40 {
				e := example{evidence: make([]float64, width), weight: 1, real: r.Float64() < []float64{0.02, 0.6}[k/30]}
				e.evidence[0] = r.NormFloat64() // seen of the movement itself
				if e.real {
					e.evidence[0]++
				}
				e.evidence[place] = before
				night = append(night, e)
			}
			out = append(out, night)
		}
		return out
	}
	bias, trees, err := fitStarts(nights(0))
	if err != nil {
		t.Fatal(err)
	}
	few, many := make([]float64, width), make([]float64, width)
	few[place], many[place] = math.Log(0.5/30), math.Log(10.5/20) // no start, or ten, among some twenty movements
	if a, b := forest.Odds(bias, trees, few), forest.Odds(bias, trees, many); b < a+0.5 {
		t.Errorf("odds of a start after none %v, after many %v", a, b)
	}
	again, same, err := fitStarts(nights(7))
	if err != nil {
		t.Fatal(err)
	}
	if bias != again || !slices.Equal(trees, same) {
		t.Error("the model hangs on what the night was told to be before")
	}
}
