package report

// joinTurns joins the stages of one large movement of the body: a sleeper who turns over pauses with a leg here, the trunk there. A stage
// is large or changes the posture; the first opens a turn, the last one that follows soon enough closes it, and what lies between belongs to it. Two movements that both leave
// the limb a little elsewhere, one right after the other, are stages too, of a turn or of a lesser shift.
func (c *Criteria) joinTurns(list []seen) []seen {
	var out []seen
	for i := 0; i < len(list); {
		n, shifted := c.turnLength(list[i:])
		switch {
		case n > 1 && shifted:
			out = append(out, turnOf(list[i:i+n]))
		case n > 1:
			out = append(out, whole(list[i:i+n]))
		default:
			out = append(out, list[i])
		}
		i += max(1, n)
	}
	return out
}

// turnLength returns how many movements from the first one on are stages of one turn, and whether one of them changed the posture.
func (c *Criteria) turnLength(list []seen) (n int, shifted bool) {
	if list[0].kind == kindKick || !c.stage(&list[0]) && !c.opens(list) && !c.goesOn(list, 1) {
		return 1, false
	}
	n, shifted = 1, c.shifts(&list[0])
	sure := 1 // stages that need no turn to belong together
	for i := 1; i < len(list) && list[i].start-list[i-1].end <= c.StageGapMS && !c.apart(list, i); i++ {
		if c.goesOn(list, i) && n == i {
			if sure == n {
				sure = i + 1
			}
		} else if !c.stage(&list[i]) {
			continue
		}
		n, shifted = i+1, shifted || c.shifts(&list[i])
	}
	if !shifted {
		return sure, false
	}
	return n, true
}

// goesOn reports whether movement i goes on with what the one before it began: they follow each other at once, and both leave the limb elsewhere, as hardly any two limb
// movements do.
func (c *Criteria) goesOn(list []seen, i int) bool {
	if i >= len(list) {
		return false
	}
	a, b := &list[i-1], &list[i]
	return c.piece(a) && c.piece(b) && b.start-a.end <= c.GoesOnMS && min(tiltDeg(a.m), tiltDeg(b.m)) >= c.GoesOnDeg && max(a.m.PeakG, b.m.PeakG) >= c.GoesOnPeakG
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
