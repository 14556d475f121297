package report

import (
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// why says in short sentences what decided the class of an event. v is nil for what no rule set was asked about.
func (n *nightly) why(e *Event, v *score.Verdict, ids []int) []string {
	out := []string{n.whyClass(e, v, ids)}
	if v != nil {
		out = append(out, n.whyInterval(v)...)
	}
	for _, id := range ids {
		out = append(out, n.whyLimb(&n.seen[id])...)
		out = append(out, n.whyStages(&n.seen[id])...)
		out = append(out, n.whyPart(&n.seen[id])...)
	}
	if len(e.Sites) > 1 {
		out = append(out, fmt.Sprintf("%d limbs, one event", len(e.Sites)))
	}
	return out
}

// whyClass gives the reason for the class itself.
func (n *nightly) whyClass(e *Event, v *score.Verdict, ids []int) string {
	s := &n.seen[ids[0]]
	switch e.Class {
	case Cut:
		return "a hole or the end of the recording came before it was over"
	case Rhythmic:
		m := &n.opt.Criteria.TrainModel
		return fmt.Sprintf("some %d beats at %.1f Hz%s", s.beats, s.beatHz, mostTelling(forest.Shares(m.Trees, s.evidenceOfTrain.Values()), trainWords))
	case PLM:
		return fmt.Sprintf("%s in series %d", ordinal(v.Place), v.Series)
	case Gross:
		if e.TiltDeg != nil && e.Duration <= n.opt.Criteria.GrossMS {
			return fmt.Sprintf("ended in another posture, %.0f° away", *e.TiltDeg)
		}
		return fmt.Sprintf("lasted %.1f s, longer than %.0f s", e.Duration.Seconds(), n.opt.Criteria.GrossMS.Seconds())
	case HypnicStart:
		where := aroundOnset(*e.SinceOnsetS)
		if s.evidence.Near == 0 {
			where += ", in a row of kicks that may lie at an awakening which was not seen"
		}
		m := &n.opt.Criteria.StartModel
		return fmt.Sprintf("90 %% of its energy within %.2f s; %s%s", s.m.SpreadS, where, told(m, s.evidence.Values(), 1, startWords))
	case ShortInterval:
		return "came too soon after the limb movement before it"
	case Brief:
		if rung := s.rung - s.start; s.weighed && rung >= n.opt.Criteria.BriefMS {
			return fmt.Sprintf("a burst under %.1f s by its wave, though the limb went on for %.2f s, %.0f %% sure%s",
				n.opt.Criteria.BriefMS.Seconds(), rung.Seconds(), 100-100*probability(s.limbOdds), n.toldOfLimb(s, -1))
		}
		return fmt.Sprintf("lasted %.2f s, shorter than %.1f s", e.Duration.Seconds(), n.opt.Rules.MinDuration.Seconds())
	}
	return "in no series"
}

// toldOfLimb says what spoke most for s being a limb movement, or, with side −1, for its being a brief burst, and what most against.
func (n *nightly) toldOfLimb(s *seen, side float64) string {
	return told(&n.opt.Criteria.LimbModel, s.evidenceOfLimb.Values(), side, limbWords)
}

// told says which evidence spoke most for what a model knows, or, with side −1, against it, and which the other way.
func told(m *forest.Model, evidence []float64, side float64, words []string) string {
	shares := forest.Shares(m.Trees, evidence)
	for i := range shares {
		shares[i] *= side
	}
	return mostTelling(shares, words)
}

// whyLimb says why a movement of which less than half a second was seen is taken for a limb movement; nothing of one whose duration says so.
func (n *nightly) whyLimb(s *seen) []string {
	if rung := s.rung - s.start; !s.weighed || s.kind != kindLimb || rung >= n.opt.Criteria.BriefMS {
		return nil
	}
	return []string{fmt.Sprintf("its wave is that of a limb movement, %.0f %% sure, though only %.2f s of it stand out%s",
		100*probability(s.limbOdds), (s.rung - s.start).Seconds(), n.toldOfLimb(s, 1))}
}

// whyStages says why several pieces are taken for one movement, where that is least sure; nothing of what came in one piece.
func (n *nightly) whyStages(s *seen) []string {
	if s.stages == 0 {
		return nil
	}
	m := &n.opt.Criteria.StageModel
	sure := 100 * probability(s.stageOdds)
	return []string{fmt.Sprintf("put together of %d pieces, %.0f %% sure where it is least so, across %.1f s%s",
		s.stages, sure, s.evidenceOfStages.Gap, told(m, s.evidenceOfStages.Values(), 1, stageWords))}
}

// whyPart says why what went on in a rest is a movement of its own; nothing of what was not parted.
func (n *nightly) whyPart(s *seen) []string {
	if s.of == nil {
		return nil
	}
	return []string{fmt.Sprintf("parted from what lies beyond a rest of %.1f s, %.0f %% sure%s",
		s.evidenceOfPart.Gap, 100-100*probability(s.partOdds), told(&n.opt.Criteria.PartModel, s.evidenceOfPart.Values(), -1, stageWords))}
}

// aroundOnset says how far from a return to sleep something was.
func aroundOnset(s float64) string {
	side := "after"
	if s < 0 {
		side = "before"
	}
	if s = math.Abs(s); s < 60 {
		return fmt.Sprintf("%.0f s %s a return to sleep", s, side)
	}
	return fmt.Sprintf("%.0f min %s a return to sleep", s/60, side)
}

// whyInterval says how a limb movement stands to the one before it.
func (n *nightly) whyInterval(v *score.Verdict) []string {
	low, high := n.opt.Rules.MinInterval, n.opt.Rules.MaxInterval
	limits := fmt.Sprintf("%s–%s s", low, high)
	switch v.Class {
	case score.NonCandidate:
		return []string{"too long or of too many parts to be a candidate"}
	case score.AwakeRemoved:
		return []string{"awake: this rule set counts limb movements in sleep only"}
	case score.LargeRemoved:
		return []string{"large: this rule set passes over body movements"}
	case score.Candidate:
	default:
		return nil
	}
	seconds := v.Interval.Seconds()
	switch v.Link {
	case score.First:
		return []string{"no interval: the first, or after a gap"}
	case score.AfterNonCLM:
		return []string{"no interval: after a movement that ends series"}
	case score.Follows:
		return []string{fmt.Sprintf("interval %.1f s within %s", seconds, limits)}
	case score.AfterShort:
		return []string{fmt.Sprintf("interval %.1f s below %s", seconds, limits)}
	case score.AfterLong:
		return []string{fmt.Sprintf("interval %.1f s above %s", seconds, limits)}
	case score.Skipped:
		return []string{fmt.Sprintf("passed over: less than %s s after the one before", low)}
	case score.Barred:
		return []string{fmt.Sprintf("barred: the movement before it began less than %s s earlier", low)}
	}
	return nil
}
