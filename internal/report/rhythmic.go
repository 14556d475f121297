package report

import (
	"cmp"
	"math"
	"slices"
)

// A train of rhythmic movements reaches the sensor whole, in a few pieces or beat by beat, and what a limb held out does when it shakes, or when somebody awake fidgets, looks like a
// piece of one. No rule for the pieces parts them, so runs of pieces are weighed as a whole: by a logistic model (detection.md 6: score softly).

// TrainFeatures are the pieces of evidence on one run of movements, each in its unit, or the weights of such, per that unit.
type TrainFeatures struct {
	Span   float64 `json:"span"`   // ln(s from the first onset to the last end ÷ 8), -1.2…0: such trains last 10–18 s (Yang & Winkelman 2010), but no limit is sharp
	Rest   float64 `json:"rest"`   // share of the run that is rest, 0…1
	Pieces float64 `json:"pieces"` // movements beyond the first, 0…8
	Gap    float64 `json:"gap"`    // s of the longest rest
	Range  float64 `json:"range"`  // ln(highest peak ÷ lowest)
	Alike  float64 `json:"alike"`  // 0…1: how alike neighbouring beats inside a movement are
	Clock  float64 `json:"clock"`  // of that, what is above 0.8: the shake or the tremor of a held limb is as even as a clock
	Shaken float64 `json:"shaken"` // Held times Alike: a limb held out and shaken
	Rate   float64 `json:"rate"`   // ln(Hz of the beats ÷ 2)
	Fast   float64 `json:"fast"`   // ln(Hz of the beats ÷ 2) where that is above 0
	Held   float64 `json:"held"`   // 0…1: distance of the limb from its posture in the middle of a movement ÷ peak: a limb held out shakes there, a beat comes back
	Swings float64 `json:"swings"` // ln of excursions to periods: the tremor of a held limb has many, a beat one or two
	Flat   float64 `json:"flat"`   // -0.15…0: planarity less one: a foot beats about one hinge
	Tilt   float64 `json:"tilt"`   // degrees of the greatest lasting tilt, 0…15
	Quiet  float64 `json:"quiet"`  // s of rest before the run, 0…5
	Net    float64 `json:"net"`    // ln(share that moved the limb for good ÷ 0.02)
	Busy   float64 `json:"busy"`   // share of the run in which its energy comes, 0…1
	Peak   float64 `json:"peak"`   // ln(highest peak ÷ 50 mg)
	High   float64 `json:"high"`   // ln(share of energy above 5 Hz ÷ 0.1)
}

// Values returns the evidence as a list, in the order of the fields.
func (f *TrainFeatures) Values() []float64 {
	return []float64{f.Span, f.Rest, f.Pieces, f.Gap, f.Range, f.Alike, f.Clock, f.Shaken, f.Rate, f.Fast, f.Held, f.Swings, f.Flat, f.Tilt, f.Quiet, f.Net, f.Busy, f.Peak, f.High}
}

// trainWords says what each piece of evidence is about, in the order of the fields.
var trainWords = []string{"its length", "its rests", "the number of its pieces", "its longest rest", "how unlike its peaks are", "how alike its beats are",
	"how even it is", "how even it is where it is held", "its rate", "its fast beats", "a limb held out", "the swings in a beat", "its flatness", "the posture it left", "the quiet before it", "where the limb went", "moving all the while", "its strength",
	"its sharpness"}

// TrainModel weighs the evidence: the logarithm of the odds of a train is Bias plus the sum of weight times evidence.
type TrainModel struct {
	Version string        `json:"version"` // what it was trained on
	Bias    float64       `json:"bias"`
	Weights TrainFeatures `json:"weights"`
}

