package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// What a sensor sees of one movement often comes in pieces. A limb is lifted, held still and let down; a sleeper who turns over pauses with a leg here, the trunk there.
// Whether two pieces belong to one movement, the pause between them does not say, nor their size: in a train, limb movements follow each other as closely. What tells is
// everything together: whether the second took the limb back to where the first had found it, and whether something else does so as well.

// StageFeatures are the pieces of evidence on two movements of one limb, one after another, being stages of one movement. The neighbours are the movements before the
// first and after the second.
type StageFeatures struct {
	Gap   float64 // s of rest between the two
	Whole float64 // s from the beginning of the first to the end of the second
	Pause float64 // gap ÷ (gap + both lengths)
	LongA float64 // s: length of the first
	LongB float64 // s: length of the second

	PeakA float64 // g
	PeakB float64 // g
	Swell float64 // ln(peak of the second ÷ that of the first), −5…5
	PastA float64 // peak ÷ threshold of the first
	PastB float64 // ratio
	RiseA float64 // 1/s: greatest change ÷ peak of the first
	RiseB float64 // 1/s

	NetA   float64 // share of the acceleration that moved the limb for good
	NetB   float64 // share
	FlatA  float64 // planarity, 0…1
	FlatB  float64 // planarity
	HighA  float64 // share of energy above 5 Hz
	HighB  float64 // share
	KickA  float64 // 0…1: how much its wave is that of a kick
	KickB  float64 // 0…1
	FrontA float64 // s in which half of the energy of its changes came
	FrontB float64 // s
	EvenA  float64 // 0…1: how alike its beats are
	EvenB  float64 // 0…1
	HoldA  float64 // displacement in the middle ÷ peak
	HoldB  float64 // ratio
	HeldA  float64 // s that the first was found to go on in the quiet
	BusyA  float64 // s that hold 90 % of its energy
	BusyB  float64 // s
	WayA   float64 // −1…1: 1 when the first went where this limb is lifted to, −1 where it is let down to
	WayB   float64 // −1…1

	OutA    float64 // mg between the postures before and after the first
	OutB    float64 // mg
	WentA   float64 // mg·s²: how far the first moved the limb for good
	ClosedA float64 // 0 when the first came back to its posture by itself, 1 when it came to rest in another
	ClosedB float64 // 0 or 1

	Back   float64 // cosine between where the two moved the limb for good: −1 when the second undid the first
	Return float64 // ln(how far the second moved it ÷ how far the first did), −7…7
	Left   float64 // of what the first changed of the posture, what is left after the second, as a ratio
	Creep  float64 // mg between the posture after the first and that before the second

	// Whether a neighbour undoes one of the two, or is undone by it.
	PriorLeft  float64 // of what the movement before changed of the posture, what is left after the first, as a ratio
	PriorOff   float64 // mg that are left
	PriorOver  float64 // as a ratio, what is left after the second
	PriorCreep float64 // mg between the posture after the movement before and that before the second
	NextLeft   float64 // of what the second changed, what is left after the movement that comes next, as a ratio
	NextOff    float64 // mg that are left
	NextOver   float64 // of what the first changed, what is left after the movement that comes next, as a ratio
	NextStays  float64 // mg that are left
	NextCreep  float64 // mg between the posture after the first and that before the movement that comes next
	GapBefore  float64 // s of rest before the first, 60 at most
	GapAfter   float64 // s of rest after the second, 60 at most

	Shift      float64 // degrees between the postures before the first and after the second
	LessTilt   float64 // degrees: the lesser tilt
	TiltBefore float64 // degrees: greatest tilt of what came before
	SidePeak   float64 // g: the greatest peak up to the first, or from the second on, whichever is less
	SideTilt   float64 // degrees: so of tilts
	Minute     float64 // movements within a minute before and after
	WholeShift float64 // degrees between the postures before and after all that follows one another within 3 s
	WholeLong  float64 // s that it lasts

	// Whether one of them undoes where a neighbour took the limb, which tells of hinges that gravity tells nothing of.
	Undo     float64 // −1…1: 1 when the first lifted the limb and the second let it down, −1 when the first let it down
	PriorWay float64 // 0…1: of how far the movement before and the second moved the limb for good, what is left of both, 1 when there is none before
	NextWay  float64 // 0…1: the same of the first and the movement that comes next
}

