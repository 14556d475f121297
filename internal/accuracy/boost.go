package accuracy

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/forest"
)

const (
	boostTrees  = 350  // trees: of 34,229 short movements on nights not trained on, 2,429 are judged wrong with 400 trees of five questions, 2,418 with 1,600 of four, and 2,511 with 200 of four; between 200 and 500 of five tell no difference on whole nights, and with 350 a sensor's gain and offset change few enough events (metamorphic_test.go)
	limbTrees   = 200  // trees of short movements: with 250, gain and offset of a sensor change 104 of 10,424 events instead of 80 (metamorphic_test.go); nights of other simulators are judged as well
	restTrees   = 300  // trees of movements with a rest, for the same reason
	stageTrees  = 250  // trees of the stages of movements: with 200 to 300 all scenes of internal/report hold, with 350 and more two about an upright hinge do not; a tenth more pairs are judged wrong than with 400 on ours, and as many elsewhere
	startTrees  = 225  // trees of hypnic starts: the least likely kick of the scenes of internal/report has odds of -0.31 with these and of -0.55 with 150; accuracy does not tell those apart
	boostRate   = 0.1  // of what a tree would mend, that it does mend (Friedman 2001: small steps generalise)
	boostShare  = 0.7  // of the examples that a tree is grown from, drawn anew for each (Friedman 2002, Comput Stat Data Anal 38:367)
	boostAsked  = 0.5  // of the evidence that a tree may ask about, drawn anew for each
	boostBins   = 256  // places between limits on a piece of evidence, at even shares of the examples
	boostLimits = 32   // of the limits on a piece of evidence, about so many may be a tree's, others for each: if all the trees parted at the same few limits, a hair across one would change much of the odds. So, 511 of 34,229 movements were judged otherwise once all their evidence was 2 % off, and 387 with limits of their own (trees of six questions)
	boostLeast  = 5.0  // least sum of p(1−p), of examples with probability p, behind every answer of a tree: twenty that are in full doubt
	boostSmooth = 10.0 // examples' worth of doubt added to each place of a tree, so that few examples say little: hypnic starts, which are few, are 2 % likelier than with 4
	boostSeed   = 5    // of what is drawn: any; the same models from the same nights
	mostOdds    = 32.0 // logarithm of odds that one answer may stand for, what 16 bits hold
)

// everything is a limit that all evidence stays below: a question that is none.
const everything float32 = 1e9

// booster fits trees to examples, one after another.
type booster struct {
	all    []example
	limits [][]float32 // of each piece of evidence, in order
	bins   [][]uint8   // of each piece of evidence and example: number of limits below it
	odds   []float64   // of each example, with the trees so far
	slope  []float64   // of the loss, by the odds of each example
	bend   []float64   // its second derivative
	draw   *rand.Rand
	asked  []int  // evidence that the tree at hand may ask about
	phase  []int  // by evidence: remainder of the numbers of the limits that the tree at hand may part it at
	shown  []bool // by example: the tree at hand is grown from it
}

// boost finds the bias and so many trees under which the examples are likely (gradient boosting with Newton's steps: Friedman 2001; Chen & Guestrin 2016).
func boost(all []example, count int) (float64, []forest.Tree, error) {
	if len(all) == 0 {
		return 0, nil, errors.New("the training nights have nothing to learn from: give more of them")
	}
	b := &booster{
		all: all, odds: make([]float64, len(all)), slope: make([]float64, len(all)), bend: make([]float64, len(all)), shown: make([]bool, len(all)),
		phase: make([]int, len(all[0].evidence)), draw: rand.New(rand.NewPCG(boostSeed, 0)),
	}
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
	for range count {
		trees = append(trees, b.grow())
	}
	return bias, trees, nil
}

