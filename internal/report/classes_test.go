package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
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
	lift := func(at, length float64) movement.Movement { // moved away and not moved back
		m := limb(at, length)
		m.NetShare, m.HeldS = 0.2, 0.1
		return m
	}
	last := lift(5003.5, 0.6) // moved away, and nothing tells that it stayed there
	last.HeldS = 0
	endless := lift(5000, 0.2) // what stands out for longer than anybody holds a limb is where it was put
	endless.HeldS = 7
	tilted := func(at, from, to float64) movement.Movement { // a step from one posture to another, in g off the first
		m := limb(at, 1)
		m.Closing, m.Before, m.After = movement.Relatched, dsp.Vector{X: from, Z: 1}, dsp.Vector{X: to, Z: 1}
		return m
	}
	faint := limb(5005, 1)
	faint.PeakG = 0.01
	stirring := lift(5000, 0.4)
	stirring.HeldS, stirring.PeakG = 0, limb(0, 1).PeakG/4
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
		{"half a second is a limb movement", []movement.Movement{limb(5000, 0.5)}, []Class{Isolated}},
		{"just below is brief", []movement.Movement{limb(5000, 0.499)}, []Class{Brief}},
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
		{"separate beats are a train", beats(6, 1.4), []Class{Rhythmic}},
		{"three beats are none", beats(3, 1.4), []Class{Brief, Brief, Brief}},
		{"beats slower than 0.3 Hz are none", beats(5, 3.6), []Class{Brief, Brief, Brief, Brief, Brief}},
		{"a lift and its release are one", []movement.Movement{lift(5000, 0.4), lift(5003, 0.5)}, []Class{Isolated}},
		{"a lift, a shake of the limb held out and the release are one", []movement.Movement{lift(5000, 0.4), limb(5001, 0.8), lift(5003, 0.5)}, []Class{Isolated}},
		{"what is far stronger than a lift and does not take the limb back is no shake of it", []movement.Movement{stirring, limb(5001.5, 1)}, []Class{Brief, Isolated}},
		{"a lift let down gently was held", []movement.Movement{lift(5000, 0.2)}, []Class{Isolated}},
		{"the last of a movement that was held on its way", []movement.Movement{limb(5000, 2), last}, []Class{Isolated}},
		{"a lift that is held is the next movement", []movement.Movement{limb(5000, 2), lift(5003.5, 0.6)}, []Class{Isolated, ShortInterval}},
		{"a lift with its release is the next movement", []movement.Movement{limb(5000, 2), last, lift(5006, 0.6)}, []Class{Isolated, ShortInterval}},
		{"put elsewhere, not held", []movement.Movement{endless}, []Class{Brief}},
		{"what came back is over", []movement.Movement{limb(5000, 1), limb(5003, 1)}, []Class{Isolated, ShortInterval}},
		{"a release long after is a movement of its own", []movement.Movement{lift(5000, 0.4), lift(5007, 0.5)}, []Class{Isolated, ShortInterval}},
		{"a long hold and the release that undoes it", []movement.Movement{tilted(5000, 0, 0.05), faint, tilted(5013, 0.05, 0)}, []Class{Gross}},
		{"a step that goes on is no release", []movement.Movement{tilted(5000, 0, 0.05), tilted(5013, 0.05, 0.1)}, []Class{Isolated, Isolated}},
		{"too weak to be told from noise", []movement.Movement{faint}, nil},
		{"a kick behind a stirring", []movement.Movement{behind(kick(1100, 1.2))}, []Class{HypnicStart}},
		{"what follows a movement at once is no kick", []movement.Movement{func() movement.Movement { m := kick(1100, 0.6); m.QuietBeforeS = 0.2; return m }()}, []Class{Isolated}},
		{"a strong beginning belongs to the turn", []movement.Movement{stage(5000, 1, 0, 9), stage(5002.5, 5, 9, 70)}, []Class{Gross}},
		{"a movement well before a turn does not", []movement.Movement{limb(5000, 1), turn(5004, 5)}, []Class{Isolated, Gross}},
		{"stages of a turn are one", []movement.Movement{stage(5000, 2, 0, 25), stage(5003, 1, 25, 28), stage(5005, 2, 28, 70)}, []Class{Gross}},
		{"after a rest it is another turn", []movement.Movement{turn(5000, 2), turn(5007, 2)}, []Class{Gross, Gross}},
		{"a shock is nobody's", []movement.Movement{shock(5000)}, nil},
		{"a start before sleep", []movement.Movement{kick(1100, 0.6)}, []Class{HypnicStart}},
		{"a start after sleep", []movement.Movement{kick(1500, 0.3)}, []Class{HypnicStart}},
		{"in the middle of the night a kick is what its length says", []movement.Movement{kick(15000, 0.6), kick(15500, 0.3)}, []Class{Isolated, Brief}},
		{"starts in an irregular row", []movement.Movement{kick(1000, 0.6), kick(1012, 0.6), kick(1072, 0.6), kick(1085, 0.6), kick(1160, 0.6)}, slices.Repeat([]Class{HypnicStart}, 5)},
		{"kicks as regular as a train", []movement.Movement{kick(1000, 0.6), kick(1020, 0.6), kick(1041, 0.6), kick(1060, 0.6)}, slices.Repeat([]Class{PLM}, 4)},
		{"a kick in a train of limb movements", append(train(1300, 5, 20, 2), kick(1400, 0.6)), slices.Repeat([]Class{PLM}, 6)},
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