// stageWords says what each piece of evidence is about, in the order of the fields.
var stageWords = []string{
	"the pause between them", "how long both last", "how long the pause is beside them", "the length of the first", "the length of the second",
	"the strength of the first", "the strength of the second", "which of them is the stronger", "how far the first stands out", "how far the second stands out", "how steep the first is", "how steep the second is",
	"how the limb came back from the first", "how the limb came back from the second", "the plane of the first", "the plane of the second", "the sharpness of the first", "the sharpness of the second", "how much the first is a kick", "how much the second is a kick",
	"when the energy of the first came", "when the energy of the second came", "how the beats of the first repeat", "how the beats of the second repeat",
	"the hold in the first", "the hold in the second", "a hold after the first", "how long the first was busy", "how long the second was busy", "whether the first lifted the limb", "whether the second let the limb down",
	"the posture the first left", "the posture the second left", "how far the first went", "whether the first came back by itself", "whether the second came back by itself",
	"whether they went opposite ways", "how far the second went beside the first", "whether the second undid the first", "what crept between them",
	"whether the first undid what came before", "how nearly the first undid what came before", "whether the second undid what came before", "what crept since the movement before",
	"whether what came next undid the second", "how nearly what came next undid the second", "whether what came next undid the first", "how nearly what came next undid the first", "what crept until the movement after",
	"the quiet before", "the quiet after",
	"the posture both left", "the posture that each left", "the posture left before", "the strength on both sides", "the postures left on both sides",
	"the movements of that minute", "the posture that all of it left", "how long all of it lasted", "whether a lift came before a release", "whether the second took back what came before", "whether what came next took back the first",
}

// Values returns the evidence as a list, in the order of the fields, to three decimals, so that no platform differs.
func (f *StageFeatures) Values() []float64 {
	out := []float64{
		f.Gap, f.Whole, f.Pause, f.LongA, f.LongB, f.PeakA, f.PeakB, f.Swell, f.PastA, f.PastB, f.RiseA, f.RiseB, f.NetA, f.NetB, f.FlatA, f.FlatB, f.HighA, f.HighB, f.KickA, f.KickB,
		f.FrontA, f.FrontB, f.EvenA, f.EvenB, f.HoldA, f.HoldB, f.HeldA, f.BusyA, f.BusyB, f.WayA, f.WayB, f.OutA, f.OutB, f.WentA, f.ClosedA, f.ClosedB,
		f.Back, f.Return, f.Left, f.Creep, f.PriorLeft, f.PriorOff, f.PriorOver, f.PriorCreep, f.NextLeft, f.NextOff, f.NextOver, f.NextStays, f.NextCreep,
		f.GapBefore, f.GapAfter, f.Shift, f.LessTilt, f.TiltBefore, f.SidePeak, f.SideTilt, f.Minute, f.WholeShift, f.WholeLong,
		f.Undo, f.PriorWay, f.NextWay,
	}
	for i := range out {
		out[i] = round(out[i], 3)
	}
	return out
}

const (
	besideMS  = 8 * second // ms before and after that are looked at: two pauses of a turn
	minuteMS  = minute     // ms before and after in which movements are counted: somebody awake has many
	chainMS   = 3 * second // ms: pauses of a turn are hardly ever longer
	chainMost = 12         // movements before and after that are looked at, at most
	longQuiet = minute     // ms: more quiet tells no more
	anyOff    = 0.003      // g: a change of posture that breath and drift make as well, added to what others are held against
)

