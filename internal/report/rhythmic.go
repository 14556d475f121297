package report

import (
	"cmp"
	"math"
	"slices"
)

// A train of rhythmic movements reaches the sensor whole, in a few pieces or beat by beat, and what a limb held out does when it shakes, or when somebody awake fidgets, looks like a
// piece of one. No rule for the pieces parts them, so runs of pieces are weighed as a whole (detection.md 6: score softly), by trees (package forest).

// TrainFeatures are the pieces of evidence on a run of movements being a train. The neighbours are the movements before the first and after the last one.
type TrainFeatures struct {
	Span    float64 // s from the first onset to the last end: trains last 10–18 s (Yang & Winkelman 2010), but no limit is sharp
	Rest    float64 // share of the run that is rest, 0…1
	Pieces  float64 // movements
	Gap     float64 // s of the longest rest
	Close   float64 // s of the shortest rest, 0 for one movement
	Beat    float64 // Hz of the beats
	Beats   float64 // beats: as many as its rate makes in its time
	Steps   float64 // sd of ln of the time from one onset to the next, 0 for fewer than three movements
	Astray  float64 // 0…0.5: how far these times are from a whole number of beats, in beats
	Range   float64 // ln(highest peak ÷ lowest)
	Sizes   float64 // sd of ln of the peaks
	Sorts   float64 // sd of ln of the lengths of the movements
	Longest float64 // s: length of the longest movement

	Alike  float64 // 0…1: how alike neighbouring beats inside a movement are
	Held   float64 // 0…1: distance of the limb from its posture in the middle of a movement ÷ peak: a limb held out shakes there, a beat comes back
	Lean   float64 // how far the limb stands from its posture on the mean ÷ how far it swings about that
	Dip    float64 // 0…1: how near to its posture each beat comes ÷ peak
	Swings float64 // ln of excursions to periods: the tremor of a held limb has many, a beat one or two
	Flat   float64 // planarity, 0…1: a foot beats about one hinge
	Net    float64 // share of its acceleration that moved the limb for good
	Busy   float64 // share of the run in which its energy comes, 0…1
	High   float64 // share of energy above 5 Hz
	Steep  float64 // 1/s: greatest change ÷ peak
	Front  float64 // 0…1: part of a movement in which half of the energy of its changes came
	Kick   float64 // 0…1: how much the movements are kicks
	Closed float64 // share that came to rest in another posture
	Lead   float64 // s from the first onset to the stretch that holds 90 % of the energy of the first movement
	Peak   float64 // g: the highest peak
	Past   float64 // mean of peak ÷ threshold

	Tilt  float64 // degrees of the greatest lasting tilt
	Shift float64 // degrees between the postures before and after all of it

	QuietBefore float64 // s of rest before the run, 60 at most
	QuietAfter  float64 // s of rest after it, 60 at most
	PeakBefore  float64 // ln(peak of the movement before ÷ mean peak of the run)
	PeakAfter   float64 // so of the movement after
	LongBefore  float64 // s: length of the movement before
	LongAfter   float64 // s: of the movement after
}

// Values returns the evidence as a list, in the order of the fields, to three decimals, so that no platform differs.
func (f *TrainFeatures) Values() []float64 {
	out := []float64{
		f.Span, f.Rest, f.Pieces, f.Gap, f.Close, f.Beat, f.Beats, f.Steps, f.Astray, f.Range, f.Sizes, f.Sorts, f.Longest,
		f.Alike, f.Held, f.Lean, f.Dip, f.Swings, f.Flat, f.Net, f.Busy, f.High, f.Steep, f.Front, f.Kick, f.Closed, f.Lead, f.Peak, f.Past, f.Tilt, f.Shift,
		f.QuietBefore, f.QuietAfter, f.PeakBefore, f.PeakAfter, f.LongBefore, f.LongAfter,
	}
	for i := range out {
		out[i] = round(out[i], 3)
	}
	return out
}

// trainWords says what each piece of evidence is about, in the order of the fields.
var trainWords = []string{
	"its length", "its rests", "the number of its pieces", "its longest rest", "its shortest rest", "its rate", "the number of its beats", "how even its steps are", "how its steps fit its beats", "how unlike its peaks are",
	"how alike its peaks are", "how alike its pieces are", "its longest piece",
	"how alike its beats are", "a limb held out", "how far out it beats", "whether each beat comes back", "the swings in a beat", "its flatness", "where the limb went", "moving all the while", "its sharpness", "how steep it is", "when its energy came", "how much it is kicks",
	"whether it came back by itself", "its beginning", "its strength", "how far it stands out", "the postures it left", "the posture all of it left",
	"the quiet before it", "the quiet after it", "the strength before it", "the strength after it", "the length before it", "the length after it",
}

// TrainEvidence returns the places among the evidence of what goes by some of its names; a name that it does not know is a mistake of the program.
func TrainEvidence(names ...string) []int { return places(trainWords, names) }

