package accuracy

import (
	"errors"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/forest"
)

const (
	boostTrees  = 200  // trees: of 55,608 pairs on development nights, cross-validated by night, 2,274 are judged wrong with 150 of them and 2,488 with 64; the rules before them judged 4,389 wrong
	boostRate   = 0.1  // of what a tree would mend, that it does mend (Friedman 2001: small steps generalise)
	boostBins   = 32   // limits tried on a piece of evidence, at even shares of the examples
	boostLeast  = 2.0  // least sum of p(1−p), of examples with probability p, behind every answer of a tree: eight that are in full doubt
	boostSmooth = 4.0  // examples' worth of doubt added to each place of a tree, so that few examples say little
	everything  = 1e9  // a limit that all evidence stays below: a question that is none
	thousandth  = 1000 // odds are kept to three decimals
)

// booster fits trees to examples, one after another.
type booster struct {
	all    []example
	limits [][]float64 // of each piece of evidence, in order
	bins   [][]uint8   // of each piece of evidence and example: number of limits below it
	odds   []float64   // of each example, with the trees so far
	slope  []float64   // of the loss, by the odds of each example
	bend   []float64   // its second derivative
}

// boost finds the bias and the trees under which the examples are likely (gradient boosting with Newton's steps: Friedman 2001; Chen & Guestrin 2016).
func boost(all []example) (float64, []forest.Tree, error) {
	if len(all) == 0 {
		return 0, nil, errors.New("the training nights have nothing to learn from: give more of them")
	}
	b := &booster{all: all, odds: make([]float64, len(all)), slope: make([]float64, len(all)), bend: make([]float64, len(all))}
	var real, total float64
	for _, e := range all {
		total += e.weight
		if e.real {
			real += e.weight
		}
	}
	bias := thousandths(math.Log((real + 1) / (total - real + 1)))
	for i := range b.odds {
		b.odds[i] = bias
	}
	b.cut()
	var trees []forest.Tree
	for range boostTrees {
		trees = append(trees, b.grow())
	}
	return bias, trees, nil
}

// cut chooses the limits of every piece of evidence and sorts the examples by them.
func (b *booster) cut() {
	width := len(b.all[0].evidence)
	b.limits, b.bins = make([][]float64, width), make([][]uint8, width)
	values := make([]float64, len(b.all))
	for k := range width {
		for i, e := range b.all {
			values[i] = e.evidence[k]
		}
		slices.Sort(values)
		for q := 1; q < boostBins; q++ {
			b.limits[k] = append(b.limits[k], values[q*len(values)/boostBins])
		}
		b.limits[k] = slices.Compact(b.limits[k])
		b.bins[k] = make([]uint8, len(b.all))
		for i, e := range b.all {
			n, _ := slices.BinarySearch(b.limits[k], e.evidence[k])
			b.bins[k][i] = uint8(n)
		}
	}
}

// grow makes the next tree and adds it to the odds.
func (b *booster) grow() forest.Tree {
	for i, e := range b.all {
		p := 1 / (1 + math.Exp(-b.odds[i]))
		y := 0.0
		if e.real {
			y = 1
		}
		b.slope[i], b.bend[i] = float64(e.weight*(p-y)), float64(e.weight*p*(1-p))
	}
	var t forest.Tree
	places := make([][]int, len(t.Odds)) // examples in each place
	for i := range b.all {
		places[0] = append(places[0], i)
	}
	for at := range t.Odds {
		t.Odds[at] = b.step(places[at])
		if at >= len(t.Ask) {
			for _, i := range places[at] {
				b.odds[i] += t.Odds[at]
			}
			continue
		}
		k, bin := b.question(places[at])
		t.Ask[at], t.Limit[at] = k, everything
		if bin >= 0 {
			t.Limit[at] = b.limits[k][bin]
		}
		for _, i := range places[at] {
			if bin < 0 || int(b.bins[k][i]) <= bin {
				places[2*at+1] = append(places[2*at+1], i)
			} else {
				places[2*at+2] = append(places[2*at+2], i)
			}
		}
	}
	return t
}

// step returns the odds to add to some examples.
func (b *booster) step(some []int) float64 {
	var slope, bend float64
	for _, i := range some {
		slope += b.slope[i]
		bend += b.bend[i]
	}
	return thousandths(-boostRate * slope / (bend + boostSmooth))
}

// question returns the piece of evidence, and the number of its limit, that parts some examples best; bin is negative when none does.
func (b *booster) question(some []int) (evidence, bin int) {
	var slope, bend float64
	for _, i := range some {
		slope += b.slope[i]
		bend += b.bend[i]
	}
	gain := func(slope, bend float64) float64 { return slope * slope / (bend + boostSmooth) }
	best, evidence, bin := 1e-9, 0, -1
	for k := range b.limits {
		var slopes, bends [boostBins]float64
		for _, i := range some {
			n := b.bins[k][i]
			slopes[n] += b.slope[i]
			bends[n] += b.bend[i]
		}
		var s, h float64
		for n := range b.limits[k] {
			s, h = s+slopes[n], h+bends[n]
			if h < boostLeast || bend-h < boostLeast {
				continue
			}
			if g := gain(s, h) + gain(slope-s, bend-h) - gain(slope, bend); g > best {
				best, evidence, bin = g, k, n
			}
		}
	}
	return evidence, bin
}

// thousandths rounds odds so that no platform's last bit shows.
func thousandths(v float64) float64 { return math.Round(v*thousandth)/thousandth + 0 } // no -0, which Go source cannot say
