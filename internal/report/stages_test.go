package report

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// turnInStages is a leg of somebody who turns over in three stages.
func turnInStages() leg {
	return leg{rolls: []ramp{{0, 2, 25}, {3, 1, 3}, {5, 2, 42}}, bends: []ramp{{0, 1.5, 5}, {5.2, 1.5, -3}},
		jolts: []burst{{0.5, 0.4, 3, 0.3, 0.2}, {3.2, 0.3, 3, 0.2, 0.1}, {5.5, 0.4, 3, 0.3, 0.2}}}
}

// TestStagesAreTold: of a turn in pieces, between which the bed is struck, the event has the posture between beginning and end, and says of how many pieces it was made and how sure
// that is.
func TestStagesAreTold(t *testing.T) {
	a := build(t, options(), plain(order(append(turnInStages().felt(t, 5000), shock(5002.3)))...))
	n := &a.Nights[0]
	if len(n.Events) != 1 || n.Events[0].Class != Gross {
		t.Fatalf("%v, want one large movement", classes(n))
	}
	e := &n.Events[0]
	if math.Abs(e.Duration.Seconds()-7) > 0.3 || math.Abs(*e.TiltDeg-68) > 6 { // rolled by 70° about a leg that does not lie quite flat
		t.Errorf("%v s, %v°; want 7 and 68", e.Duration, *e.TiltDeg)
	}
	if why := strings.Join(e.Why, "; "); !strings.Contains(why, "put together of 3 pieces") || !strings.Contains(why, "% sure") || !strings.Contains(why, "for it: ") {
		t.Errorf("why says nothing of its pieces: %s", why)
	}
}

// TestTurnThereAndBack: a sleeper who rolls over and back again has not changed posture, however far it went on the way.
func TestTurnThereAndBack(t *testing.T) {
	for _, n := range classesFelt(t, leg{rolls: []ramp{{0, 2, 40}, {2.5, 2, -39}}}, 5000) {
		for _, e := range n.Events {
			if len(n.Events) != 1 || e.Class == Gross || *e.TiltDeg > 1.3 {
				t.Errorf("%s, %v°: want one event, no large movement, 1°", e.Class, *e.TiltDeg)
			}
		}
	}
}

// TestNoStages: with odds that nothing reaches, and across more than the longest rest, every piece stays by itself; a hole's edge is no stage.
func TestNoStages(t *testing.T) {
	pieces := turnInStages().felt(t, 5000)
	if len(pieces) != 3 {
		t.Fatalf("%d pieces", len(pieces))
	}
	never, near := options(), options()
	never.Criteria.StageOdds, near.Criteria.StageGapMS = -noOdds, 100
	cut := slices.Clone(pieces)
	cut[0].Closing = movement.Cut
	for _, c := range []struct {
		name  string
		opt   Options
		moves []movement.Movement
		want  int
	}{
		{"together", options(), pieces, 1},
		{"odds out of reach", never, pieces, 3},
		{"farther apart than is asked", near, pieces, 3},
		{"cut", options(), cut, 2},
	} {
		if got := len(build(t, c.opt, plain(c.moves...)).Nights[0].Events); got != c.want {
			t.Errorf("%s: %d events, want %d", c.name, got, c.want)
		}
	}
}

// TestUprightHinge: about a hinge so upright that no posture tells, a limb movement is put together of what its lift, its shaking and its release show.
func TestUprightHinge(t *testing.T) {
	for _, n := range classesFelt(t, leg{upright: 89, bends: held(0, 2.6, 6), bursts: []burst{jerk(1.2, 0.1)}}, 5000) {
		if len(n.Events) != 1 || n.Events[0].Class != Isolated || math.Abs(n.Events[0].Duration.Seconds()-3.5) > 0.3 {
			t.Errorf("%v, want one limb movement of 3.5 s", classes(&n))
		}
	}
}

// TestWords: evidence comes in the order of its fields, which the words and the trees count by, and every piece of it has its words.
func TestWords(t *testing.T) {
	var stage StageFeatures
	var limb LimbFeatures
	var start StartFeatures
	var train TrainFeatures
	c := DefaultCriteria()
	for _, m := range []struct {
		name   string
		fill   any
		values func() []float64
		words  []string
		trees  []forest.Tree
	}{
		{"stages", &stage, stage.Values, stageWords, c.StageModel.Trees},
		{"parts", &stage, stage.Values, stageWords, c.PartModel.Trees},
		{"limb movements", &limb, limb.Values, limbWords, c.LimbModel.Trees},
		{"hypnic starts", &start, start.Values, startWords, c.StartModel.Trees},
		{"rhythmic trains", &train, train.Values, trainWords, c.TrainModel.Trees},
	} {
		number(reflect.ValueOf(m.fill).Elem(), 0)
		values := m.values()
		for k, x := range values {
			if x != float64(k) {
				t.Fatalf("%s: evidence %d is that of field %v", m.name, k, x)
			}
		}
		if len(values) != len(m.words) {
			t.Errorf("%s: %d pieces of evidence, words for %d", m.name, len(values), len(m.words))
		}
		if len(m.trees) == 0 {
			t.Errorf("%s: no trees", m.name)
		}
		for _, tree := range m.trees {
			for _, k := range tree.Ask {
				if int(k) >= len(m.words) {
					t.Fatalf("%s: a question about evidence %d, of %d", m.name, k, len(m.words))
				}
			}
		}
	}
}

// number fills the fields of a struct, and of those inside it, with 0, 1, 2 … from n on and returns the number after the last.
func number(v reflect.Value, n int) int {
	for k := range v.NumField() {
		if f := v.Field(k); f.Kind() == reflect.Struct {
			n = number(f, n)
			continue
		}
		v.Field(k).SetFloat(float64(n))
		n++
	}
	return n
}

// TestWaveIsTold: where the wave decided against what the duration says, the event says so, and what told.
func TestWaveIsTold(t *testing.T) {
	why := func(l leg) (out []string) {
		for _, n := range classesFelt(t, l, 15000) {
			out = append(out, strings.Join(n.Events[0].Why, "; "))
		}
		return out
	}
	for _, w := range why(leg{bursts: []burst{jerk(0, 0.3)}}) {
		if !strings.HasPrefix(w, "a burst under 0.5 s by its wave, though the limb went on for 0.") || !strings.Contains(w, "% sure; for it: ") {
			t.Errorf("a burst that rings: %s", w)
		}
	}
	for _, w := range why(leg{bends: held(0, 2.6, 6)}) {
		if strings.Contains(w, "wave") {
			t.Errorf("a limb movement of 3.5 s: %s", w)
		}
	}
	all := options()
	all.Criteria.LimbOdds = noOdds // whatever is asked is a limb movement
	n := build(t, all, plain(leg{bends: []ramp{{0, 0.4, 4}}}.felt(t, 5000)...)).Nights[0]
	if w := strings.Join(n.Events[0].Why, "; "); !strings.Contains(w, "its wave is that of a limb movement, ") || !strings.Contains(w, "% sure, though only 0.39 s of it stand out; ") {
		t.Errorf("a lift: %s", w)
	}
}