// Hypnic starts come in rows, and short awakenings escape a limb's sensor: a row of kicks far from every return to sleep that was detected may lie at one that was not. It
// may not when a hypnogram says where sleep began, nor for somebody who never slept, and a single kick is a twitch.
func TestRowOfKicksFarFromSleepOnset(t *testing.T) {
	row := func() scene { return plain(kick(15000, 0.6), kick(15025, 0.6), kick(15061, 0.6)) }
	starts := func(s scene, o Options) int {
		n := 0
		for _, c := range classes(&build(t, o, s).Nights[0]) {
			if c == HypnicStart {
				n++
			}
		}
		return n
	}
	if got := starts(row(), options()); got != 3 {
		t.Errorf("%d starts in a row of 3 that was not seen to lie at a return to sleep", got)
	}
	for _, e := range build(t, options(), row()).Nights[0].Events {
		if why := strings.Join(e.Why, "; "); !strings.Contains(why, "an awakening which was not seen") {
			t.Errorf("why says nothing of where it lies: %s", why)
		}
	}
	if got := starts(plain(kick(15000, 0.6)), options()); got != 0 {
		t.Errorf("a single kick in the middle of the night is a start")
	}
	staged := options()
	staged.Hypnogram = []Bout{{Start: 0, End: MillisOf(1200), State: sleep.Awake}, {Start: MillisOf(1200), End: MillisOf(28000), State: sleep.Asleep}}
	if got := starts(row(), staged); got != 0 {
		t.Errorf("%d starts where the hypnogram has sleep for hours around", got)
	}
	awake := row()
	awake.asleep = nil
	if got := starts(awake, options()); got != 0 {
		t.Errorf("%d starts of somebody who never slept", got)
	}
}

// A cut movement at the end of a series keeps its place in the counts, whatever the class shown.
// A hold of twelve seconds that the movement after it undoes is one long movement. When the two went the other way round, down before up, they are the release of one movement
// and the lift of the next, in a sleeper who has shown which way up is.
func TestHingeTellsLiftFromRelease(t *testing.T) {
	way := func(at, up float64) movement.Movement { // a piece of a movement, about a hinge so upright that no posture tells
		m := limb(at, 0.4)
		m.NetShare, m.Net = 0.2, dsp.Vector{X: 0.01 * up}
		return m
	}
	var shown []movement.Movement // three movements, up and down again
	for i := range 3 {
		at := 3000 + 300*float64(i)
		shown = append(shown, way(at, 1), way(at+3, -1))
	}
	rested := func(at, up float64) movement.Movement { // eight seconds, of which the middle seven at rest
		m := limb(at, 8)
		m.Rest = movement.Rest{
			Start: m.Onset + 0.5, End: m.End - 0.5,
			Out: movement.Stage{PeakG: 0.05, NetShare: 0.2, Net: dsp.Vector{X: 0.01 * up}}, Back: movement.Stage{PeakG: 0.05, NetShare: 0.2, Net: dsp.Vector{X: -0.01 * up}},
		}
		return m
	}
	for _, c := range []struct {
		name  string
		moves []movement.Movement
		want  []Class
	}{
		{"up, held, down", append(slices.Clone(shown), rested(5000, 1)), []Class{Isolated, Isolated, Isolated, Isolated}},
		{"down, at rest, up", append(slices.Clone(shown), rested(5000, -1)), []Class{Isolated, Isolated, Isolated, Isolated, ShortInterval}},
		{"up, then down", append(slices.Clone(shown), way(5000, 1), way(5012, -1)), []Class{Isolated, Isolated, Isolated, Gross}},
		{"down, then up", append(slices.Clone(shown), way(5000, -1), way(5012, 1)), []Class{Isolated, Isolated, Isolated, Brief, Brief}},
		{"before anything was shown", []movement.Movement{way(5000, -1), way(5012, 1)}, []Class{Gross}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := build(t, options(), plain(c.moves...))
			if diff := cmp.Diff(c.want, classes(&a.Nights[0])); diff != "" {
				t.Errorf("classes (-want +got):\n%s", diff)
			}
		})
	}
}

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
	left := plain(append(train(5000, 5, 20, 2), kick(1100, 0.4), kick(1400, 0.4), tremor(9000, 10, 1.5), limb(12000, 6))...)
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
