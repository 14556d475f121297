package report

// joinTurns joins the stages of one large movement of the body: a sleeper who turns over pauses with a leg here, the trunk there. A stage
// is large or changes the posture; the first opens a turn, the last one that follows soon enough closes it, and what lies between belongs to it.
func (c *Criteria) joinTurns(list []seen) []seen {
	var out []seen
	for i := 0; i < len(list); {
		n := c.turnLength(list[i:])
		if n > 1 {
			out = append(out, turnOf(list[i:i+n]))
		} else {
			out = append(out, list[i])
		}
		i += max(1, n)
	}
	return out
}

// turnLength returns how many movements from the first one on are stages of one turn, one of which at least changed the posture.
func (c *Criteria) turnLength(list []seen) int {
	if list[0].kind == kindKick || !c.stage(&list[0]) && !c.opens(list) {
		return 1
	}
	n, shifted := 1, c.shifts(&list[0])
	for i := 1; i < len(list) && list[i].start-list[i-1].end <= c.StageGapMS && !c.apart(list, i); i++ {
		if c.stage(&list[i]) {
			n = i + 1
			shifted = shifted || c.shifts(&list[i])
		}
	}
	if !shifted {
		return 1
	}
	return n
}

// apart reports whether movement i is a kick with some quiet on both sides: a person may jerk soon after turning over, or before.
func (c *Criteria) apart(list []seen, i int) bool {
	return list[i].kind == kindKick && list[i].start-list[i-1].end >= c.KickApartMS && (i+1 == len(list) || list[i+1].start-list[i].end >= c.KickApartMS)
}

// opens reports whether the first movement, though no stage by itself, is the beginning of a turn: strong, and the turn follows at once.
func (c *Criteria) opens(list []seen) bool {
	return len(list) > 1 && c.piece(&list[0]) && list[0].m.PeakG >= c.OpenPeakG && list[1].start-list[0].end <= c.OpenGapMS && c.stage(&list[1]) && list[1].turned(c)
}

// stage reports whether a movement may be a stage of a turn.
func (c *Criteria) stage(s *seen) bool {
	return s.kind != kindRhythmic && s.kind != kindShock && !s.cut() && (c.shifts(s) || s.m.PeakG >= c.StagePeakG)
}

// shifts reports whether a movement changes the posture by more than limb movements leave behind.
func (c *Criteria) shifts(s *seen) bool { return tiltDeg(s.m) >= c.StageDeg }

// turnOf makes one movement of the stages of a turn.
func turnOf(list []seen) seen {
	t := whole(list)
	t.turn = true
	return t
}

// turned reports whether the movement changed the posture of the body.
func (s *seen) turned(c *Criteria) bool { return s.turn || c.turned(s.m) }
