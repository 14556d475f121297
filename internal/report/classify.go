package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// kind is what a single movement of one limb is taken for by its own wave, before rules, neighbours and sleep are asked.
type kind uint8

const (
	kindLimb     kind = iota // away from its posture for a while, or turned over: what the rules are asked about
	kindBrief                // under half a second
	kindKick                 // the trace of a muscle burst under half a second, though the limb may ring longer
	kindRhythmic             // a train of beats
	kindShock                // a blow to the bed, not of this person
)

const (
	// jerkHz is the least rate at which a jerk of 75–250 ms can be told from other movements, and limbHz the least at which limb movements of half a second can
	// be timed (contract.md).
	jerkHz = 25 // Hz
	limbHz = 10 // Hz
)

// seen is one movement of one limb on the axis, or a train of beats that is one.
type seen struct {
	span
	track   *track
	m       *movement.Movement   // the strongest of members
	members []*movement.Movement // more than one in a train of beats
	kind    kind
	rung    Millis  // end of its wave, which a limb held out goes on after
	turn    bool    // stages that together changed the posture of the body
	way     float64 // −1…1: of a short movement that went somewhere: 1 where this limb is lifted to, −1 where it is let down to, 0 when that is not known
	kick    float64 // 0…1: how much its wave is that of a kick
	next    Millis  // when the same limb moves again, 0 as long as nobody asked or when it does not
	led     Millis  // from the movement's onset to its beginning, when what went before was left out

	evidence  StartFeatures // on its being a hypnic start
	startOdds float64       // logarithm of the odds of that, noOdds when it was not weighed

	beats           int            // beats of a train
	beatHz          float64        // Hz: their rate
	evidenceOfTrain *TrainFeatures // on its being one
	trainOdds       float64        // logarithm of the odds of that

	weighed        bool          // whether it is a limb movement was asked
	limbOdds       float64       // logarithm of the odds of that
	evidenceOfLimb *LimbFeatures // on that

	of             *movement.Movement // what it was parted from, nil when it came by itself
	partOdds       float64            // logarithm of the odds of that having been one movement
	evidenceOfPart *StageFeatures     // on that

	stages           int            // movements that were put together, 0 when none were
	stageOdds        float64        // logarithm of the odds of their being one, the least of those of neighbours
	evidenceOfStages *StageFeatures // on that
}

// noOdds is the logarithm of the odds of what cannot be.
const noOdds = -1000.0

// cut reports whether a hole or the end of the recording closed it.
func (s *seen) cut() bool {
	return s.members[len(s.members)-1].Closing == movement.Cut
}

// look places one movement on the axis and names its kind.
func (t *track) look(m *movement.Movement, c *Criteria) seen {
	s := seen{span: span{t.at(m.Onset), t.at(m.End)}, track: t, m: m, members: []*movement.Movement{m}}
	s.end = max(s.end, s.start)
	s.rung = s.end
	s.kick = c.kickScore(m, s.length())
	s.kind = c.kindOf(&s, t.Ledger.Info.Rate.Hz())
	if k := s; c.skipLead(&k) && s.kind != kindShock && c.kindOf(&k, t.Ledger.Info.Rate.Hz()) == kindKick {
		k.kind = kindKick
		s = k
	}
	return s
}

// eachRecording hands over the movements of each recording of a group, of its whole length, in bed or not: what models are trained on.
func eachRecording(g Group, opt Options, do func(t *track, list []seen)) error {
	a, err := newAxis(g, opt.Zone)
	if err != nil {
		return err
	}
	for i := range a.tracks {
		t := &a.tracks[i]
		var list []seen
		for k := range t.Ledger.Movements {
			list = append(list, t.look(&t.Ledger.Movements[k], &opt.Criteria))
		}
		do(t, list)
	}
	return nil
}

// skipLead moves the beginning of a movement to its burst when what went before is next to nothing beside it: the stirring of somebody awake, which a kick cut
// short. It reports whether it did. Only for a kick is that right: a limb lifted gently and let go abruptly looks the same, and began with the lift.
func (c *Criteria) skipLead(s *seen) bool {
	lead := MillisOf(s.m.LeadS) - c.LeadMS
	if s.m.Closing == movement.Cut || lead <= 0 || s.m.LeadG > float64(c.LeadShare*s.m.PeakG) {
		return false
	}
	onset := s.start
	s.start = min(s.end, onset+lead)
	s.led = s.start - onset
	s.kick = c.kickScore(s.m, s.length())
	return true
}

