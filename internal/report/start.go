package report

import "math"

// A kick may be a hypnic start or a fidget of somebody awake, and no single limit parts the two: their waves are alike, and what tells is everything together.
// So the evidence is added up, each piece with the weight that it had among simulated nights: a logistic model, small enough to be read.

// StartFeatures are the pieces of evidence on one movement, each in its unit, or the weights of such, per that unit. The evidence is kept to the ranges below, in which
// the training had enough movements, so that none decides by itself far outside them.
type StartFeatures struct {
	Peak  float64 `json:"peak"`  // ln(peak ÷ 50 mg), -0.7…2
	Long  float64 `json:"long"`  // s from onset to end beyond 0.8 s, 0…1: longer than a burst and its ring
	Short float64 `json:"short"` // s below 0.3 s, 0…0.2: a limb of some mass rings longer
	High  float64 `json:"high"`  // ln(share of energy above 5 Hz ÷ 0.1), -1.2…1.2
	Tilt  float64 `json:"tilt"`  // degrees of lasting tilt, 0…5
	Net   float64 `json:"net"`   // ln(share that moved the limb for good ÷ 0.02), 0…2.5: a kick comes back by itself
	Quiet float64 `json:"quiet"` // ln(s of quiet before), -1.5…1.5
	Near  float64 `json:"near"`  // nearness to a return to sleep, 0…1
	Kicks float64 `json:"kicks"` // ln(1 + other kicks within 3 min): hypnic starts come several in a row
	Limbs float64 `json:"limbs"` // ln(1 + other movements within 3 min): so do the fidgets of somebody awake

	Kick   float64 `json:"kick"`   // 0…1: how much its wave is that of a kick in every respect at once
	Rhythm float64 `json:"rhythm"` // 0…1: how alike its beats are: a ring repeats itself, a fidget does not
	Beats  float64 `json:"beats"`  // beats beyond the first, 0…4
	Ahead  float64 `json:"ahead"`  // min before the nearest return to sleep, 0…15: fidgets come before sleep, starts on both sides of its onset
	Length float64 `json:"length"` // s from onset to end, 0…1.8
	Night  float64 `json:"night"`  // ln((0.5 + starts) ÷ (10 + others)) of what was weighed so far tonight, each by its odds: who has many starts has more, and who fidgets goes on

	Fall  float64 `json:"fall"`  // ln(0.03 + falls of the probability of wakefulness within a minute or two), -3.5…0.7: falling asleep that is not sure, or not for long
	Awake float64 `json:"awake"` // probability of wakefulness at that moment, 0…1
	Next  float64 `json:"next"`  // ln(peak of a movement that begins within 10 s ÷ its own), -3…3: fidgets go on, and starts may bring a turn
	Burst float64 `json:"burst"` // ln(s that hold 90 % of its energy ÷ 0.25) squared, 0…4: the ring of a burst of 75–250 ms is neither much shorter nor longer
}

// Values returns the evidence as a list, in the order of the fields.
func (f *StartFeatures) Values() []float64 {
	return []float64{f.Peak, f.Long, f.Short, f.High, f.Tilt, f.Net, f.Quiet, f.Near, f.Kicks, f.Limbs, f.Kick, f.Rhythm, f.Beats, f.Ahead, f.Length, f.Night,
		f.Fall, f.Awake, f.Next, f.Burst}
}

// startWords says what each piece of evidence is about, in the order of the fields.
var startWords = []string{"its strength", "its length", "its shortness", "its sharpness", "the posture it left", "how the limb came back", "the quiet before it", "sleep beginning nearby", "other kicks around it", "other movements around it",
	"a wave like that of a kick", "how its beats repeat", "the number of its beats", "lying before sleep", "its duration", "the starts of the night so far",
	"how sure it is that sleep begins", "being awake", "what followed at once", "how long its energy lasts"}

// StartModel weighs the evidence: the logarithm of the odds of a hypnic start is Bias plus the sum of weight times evidence.
type StartModel struct {
	Version string        `json:"version"` // what it was trained on
	Bias    float64       `json:"bias"`
	Weights StartFeatures `json:"weights"`
}

// odds returns the logarithm of the odds.
func (m *StartModel) odds(f *StartFeatures) float64 {
	return logOdds(m.Bias, m.Weights.Values(), f.Values())
}

const (
	aroundMS     = 3 * minute // ms before and after within which other movements are counted: starts come in rows 1–60 s apart (simulation.md)
	usualPeakG   = 0.05       // g
	usualHigh    = 0.1        // share of energy above 5 Hz
	usualNet     = 0.02       // share that moved the limb for good
	longS        = 0.8        // s
	shortS       = 0.3        // s
	anyShare     = 0.001      // share below which a share is none
	mostBeats    = 4          // beats beyond the first: more tell no more
	aheadMin     = 15         // min: as long before a return to sleep as starts are looked for (standards.md §8)
	nextMS       = 10_000     // ms after a movement in which the next one tells of it
	mostNext     = 3          // ln of the ratio of their peaks: more tells no more
	usualBurstS  = 0.25       // s that hold 90 % of the energy of a burst and its ring
	leastBurstS  = 0.02       // s: one sample at 50 Hz
	mostBurst    = 4          // of ln squared: more tells no more
	startsBefore = 0.5        // hypnic starts that every night is taken to have had before it began, and
	othersBefore = 10.0       // other movements: an hour's worth of somebody lying awake (simulation.md: 90 an hour over five sites)
)

