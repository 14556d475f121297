package report

import "github.com/nightjar-sleep/nightjar/internal/movement"

// joinLifts joins the visible pieces of limb movements whose hold shows nothing: a lift that moved the limb and did not bring it back is not over, so what
// follows soon is the same limb shaking or being let go. A movement that came back by itself is over, however soon the next one follows.
func (c *Criteria) joinLifts(list []seen) []seen {
	out := list[:0] // never beyond what is looked at
	for i := 0; i < len(list); {
		n := c.liftLength(list[i:])
		if n > 1 {
			out = append(out, whole(list[i:i+n]))
		} else {
			out = append(out, list[i])
		}
		i += max(1, n)
	}
	return out
}

// joinHolds joins a limb that was lifted and held so long that its hold became its rest posture with its release: a short movement that takes it back to where it
// had been before. Both together are one movement, longer than a limb movement may be, and what shook the limb meanwhile belongs to it.
func (c *Criteria) joinHolds(list []seen) []seen {
	out := list[:0] // never beyond what is looked at
	for i := 0; i < len(list); i++ {
		k := i + 1
		for k < len(list) && (list[k].faint(c) || c.shaken(&list[i], &list[k])) {
			k++
		}
		if k < len(list) && c.heldLong(&list[i], &list[k]) {
			out = append(out, whole(list[i:k+1]))
			i = k
			continue
		}
		out = append(out, list[i])
	}
	return out
}

// joinTails joins a limb movement with a short one soon after it that moves the limb once more and is all that follows: it was held on its way, or let down with a
// tilt. A lift that begins the next movement is held or has a release of its own.
func (c *Criteria) joinTails(list []seen) []seen {
	out := list[:0] // never beyond what is looked at
	for i := range list {
		s := &list[i]
		if n := len(out); n > 0 && c.tail(&out[n-1], s) && (i+1 == len(list) || list[i+1].start-s.end > c.HoldGapMS || !c.piece(&list[i+1])) {
			out[n-1] = whole([]seen{out[n-1], *s})
			continue
		}
		out = append(out, *s)
	}
	return out
}

// tail reports whether b may be the last of what a did.
func (c *Criteria) tail(a, b *seen) bool {
	return a.kind == kindLimb && !a.turned(c) && !a.cut() && c.lifted(b) && b.m.HeldS == 0 && b.start-a.end <= c.TailGapMS && b.end-a.start <= c.GrossMS
}

// shaken reports whether b may have shaken the limb that a lifted and holds: it left it where it was.
func (c *Criteria) shaken(a, b *seen) bool {
	return a.m.Closing == movement.Relatched && c.piece(a) && (c.piece(b) || c.shake(b)) && b.m.Closing == movement.Returned && b.start-a.end <= c.LongHoldMS && !c.undoes(a.m, b.m)
}

// heldLong reports whether b is the release of what a lifted. In a train of short intervals it is as soon the next lift that undoes the release before: where this limb is
// lifted to tells.
func (c *Criteria) heldLong(a, b *seen) bool {
	return c.piece(a) && c.piece(b) && !c.letDown(a) && !c.raised(b) && b.start-a.end <= c.LongHoldMS && a.length() <= c.ReleaseMS && b.length() <= c.ReleaseMS && c.undoes(a.m, b.m)
}

// undoes reports whether b takes the limb back: to the posture before a, or, about a hinge so upright that no posture tells, by as much as a had moved it.
func (c *Criteria) undoes(a, b *movement.Movement) bool {
	held := a.After.Sub(a.Before).Norm()
	if a.Closing == movement.Relatched && held >= c.HeldG {
		return b.After.Sub(a.Before).Norm() <= float64(c.BackShare*held)
	}
	out, back := a.Net.Norm(), b.Net.Norm()
	return out > 0 && a.NetShare >= c.LiftNet && b.NetShare >= c.LiftNet && max(out, back) <= float64(c.BackRatio*min(out, back)) && a.Net.Dot(b.Net) <= float64(c.BackCos*out)*back
}

// liftLength returns how many movements from the first one on are pieces of one limb movement.
func (c *Criteria) liftLength(list []seen) int {
	if !c.lifted(&list[0]) {
		return 1
	}
	for i := 1; i < len(list); i++ {
		s := &list[i]
		gap := s.start - list[i-1].end
		switch {
		case c.outshines(s, &list[0]) || !c.piece(s) && !c.shake(s) || gap > c.HoldGapMS || s.end-list[0].start > c.GrossMS:
			return i
		case c.lifted(s):
			return i + 1 // let go
		case gap > c.ShakeGapMS:
			return i
		}
	}
	return len(list)
}

// outshines reports whether s is too strong to be the shaking of a limb that was merely lifted before: a stirring came first.
func (c *Criteria) outshines(s, lift *seen) bool {
	return !c.lifted(s) && s.m.PeakG > float64(c.ShakePeak*lift.m.PeakG)
}

// piece reports whether a movement may be a piece of a limb movement.
func (c *Criteria) piece(s *seen) bool {
	return (s.kind == kindLimb || s.kind == kindBrief) && !s.cut() && !s.turned(c)
}

// shake reports whether a movement may be the shaking of a limb held out, which by itself is a train of beats.
func (c *Criteria) shake(s *seen) bool {
	return s.kind == kindRhythmic && !s.cut() && s.length() <= c.GrossMS
}

// lifted reports whether a movement is short and left the limb elsewhere.
func (c *Criteria) lifted(s *seen) bool {
	return c.piece(s) && s.m.NetShare >= c.LiftNet && s.length() <= c.LiftMS
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
