package report

import (
	"math"
	"slices"
)

// A kick may be a hypnic start or a fidget of somebody awake, and no single limit parts the two: their waves are alike, and what tells is everything together: the wave, what
// lies around it, and how near sleep begins.

// StartFeatures are the pieces of evidence on a movement being a hypnic start.
type StartFeatures struct {
	LimbFeatures // its wave

	Rhythm float64 // 0…1: how alike its beats are: a ring repeats itself, a fidget does not
	Near   float64 // nearness to a return to sleep, 0…1
	Ahead  float64 // min before the nearest return to sleep, 0…15: fidgets come before sleep, starts on both sides of its onset
	Kicks  float64 // other kicks within 3 min: hypnic starts come several in a row
	Limbs  float64 // other movements within 3 min: so do the fidgets of somebody awake
	Night  float64 // ln((0.5 + starts) ÷ (10 + others)) of what was weighed so far tonight, each by its odds: who has many starts has more, and who fidgets goes on
	Fall   float64 // falls of the probability of wakefulness within a minute or two: falling asleep that is not sure, or not for long
	Awake  float64 // probability of wakefulness at that moment, 0…1
	Next   float64 // ln(peak of a movement that begins within 10 s ÷ its own), −3…3: fidgets go on, and starts may bring a turn
	Swing  float64 // Hz: how fast it swings
	Ring   float64 // 0…1: how far it goes on as a damped limb left to itself does: a muscle burst lets go of the limb at once, what is willed leads it
}

// Values returns the evidence as a list, in the order of the fields, to three decimals, so that no platform differs.
func (f *StartFeatures) Values() []float64 {
	out := append(f.LimbFeatures.Values(), f.Rhythm, f.Near, f.Ahead, f.Kicks, f.Limbs, f.Night, f.Fall, f.Awake, f.Next, f.Swing, f.Ring)
	for i := range out {
		out[i] = round(out[i], 3)
	}
	return out
}

// startWords says what each piece of evidence is about, in the order of the fields.
var startWords = append(slices.Clone(limbWords), "how its beats repeat", "sleep beginning nearby", "lying before sleep", "other kicks around it", "other movements around it",
	NightSoFar, "how sure it is that sleep begins", "being awake", "what followed at once", "how fast it swung", "how it rang out")

// NightSoFar is the name of StartFeatures.Night.
const NightSoFar = "the starts of the night so far"

// StartEvidence returns the places among the evidence of what goes by some of its names; a name that it does not know is a mistake of the program.
func StartEvidence(names ...string) []int { return places(startWords, names) }

const (
	aroundMS     = 3 * minute // ms before and after within which other movements are counted: starts come in rows 1–60 s apart (simulation.md)
	usualPeakG   = 0.05       // g
	usualHigh    = 0.1        // share of energy above 5 Hz
	usualNet     = 0.02       // share that moved the limb for good
	anyShare     = 0.001      // share below which a share is none
	aheadMin     = 15         // min: as long before a return to sleep as starts are looked for (standards.md §8)
	nextMS       = 10_000     // ms after a movement in which the next one tells of it
	mostNext     = 3          // ln of the ratio of their peaks: more tells no more
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
	kicks, limbs := n.around(i)
	return StartFeatures{
		LimbFeatures: limbFeatures(n.seen, i),
		Rhythm:       s.m.Rhythm, Near: n.nearness(s.start), Ahead: n.ahead(s.start), Kicks: float64(kicks), Limbs: float64(limbs),
		Fall: n.sleep.falls(s.start), Awake: n.sleep.awakeAt(s.start), Next: n.next(i),
		Swing: s.m.SwingHz, Ring: s.m.Ring,
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
