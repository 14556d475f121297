package report

// Whether a short movement lasted half a second cannot be read off its trace alone. A muscle burst of 200 ms makes a limb ring for a second; a limb movement of two seconds may
// show its lift only, let down too gently to stand out. What tells is the wave: how it begins, whether it comes back, where it leaves the limb.

// LimbFeatures are the pieces of evidence on a short movement being a limb movement, of half a second or more, rather than a brief burst.
type LimbFeatures struct {
	Long        float64 // s from its onset to its end
	QuietBefore float64 // s of quiet before, 60 at most
	QuietAfter  float64 // s until the next movement, 60 at most
	LongBefore  float64 // s: length of the movement before, 0 when that was more than a minute earlier
	Way         float64 // −1…1: 1 when it went where this limb is lifted to, −1 where it is let down to
	Held        float64 // s that it was found to go on in the quiet
	Out         float64 // mg between the postures before and after
	Closed      float64 // 0 when it came back to its posture by itself, 1 when it came to rest in another
	Beats       float64 // separate excursions
	Busy        float64 // s that hold 90 % of its energy
	Front       float64 // s in which half of the energy of its changes came
	Lead        float64 // s from its onset to the stretch that holds 90 % of its energy
	Net         float64 // share of its acceleration that moved the limb for good
	Rise        float64 // 1/s: greatest change ÷ peak
	Hold        float64 // displacement in the middle ÷ peak
	Went        float64 // 10⁻³ s²: how far it moved the limb for good ÷ peak
	Flat        float64 // planarity, 0…1
	Kick        float64 // 0…1: how much its wave is that of a kick
	Tilt        float64 // degrees between the postures before and after
	High        float64 // share of energy above 5 Hz
	Peak        float64 // g
	Past        float64 // peak ÷ threshold
}

// limbWords says what each piece of evidence is about, in the order of the fields.
var limbWords = []string{
	"its duration", "the quiet before", "the quiet after", "the length of what came before", "where it moved the limb", "the hold after it", "the posture it left", "whether it came back by itself",
	"its beats", "how long it was busy", "when its energy came", "its beginning", "how the limb came back", "how steep it is", "the posture in its middle", "how far it went", "its plane",
	"how much it is a kick", "the tilt it left", "its sharpness", "its strength", "how far it stands out",
}

// Values returns the evidence as a list, in the order of the fields, to three decimals, so that no platform differs.
func (f *LimbFeatures) Values() []float64 {
	out := []float64{
		f.Long, f.QuietBefore, f.QuietAfter, f.LongBefore, f.Way, f.Held, f.Out, f.Closed, f.Beats, f.Busy, f.Front, f.Lead, f.Net, f.Rise, f.Hold, f.Went, f.Flat,
		f.Kick, f.Tilt, f.High, f.Peak, f.Past,
	}
	for i := range out {
		out[i] = round(out[i], 3)
	}
	return out
}

// limbFeatures gathers the evidence on movement i of list.
func limbFeatures(list []seen, i int) LimbFeatures {
	s := &list[i]
	m := s.m
	size, led := max(anyShare, m.PeakG), s.led.Seconds()
	f := LimbFeatures{
		Long: (s.rung - s.start).Seconds(), QuietBefore: min(m.QuietBeforeS, longQuiet.Seconds()), QuietAfter: longQuiet.Seconds(), Way: s.way, Held: m.HeldS, Out: milliPerG * s.out(), Closed: s.closed(),
		Beats: float64(m.Beats), Busy: m.SpreadS, Front: max(0, m.FrontS-led), Lead: m.LeadS - led, Net: m.NetShare, Rise: m.JerkGS / size, Hold: m.HoldG / size, Went: milliPerG * m.Net.Norm() / size,
		Flat: m.Planarity, Kick: s.kick, Tilt: tiltDeg(m), High: m.HighShare, Peak: m.PeakG, Past: m.PeakG / max(anyShare, m.ThresholdG),
	}
	if i > 0 && list[i-1].track == s.track && s.start-list[i-1].end <= longQuiet {
		f.LongBefore = list[i-1].length().Seconds()
	}
	if i+1 < len(list) && list[i+1].track == s.track {
		f.QuietAfter = min(f.QuietAfter, (list[i+1].start - s.rung).Seconds())
	}
	return f
}

// weighLimbs weighs the short movements of one limb, in order, that no other belongs to, and names their kind anew.
func (c *Criteria) weighLimbs(list []seen) []seen {
	for i := range list {
		s := &list[i]
		if i+1 < len(list) && list[i+1].track == s.track {
			s.next = list[i+1].start
		}
		if !c.mayBeBrief(s) {
			continue
		}
		f := limbFeatures(list, i)
		s.limbOdds, s.evidenceOfLimb, s.weighed = c.LimbModel.Odds(f.Values()), &f, true
	}
	for i := range list {
		if s := &list[i]; s.weighed && s.kind != kindKick {
			s.kind = c.byLength(s)
		}
	}
	return list
}

// mayBeBrief reports whether a movement is so short that its wave has to tell whether it lasted half a second. Of what is too weak to be listed as a limb movement, nobody asks.
func (c *Criteria) mayBeBrief(s *seen) bool {
	return s.kind != kindShock && s.kind != kindRhythmic && s.stages == 0 && !s.cut() && !s.faint(c) && !s.turned(c) && s.rung-s.start <= c.ShortMS && s.track.Ledger.Info.Rate.Hz() >= jerkHz
}

// LimbCandidate is a short movement, and the evidence on its being a limb movement.
type LimbCandidate struct {
	From, To Millis // since the first sample
	Features LimbFeatures
}

// LimbCandidates returns the short movements of a recording that the model weighs: what it is trained on. The movements are those of its whole length, in bed or not.
func LimbCandidates(g Group, opt Options) ([]LimbCandidate, error) {
	c := &opt.Criteria
	var out []LimbCandidate
	err := eachRecording(g, opt, func(t *track, list []seen) {
		for _, s := range c.assemble(list) {
			if s.weighed {
				out = append(out, LimbCandidate{s.start - t.start, s.rung - t.start, *s.evidenceOfLimb})
			}
		}
	})
	return out, err
}