// stageFeatures gathers the evidence on movements i-1 and i of list.
func stageFeatures(list []*seen, i int) StageFeatures {
	a, b := list[i-1], list[i]
	f := StageFeatures{
		Gap: (b.start - a.end).Seconds(), Whole: (b.end - a.start).Seconds(), LongA: a.length().Seconds(), LongB: b.length().Seconds(),
		PeakA: a.m.PeakG, PeakB: b.m.PeakG, Swell: within(math.Log(max(anyShare, b.m.PeakG)/max(anyShare, a.m.PeakG)), -5, 5),
		NetA: a.m.NetShare, NetB: b.m.NetShare, FlatA: a.m.Planarity, FlatB: b.m.Planarity, HighA: a.m.HighShare, HighB: b.m.HighShare, KickA: a.kick, KickB: b.kick,
		FrontA: a.m.FrontS, FrontB: b.m.FrontS, EvenA: a.m.Rhythm, EvenB: b.m.Rhythm, HoldA: a.m.HoldG / max(anyShare, a.m.PeakG), HoldB: b.m.HoldG / max(anyShare, b.m.PeakG),
		HeldA: a.m.HeldS, BusyA: a.m.SpreadS, BusyB: b.m.SpreadS, WayA: a.way, WayB: b.way, WentA: milliPerG * a.m.Net.Norm(), ClosedA: a.closed(), ClosedB: b.closed(),
	}
	f.Pause = f.Gap / max(anyShare, f.Gap+f.LongA+f.LongB)
	f.PastA, f.PastB = a.m.PeakG/max(anyShare, a.m.ThresholdG), b.m.PeakG/max(anyShare, b.m.ThresholdG)
	f.RiseA, f.RiseB = a.m.JerkGS/max(anyShare, a.m.PeakG), b.m.JerkGS/max(anyShare, b.m.PeakG)
	f.way(a, b)
	f.neighbours(list, i)
	f.around(list, i)
	return f
}

// way fills in where the two took the limb.
func (f *StageFeatures) way(a, b *seen) {
	f.OutA, f.OutB = milliPerG*a.out(), milliPerG*b.out()
	if x, y := a.m.Net.Norm(), b.m.Net.Norm(); x > 0 && y > 0 {
		f.Back, f.Return = a.m.Net.Dot(b.m.Net)/(x*y), within(math.Log(y/x), -7, 7)
	}
	f.Undo = (a.way - b.way) / 2
	f.Left, _ = a.left(b)
	f.Creep = milliPerG * b.before().Sub(a.after()).Norm()
	f.Shift, f.LessTilt = a.shift(b), min(a.tilt(), b.tilt())
}

// neighbours fills in whether the movements beside the two undo one of them, or are undone. What is not there undoes nothing.
func (f *StageFeatures) neighbours(list []*seen, i int) {
	a, b := list[i-1], list[i]
	f.PriorLeft, f.PriorOver, f.PriorWay, f.NextLeft, f.NextOver, f.NextWay, f.GapBefore, f.GapAfter = 1, 1, 1, 1, 1, 1, longQuiet.Seconds(), longQuiet.Seconds()
	if i > 1 && list[i-2].track == a.track {
		p := list[i-2]
		f.PriorLeft, f.PriorOff = p.left(a)
		f.PriorOver, _ = p.left(b)
		f.PriorWay = p.wayLeft(b)
		f.PriorCreep = milliPerG * b.before().Sub(p.after()).Norm()
		f.GapBefore = min(f.GapBefore, (a.start - p.end).Seconds())
	}
	if i+1 < len(list) && list[i+1].track == b.track {
		n := list[i+1]
		f.NextLeft, f.NextOff = b.left(n)
		f.NextOver, f.NextStays = a.left(n)
		f.NextWay = a.wayLeft(n)
		f.NextCreep = milliPerG * n.before().Sub(a.after()).Norm()
		f.GapAfter = min(f.GapAfter, (n.start - b.end).Seconds())
	}
}

