package forest

import (
	"math"
	"testing"
)

// TestTree: a tree that asks whether exactly one of two pieces of evidence is high, which no sum of weights can; what its answers add up to is the odds less what its
// first fork stands for.
func TestTree(t *testing.T) {
	var tree Tree
	for i := range tree.Limit {
		tree.Limit[i] = 0.5
	}
	for i := 1; i < Forks; i++ {
		tree.Ask[i] = 1 // the second question, and those behind it, which change nothing
	}
	first := Forks // the ends are in pairs of pairs: low and low, low and high, high and low, high and high
	each := (len(tree.Odds) - first) / 4
	for i := range len(tree.Odds) - first {
		q := i / each
		tree.Odds[first+i] = []int16{-1000, 1000, 1000, -1000}[q]
	}
	tree.Odds[0] = 250
	for _, c := range []struct {
		evidence []float64
		want     float64
	}{{[]float64{0, 0}, -1}, {[]float64{0, 1}, 1}, {[]float64{1, 0}, 1}, {[]float64{1, 1}, -1}, {[]float64{0.5, 0.5}, -1}} {
		got := Odds(0.5, []Tree{tree}, c.evidence)
		if got != 0.5+c.want {
			t.Errorf("%v: odds %v, want %v", c.evidence, got, 0.5+c.want)
		}
		sum := 0.0
		for _, x := range Shares([]Tree{tree}, c.evidence) {
			sum += x
		}
		if math.Abs(sum-(c.want-float64(tree.Odds[0])/PerOdds)) > 1e-9 {
			t.Errorf("%v: shares add up to %v, want %v", c.evidence, sum, c.want-float64(tree.Odds[0])/PerOdds)
		}
	}
}

// TestWithout: of evidence that is not known, the answer is what the fork stands for, whatever it would have been; other questions go on being asked.
func TestWithout(t *testing.T) {
	var tree Tree
	for i := range tree.Limit {
		tree.Limit[i] = 0.5
	}
	for i := 1; i < Forks; i++ {
		tree.Ask[i] = 1
	}
	for i := range tree.Odds {
		tree.Odds[i] = int16(PerOdds / 10 * i)
	}
	all := []Tree{tree}
	for _, evidence := range [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		if got := Odds(0, Without(all, 0), evidence); got != 0 {
			t.Errorf("%v without the first: %v, want what the first fork stands for", evidence, got)
		}
		if got, want := Odds(0, Without(all, 1), evidence), (1+evidence[0])/10; got != want {
			t.Errorf("%v without the second: %v, want %v", evidence, got, want)
		}
		if Odds(0, all, evidence) < Forks/10 {
			t.Errorf("%v: the trees given were changed", evidence)
		}
	}
}