const (
	usualTrainS = 8.0  // s: longer tells no more, for how short and how long trains may be is not known well
	leastSpan   = -1.2 // ln of s to usualTrainS: shorter tells no more
	clockwork   = 0.8  // likeness of beats from which they are as even as a clock
	mostPieces  = 8    // movements beyond the first: more tell no more
	fastBeatHz  = 2.0  // Hz: above the mean of 1.6 (Yang & Winkelman 2010) a clonic shake is as likely
	leastFlat   = 0.85 // planarity below which a movement is that of no hinge
	leastBusyS  = 0.05 // s: weight of the shortest movement
	anyHz       = 0.05 // Hz below which there are no beats
)

// chainBeats makes one event of the movements of one limb, in order, that are a train. It comes before any limb-movement rule: a 0.5 Hz tremor of 20 s would else be a run of limb
// movements with short intervals.
func (c *Criteria) chainBeats(list []seen) []seen {
	out := roomFor(list)
	for i := 0; i < len(list); {
		n := c.linked(list[i:])
		out = c.addTrains(out, list, i, i+n)
		i += n
	}
	return out
}

// linked returns how many movements from the first one on follow each other as closely as the beats of a train, at least one.
func (c *Criteria) linked(list []seen) int {
	n := 1
	for c.beatlike(&list[n-1]) && n < len(list) && c.beatlike(&list[n]) && list[n].start-list[n-1].end <= c.TrainGapMS {
		n++
	}
	return n
}

// beatlike reports whether a movement may be a piece of a train.
func (c *Criteria) beatlike(s *seen) bool {
	return s.kind != kindShock && !s.cut() && !c.turned(s.m)
}

// run is some movements of one limb that follow each other closely, from number from to before number to, the odds of a train and what they rest on.
type run struct {
	from, to int
	odds     float64
	evidence TrainFeatures
}

// addTrains appends movements from…to-1 of list to out, those that are likeliest to be a train together as one.
func (c *Criteria) addTrains(out, list []seen, from, to int) []seen {
	var runs []run
	c.eachRun(list, from, to, func(r run) {
		if r.odds = c.TrainModel.odds(&r.evidence); r.odds >= c.TrainOdds && beatsOf(list[r.from:r.to]) >= c.Beats {
			runs = append(runs, r)
		}
	})
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.odds, a.odds) })
	var kept []run
	for _, r := range runs {
		if !slices.ContainsFunc(kept, func(k run) bool { return r.from < k.to && k.from < r.to }) {
			kept = append(kept, r)
		}
	}
	slices.SortFunc(kept, func(a, b run) int { return a.from - b.from })
	for _, r := range kept {
		out = append(append(out, list[from:r.from]...), trainOf(list[r.from:r.to], &r))
		from = r.to
	}
	return append(out, list[from:to]...)
}

// eachRun calls do with the evidence on every run of movements from…to-1 of list that is long enough to be weighed.
func (c *Criteria) eachRun(list []seen, from, to int, do func(run)) {
	for i := from; i < to; i++ {
		if !c.beatlike(&list[i]) {
			continue
		}
		var end Millis
		for k := i; k < to && k-i < c.TrainPieces; k++ {
			end = max(end, list[k].end)
			if span := end - list[i].start; span > c.TrainMostMS {
				break
			} else if span >= c.TrainLeastMS {
				do(run{from: i, to: k + 1, evidence: trainFeatures(list, i, k+1)})
			}
		}
	}
}

