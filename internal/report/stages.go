package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// A sleeper who turns over pauses with a leg here, the trunk there, and what a sensor sees of it comes in pieces. Whether two pieces belong to one movement, the pause
// between them does not say, nor their size: limb movements follow each other as closely in a train. What tells is everything together.

// StageFeatures are the pieces of evidence on two movements of one limb, one after another, being stages of one movement. Of what lies around, what happens within 8 s is
// looked at.
type StageFeatures struct {
	Gap    float64 // s between the two
	LongA  float64 // s: length of the first
	LongB  float64 // s: length of the second
	PeakA  float64 // g
	PeakB  float64 // g
	TiltA  float64 // degrees between the postures before and after the first
	TiltB  float64 // degrees, of the second
	FlatA  float64 // planarity, 0…1
	FlatB  float64 // planarity
	HighA  float64 // share of energy above 5 Hz
	HighB  float64 // share
	NetA   float64 // share of the acceleration that moved the limb for good
	NetB   float64 // share
	HoldA  float64 // displacement in the middle ÷ peak
	HoldB  float64 // ratio
	KickA  float64 // 0…1: how much its wave is that of a kick
	KickB  float64 // 0…1
	EvenA  float64 // 0…1: how alike its beats are
	EvenB  float64 // 0…1
	BeatsA float64 // beats
	BeatsB float64 // beats
	BusyA  float64 // s that hold 90 % of its energy
	BusyB  float64 // s
	HeldA  float64 // s that the first was found to go on in the quiet
	HeldB  float64 // s, of the second
	Trains float64 // how many of the two are trains of beats

	Shift  float64 // degrees between the postures before the first and after the second
	Undone float64 // that ÷ the greater of the two tilts
	Creep  float64 // degrees between the postures after the first and before the second
	Back   float64 // cosine between where the two moved the limb for good: −1 when the second undid the first

	GapBefore  float64 // s of rest before the first, 15 at most
	GapAfter   float64 // s of rest after the second, 15 at most
	PeakBefore float64 // g: greatest peak of what came before
	PeakAfter  float64 // g: of what comes after
	TiltBefore float64 // degrees: greatest tilt of what came before
	TiltAfter  float64 // degrees: of what comes after
	Before     float64 // movements before
	After      float64 // movements after
	Minute     float64 // movements within a minute before and after
	WholeShift float64 // degrees between the postures before and after all that follows one another within 3 s
	WholeLong  float64 // s that it lasts

	// What tells by its ratio or by the lesser of two.
	Swell    float64 // ln(peak of the second ÷ that of the first), −5…5
	Weaker   float64 // g: the lesser peak
	LessTilt float64 // degrees: the lesser tilt
	LessFlat float64 // the lesser planarity
	LessNet  float64 // the lesser share that moved the limb for good
	Pause    float64 // gap ÷ (gap + both lengths)
	Nearer   float64 // s: gap less the shorter of the rests before and after: below 0 they are each other's neighbours
	SidePeak float64 // g: the greatest peak up to the first, or from the second on, whichever is less
	SideTilt float64 // degrees: so of tilts
}

// stageWords says what each piece of evidence is about, in the order of the fields.
var stageWords = []string{
	"the pause between them", "the length of the first", "the length of the second", "the strength of the first", "the strength of the second", "the posture the first left", "the posture the second left",
	"the plane of the first", "the plane of the second", "the sharpness of the first", "the sharpness of the second", "how the limb came back from the first", "how the limb came back from the second",
	"the hold in the first", "the hold in the second", "how much the first is a kick", "how much the second is a kick", "how the beats of the first repeat", "how the beats of the second repeat",
	"the beats of the first", "the beats of the second", "how long the first was busy", "how long the second was busy", "a hold after the first", "a hold after the second", "a train of beats",
	"the posture both left", "whether the second undid the first", "what crept between them", "whether they went opposite ways",
	"the quiet before", "the quiet after", "the strength of what came before", "the strength of what came after", "the posture left before", "the posture left after",
	"the movements before", "the movements after", "the movements of that minute", "the posture that all of it left", "how long all of it lasted",
	"which of them is the stronger", "the strength of the weaker", "the posture that each left", "the plane of both", "how the limb came back from both", "how long the pause is beside them", "which neighbour is nearer",
	"the strength on both sides", "the postures left on both sides",
}

