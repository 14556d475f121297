package accuracy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/forest"
)

// TestBoostFindsWhatNoSumTells: whether exactly one of two pieces of evidence is high, among others that say nothing, is learnt from examples of which one in ten is wrong.
func TestBoostFindsWhatNoSumTells(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	draw := func(noise float64) (e example, real bool) {
		e = example{evidence: make([]float64, 6), weight: 1}
		for k := range e.evidence {
			e.evidence[k] = float64(r.IntN(1000)) / 1000
		}
		real = (e.evidence[1] > 0.5) != (e.evidence[4] > 0.3)
		e.real = real != (r.Float64() < noise)
		return e, real
	}
	var all []example
	for range 4000 {
		e, _ := draw(0.1)
		all = append(all, e)
	}
	bias, trees, err := boost(all, boostTrees)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for range 2000 {
		e, real := draw(0)
		odds := bias
		for i := range trees {
			odds += treeSays(&trees[i], e.evidence)
		}
		if (odds > 0) != real {
			wrong++
		}
	}
	if wrong > 100 {
		t.Errorf("%d of 2000 wrong", wrong)
	}
	if _, _, err := boost(nil, boostTrees); err == nil {
		t.Error("trees from nothing")
	}
}

// treeSays walks a tree as its comment says.
func treeSays(t *forest.Tree, evidence []float64) float64 {
	at := 0
	for at < len(t.Ask) {
		if evidence[t.Ask[at]] <= float64(t.Limit[at]) {
			at = 2*at + 1
		} else {
			at = 2*at + 2
		}
	}
	return float64(t.Odds[at]) / forest.PerOdds
}

// TestLimitsAreNotBelow: a limit of 32 bits is not below the number it stands for, nor is the one before it; and it is one that Go source can say, which knows no -0.
func TestLimitsAreNotBelow(t *testing.T) {
	for _, v := range []float64{0.1, -0.1, 1.0 / 3, 17.65, 1e-9, 0, math.Copysign(0, -1)} {
		f := notBelow(v)
		if float64(f) < v || float64(math.Nextafter32(f, -math.MaxFloat32)) >= v {
			t.Errorf("%v: %v", v, f)
		}
		if f == 0 && math.Signbit(float64(f)) {
			t.Errorf("%v: -0", v)
		}
	}
}
