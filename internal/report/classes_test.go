package report

import (
	stdcmp "cmp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// plain is a scene of eight hours asleep from 1200 s on, with the given movements.
func plain(m ...movement.Movement) scene {
	return scene{
		file: "n.csv", site: device.SiteLeftAnkle, hours: 8, start: evening,
		asleep: [][2]float64{{1200, 28000}}, movements: order(m),
	}
}

func TestClassesOfOneLimb(t *testing.T) {
	held := tremor(5000, 3, 3) // a clonic shake on a held limb lasts a few seconds
	held.HoldG = 0.09
	faint := limb(5005, 1)
	faint.PeakG = 0.01
	behind := func(m movement.Movement) movement.Movement { // a burst that comes 0.6 s after next to nothing
		m.LeadS, m.LeadG, m.FrontS = 0.6, 0.01, 0.65
		return m
	}
	cut := limb(27990, 2)
	cut.Closing = movement.Cut
	beats := func(n int, spacing float64) (out []movement.Movement) {
		for i := range n {
			out = append(out, limb(5000+float64(i)*spacing, 0.4))
		}
		return out
	}
	for _, c := range []struct {
		name  string
		moves []movement.Movement
		want  []Class
	}{
		{"one movement", []movement.Movement{limb(5000, 2)}, []Class{Isolated}},
		{"V27: brief fragments 0.2 s apart are one limb movement", []movement.Movement{limb(5000, 0.3), limb(5000.5, 0.3)}, []Class{Isolated}},
		{"four in a row", train(5000, 4, 20, 2), []Class{PLM, PLM, PLM, PLM}},
		{"three in a row", train(5000, 3, 20, 2), []Class{Isolated, Isolated, Isolated}},
		{"too close", []movement.Movement{limb(5000, 2), limb(5007, 2)}, []Class{Isolated, ShortInterval}},
		{"ten seconds are a limb movement", []movement.Movement{limb(5000, 10)}, []Class{Isolated}},
		{"longer is gross", []movement.Movement{limb(5000, 10.001)}, []Class{Gross}},
		{"a turn is gross", []movement.Movement{turn(5000, 3)}, []Class{Gross}},
		{"a turn in a train is periodic first", append(train(5000, 4, 20, 2), turn(5080, 3)), []Class{PLM, PLM, PLM, PLM, PLM}},
		{"a tremor is rhythmic", []movement.Movement{tremor(5000, 10, 1.5)}, []Class{Rhythmic}},
		{"a held clonic shake is not", []movement.Movement{held}, []Class{Isolated}},
		{"beats slower than 0.3 Hz are none", beats(5, 3.6), []Class{Brief, Brief, Brief, Brief, Brief}},
		{"too weak to be told from noise", []movement.Movement{faint}, nil},
		{"a kick behind a stirring", []movement.Movement{behind(kick(1100, 1.2))}, []Class{HypnicStart}},
		{"a movement well before a turn does not", []movement.Movement{limb(5000, 1), turn(5004, 5)}, []Class{Isolated, Gross}},
		{"after a rest it is another turn", []movement.Movement{turn(5000, 2), turn(5007, 2)}, []Class{Gross, Gross}},
		{"a shock is nobody's", []movement.Movement{shock(5000)}, nil},
		{"a start before sleep", []movement.Movement{kick(1100, 0.6)}, []Class{HypnicStart}},
		{"starts in an irregular row", []movement.Movement{kick(1000, 0.6), kick(1012, 0.6), kick(1072, 0.6), kick(1085, 0.6), kick(1160, 0.6)}, slices.Repeat([]Class{HypnicStart}, 5)},
		{"a start, then a turn right after it", []movement.Movement{kick(1100, 0.4), turn(1100.7, 5)}, []Class{HypnicStart, Gross}},
		{"the end closes", []movement.Movement{cut}, []Class{Cut}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := build(t, options(), plain(c.moves...))
			if diff := cmp.Diff(c.want, classes(&a.Nights[0])); diff != "" {
				t.Errorf("classes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDurationAlone: where no wave is weighed, half a second is the shortest limb movement, to the millisecond. Below 25 Hz that is so, and nothing brief is listed.
func TestDurationAlone(t *testing.T) {
	for _, c := range []struct {
		name         string
		moves        []movement.Movement
		want, at20Hz []Class
	}{
		{"half a second is a limb movement", []movement.Movement{limb(5000, 0.5)}, []Class{Isolated}, []Class{Isolated}},
		{"just below is brief", []movement.Movement{limb(5000, 0.499)}, []Class{Brief}, nil},
		{"three beats are no train", []movement.Movement{limb(5000, 0.4), limb(5001.4, 0.4), limb(5002.8, 0.4)}, []Class{Brief, Brief, Brief}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			opt := options()
			opt.Criteria.StageOdds = -noOdds // nor is anything put together here
			slow := plain(c.moves...)
			slow.hz = 20
			if diff := cmp.Diff(c.at20Hz, classes(&build(t, opt, slow).Nights[0])); diff != "" {
				t.Errorf("classes at 20 Hz (-want +got):\n%s", diff)
			}
			opt.Criteria.ShortMS = -1 // nobody asks the wave
			if diff := cmp.Diff(c.want, classes(&build(t, opt, plain(c.moves...)).Nights[0])); diff != "" {
				t.Errorf("classes (-want +got):\n%s", diff)
			}
		})
	}
}

// A cut movement at the end of a series keeps its place in the counts, whatever the class shown.
func TestCutCountsByTheRules(t *testing.T) {
	moves := train(5000, 4, 20, 2)
	moves[3].Closing = movement.Cut
	s := plain(moves...)
	s.holes = [][2]float64{{5062, 5070}}
	n := build(t, options(), s).Nights[0]
	if diff := cmp.Diff([]Class{PLM, PLM, PLM, Cut}, classes(&n)); diff != "" {
		t.Error(diff)
	}
	if *n.Counts.PLM != 4 || *n.Counts.Cut != 1 {
		t.Errorf("plm %d, cut %d; want 4 and 1", *n.Counts.PLM, *n.Counts.Cut)
	}
}

// A hole breaks a series: three before and three after are none (standards.md §2.6).
func TestHoleBreaksSeries(t *testing.T) {
	s := plain(train(5000, 6, 20, 2)...)
	s.holes = [][2]float64{{5045, 5050}}
	n := build(t, options(), s).Nights[0]
	if *n.Counts.PLM != 0 || *n.Counts.LimbMovements != 6 {
		t.Errorf("plm %d of %d limb movements; want 0 of 6", *n.Counts.PLM, *n.Counts.LimbMovements)
	}
}

// Straddling sleep onset: five in one series, three awake and two asleep; under AASM no series is left (standards.md §2.6).
func TestSeriesAcrossSleepOnset(t *testing.T) {
	s := plain(train(1150, 5, 20, 2)...)
	n := build(t, options(), s).Nights[0]
	if *n.Counts.PLM != 5 || *n.Counts.PLMW != 3 || *n.Counts.PLMS != 2 {
		t.Errorf("plm %d, awake %d, asleep %d; want 5, 3, 2", *n.Counts.PLM, *n.Counts.PLMW, *n.Counts.PLMS)
	}
	opt := options()
	opt.Rules = score.AASM()
	n = build(t, opt, s).Nights[0]
	if *n.Counts.PLM != 0 || *n.Counts.PLMS != 0 {
		t.Errorf("under aasm: plm %d, asleep %d; want none", *n.Counts.PLM, *n.Counts.PLMS)
	}
}

func TestTwoLimbsAreOneEvent(t *testing.T) {
	left := plain(append(train(5000, 5, 20, 2), kick(1100, 0.4), tremor(9000, 10, 1.5), limb(12000, 6))...)
	left.movements = append(left.movements, leg{bursts: []burst{jerk(0, 0.4)}}.felt(t, 1400)...)
	slices.SortStableFunc(left.movements, func(a, b movement.Movement) int { return stdcmp.Compare(a.Onset, b.Onset) })
	right := plain(append(train(5000.4, 5, 20, 2), kick(1100.2, 0.4), tremor(9001, 9, 1.5), limb(12005, 6))...)
	right.file, right.site = "r.csv", device.SiteRightAnkle
	left.movements = append(left.movements, kick(13000, 0.3))
	right.movements = append(right.movements, limb(12999, 3)) // the left kick is part of it
	n := build(t, options(), left, right).Nights[0]
	want := []Class{HypnicStart, HypnicStart, PLM, PLM, PLM, PLM, PLM, Rhythmic, Gross, Isolated}
	if diff := cmp.Diff(want, classes(&n)); diff != "" {
		t.Fatalf("classes (-want +got):\n%s", diff)
	}
	first, plm, long := n.Events[0], n.Events[2], n.Events[8]
	if len(first.Parts) != 2 || first.Duration != 600 {
		t.Errorf("a start of both legs: %d parts, %v s; want 2 and 0.600", len(first.Parts), first.Duration)
	}
	if !slices.Equal(plm.Sites, []string{"left-ankle", "right-ankle"}) || plm.Onset != 5000*second || plm.Duration != 2400 {
		t.Errorf("combined movement: %v at %v for %v", plm.Sites, plm.Onset, plm.Duration)
	}
	if long.Duration != 11*second || *n.Counts.LimbMovements != 7 { // over 10 s is shown as gross, but up to 15 s of two legs it is a candidate
		t.Errorf("a movement of 11 s of two legs lasts %v; %d limb movements", long.Duration, *n.Counts.LimbMovements)
	}
}

// TestGentleLiftKeepsItsOnset: a limb lifted gently and let go abruptly began with the lift, however strong the release.
func TestGentleLiftKeepsItsOnset(t *testing.T) {
	m := limb(5000, 3)
	m.LeadS, m.LeadG, m.PeakG, m.SpreadS, m.FrontS = 2.6, 0.007, 0.08, 0.2, 2.7
	a := build(t, options(), plain(m))
	if e := a.Nights[0].Events; len(e) != 1 || e[0].Onset != MillisOf(5000) || e[0].Duration != 3*second {
		t.Errorf("events %+v, want one from 5000 s on, 3 s long", e)
	}
}