// kindOf names the kind of a movement. What a hole cut has no shape to go by.
func (c *Criteria) kindOf(s *seen, hz float64) kind {
	switch m := s.m; {
	case m.Closing == movement.Cut:
		return c.byLength(s)
	case hz >= jerkHz && c.shock(m, s.length()):
		return kindShock
	case hz >= jerkHz && s.kick >= c.KickScore:
		return kindKick
	}
	return c.byLength(s)
}

// lift reports whether a movement was found to go on after its wave, for no longer than a limb is held: if only for the time that nobody lets go faster.
func (c *Criteria) lift(m *movement.Movement) bool {
	return m.HeldS > 0 && MillisOf(m.HeldS) <= c.HoldGapMS && m.PeakG >= c.LiftPeakG && m.HighShare < c.ShockHigh
}

// byLength tells a brief burst from a limb movement by its duration, that of the hold included; where its wave was weighed, by that. What is one by its wave alone lasted
// at least, or less than, as long as its kind does, but never beyond the limb's next movement.
func (c *Criteria) byLength(s *seen) kind {
	s.end = s.rung
	if s.weighed && s.limbOdds < c.LimbOdds {
		s.end = min(s.end, s.start+c.BriefMS-1)
		return kindBrief
	}
	if c.lift(s.m) {
		s.end += MillisOf(s.m.HeldS)
	}
	if s.weighed || c.lift(s.m) {
		s.end = max(s.end, s.start+c.BriefMS)
	}
	if s.next > 0 {
		s.end = max(s.rung, min(s.end, s.next))
	}
	if s.length() < c.BriefMS {
		return kindBrief
	}
	return kindLimb
}

// turned reports whether the movement changed the posture of the body: by a large angle, or by a smaller one in a way no hinge moves.
func (c *Criteria) turned(m *movement.Movement) bool {
	if m.Closing == movement.Cut {
		return false
	}
	deg := tiltDeg(m)
	return deg >= c.TurnDeg || (deg >= c.TurnSoftDeg && m.Planarity < c.HingePlanar)
}

// shock reports whether the wave is that of a blow to the bed: one wide-band impulse, no tilt.
func (c *Criteria) shock(m *movement.Movement, length Millis) bool {
	return m.Beats <= 1 && length <= c.ShockMS && m.SpreadS <= c.ShockSpreadS && m.HighShare >= c.ShockHigh && tiltDeg(m) <= c.ShockTiltDeg &&
		m.JerkGS >= float64(c.ShockRate*m.PeakG)
}

// kickScore says how much a wave is that of a short muscle burst and its ring: the least of nine soft memberships, for a movement that is
// clearly weak, long, slow, tilted or left the limb elsewhere is none, whatever else it is.
func (c *Criteria) kickScore(m *movement.Movement, length Millis) float64 {
	if m.PeakG < float64(c.KickMargin*m.ThresholdG) {
		return 0
	}
	return min(
		1-soft(m.PeakG, c.KickPeakG),
		1-soft(length.Seconds(), c.KickLeastS),
		soft(m.SpreadS, c.KickSpreadS),
		soft(length.Seconds(), c.KickS),
		1-soft(m.HighShare, c.KickHigh),
		soft(tiltDeg(m), c.KickTiltDeg),
		soft(m.NetShare, c.netOfKick(m)),
		soft(m.FrontS-m.LeadS, [2]float64{float64(c.KickFront[0] * m.SpreadS), float64(c.KickFront[1] * m.SpreadS)}),
		1-soft(m.QuietBeforeS, c.KickQuietS),
	)
}

// netOfKick returns the limits of the share that moves the limb for good. A kick that rings and leaves the limb tilted has moved it by the tilt as well.
func (c *Criteria) netOfKick(m *movement.Movement) [2]float64 {
	if m.HighShare < c.RingHigh || m.SpreadS < c.RingSpreadS {
		return c.KickNet
	}
	return [2]float64{float64(c.RingNet * c.KickNet[0]), float64(c.RingNet * c.KickNet[1])}
}

// soft is 1 up to the first limit, 0 from the second on, and falls in a straight line between them.
func soft(v float64, limits [2]float64) float64 {
	return min(1, max(0, (limits[1]-v)/(limits[1]-limits[0])))
}

// tiltDeg returns the angle between the postures before and after in degrees, to one decimal so that no platform differs.
func tiltDeg(m *movement.Movement) float64 {
	return round(math.Acos(min(1, max(-1, m.TiltCos)))*180/math.Pi, 1)
}

// faint reports whether a movement is too weak to be told from noise and breath.
func (s *seen) faint(c *Criteria) bool {
	return s.kind == kindLimb && !s.cut() && s.m.PeakG < c.FaintG
}
