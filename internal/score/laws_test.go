package score

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func init() {
	// A hundred nights, rapid's own number, miss rules that meet rarely. The command line still decides.
	for name, value := range map[string]string{"rapid.checks": "2000", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// steps are distances and durations that sit on, just below and just above what the rules compare with.
var steps = func() []Nanos {
	list := []Nanos{0, 1, Second / 10, Second, 2 * Second, 3 * Second, 7 * Second, 12 * Second, 16 * Second, 20 * Second, 45 * Second, 150 * Second}
	for _, edge := range []Nanos{Second / 2, 5 * Second, 10 * Second, 15 * Second, 90 * Second} {
		list = append(list, edge-1, edge, edge+1)
	}
	return list
}()

// night is a random list of movements and gaps.
type night struct {
	rules Rules
	spans []Span
	gaps  []Stretch
}

func drawNight(t *rapid.T) night {
	n := night{rules: rapid.SampledFrom(Presets()).Draw(t, "rules")}
	n.rules.Large = rapid.SampledFrom([]LargeClause{LargeFollows, LargeBreaks, LargeIgnored}).Draw(t, "large")
	onset, asleep := Nanos(0), Asleep
	for i := range rapid.IntRange(0, 25).Draw(t, "movements") {
		if step := rapid.SampledFrom(steps).Draw(t, "step"); step > 0 || i == 0 { // at one moment there is one state of sleep
			onset += step
			asleep = rapid.SampledFrom([]Sleep{Asleep, Asleep, Awake, SleepUnknown}).Draw(t, "asleep")
		}
		n.spans = append(n.spans, Span{
			Onset: onset, End: onset + rapid.SampledFrom(steps[:len(steps)-3]).Draw(t, "duration"),
			Limb:   rapid.SampledFrom([]Limb{LeftAnkle, LeftAnkle, RightAnkle, RightAnkle, BothAnkles}).Draw(t, "limb"),
			Asleep: asleep,
			Large:  rapid.IntRange(0, 9).Draw(t, "large") == 0, Respiratory: rapid.IntRange(0, 9).Draw(t, "respiratory") == 0,
			ID: i,
		})
	}
	for range rapid.IntRange(0, 2).Draw(t, "gaps") {
		from := Nanos(rapid.Int64Range(-int64(Second), int64(onset)+int64(Second)).Draw(t, "from"))
		n.gaps = append(n.gaps, Stretch{from, from + rapid.SampledFrom(steps).Draw(t, "length")})
	}
	return n
}

func (n night) score(t *rapid.T) []Verdict {
	v, err := Score(n.rules, n.spans, n.gaps)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAnyCutGivesTheSameVerdicts is the chunk law and the prefix law: however the list comes in and whatever is promised on the way, the verdicts
// that have been given are the first of those on the whole list, and the frontier never runs ahead of them.
func TestAnyCutGivesTheSameVerdicts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNight(t)
		want := n.score(t)
		s, err := NewScorer(n.rules)
		if err != nil {
			t.Fatal(err)
		}
		spans, gaps := slices.Clone(n.spans), slices.Clone(n.gaps)
		shuffle(t, spans)
		shuffle(t, gaps)
		var got []Verdict
		promise := Nanos(-10 * Second)
		for len(spans)+len(gaps) > 0 {
			promise += rapid.SampledFrom(steps).Draw(t, "advance")
			spans = slices.DeleteFunc(spans, func(m Span) bool {
				due := m.Onset < promise || rapid.Bool().Draw(t, "early")
				if due {
					check(t, s.Push(m))
				}
				return due
			})
			gaps = slices.DeleteFunc(gaps, func(g Stretch) bool {
				due := g.From < promise || rapid.Bool().Draw(t, "early")
				if due {
					check(t, s.Break(g))
				}
				return due
			})
			before, frontier := len(got), s.Frontier()
			got = s.Advance(got, promise)
			for _, v := range got[before:] {
				if v.Onset < frontier {
					t.Fatalf("a verdict at %s s came after the frontier %s s", v.Onset, frontier)
				}
			}
			if len(got) > len(want) || len(got) > 0 && !reflect.DeepEqual(got, want[:len(got)]) {
				t.Fatalf("part-way\n%+v\nis no prefix of\n%+v", got, want)
			}
		}
		got = s.Close(got)
		if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("in pieces\n%+v\nat once\n%+v", got, want)
		}
	})
}

