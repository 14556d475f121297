package report

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// TestStagesAreTold: of a turn in pieces, the event has the posture between beginning and end, and says of how many pieces it was made and how sure that is.
func TestStagesAreTold(t *testing.T) {
	a := build(t, options(), plain(stage(5000, 2, 0, 25), shock(5002.3), stage(5002.7, 1, 25, 28), stage(5004.3, 2, 28, 70)))
	n := &a.Nights[0]
	if len(n.Events) != 1 || n.Events[0].Class != Gross {
		t.Fatalf("%v, want one large movement", classes(n))
	}
	e := &n.Events[0]
	if e.Duration != MillisOf(6.3) || *e.TiltDeg != 70 {
		t.Errorf("%v s, %v°; want 6.300 and 70", e.Duration, *e.TiltDeg)
	}
	if why := strings.Join(e.Why, "; "); !strings.Contains(why, "put together of 3 pieces") || !strings.Contains(why, "% sure") || !strings.Contains(why, "for it: ") {
		t.Errorf("why says nothing of its pieces: %s", why)
	}
}

// TestTurnThereAndBack: a sleeper who rolls over and back again has not changed posture, however far it went on the way.
func TestTurnThereAndBack(t *testing.T) {
	back := build(t, options(), plain(stage(5000, 2, 0, 40), stage(5002.5, 2, 40, 1)))
	for _, e := range back.Nights[0].Events {
		if len(back.Nights[0].Events) != 1 || e.Class == Gross || *e.TiltDeg != 1 {
			t.Errorf("%s, %v°: want one event, no large movement, 1°", e.Class, *e.TiltDeg)
		}
	}
}

// TestNoStages: with odds that nothing reaches, and across more than the longest rest, every piece stays by itself; a hole's edge is no stage.
func TestNoStages(t *testing.T) {
	pieces := []movement.Movement{stage(5000, 2, 0, 25), stage(5002.7, 2, 25, 60)}
	never := options()
	never.Criteria.StageOdds = 1000
	far := []movement.Movement{stage(5000, 2, 0, 25), stage(5007.1, 2, 25, 60)}
	cut := []movement.Movement{stage(5000, 2, 0, 25), stage(5002.7, 2, 25, 60)}
	cut[0].Closing = movement.Cut
	for _, c := range []struct {
		name  string
		opt   Options
		moves []movement.Movement
		want  int
	}{
		{"together", options(), pieces, 1},
		{"odds out of reach", never, pieces, 2},
		{"five seconds apart", options(), far, 2},
		{"cut", options(), cut, 2},
	} {
		if got := len(build(t, c.opt, plain(c.moves...)).Nights[0].Events); got != c.want {
			t.Errorf("%s: %d events, want %d", c.name, got, c.want)
		}
	}
}

// TestStageWords: the evidence comes in the order of its fields, which the words and the trees count by, and every piece of it has its words.
func TestStageWords(t *testing.T) {
	var f StageFeatures
	v := reflect.ValueOf(&f).Elem()
	for k := range v.NumField() {
		v.Field(k).SetFloat(float64(k))
	}
	for k, x := range f.Values() {
		if x != float64(k) {
			t.Fatalf("evidence %d is that of field %v", k, x)
		}
	}
	if n := len(f.Values()); n != len(stageWords) {
		t.Errorf("%d pieces of evidence, words for %d", n, len(stageWords))
	}
	for _, tree := range DefaultCriteria().StageModel.Trees {
		for _, k := range tree.Ask {
			if k < 0 || k >= len(stageWords) {
				t.Fatalf("a question about evidence %d, of %d", k, len(stageWords))
			}
		}
	}
}

// TestTree: a tree that asks whether exactly one of two pieces of evidence is high, which no sum of weights can; what its answers add up to is the odds less what its
// first fork stands for.
func TestTree(t *testing.T) {
	var tree Tree
	for i := range tree.Limit {
		tree.Limit[i] = 0.5
	}
	for i := 1; i < treeForks; i++ {
		tree.Ask[i] = 1 // the second question, and those behind it, which change nothing
	}
	first := treeForks // the ends are in pairs of pairs: low and low, low and high, high and low, high and high
	each := (len(tree.Odds) - first) / 4
	for i := range len(tree.Odds) - first {
		q := i / each
		tree.Odds[first+i] = []float64{-1, 1, 1, -1}[q]
	}
	tree.Odds[0] = 0.25
	for _, c := range []struct {
		evidence []float64
		want     float64
	}{{[]float64{0, 0}, -1}, {[]float64{0, 1}, 1}, {[]float64{1, 0}, 1}, {[]float64{1, 1}, -1}, {[]float64{0.5, 0.5}, -1}} {
		got := TreeOdds(0.5, []Tree{tree}, c.evidence)
		if got != 0.5+c.want {
			t.Errorf("%v: odds %v, want %v", c.evidence, got, 0.5+c.want)
		}
		sum := 0.0
		for _, x := range treeShares([]Tree{tree}, c.evidence) {
			sum += x
		}
		if math.Abs(sum-(c.want-tree.Odds[0])) > 1e-9 {
			t.Errorf("%v: shares add up to %v, want %v", c.evidence, sum, c.want-tree.Odds[0])
		}
	}
}

// TestMovementsThatGoOn: two strong movements that follow at once and both leave the limb a little elsewhere are one; the lift and release of limb movements do not.
func TestMovementsThatGoOn(t *testing.T) {
	left := func(on, from, to float64) movement.Movement {
		m := stage(on, 2, from, to)
		m.PeakG = 0.3
		return m
	}
	for _, c := range []struct {
		name string
		of   []movement.Movement
		want int
	}{
		{"at once, both left elsewhere", []movement.Movement{left(5000, 0, 3), left(5003, 3, 5)}, 1},
		{"one came back", []movement.Movement{left(5000, 0, 3), left(5003, 3, 3)}, 2},
		{"some seconds between", []movement.Movement{left(5000, 0, 3), left(5006, 3, 5)}, 2},
	} {
		if got := len(build(t, options(), plain(c.of...)).Nights[0].Events); got != c.want {
			t.Errorf("%s: %d events, want %d", c.name, got, c.want)
		}
	}
}