// trainFeatures gathers the evidence on movements from…to-1 of list.
func trainFeatures(list []seen, from, to int) TrainFeatures {
	quiet := 5.0 // s: more tells no more
	if from > 0 {
		quiet = within((list[from].start - list[from-1].end).Seconds(), 0, quiet)
	}
	f := TrainFeatures{Quiet: quiet, Pieces: min(mostPieces, float64(to-from-1))}
	var busy, moving, alike, held, flat, net, high, swings, periods float64
	var end Millis
	low, top := math.Inf(1), 0.0
	for i := from; i < to; i++ {
		s := &list[i]
		m := s.m
		if i > from {
			f.Gap = max(f.Gap, (s.start - list[i-1].end).Seconds())
		}
		end = max(end, s.end)
		moving += s.length().Seconds()
		f.Tilt = max(f.Tilt, min(15, tiltDeg(m)))
		low, top = min(low, m.PeakG), max(top, m.PeakG)
		w := max(leastBusyS, m.SpreadS)
		busy += w
		alike += float64(w * m.Rhythm)
		held += float64(w * min(1, m.HoldG/max(anyShare, m.PeakG)))
		flat += float64(w * max(leastFlat, m.Planarity))
		net += float64(w * m.NetShare)
		high += float64(w * m.HighShare)
		if m.BeatHz > 0 {
			periods += float64(m.BeatHz * w)
			swings += float64(m.Beats)
		}
	}
	span := max(0.001, (end - list[from].start).Seconds())
	f.Span = within(math.Log(span/usualTrainS), leastSpan, 0)
	f.Rest, f.Busy = 1-moving/span, busy/span
	f.Alike, f.Held, f.Flat = alike/busy, held/busy, flat/busy-1
	f.Net, f.High = math.Log(max(net/busy, anyShare)/usualNet), math.Log(max(high/busy, anyShare)/usualHigh)
	f.Range, f.Peak = math.Log(top/max(anyShare, low)), math.Log(max(top, anyShare)/usualPeakG)
	f.Swings = math.Log((swings + 1) / (periods + 1))
	f.Clock, f.Shaken = max(0, f.Alike-clockwork), float64(f.Held*f.Alike)
	f.Rate = math.Log(max(anyHz, rateOf(list[from:to])) / fastBeatHz)
	f.Fast = max(0, f.Rate)
	return f
}

// rateOf returns the rate of the beats of a run in Hz: that inside its movements, or of their onsets when they show none.
func rateOf(list []seen) float64 {
	var sum, weight float64
	for i := range list {
		if m := list[i].m; m.BeatHz > 0 {
			w := max(leastBusyS, m.SpreadS)
			sum += float64(w * math.Log(m.BeatHz))
			weight += w
		}
	}
	if weight > 0 {
		return round(math.Exp(sum/weight), 3)
	}
	if last := list[len(list)-1].start; last > list[0].start {
		return float64(len(list)-1) / (last - list[0].start).Seconds()
	}
	return 0
}

// beatsOf returns how many beats a run has at least: as many as movements, or as its rate makes in its time.
func beatsOf(list []seen) int {
	var end Millis
	for i := range list {
		end = max(end, list[i].end)
	}
	return max(len(list), int(math.Round((end-list[0].start).Seconds()*rateOf(list))))
}

// trainOf makes one event of the movements of a train.
func trainOf(list []seen, r *run) seen {
	t := whole(list)
	t.kind, t.beats, t.beatHz, t.trainOdds, t.evidenceOfTrain = kindRhythmic, beatsOf(list), rateOf(list), r.odds, r.evidence
	return t
}

// odds returns the logarithm of the odds.
func (m *TrainModel) odds(f *TrainFeatures) float64 {
	return logOdds(m.Bias, m.Weights.Values(), f.Values())
}

// TrainCandidate is a run of movements that might be a train, and the evidence on it.
type TrainCandidate struct {
	Onset, End Millis
	Features   TrainFeatures
	Weight     float64 // of the run among those that share movements with it
}

// TrainCandidates returns the runs of movements of a recording that the model weighs: what it is trained on. The movements are those of its whole length, in bed or not.
func TrainCandidates(g Group, opt Options) ([]TrainCandidate, error) {
	c := &opt.Criteria
	var out []TrainCandidate
	err := eachRecording(g, opt, func(t *track, list []seen) {
		for k := 0; k < len(list); {
			n, first := c.linked(list[k:]), len(out)
			c.eachRun(list, k, k+n, func(r run) {
				end := list[r.to-1].end
				out = append(out, TrainCandidate{Onset: list[r.from].start - t.start, End: end - t.start, Features: r.evidence})
			})
			for q := first; q < len(out); q++ {
				out[q].Weight = 1 / math.Sqrt(float64(len(out)-first))
			}
			k += n
		}
	})
	return out, err
}