func check(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

func shuffle[T any](t *rapid.T, list []T) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// TestNothingIsLost: every movement is in exactly one verdict, verdicts are in order, and series are what the rules call series.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNight(t)
		verdicts := n.score(t)
		seen := map[int]bool{}
		place, series := 0, 0
		for i, v := range verdicts {
			if i > 0 && v.Onset < verdicts[i-1].Onset {
				t.Fatalf("%s s comes after %s s", v.Onset, verdicts[i-1].Onset)
			}
			for _, p := range v.Parts {
				for _, id := range p.IDs {
					if seen[id] {
						t.Fatalf("movement %d is in two verdicts", id)
					}
					seen[id] = true
				}
			}
			if (v.Series > 0) != (v.Place > 0) || v.Series > 0 && v.Class != Candidate {
				t.Fatalf("%+v", v)
			}
			switch {
			case v.Series == 0:
				continue
			case v.Place == 1:
				series++
				if place > 0 && place < n.rules.MinRun {
					t.Fatalf("a series of %d", place)
				}
			case v.Place != place+1:
				t.Fatalf("place %d follows place %d", v.Place, place)
			case v.Interval < n.rules.MinInterval || v.Interval > n.rules.MaxInterval:
				t.Fatalf("interval %s s inside a series", v.Interval)
			}
			if v.Series != series {
				t.Fatalf("series %d, want %d", v.Series, series)
			}
			place = v.Place
		}
		if series > 0 && place < n.rules.MinRun {
			t.Fatalf("the last series has %d", place)
		}
		if len(seen) != len(n.spans) {
			t.Fatalf("%d of %d movements have a verdict", len(seen), len(n.spans))
		}
	})
}

// TestShiftedNight: the same night an hour later has the same verdicts an hour later.
func TestShiftedNight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNight(t)
		want := n.score(t)
		for i := range n.spans {
			n.spans[i].Onset += Hour
			n.spans[i].End += Hour
		}
		for i := range n.gaps {
			n.gaps[i].From += Hour
			n.gaps[i].To += Hour
		}
		got := n.score(t)
		for i := range got {
			got[i].Onset -= Hour
			got[i].End -= Hour
			for k := range got[i].Parts {
				got[i].Parts[k].Onset -= Hour
				got[i].Parts[k].End -= Hour
			}
		}
		if len(got) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("shifted\n%+v\nwant\n%+v", got, want)
		}
	})
}

// plain is the batch procedure of standards sheet 2.1 and 2.8 in passes over the whole list, without gaps: the WASM and AASM counts
// in the words of the rules, written apart from the scorer. It returns CLM, nonCLM and the onsets of PLM.
func plain(rules Rules, spans []Span) (clm, nonclm int, plm []Nanos) {
	type move struct {
		on, off Nanos
		limbs   Limb
		parts   int
		bad     bool // contains a part that is no candidate
		awake   bool
	}
	var legs []move
	for _, limb := range []Limb{LeftAnkle, RightAnkle, BothAnkles} { // passes 1 to 3, leg by leg
		var leg []move
		for _, m := range spans {
			if m.Limb != limb {
				continue
			}
			if k := len(leg) - 1; k >= 0 && m.Onset-leg[k].off < Second/2 {
				leg[k].off = max(leg[k].off, m.End)
				continue
			}
			leg = append(leg, move{on: m.Onset, off: m.End, limbs: limb, parts: limb.Count(), awake: m.Asleep == Awake})
		}
		for _, m := range leg {
			longest := 10 * Second
			if limb == BothAnkles {
				longest = 15 * Second
			}
			m.bad = m.off-m.on > longest
			if m.off-m.on >= Second/2 {
				legs = append(legs, m)
			}
		}
	}
	slices.SortStableFunc(legs, func(a, b move) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.off, b.off), cmp.Compare(a.limbs, b.limbs))
	})
	aasm := rules.Bilateral == BilateralOnset
	var all []move
	for _, m := range legs { // pass 4, across legs
		if aasm && m.bad {
			nonclm += one(!m.awake)
			continue
		}
		if k := len(all) - 1; k >= 0 {
			g := &all[k]
			other := g.limbs&^m.limbs != 0 || m.limbs&^g.limbs != 0 || m.limbs == BothAnkles
			if other && (aasm && m.on-g.on < 5*Second || !aasm && m.on < g.off+Second/2) {
				g.off, g.limbs, g.parts, g.bad = max(g.off, m.off), g.limbs|m.limbs, g.parts+m.parts, g.bad || m.bad
				continue
			}
		}
		all = append(all, m)
	}
	shortest := 10 * Second
	if aasm {
		shortest = 5 * Second
		all = slices.DeleteFunc(all, func(m move) bool { return m.awake })
	}
	var run []Nanos
	end := func() {
		if len(run) >= 4 {
			plm = append(plm, run...)
		}
		run = nil
	}
	last := Nanos(math.MinInt64 / 2) // onset of the movement before
	for _, m := range all {          // passes 6 and 7
		bad := m.bad || !aasm && m.parts > 4 || m.limbs == BothAnkles && m.off-m.on > 15*Second
		if bad {
			nonclm++
			if aasm {
				continue
			}
			end()
			last = m.on
			continue
		}
		clm++
		interval := m.on - last
		if interval < shortest && rules.Short == ShortSkipped {
			continue
		}
		if interval < shortest || len(run) > 0 && interval > 90*Second {
			end()
		}
		last = m.on
		if interval < shortest && rules.Restart == RestartBarred {
			continue
		}
		run = append(run, m.on)
	}
	end()
	return clm, nonclm, plm
}