const (
	leastBusyS = 0.05 // s: weight of the shortest movement
	anyHz      = 0.05 // Hz below which there are no beats
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
		if r.odds = c.TrainModel.Odds(r.evidence.Values()); r.odds >= c.TrainOdds && beatsOf(list[r.from:r.to]) >= c.Beats {
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
	run := list[from:to]
	f := TrainFeatures{Pieces: float64(len(run)), Beat: max(anyHz, rateOf(run)), Shift: run[0].shift(&run[len(run)-1]), Lead: run[0].m.LeadS}
	var sums trainSums
	for i := range run {
		sums.add(&f, &run[i])
	}
	f.inside(&sums)
	f.steps(run)
	f.beside(list, from, to, sums.peaks.mean())
	return f
}

// trainSums adds up what the movements of a run are like, each as much as it is busy.
type trainSums struct {
	busy, moving, swings, periods float64
	peaks, lengths                scatter // of ln
	low                           float64 // g: the lowest peak
	end                           Millis
}

// scatter is the sum of values, and of their squares.
type scatter struct{ n, sum, squares float64 }

func (s *scatter) add(v float64) { s.n, s.sum, s.squares = s.n+1, s.sum+v, s.squares+float64(v*v) }

func (s *scatter) mean() float64 { return s.sum / max(1, s.n) }

// sd returns the standard deviation, 0 of fewer than two values.
func (s *scatter) sd() float64 {
	m := s.mean()
	return math.Sqrt(max(0, s.squares/max(1, s.n)-float64(m*m)))
}

// add adds a movement.
func (t *trainSums) add(f *TrainFeatures, s *seen) {
	m := s.m
	size := max(anyShare, m.PeakG)
	w := max(leastBusyS, m.SpreadS)
	t.busy += w
	t.moving += s.length().Seconds()
	f.Longest, f.Tilt, f.Peak = max(f.Longest, s.length().Seconds()), max(f.Tilt, tiltDeg(m)), max(f.Peak, m.PeakG)
	if t.peaks.n == 0 || m.PeakG < t.low {
		t.low = m.PeakG
	}
	t.peaks.add(math.Log(size))
	t.lengths.add(math.Log(max(leastBusyS, s.length().Seconds())))
	t.end = max(t.end, s.end)
	f.Past += m.PeakG / max(anyShare, m.ThresholdG)
	f.Closed += s.closed()
	f.Alike += float64(w * m.Rhythm)
	f.Held += float64(w * min(1, m.HoldG/size))
	f.Lean += float64(w * m.Lean)
	f.Dip += float64(w * m.Dip)
	f.Flat += float64(w * m.Planarity)
	f.Net += float64(w * m.NetShare)
	f.High += float64(w * m.HighShare)
	f.Steep += float64(w * m.JerkGS / size)
	f.Front += float64(w * m.FrontS / max(leastBusyS, s.length().Seconds()))
	f.Kick += float64(w * s.kick)
	if m.BeatHz > 0 {
		t.periods += float64(m.BeatHz * w)
		t.swings += float64(m.Beats)
	}
}

// inside makes means of the sums.
func (f *TrainFeatures) inside(t *trainSums) {
	for _, v := range []*float64{&f.Alike, &f.Held, &f.Lean, &f.Dip, &f.Flat, &f.Net, &f.High, &f.Steep, &f.Front, &f.Kick} {
		*v /= t.busy
	}
	f.Past, f.Closed = f.Past/f.Pieces, f.Closed/f.Pieces
	f.Swings = math.Log((t.swings + 1) / (t.periods + 1))
	f.Range, f.Sizes, f.Sorts = math.Log(f.Peak/max(anyShare, t.low)), t.peaks.sd(), t.lengths.sd()
	f.Busy, f.Rest = t.busy, t.moving
}

// steps fills in how long the run lasts and how its movements follow each other.
func (f *TrainFeatures) steps(run []seen) {
	var end Millis
	var steps scatter
	for i := range run {
		if i > 0 {
			gap, step := (run[i].start - run[i-1].end).Seconds(), (run[i].start - run[i-1].start).Seconds()
			f.Gap = max(f.Gap, gap)
			if i == 1 || gap < f.Close {
				f.Close = gap
			}
			steps.add(math.Log(max(leastBusyS, step)))
			beats := float64(step * f.Beat)
			f.Astray += math.Abs(beats-math.Round(beats)) / float64(len(run)-1)
		}
		end = max(end, run[i].end)
	}
	f.Span = max(0.001, (end - run[0].start).Seconds())
	f.Steps, f.Beats = steps.sd(), float64(f.Span*f.Beat)
	f.Busy, f.Rest = f.Busy/f.Span, 1-f.Rest/f.Span
}

// beside fills in what lies beside movements from…to-1 of list, whose peaks have the mean logarithm size.
func (f *TrainFeatures) beside(list []seen, from, to int, size float64) {
	f.QuietBefore, f.QuietAfter = longQuiet.Seconds(), longQuiet.Seconds()
	if from > 0 && list[from-1].track == list[from].track {
		p := &list[from-1]
		if quiet := list[from].start - p.end; quiet < longQuiet {
			f.QuietBefore, f.PeakBefore, f.LongBefore = quiet.Seconds(), math.Log(max(anyShare, p.m.PeakG))-size, p.length().Seconds()
		}
	}
	if to < len(list) && list[to].track == list[to-1].track {
		n := &list[to]
		if quiet := n.start - list[to-1].end; quiet < longQuiet {
			f.QuietAfter, f.PeakAfter, f.LongAfter = quiet.Seconds(), math.Log(max(anyShare, n.m.PeakG))-size, n.length().Seconds()
		}
	}
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
	t.kind, t.beats, t.beatHz, t.trainOdds, t.evidenceOfTrain = kindRhythmic, beatsOf(list), rateOf(list), r.odds, &r.evidence
	return t
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
