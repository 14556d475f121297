package accuracy

import (
	"context"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// lessons are what a night has to learn from: on hypnic starts, on rhythmic trains, on the stages of movements, on what was parted and on short limb movements.
type lessons struct{ starts, trains, stages, parts, limbs []example }

// examples returns what one night has to learn from.
func examples(ctx context.Context, set simulate.Settings) (lessons, error) {
	n, err := simulate.New(set)
	if err != nil {
		return lessons{}, err
	}
	limbs, err := ledgers(ctx, n, nil)
	if err != nil {
		return lessons{}, err
	}
	return lessonsOf(limbs, n.Truth())
}

// weighted multiplies the weights of the examples, in place, and returns them.
func weighted(list []example, weight float64) []example {
	for i := range list {
		list[i].weight *= weight
	}
	return list
}

// lessonsOf returns what a night's ledgers have to learn from, given the truth.
func lessonsOf(limbs report.Group, truth *simulate.Truth) (l lessons, err error) {
	opt := report.Options{Rules: score.WASM2016(), Criteria: report.DefaultCriteria()}
	moves, err := report.StartCandidates(limbs, opt)
	if err != nil {
		return l, err
	}
	for _, c := range moves {
		e := example{evidence: c.Features.Values(), weight: 1}
		for i := range truth.Events {
			t := &truth.Events[i]
			e.real = e.real || t.Class == simulate.ClassHypnicStart && math.Abs(t.OnsetS-c.Onset.Seconds()) <= trainNearS
		}
		l.starts = append(l.starts, e)
	}
	runs, err := report.TrainCandidates(limbs, opt)
	if err != nil {
		return l, err
	}
	for _, c := range runs {
		if real, told := isTrain(truth, c.Onset.Seconds(), c.End.Seconds()); told {
			l.trains = append(l.trains, example{c.Features.Values(), real, c.Weight})
		}
	}
	pairs, err := report.StageCandidates(limbs, opt)
	if err != nil {
		return l, err
	}
	l.stages = stageLessons(pairs, truth)
	pieces, err := report.PartCandidates(limbs, opt)
	if err != nil {
		return l, err
	}
	l.parts = stageLessons(pieces, truth)
	short, err := report.LimbCandidates(limbs, opt)
	if err != nil {
		return l, err
	}
	for _, c := range short {
		t := eventUnder(truth, [2]report.Millis{c.From, c.To})
		if t != nil && !t.Visible {
			continue // neither right nor wrong
		}
		weight := 1.0
		if t == nil && inMicroMotion(truth, [2]report.Millis{c.From, c.To}) {
			weight = microWeight
		}
		l.limbs = append(l.limbs, example{c.Features.Values(), t != nil && inStages(t) && t.DurationS >= limbLeastS && math.Abs(t.OnsetS-c.From.Seconds()) <= trainNearS, weight})
	}
	return l, nil
}

// stageLessons tells of pairs of movements whether they are stages of one.
func stageLessons(pairs []report.StageCandidate, truth *simulate.Truth) []example {
	out := make([]example, 0, len(pairs))
	for _, c := range pairs {
		a, b := eventUnder(truth, c.First), eventUnder(truth, c.Second)
		out = append(out, example{c.Features.Values(), a != nil && a == b && inStages(a), 1})
	}
	return out
}

// eventUnder returns the event of the sleeper that shares most time with a stretch; nil when none does.
func eventUnder(truth *simulate.Truth, in [2]report.Millis) *simulate.TruthEvent {
	var most *simulate.TruthEvent
	longest := 0.0
	for i := range truth.Events {
		t := &truth.Events[i]
		if t.Class == simulate.ClassMicro || t.Class == simulate.ClassShock {
			continue
		}
		if s := min(in[1].Seconds(), t.EndS) - max(in[0].Seconds(), t.OnsetS); s > longest {
			longest, most = s, t
		}
	}
	return most
}

// inMicroMotion reports whether a stretch meets a micro-motion of somebody awake.
func inMicroMotion(truth *simulate.Truth, in [2]report.Millis) bool {
	return slices.ContainsFunc(truth.Events, func(t simulate.TruthEvent) bool {
		return t.Class == simulate.ClassMicro && t.OnsetS < in[1].Seconds() && t.EndS > in[0].Seconds()
	})
}

// inStages reports whether an event is one movement whose pieces belong together by themselves; the beats of a train have a model of their own.
func inStages(t *simulate.TruthEvent) bool {
	switch t.Kind {
	case "gross", "fidget", "limb":
		return true
	}
	return false
}

// isTrain reports whether a run of movements is a train of the truth, nearly all of it and little else; told is false beside one that no sensor could see.
func isTrain(truth *simulate.Truth, onset, end float64) (real, told bool) {
	for i := range truth.Events {
		t := &truth.Events[i]
		shared := min(end, t.EndS) - max(onset, t.OnsetS)
		if t.Class != simulate.ClassRhythmic || shared <= 0 {
			continue
		}
		return shared >= trainShare*(max(end, t.EndS)-min(onset, t.OnsetS)) && math.Abs(onset-t.OnsetS) <= evaluate.Tolerance, t.Visible
	}
	return false, true
}
