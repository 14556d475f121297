package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// anyMovement draws a movement of any kind that begins after the last one.
func anyMovement(t *rapid.T, after float64) movement.Movement {
	gap := rapid.OneOf(rapid.Float64Range(0.05, 3), rapid.Float64Range(3, 12), rapid.Float64Range(12, 100), rapid.Float64Range(100, 2000)).Draw(t, "gap")
	on := after + gap
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return kick(on, rapid.Float64Range(0.1, 1.2).Draw(t, "length"))
	case 1:
		return turn(on, rapid.Float64Range(1, 20).Draw(t, "length"))
	case 2:
		return tremor(on, rapid.Float64Range(3, 20).Draw(t, "length"), rapid.Float64Range(0.5, 3).Draw(t, "hz"))
	case 3:
		return limb(on, rapid.Float64Range(0.05, 0.6).Draw(t, "length"))
	}
	return limb(on, rapid.Float64Range(0.5, 12).Draw(t, "length"))
}

// anyScene draws a night of one limb: sleep, holes and movements that do not overlap.
func anyScene(t *rapid.T, site device.Site) scene {
	s := scene{file: string(site) + ".csv", site: site, hours: 5, start: evening, asleep: [][2]float64{{1000, 6000}, {6500, 17000}}}
	if rapid.Bool().Draw(t, "hole") {
		s.holes = [][2]float64{{8000, 8000 + rapid.Float64Range(0.2, 900).Draw(t, "hole length")}}
	}
	at := 0.0
	for range rapid.IntRange(0, 60).Draw(t, "movements") {
		m := anyMovement(t, at)
		if m.End > 18000 {
			break
		}
		at = m.End
		for _, h := range s.holes {
			if m.Onset < h[1] && m.End > h[0] {
				if m.Onset >= h[0] {
					m.Onset = -1
				} else {
					m.End, m.Closing = h[0], movement.Cut
				}
			}
		}
		if m.Onset >= 0 {
			s.movements = append(s.movements, m)
		}
	}
	return s
}

// anyNight draws a night of one or two limbs under any rule set.
func anyNight(t *rapid.T) (Analysis, score.Rules) {
	opt := options()
	opt.Rules = rapid.SampledFrom(score.Presets()).Draw(t, "rules")
	g := Group{anyScene(t, device.SiteLeftAnkle).input(t)}
	if rapid.Bool().Draw(t, "two limbs") {
		g = append(g, anyScene(t, device.SiteRightAnkle).input(t))
	}
	scored, err := Join(g, opt)
	if err != nil {
		t.Fatal(err)
	}
	return Build(opt, []Scored{scored}, nil), opt.Rules
}

func TestCountsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := anyNight(t)
		n := &a.Nights[0]
		c := &n.Counts
		by := map[Class]int{}
		series := map[int]int{}
		asleep, awake := 0, 0
		for i := range n.Events {
			e := &n.Events[i]
			by[e.Class]++
			if e.Series != nil {
				series[*e.Series]++
				if e.Asleep != nil && *e.Asleep {
					asleep++
				} else if e.Asleep != nil {
					awake++
				}
			}
			if !(e.Confidence > 0 && e.Confidence < 1) || len(e.Why) == 0 || e.Duration < 0 || (e.Class == PLM && e.Place == nil) {
				t.Fatalf("event %+v", *e)
			}
			if i > 0 && e.Onset < n.Events[i-1].Onset {
				t.Fatal("events out of order")
			}
		}
		for class, count := range map[Class]*int{
			HypnicStart: c.HypnicStarts, Isolated: c.Isolated, ShortInterval: c.ShortInterval, Rhythmic: c.Rhythmic,
			Gross: c.Gross, Brief: c.Brief, Cut: c.Cut,
		} {
			if by[class] != *count {
				t.Errorf("%s: counted %d, listed %d", class, *count, by[class])
			}
		}
		inSeries := 0
		for i, s := range n.Series {
			if s.Series != i+1 || s.PLM != series[s.Series] || s.PLM < 4 {
				t.Errorf("series %+v has %d members listed", s, series[s.Series])
			}
			inSeries += s.PLM
		}
		if inSeries != *c.PLM || *c.PLMSeries != len(n.Series) || asleep != *c.PLMS || awake != *c.PLMW {
			t.Errorf("plm %d (%d asleep, %d awake) in %d series; listed %d, %d, %d, %d", *c.PLM, *c.PLMS, *c.PLMW, *c.PLMSeries, inSeries, asleep, awake, len(n.Series))
		}
		hourly, hourlyStarts := 0, 0
		for _, h := range n.ByHour {
			hourly += *h.PLMS
			hourlyStarts += *h.HypnicStarts
		}
		if hourly != *c.PLMS || hourlyStarts != *c.HypnicStarts {
			t.Errorf("by hour: %d plms of %d, %d starts of %d", hourly, *c.PLMS, hourlyStarts, *c.HypnicStarts)
		}
	})
}

