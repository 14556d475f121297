package report

import "slices"

// A limb that is steady for a while in the middle of a movement is held out, as a rule. The detector waits for the release, and takes whatever comes for it: after a kick the next
// kick, or a stirring that nobody would list. Whether the ways there and back are stages of one movement, the same evidence tells that tells it of two movements.

// parted returns the first movement of list, which follows those before it, or the two that it is made of.
func (c *Criteria) parted(h *hinge, before, list []seen, weighed func(a, b *seen, f StageFeatures)) []seen {
	s := &list[0]
	if s.m.Pieces == nil || len(s.members) > 1 || s.kind == kindShock || s.kind == kindRhythmic {
		return list[:1]
	}
	a, b := s.track.look(&s.m.Pieces[0], c), s.track.look(&s.m.Pieces[1], c)
	for _, p := range []*seen{&a, &b} {
		if p.m.Net.Norm() > 0 {
			p.way = h.way(p.m.Net, c)
		}
	}
	row, at := neighbourhood(before, list[1:], &a, &b)
	f := stageFeatures(row, at)
	if weighed != nil {
		weighed(&a, &b, f)
	}
	odds := c.PartModel.Odds(f.Values())
	if odds >= c.barAfter(&a, c.PartOdds) && !c.otherWayRound(&a, &b) {
		return list[:1]
	}
	evidence := f // a copy: most movements are not parted, and need no memory for it
	for _, p := range []*seen{&a, &b} {
		m := *p.m
		m.Clip = s.m.Clip
		p.m, p.members[0], p.of, p.partOdds, p.evidenceOfPart = &m, &m, s.m, odds, &evidence
	}
	return []seen{a, b}
}

// otherWayRound reports whether a let the limb down and b lifted it: the end of one limb movement and the beginning of the next, however alike a lift and its release they look.
func (c *Criteria) otherWayRound(a, b *seen) bool { return a.way <= -c.HingeCos && b.way >= c.HingeCos }

// neighbourhood returns pieces a and b of a movement between what came before it and what comes after, as far as their evidence needs it and without blows to the bed, and where b is.
func neighbourhood(before, after []seen, a, b *seen) (row []*seen, at int) {
	for i := len(before) - 1; i >= 0 && len(row) <= chainMost; i-- {
		if before[i].kind != kindShock {
			row = append(row, &before[i])
		}
	}
	slices.Reverse(row)
	row = append(row, a, b)
	at = len(row) - 1
	for i := range after {
		if len(row) > at+chainMost {
			break
		}
		if after[i].kind != kindShock {
			row = append(row, &after[i])
		}
	}
	return row, at
}

// PartCandidates returns the pieces of the movements of a recording that the model weighs: what it is trained on. The movements are those of its whole length, in bed or not.
func PartCandidates(g Group, opt Options) ([]StageCandidate, error) {
	c := &opt.Criteria
	var out []StageCandidate
	err := eachRecording(g, opt, func(t *track, list []seen) {
		c.learnHinge(c.chainBeats(list), func(a, b *seen, f StageFeatures) { out = append(out, candidateOf(a, b, t, f)) })
	})
	return out, err
}