// around fills in what lies around movements i-1 and i.
func (f *StageFeatures) around(list []*seen, i int) {
	a, b := list[i-1], list[i]
	first, last := i-1, i
	peakBefore, peakAfter, tiltAfter := a.m.PeakG, b.m.PeakG, b.tilt()
	for k := i - 2; k >= 0 && i-k < chainMost && list[k].track == a.track && b.start-list[k].end <= minuteMS; k-- {
		s := list[k]
		f.Minute++
		if b.start-s.end <= besideMS {
			peakBefore, f.TiltBefore = max(peakBefore, s.m.PeakG), max(f.TiltBefore, s.tilt())
		}
		if first == k+1 && list[first].start-s.end <= chainMS {
			first = k
		}
	}
	for k := i + 1; k < len(list) && k-i < chainMost && list[k].track == b.track && list[k].start-a.end <= minuteMS; k++ {
		s := list[k]
		f.Minute++
		if s.start-a.end <= besideMS {
			peakAfter, tiltAfter = max(peakAfter, s.m.PeakG), max(tiltAfter, s.tilt())
		}
		if last == k-1 && s.start-list[last].end <= chainMS {
			last = k
		}
	}
	f.SidePeak, f.SideTilt = min(peakBefore, peakAfter), min(max(a.tilt(), f.TiltBefore), tiltAfter)
	f.WholeShift, f.WholeLong = list[first].shift(list[last]), (list[last].end - list[first].start).Seconds()
}

// before returns the posture that a movement began in.
func (s *seen) before() dsp.Vector { return s.members[0].Before }

// after returns the posture that it left.
func (s *seen) after() dsp.Vector { return s.members[len(s.members)-1].After }

// closed is 1 for a movement that came to rest in another posture, else 0.
func (s *seen) closed() float64 {
	if s.members[len(s.members)-1].Closing == movement.Relatched {
		return 1
	}
	return 0
}

// out returns how far apart the postures before and after are, in g.
func (s *seen) out() float64 { return s.after().Sub(s.before()).Norm() }

// left returns how much of what s changed of the posture is left after o, a later movement: as a ratio of that, and in mg.
func (s *seen) left(o *seen) (ratio, mg float64) {
	left := o.after().Sub(s.before()).Norm()
	return left / (s.out() + anyOff), milliPerG * left
}

// wayLeft returns how much is left of how far s and o, a later movement, moved the limb for good, as a share of both: 0 when o took back what s did, 1 when they went the same way or not at all.
func (s *seen) wayLeft(o *seen) float64 {
	both := s.m.Net.Norm() + o.m.Net.Norm()
	if both == 0 {
		return 1
	}
	return s.m.Net.Add(o.m.Net).Norm() / both
}

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

// candidateOf returns a and b as what the model is trained on.
func candidateOf(a, b *seen, t *track, f StageFeatures) StageCandidate {
	return StageCandidate{[2]Millis{a.start - t.start, a.end - t.start}, [2]Millis{b.start - t.start, b.end - t.start}, f}
}

// StageCandidates returns the pairs of movements of a recording that the model weighs: what it is trained on. The movements are those of its whole length, in bed or not.
func StageCandidates(g Group, opt Options) ([]StageCandidate, error) {
	c := &opt.Criteria
	var out []StageCandidate
	err := eachRecording(g, opt, func(t *track, list []seen) {
		own, _ := withoutShocks(c.learnHinge(c.chainBeats(list), nil))
		for k := 1; k < len(own); k++ {
			if x, y := own[k-1], own[k]; c.mayJoin(x, y) {
				out = append(out, candidateOf(x, y, t, stageFeatures(own, k)))
			}
		}
	})
	return out, err
}

// tilt returns the angle by which a movement changed the posture, in degrees, to one decimal.
func (s *seen) tilt() float64 {
	if s.stages > 1 {
		return round(s.shift(s), 1)
	}
	return tiltDeg(s.m)
}