// Scoring the printed events again gives the counts that were printed.
func TestPrintedEventsScoreTheSame(t *testing.T) {
	sides := map[string]score.Limb{"left-ankle": score.LeftAnkle, "right-ankle": score.RightAnkle}
	rapid.Check(t, func(t *rapid.T) {
		a, rules := anyNight(t)
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var printed struct {
			Nights []struct {
				Sleep struct {
					Bed       [][2]json.Number `json:"bed_s"`
					Intervals [][2]json.Number `json:"intervals_s"`
				}
				Counts struct {
					PLM, PLMS, PLMW, Limb *int
					Series                int `json:"plm_series"`
				}
				Events []struct {
					Class  Class
					Asleep *bool
					Parts  []struct {
						Site     string
						Onset    json.Number `json:"onset_s"`
						Duration json.Number `json:"duration_s"`
					}
				}
			}
		}
		if err := json.Unmarshal(text, &printed); err != nil {
			t.Fatal(err)
		}
		n := printed.Nights[0]
		parse := func(s json.Number) score.Nanos {
			v, err := score.ParseSeconds(string(s))
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		var list []score.Span
		for _, e := range n.Events {
			if e.Class == HypnicStart || e.Class == Rhythmic || (e.Class == Cut && len(e.Parts) == 0) {
				continue
			}
			for _, p := range e.Parts {
				on := parse(p.Onset)
				state := score.Awake
				for _, i := range n.Sleep.Intervals {
					if parse(i[0]) <= on && on < parse(i[1]) {
						state = score.Asleep
					}
				}
				list = append(list, score.Span{Onset: on, End: on + parse(p.Duration), Limb: sides[p.Site], Asleep: state})
			}
		}
		var gaps []score.Stretch
		for i := 1; i < len(n.Sleep.Bed); i++ {
			gaps = append(gaps, score.Stretch{From: parse(n.Sleep.Bed[i-1][1]), To: parse(n.Sleep.Bed[i][0])})
		}
		verdicts, err := score.Score(rules, list, gaps)
		if err != nil {
			t.Fatal(err)
		}
		s := score.Summarize(rules, verdicts, score.Night{Stages: true})
		got := []int{s.Counts.PLM, *s.Counts.PLMS, *s.Counts.PLMW, s.Counts.Series}
		want := []int{*n.Counts.PLM, *n.Counts.PLMS, *n.Counts.PLMW, n.Counts.Series}
		if !slices.Equal(got, want) {
			t.Errorf("plm, asleep, awake, series: scored again %v, printed %v", got, want)
		}
	})
}

// One limb does one thing at a time, however long a model says that its movements were: a kick 0.14 s after a movement of 0.05 s that was said to have lasted half a second lay inside it.
func TestEventsOfOneLimbDoNotOverlap(t *testing.T) {
	near := scene{file: "near.csv", site: device.SiteLeftAnkle, hours: 5, start: evening, asleep: [][2]float64{{1000, 17000}}}
	near.movements = []movement.Movement{limb(730.922, 0.05), kick(731.06, 0.112), limb(732.734, 1.031), kick(736.765, 0.795)}
	if inTurn(t, near, -100) < 4 {
		t.Error("the scene shows no kick beside a movement")
	}
	between := near // two pieces less than half a second apart, which the rules join across a kick
	between.movements = []movement.Movement{turn(930, 3.75), kick(933.875, 0.125), limb(934.125, 2.875), kick(960, 0.3), limb(990, 1)}
	inTurn(t, between, -100)
	rapid.Check(t, func(t *rapid.T) {
		inTurn(t, anyScene(t, device.SiteLeftAnkle), rapid.SampledFrom([]float64{-100, options().Criteria.LimbOdds, 100}).Draw(t, "odds of a limb movement"))
	})
}

// inTurn checks that no event of a limb begins before the one before it is over, with so much asked of a limb movement. It returns how many there are.
func inTurn(t stopper, s scene, odds float64) int {
	opt := options()
	opt.Criteria.LimbOdds = odds
	list := build(t, opt, s).Nights[0].Events
	for i := 1; i < len(list); i++ {
		if end := list[i-1].Onset + list[i-1].Duration; list[i].Onset < end {
			t.Fatal(fmt.Sprintf("a %s from %v on, before the %s from %v to %v is over", list[i].Class, list[i].Onset, list[i-1].Class, list[i-1].Onset, end))
		}
	}
	return len(list)
}

// A second limb that does the same changes no count (issue 3).
func TestIdenticalLimbChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		left := anyScene(t, device.SiteLeftAnkle)
		right := left
		right.site, right.file = device.SiteRightAnkle, "r.csv"
		one, err := Join(Group{left.input(t)}, options())
		if err != nil {
			t.Fatal(err)
		}
		two, err := Join(Group{left.input(t), right.input(t)}, options())
		if err != nil {
			t.Fatal(err)
		}
		a, b := one.Nights[0], two.Nights[0]
		if *a.Counts.PLM != *b.Counts.PLM || *a.Counts.HypnicStarts != *b.Counts.HypnicStarts || *a.Counts.Rhythmic != *b.Counts.Rhythmic ||
			*a.Counts.Brief < *b.Counts.Brief || *a.Counts.LimbMovements != *b.Counts.LimbMovements {
			t.Errorf("one limb %s\ntwo limbs %s", mustJSON(t, a.Counts), mustJSON(t, b.Counts))
		}
	})
}