// Values returns the evidence as a list, in the order of the fields, to three decimals, so that no platform differs.
func (f *StageFeatures) Values() []float64 {
	out := []float64{
		f.Gap, f.LongA, f.LongB, f.PeakA, f.PeakB, f.TiltA, f.TiltB, f.FlatA, f.FlatB, f.HighA, f.HighB, f.NetA, f.NetB, f.HoldA, f.HoldB, f.KickA,
		f.KickB, f.EvenA, f.EvenB, f.BeatsA, f.BeatsB, f.BusyA, f.BusyB, f.HeldA, f.HeldB, f.Trains, f.Shift, f.Undone, f.Creep, f.Back, f.GapBefore,
		f.GapAfter, f.PeakBefore, f.PeakAfter, f.TiltBefore, f.TiltAfter, f.Before, f.After, f.Minute, f.WholeShift, f.WholeLong, f.Swell, f.Weaker,
		f.LessTilt, f.LessFlat, f.LessNet, f.Pause, f.Nearer, f.SidePeak, f.SideTilt,
	}
	for i := range out {
		out[i] = round(out[i], 3)
	}
	return out
}

// StageModel weighs the evidence: the logarithm of the odds that two movements are stages of one is Bias plus what the trees say.
type StageModel struct {
	Version string  `json:"version"` // what it was trained on
	Bias    float64 `json:"bias"`
	Trees   []Tree  `json:"-"` // a table in the program, of the version named
}

// odds returns the logarithm of the odds.
func (m *StageModel) odds(f *StageFeatures) float64 { return treeOdds(m.Bias, m.Trees, f.Values()) }

const (
	besideMS  = 8 * second  // ms before and after that are looked at: two pauses of a turn
	minuteMS  = minute      // ms before and after in which movements are counted: somebody awake has many
	chainMS   = 3 * second  // ms: pauses of a turn are hardly ever longer
	chainMost = 12          // movements before and after that are looked at, at most
	longQuiet = 15 * second // ms: more quiet tells no more
)

// stageFeatures gathers the evidence on movements i-1 and i of list.
func stageFeatures(list []seen, i int) StageFeatures {
	a, b := &list[i-1], &list[i]
	f := StageFeatures{
		Gap: (b.start - a.end).Seconds(), LongA: a.length().Seconds(), LongB: b.length().Seconds(), PeakA: a.m.PeakG, PeakB: b.m.PeakG, TiltA: a.shift(a), TiltB: b.shift(b),
		FlatA: a.m.Planarity, FlatB: b.m.Planarity, HighA: a.m.HighShare, HighB: b.m.HighShare, NetA: a.m.NetShare, NetB: b.m.NetShare,
		HoldA: a.m.HoldG / max(anyShare, a.m.PeakG), HoldB: b.m.HoldG / max(anyShare, b.m.PeakG), KickA: a.kick, KickB: b.kick, EvenA: a.m.Rhythm, EvenB: b.m.Rhythm,
		BeatsA: float64(a.m.Beats), BeatsB: float64(b.m.Beats), BusyA: a.m.SpreadS, BusyB: b.m.SpreadS, HeldA: a.m.HeldS, HeldB: b.m.HeldS,
		Shift: a.shift(b), Creep: angleDeg(a.after(), b.before()),
	}
	for _, s := range []*seen{a, b} {
		if s.kind == kindRhythmic {
			f.Trains++
		}
	}
	f.Undone = f.Shift / max(1, f.TiltA, f.TiltB)
	if x, y := a.m.Net.Norm(), b.m.Net.Norm(); x > 0 && y > 0 {
		f.Back = a.m.Net.Dot(b.m.Net) / (x * y)
	}
	f.around(list, i)
	f.compare()
	return f
}

