// Package forest adds up small trees of questions. Some evidence tells only together: a long pause parts two limb movements and not the stages of a turn. A sum of weights cannot
// say so, a few questions one after another can. So where a sum is not enough, many small trees are added up, each mending what those before it left (gradient boosting, Friedman
// 2001). The trees come from make train, as tables in the program.
package forest

import (
	"math"
	"slices"
)

// Depth is how many questions a tree asks, one after another.
const Depth = 5

// Forks is how many questions a whole tree has.
const Forks = 1<<Depth - 1

// PerOdds is how many units of Tree.Odds make the logarithm of the odds one larger. Whole units add up to the same on every platform.
const PerOdds = 1000

// Tree is a tree of questions in the order of a heap: fork i is followed by place 2i+1 when the evidence is at most the limit, else by place 2i+2; places from the
// number of forks on are ends. There are thousands of trees, so their numbers are as short as they may be.
type Tree struct {
	Ask   [Forks]uint8            // number of the evidence
	Limit [Forks]float32          // in its unit
	Odds  [Forks + 1<<Depth]int16 // logarithm of the odds that each place stands for, in units of 1/PerOdds, the mean of those below it
}

// way returns the places of a tree that the evidence leads through, from the first fork to the end.
func (t *Tree) way(evidence []float64) [Depth + 1]int {
	var way [Depth + 1]int
	at := 0
	for i := range Depth {
		if evidence[t.Ask[at]] <= float64(t.Limit[at]) {
			at = 2*at + 1
		} else {
			at = 2*at + 2
		}
		way[i+1] = at
	}
	return way
}

// end returns the last place of the way. No processor foresees the answers, so nothing is branched on: what one tree asks stands beside what the next one does.
func (t *Tree) end(evidence []float64) int {
	at := 0
	for range Depth {
		within := 0
		if evidence[t.Ask[at]] <= float64(t.Limit[at]) {
			within = 1
		}
		at = 2*at + 2 - within
	}
	return at
}

// Odds adds up trees: the logarithm of the odds. bias has at most three decimals, and so has the sum.
func Odds(bias float64, trees []Tree, evidence []float64) float64 {
	sum := 0
	for i := range trees {
		sum += int(trees[i].Odds[trees[i].end(evidence)])
	}
	return (math.Round(bias*PerOdds) + float64(sum)) / PerOdds
}

// Shares returns how much each piece of evidence added to the logarithm of the odds: at each fork, by how much the answer changed what the tree stands for (Saabas 2014).
func Shares(trees []Tree, evidence []float64) []float64 {
	shares := make([]float64, len(evidence))
	for i := range trees {
		t := &trees[i]
		way := t.way(evidence)
		for k := range Depth {
			shares[t.Ask[way[k]]] += float64(t.Odds[way[k+1]]-t.Odds[way[k]]) / PerOdds
		}
	}
	return shares
}

// Without returns the trees as they would be if nothing were known of some pieces of evidence: at a question about one of them, the answer is what the fork stands for.
func Without(trees []Tree, evidence ...int) []Tree {
	out := slices.Clone(trees)
	for i := range out {
		t := &out[i]
		for at := range t.Ask {
			if slices.Contains(evidence, int(t.Ask[at])) {
				t.prune(at)
			}
		}
	}
	return out
}

// prune makes every place below a fork stand for what the fork does.
func (t *Tree) prune(at int) {
	if at >= Forks {
		return
	}
	for _, below := range []int{2*at + 1, 2*at + 2} {
		t.Odds[below] = t.Odds[at]
		t.prune(below)
	}
}

// Model is what make train fitted: the logarithm of the odds is Bias plus what the trees say.
type Model struct {
	Version string  `json:"version"` // what it was trained on
	Bias    float64 `json:"bias"`    // of at most three decimals
	Trees   []Tree  `json:"-"`       // a table in the program, of the version named
}

// Odds returns the logarithm of the odds.
func (m *Model) Odds(evidence []float64) float64 { return Odds(m.Bias, m.Trees, evidence) }