func mustJSON(t *rapid.T, v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Starting the clock at another time of the evening changes stamps only.
func TestClockChangesStampsOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t, device.SiteLeftAnkle)
		later := s
		later.start = s.start.AddDate(0, 0, rapid.IntRange(1, 400).Draw(t, "days"))
		one, _ := Join(Group{s.input(t)}, options())
		two, _ := Join(Group{later.input(t)}, options())
		a, b := one.Nights[0], two.Nights[0]
		for _, n := range []*Night{&a, &b} {
			n.Night, n.StartAt, n.EndAt = nil, nil, nil
			for i := range n.Events {
				n.Events[i].OnsetAt = nil
			}
		}
		if mustJSON(t, a) != mustJSON(t, b) {
			t.Error("the date changed more than stamps")
		}
	})
}

// anySpans draws a union of stretches.
func anySpans(t *rapid.T, name string) spans {
	var list []span
	for _, v := range rapid.SliceOfN(rapid.Int64Range(0, 200), 0, 12).Draw(t, name) {
		list = append(list, span{Millis(v), Millis(v + rapid.Int64Range(0, 30).Draw(t, "length"))})
	}
	return union(list)
}

// Stretches behave as sets of moments.
func TestSpansAreSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anySpans(t, "a"), anySpans(t, "b")
		meet, cut, both := a.meet(b), a.without(b), union(append(slices.Clone(a), b...))
		var na, nb, nMeet, nCut, nBoth Millis
		for m := Millis(-1); m < 240; m++ {
			inA, inB := a.contains(m), b.contains(m)
			if meet.contains(m) != (inA && inB) || cut.contains(m) != (inA && !inB) || both.contains(m) != (inA || inB) {
				t.Fatalf("at %d: a %v, b %v, meet %v, without %v, union %v", m, a, b, meet, cut, both)
			}
			for p, in := range map[*Millis]bool{&na: inA, &nb: inB, &nMeet: inA && inB, &nCut: inA && !inB, &nBoth: inA || inB} {
				if in {
					*p++
				}
			}
		}
		if a.length() != na || b.length() != nb || meet.length() != nMeet || cut.length() != nCut || both.length() != nBoth {
			t.Fatal("lengths are not the numbers of moments")
		}
	})
}