// around fills in what lies around movements i-1 and i.
func (f *StageFeatures) around(list []seen, i int) {
	a, b := &list[i-1], &list[i]
	f.GapBefore, f.GapAfter = longQuiet.Seconds(), longQuiet.Seconds()
	first, last := i-1, i
	for k := i - 2; k >= 0 && i-k < chainMost && list[k].track == a.track && b.start-list[k].end <= minuteMS; k-- {
		s := &list[k]
		f.Minute++
		if k == i-2 {
			f.GapBefore = min(f.GapBefore, (a.start - s.end).Seconds())
		}
		if b.start-s.end <= besideMS {
			f.Before, f.PeakBefore, f.TiltBefore = f.Before+1, max(f.PeakBefore, s.m.PeakG), max(f.TiltBefore, s.shift(s))
		}
		if first == k+1 && list[first].start-s.end <= chainMS {
			first = k
		}
	}
	for k := i + 1; k < len(list) && k-i < chainMost && list[k].track == b.track && list[k].start-a.end <= minuteMS; k++ {
		s := &list[k]
		f.Minute++
		if k == i+1 {
			f.GapAfter = min(f.GapAfter, (s.start - b.end).Seconds())
		}
		if s.start-a.end <= besideMS {
			f.After, f.PeakAfter, f.TiltAfter = f.After+1, max(f.PeakAfter, s.m.PeakG), max(f.TiltAfter, s.shift(s))
		}
		if last == k-1 && s.start-list[last].end <= chainMS {
			last = k
		}
	}
	f.WholeShift, f.WholeLong = list[first].shift(&list[last]), (list[last].end - list[first].start).Seconds()
}

// compare fills in what tells by its ratio or by the lesser of two.
func (f *StageFeatures) compare() {
	f.Swell = within(math.Log(max(anyShare, f.PeakB)/max(anyShare, f.PeakA)), -5, 5)
	f.Weaker, f.LessTilt, f.LessFlat, f.LessNet = min(f.PeakA, f.PeakB), min(f.TiltA, f.TiltB), min(f.FlatA, f.FlatB), min(f.NetA, f.NetB)
	f.Pause = f.Gap / max(anyShare, f.Gap+f.LongA+f.LongB)
	f.Nearer = f.Gap - min(f.GapBefore, f.GapAfter)
	f.SidePeak = min(max(f.PeakA, f.PeakBefore), max(f.PeakB, f.PeakAfter))
	f.SideTilt = min(max(f.TiltA, f.TiltBefore), max(f.TiltB, f.TiltAfter))
}

// before returns the posture that a movement began in.
func (s *seen) before() dsp.Vector { return s.members[0].Before }

// after returns the posture that it left.
func (s *seen) after() dsp.Vector { return s.members[len(s.members)-1].After }

// shift returns the angle between the postures before s and after o, which is the same or a later one, in degrees.
func (s *seen) shift(o *seen) float64 { return angleDeg(s.before(), o.after()) }

// angleDeg returns the angle between two postures in degrees, 0 when one is not known.
func angleDeg(a, b dsp.Vector) float64 {
	size := a.Norm() * b.Norm()
	if size == 0 {
		return 0
	}
	return math.Acos(min(1, max(-1, a.Dot(b)/size))) * 180 / math.Pi
}

// StageCandidate is two movements, one after another, that might be stages of one, and the evidence on it.
type StageCandidate struct {
	First, Second [2]Millis // from and to, since the first sample
	Features      StageFeatures
}

// StageCandidates returns the pairs of movements of a recording that the model weighs: what it is trained on. The movements are those of its whole length, in bed or not.
func StageCandidates(g Group, opt Options) ([]StageCandidate, error) {
	a, err := newAxis(g, opt.Zone)
	if err != nil {
		return nil, err
	}
	c := &opt.Criteria
	var out []StageCandidate
	for i := range a.tracks {
		t := &a.tracks[i]
		var list []seen
		for k := range t.Ledger.Movements {
			list = append(list, t.look(&t.Ledger.Movements[k], c))
		}
		list, _ = withoutShocks(c.chainBeats(list))
		for k := 1; k < len(list); k++ {
			if x, y := &list[k-1], &list[k]; c.mayJoin(x, y) {
				out = append(out, StageCandidate{[2]Millis{x.start - t.start, x.end - t.start}, [2]Millis{y.start - t.start, y.end - t.start}, stageFeatures(list, k)})
			}
		}
	}
	return out, nil
}

// tilt returns the angle by which a movement changed the posture, in degrees, to one decimal.
func (s *seen) tilt() float64 {
	if s.stages > 1 {
		return round(s.shift(s), 1)
	}
	return tiltDeg(s.m)
}
