package accuracy

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// TestModelsAreWhatTrainWrites: the models in the program have not been edited by hand into what make train would not write, and none is trained on test nights.
func TestModelsAreWhatTrainWrites(t *testing.T) {
	c := report.DefaultCriteria()
	m := Models{Starts: c.StartModel, Trains: c.TrainModel, Stages: c.StageModel, Parts: c.PartModel, Limbs: c.LimbModel}
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
		k := 0
		if e.real {
			k = 1
		}
		sum[k], count[k] = sum[k]+m.Odds(e.evidence), count[k]+1
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
	bias, trees, err := fitStarts(nights(0), 2)
	if err != nil {
		t.Fatal(err)
	}
	few, many := make([]float64, width), make([]float64, width)
	few[place], many[place] = math.Log(0.5/30), math.Log(10.5/20) // no start, or ten, among some twenty movements
	if a, b := forest.Odds(bias, trees, few), forest.Odds(bias, trees, many); b < a+0.5 {
		t.Errorf("odds of a start after none %v, after many %v", a, b)
	}
	again, same, err := fitStarts(nights(7), 1)
	if err != nil {
		t.Fatal(err)
	}
	if bias != again || !slices.Equal(trees, same) {
		t.Error("the model hangs on what the night was told to be before")
	}
}

// Odd sleepers, those with many brief movements and those whose limbs swing in many ways are others than those of the profile, and every range of theirs can be drawn from: the simulator makes their nights.
func TestOddLaws(t *testing.T) {
	for _, p := range simulate.Profiles() {
		usual, err := simulate.ProfileLaws(p)
		if err != nil {
			t.Fatal(err)
		}
		for name, laws := range map[string]*simulate.Laws[simulate.Range]{"odd": OddLaws(p), "brief": briefLaws(p), "kicking": kickLaws(p)} {
			if *laws == usual {
				t.Errorf("%s: nothing is %s", p, name)
			}
			all := reflect.ValueOf(*laws)
			for i := range all.NumField() {
				if r := all.Field(i).Interface().(simulate.Range); r.Low > r.High || r.Low < 0 {
					t.Errorf("%s, %s: %s ranges from %g to %g", p, name, simulate.LawNames()[i], r.Low, r.High)
				}
			}
			s := simulate.Default()
			s.Profile, s.Hours, s.Vary = p, 1, laws
			if _, err := simulate.New(s); err != nil {
				t.Errorf("%s, %s: %v", p, name, err)
			}
		}
	}
}

// What is learnt must stay right for the usual sleepers: the nights of others teach of starts and stages with less weight. Nights with many brief movements teach of limb movements only, nights that are
// full of rhythmic trains of these only, nights of limbs that swing in many ways neither of trains nor of short movements, and none is there for nothing.
func TestWhoseNights(t *testing.T) {
	c := WholeCurriculum()
	for i, s := range c.nights() {
		is := c.whose(i)
		odd := s.Vary != nil && s.Vary.PiecesP.High > 0
		twitchy := s.Vary != nil && s.Vary.TwitchPairP.High > 0
		kicking := s.Vary != nil && s.Vary.TwitchSlowHz.Low < 4
		full := s.Vary != nil && s.Vary.RhythmicCount.Low >= 25
		switch {
		case is == (purpose{}), s.Vary != nil && max(is.starts, is.stages) > 0.5:
			t.Errorf("night %d, %s with seed %d: for %+v", i, s.Profile, s.Seed, is)
		case kicking && (is.trains || is.short || is.starts == 0), twitchy && !odd && (is.trains || is.starts > 0 || !is.short), full && is != (purpose{trains: true}):
			t.Errorf("night %d, %s with seed %d: for %+v", i, s.Profile, s.Seed, is)
		case s.Vary == nil && is != (purpose{starts: 1, stages: 1, trains: s.Seed < moreSeed, short: true}):
			t.Errorf("night %d, %s with seed %d, is a usual one: for %+v", i, s.Profile, s.Seed, is)
		}
		if s.Seed >= FirstTestSeed {
			t.Errorf("night %d has seed %d, one of those for reports", i, s.Seed)
		}
	}
}