// cut chooses the limits of every piece of evidence and sorts the examples by them.
func (b *booster) cut() {
	width := len(b.all[0].evidence)
	b.limits, b.bins = make([][]float32, width), make([][]uint8, width)
	values := make([]float64, len(b.all))
	for k := range width {
		for i, e := range b.all {
			values[i] = e.evidence[k]
		}
		slices.Sort(values)
		for q := 1; q < boostBins; q++ {
			b.limits[k] = append(b.limits[k], notBelow(values[q*len(values)/boostBins]))
		}
		b.limits[k] = slices.Compact(b.limits[k])
		b.bins[k] = make([]uint8, len(b.all))
		for i, e := range b.all {
			n, _ := slices.BinarySearch(b.limits[k], notBelow(e.evidence[k]))
			b.bins[k][i] = uint8(n)
		}
	}
}

// notBelow returns the least number of 32 bits that is not below v: what is at most v is at most that. It is never -0, which Go source cannot say.
func notBelow(v float64) float32 {
	f := float32(v) + 0
	if float64(f) < v {
		f = math.Nextafter32(f, math.MaxFloat32)
	}
	return f
}

// deal draws what the next tree is grown from, what it may ask about, at least one piece of evidence, and where it may part that.
func (b *booster) deal() {
	for i := range b.shown {
		b.shown[i] = b.draw.Float64() < boostShare
	}
	b.asked = b.asked[:0]
	for k := range b.limits {
		b.phase[k] = b.draw.IntN(b.stride(k))
		if b.draw.Float64() < boostAsked {
			b.asked = append(b.asked, k)
		}
	}
	if len(b.asked) == 0 {
		b.asked = append(b.asked, b.draw.IntN(len(b.limits)))
	}
}

// stride returns one in how many limits on a piece of evidence may be a tree's.
func (b *booster) stride(k int) int { return max(1, len(b.limits[k])/boostLimits) }

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
	b.deal()
	var t forest.Tree
	places := make([][]int, len(t.Odds)) // examples in each place
	for i := range b.all {
		places[0] = append(places[0], i)
	}
	for at := range t.Odds {
		t.Odds[at] = b.step(places[at])
		if at >= len(t.Ask) {
			for _, i := range places[at] {
				b.odds[i] += float64(t.Odds[at]) / forest.PerOdds
			}
			continue
		}
		k, bin := b.question(places[at])
		t.Ask[at], t.Limit[at] = uint8(k), everything
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

// step returns the odds to add to some examples, in units of 1/forest.PerOdds.
func (b *booster) step(some []int) int16 {
	slope, bend := b.doubt(some)
	step := -boostRate * slope / (bend + boostSmooth)
	return int16(math.Round(forest.PerOdds * min(max(step, -mostOdds), mostOdds)))
}

// doubt returns the slope of the loss and its second derivative over those of some examples that are shown.
func (b *booster) doubt(some []int) (slope, bend float64) {
	for _, i := range some {
		if b.shown[i] {
			slope += b.slope[i]
			bend += b.bend[i]
		}
	}
	return slope, bend
}

// question returns the piece of evidence, and the number of its limit, that parts some examples best; bin is negative when none does.
func (b *booster) question(some []int) (evidence, bin int) {
	slope, bend := b.doubt(some)
	gain := func(slope, bend float64) float64 { return slope * slope / (bend + boostSmooth) }
	best, evidence, bin := 1e-9, 0, -1
	for _, k := range b.asked {
		var slopes, bends [boostBins]float64
		for _, i := range some {
			if b.shown[i] {
				n := b.bins[k][i]
				slopes[n] += b.slope[i]
				bends[n] += b.bend[i]
			}
		}
		var s, h float64
		stride := b.stride(k)
		for n := range b.limits[k] {
			s, h = s+slopes[n], h+bends[n]
			if n%stride != b.phase[k] || h < boostLeast || bend-h < boostLeast {
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
func thousandths(v float64) float64 { return math.Round(v*forest.PerOdds)/forest.PerOdds + 0 } // no -0, which Go source cannot say
