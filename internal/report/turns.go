package report

// joinTurns joins the stages of one large movement of the body: a sleeper who turns over pauses with a leg here, the trunk there. What would be no large movement
// together must be surer, or is left to the rules of limb movements, which know lifts and releases.
func (c *Criteria) joinTurns(list []seen) []seen {
	own, at := withoutShocks(list)
	out := roomFor(list)
	next := 0 // first of list that is not dealt with
	for i := 0; i < len(own); {
		out = append(out, list[next:at[i]]...)
		n, t := c.turnFrom(own, i)
		out = append(out, t)
		i += n
		next = at[i-1] + 1
	}
	return append(out, list[next:]...)
}

// withoutShocks returns the movements that are this person's, and where in list they are.
func withoutShocks(list []seen) (own []seen, at []int) {
	own, at = roomFor(list), make([]int, 0, len(list))
	for i := range list {
		if list[i].kind != kindShock {
			own, at = append(own, list[i]), append(at, i)
		}
	}
	return own, at
}

// turnFrom returns how many movements from number i on are stages of one, and what they are together; one, and number i itself, when it is all there is.
func (c *Criteria) turnFrom(list []seen, i int) (int, seen) {
	least, evidence := -noOdds, StageFeatures{}
	k := i + 1
	for ; k < len(list) && c.mayJoin(&list[k-1], &list[k]); k++ {
		f := stageFeatures(list, k)
		odds := c.StageModel.odds(&f)
		if odds < c.StageOdds {
			break
		}
		if odds < least {
			least, evidence = odds, f
		}
	}
	if k > i+1 {
		t := whole(list[i:k])
		t.stages, t.stageOdds, t.evidenceOfStages = k-i, least, evidence
		t.turn, t.way = t.shift(&t) >= c.TurnDeg, 0
		if least >= c.StageSure || c.large(&t, list[i:k]) {
			return k - i, t
		}
	}
	return 1, list[i]
}

// mayJoin reports whether b follows a so soon that it may be its next stage.
func (c *Criteria) mayJoin(a, b *seen) bool {
	return a.track == b.track && !a.cut() && !b.cut() && b.start-a.end <= c.StageGapMS
}

// large reports whether stages make a large movement t: one that is long or changed the posture, or did so on its way.
func (c *Criteria) large(t *seen, stages []seen) bool {
	if t.turn || t.length() > c.GrossMS {
		return true
	}
	for i := range stages {
		if stages[i].shift(&stages[i]) >= c.StageDeg {
			return true
		}
	}
	return false
}

// turned reports whether the movement changed the posture of the body.
func (s *seen) turned(c *Criteria) bool {
	if s.stages > 1 {
		return s.turn // by what is left when all is over, not by what a stage left
	}
	return c.turned(s.m)
}