// Tonight is what was weighed of one limb's night so far: how many hypnic starts there were likely, and how many movements that were likely none.
type Tonight struct{ starts, others float64 }

// Add takes in a movement that was weighed, with the logarithm of the odds that it is a hypnic start.
func (t *Tonight) Add(odds float64) {
	p := probability(odds)
	t.starts += p
	t.others += 1 - p
}

// Evidence returns StartFeatures.Night, to three decimals so that no platform differs.
func (t *Tonight) Evidence() float64 {
	return round(math.Log((t.starts+startsBefore)/(t.others+othersBefore)), 3)
}

// startFeatures gathers the evidence on movement i of n.seen.
func (n *nightly) startFeatures(i int) StartFeatures {
	s := &n.seen[i]
	length := (s.rung - s.start).Seconds()
	kicks, limbs := n.around(i)
	return StartFeatures{
		Peak:  within(math.Log(s.m.PeakG/usualPeakG), -0.7, 2),
		Long:  within(length-longS, 0, 1),
		Short: within(shortS-length, 0, 0.2),
		High:  within(math.Log(max(s.m.HighShare, anyShare)/usualHigh), -1.2, 1.2),
		Tilt:  within(tiltDeg(s.m), 0, 5),
		Net:   within(math.Log(max(s.m.NetShare, anyShare)/usualNet), 0, 2.5),
		Quiet: within(math.Log(max(s.m.QuietBeforeS, anyShare)), -1.5, 1.5),
		Near:  n.nearness(s.start),
		Kicks: math.Log1p(float64(kicks)),
		Limbs: math.Log1p(float64(limbs)),

		Kick: s.kick, Rhythm: s.m.Rhythm, Beats: within(float64(s.m.Beats-1), 0, mostBeats), Ahead: n.ahead(s.start), Length: within(length, 0, n.opt.Criteria.StartMS.Seconds()),
		Fall: math.Log(leastFall + n.sleep.falls(s.start)), Awake: n.sleep.awakeAt(s.start), Next: n.next(i), Burst: min(mostBurst, squared(math.Log(max(s.m.SpreadS, leastBurstS)/usualBurstS))),
	}
}

// next returns how strong what follows movement i of n.seen at once is beside it, 0 when nothing does.
func (n *nightly) next(i int) float64 {
	s := &n.seen[i]
	if i+1 == len(n.seen) || n.seen[i+1].track.limb != s.track.limb || n.seen[i+1].start-s.rung >= nextMS {
		return 0
	}
	return within(math.Log(n.seen[i+1].m.PeakG/s.m.PeakG), -mostNext, mostNext)
}

// ahead returns how many minutes before the return to sleep nearest to it m lies, 0 when it lies after it.
func (n *nightly) ahead(m Millis) float64 {
	o := n.sleep.nearest(m)
	if o == nil {
		return 0
	}
	return within((o.at-m).Seconds()/minute.Seconds(), 0, aheadMin)
}

// around counts the other kicks and the other movements of the same limb near movement i, less those too weak to be weighed.
func (n *nightly) around(i int) (kicks, limbs int) {
	s := &n.seen[i]
	for _, step := range []int{-1, 1} {
		for k := i + step; k >= 0 && k < len(n.seen) && n.seen[k].track.limb == s.track.limb && distance(n.seen[k].start, s.start) < aroundMS; k += step {
			switch o := &n.seen[k]; {
			case o.kick >= n.opt.Criteria.AlikeScore:
				kicks++
			case o.m.PeakG >= n.opt.Criteria.StartPeakG:
				limbs++
			}
		}
	}
	return kicks, limbs
}

// mayStart reports whether a movement is worth weighing: no train, whole, short, in its posture, not the second piece of another, and strong enough to have a wave.
func (c *Criteria) mayStart(s *seen) bool {
	return s.kind != kindRhythmic && !s.cut() && len(s.members) == 1 && !s.turned(c) && s.rung-s.start <= c.StartMS &&
		s.m.QuietBeforeS >= c.KickQuietS[0] && s.m.HighShare >= c.StartHigh && s.m.PeakG >= c.StartPeakG && s.m.PeakG >= float64(c.KickMargin*s.m.ThresholdG)
}

// StartCandidate is a movement that might be a hypnic start, and the evidence on it.
type StartCandidate struct {
	Onset    Millis
	Features StartFeatures
}

// StartCandidates returns the movements of a group of recordings that the model weighs, in order of limb and time: what it is trained on.
func StartCandidates(g Group, opt Options) ([]StartCandidate, error) {
	var out []StartCandidate
	opt.weighed = func(m Millis, f StartFeatures) { out = append(out, StartCandidate{m, f}) }
	_, err := Join(g, opt)
	return out, err
}

func squared(x float64) float64 { return float64(x * x) }
