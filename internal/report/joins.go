package report

// joinStages joins the stages of one movement of a limb: a lift with its release and what shook the limb meanwhile, the pieces of a turn.
func (c *Criteria) joinStages(list []seen) []seen {
	own, at := withoutShocks(list)
	out := roomFor(list)
	next := 0 // first of list that is not dealt with
	for i := 0; i < len(own); {
		out = append(out, list[next:at[i]]...)
		n, t := c.stagesFrom(own, i)
		out = append(out, t)
		i += n
		next = at[i-1] + 1
	}
	return append(out, list[next:]...)
}

// withoutShocks returns the movements that are this person's, and where in list they are.
func withoutShocks(list []seen) (own []*seen, at []int) {
	own, at = make([]*seen, 0, len(list)), make([]int, 0, len(list))
	for i := range list {
		if list[i].kind != kindShock {
			own, at = append(own, &list[i]), append(at, i)
		}
	}
	return own, at
}

// stagesFrom returns how many movements from number i on are stages of one, and what they are together; one, and number i itself, when it is all there is.
func (c *Criteria) stagesFrom(list []*seen, i int) (int, seen) {
	least, evidence := -noOdds, StageFeatures{}
	k := i + 1
	for ; k < len(list) && c.mayJoin(list[k-1], list[k]); k++ {
		f := stageFeatures(list, k)
		odds := c.StageModel.Odds(f.Values())
		bar := c.StageOdds
		if k == i+1 {
			bar = c.barAfter(list[i], bar) // later on, a kick is a shake of the limb held out
		}
		if odds < bar {
			break
		}
		if odds < least {
			least, evidence = odds, f
		}
	}
	if k == i+1 {
		return 1, *list[i]
	}
	var pieces []seen
	for _, s := range list[i:k] {
		pieces = append(pieces, *s)
	}
	t, weakest := whole(pieces), evidence // a copy: most movements have no stages, and need no memory for them
	t.stages, t.stageOdds, t.evidenceOfStages = k-i, least, &weakest
	t.turn, t.way = t.shift(&t) >= c.TurnDeg, 0
	return k - i, t
}

// barAfter returns the logarithm of the odds from which what follows first belongs to it: bar, and of a kick KickOdds.
func (c *Criteria) barAfter(first *seen, bar float64) float64 {
	if first.kind == kindKick {
		return max(bar, c.KickOdds)
	}
	return bar
}

// mayJoin reports whether b follows a so soon that it may be its next stage. What was parted stays so.
func (c *Criteria) mayJoin(a, b *seen) bool {
	return a.track == b.track && !a.cut() && !b.cut() && b.start-a.end <= c.StageGapMS && (a.of == nil || a.of != b.of)
}

// turned reports whether the movement changed the posture of the body.
func (s *seen) turned(c *Criteria) bool {
	if s.stages > 1 {
		return s.turn // by what is left when all is over, not by what a stage left
	}
	return c.turned(s.m)
}

// whole makes one movement of several pieces, with the features of the strongest.
func whole(list []seen) seen {
	t := list[0]
	t.kind, t.kick, t.members = kindLimb, 0, nil
	for i := range list {
		s := &list[i]
		t.end = max(t.end, s.end)
		t.members = append(t.members, s.members...)
		if s.m.PeakG > t.m.PeakG {
			t.m = s.m
		}
	}
	return t
}