func TestAgreesWithThePlainProcedure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNight(t)
		n.gaps, n.rules.Large = nil, LargeFollows
		// Of two limbs at the same nanosecond the rules do not say which is first.
		n.spans = slices.CompactFunc(n.spans, func(a, b Span) bool { return a.Onset == b.Onset })
		for i := range n.spans {
			n.spans[i].Respiratory = false
		}
		clm, nonclm, plm := plain(n.rules, n.spans)
		verdicts := n.score(t)
		var got []Nanos
		for _, v := range verdicts {
			if v.PLM() {
				got = append(got, v.Onset)
			}
		}
		c := Summarize(n.rules, verdicts, Night{}).Counts
		if c.CLM != clm || c.NonCLM != nonclm || !slices.Equal(got, plm) {
			t.Fatalf("%s: CLM %d nonCLM %d PLM %v; plainly %d, %d, %v\n%+v", n.rules.Name, c.CLM, c.NonCLM, got, clm, nonclm, plm, verdicts)
		}
	})
}

// TestVerdictsComeWhenTheyMust: the fourth movement of a train settles it 0.5 s after its end, and a lone movement is settled after 90 s.
func TestVerdictsComeWhenTheyMust(t *testing.T) {
	s, err := NewScorer(WASM2016())
	if err != nil {
		t.Fatal(err)
	}
	for k := range Nanos(4) {
		if err := s.Push(Span{Onset: k * 20 * Second, End: k*20*Second + 2*Second, Limb: LeftAnkle}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		at    Nanos
		given int
	}{{60 * Second, 0}, {62*Second + Second/2 - 1, 0}, {62*Second + Second/2, 4}} {
		if got := len(s.Advance(nil, c.at)); got != c.given {
			t.Errorf("at %s s: %d verdicts, want %d", c.at, got, c.given)
		}
	}
	lone := 1000 * Second
	if err := s.Push(Span{Onset: lone, End: lone + Second, Limb: LeftAnkle}); err != nil {
		t.Fatal(err)
	}
	if got := s.Advance(nil, lone+90*Second); len(got) != 0 || s.Frontier() != lone {
		t.Errorf("a movement 90 s later may still follow, yet there are %d verdicts and the frontier is %s s", len(got), s.Frontier())
	}
	if got := s.Advance(nil, lone+90*Second+1); len(got) != 1 {
		t.Errorf("%d verdicts once nothing can follow, want 1", len(got))
	}
}

func TestScorerRefuses(t *testing.T) {
	s, err := NewScorer(WASM2016())
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(nil, 100*Second)
	for name, m := range map[string]Span{
		"before the frontier": {Onset: 99 * Second, End: 101 * Second, Limb: LeftAnkle},
		"ends first":          {Onset: 110 * Second, End: 109 * Second, Limb: LeftAnkle},
		"no limb":             {Onset: 110 * Second, End: 111 * Second},
		"out of the world":    {Onset: math.MaxInt64 - 1, End: math.MaxInt64, Limb: LeftAnkle},
	} {
		if s.Push(m) == nil {
			t.Errorf("%s: pushed", name)
		}
	}
	if s.Break(Stretch{From: 90 * Second, To: 120 * Second}) == nil {
		t.Error("a gap before the frontier was taken")
	}
	if got := s.Close(nil); len(got) != 0 {
		t.Errorf("what was refused has verdicts: %+v", got)
	}
	if _, err := NewScorer(Rules{}); err == nil {
		t.Error("rules without a number were taken")
	}
}

func TestQuietTimeAllocatesNothing(t *testing.T) {
	s, err := NewScorer(WASM2016())
	if err != nil {
		t.Fatal(err)
	}
	now := Nanos(0)
	var dst []Verdict
	if n := testing.AllocsPerRun(1000, func() {
		now += Second
		dst = s.Advance(dst, now)
	}); n != 0 {
		t.Errorf("%v allocations per quiet second", n)
	}
}

// BenchmarkScore scores a night of 1000 movements on two limbs.
func BenchmarkScore(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var list []Span
	for i := range 1000 {
		onset := Nanos(r.Int64N(int64(8 * Hour)))
		list = append(list, Span{Onset: onset, End: onset + 2*Second, Limb: LeftAnkle << (i % 2), Asleep: Asleep, ID: i})
	}
	for _, rules := range Presets() {
		b.Run(fmt.Sprint(rules.Name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Score(rules, list, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
