package report

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// clonic makes a limb movement of which the limb, held out, is shaken.
func clonic(on, dur, hz float64) movement.Movement {
	m := tremor(on, dur, hz)
	m.HoldG, m.SpreadS, m.Lean, m.Dip = 0.08, 0.7*dur, 2.4, 0.6 // as of such a wave (package movement: TestBeatsComeBack)
	return m
}

// TestTrainsAreWeighedWhole: beats that reach the sensor in pieces are one train from its first piece to its last; what is shorter than any train, or leaves the limb elsewhere, is none.
func TestTrainsAreWeighedWhole(t *testing.T) {
	tilted := clonic(5000, 8, 2.5)
	tilted.TiltCos = math.Cos(5 * math.Pi / 180)
	for _, c := range []struct {
		name string
		of   []movement.Movement
		want Millis // length of the train, 0 for none
	}{
		{"whole", []movement.Movement{tremor(5000, 12, 1.2)}, 12 * second},
		{"in pieces", []movement.Movement{tremor(5000, 4, 1.2), tremor(5004.8, 1, 1), tremor(5006.6, 5, 1.1), tremor(5012.4, 1.5, 1.3)}, 13900},
		{"with a movement long after", []movement.Movement{tremor(5000, 12, 1.2), limb(5020, 2)}, 12 * second},
		{"a shake of four seconds", []movement.Movement{clonic(5000, 4, 3)}, 0},
		{"a shake of a limb that was left elsewhere", []movement.Movement{tilted}, 0},
		{"two limb movements", []movement.Movement{limb(5000, 3), limb(5004, 3)}, 0},
	} {
		var got Millis
		for _, e := range build(t, options(), plain(c.of...)).Nights[0].Events {
			if e.Class == Rhythmic {
				got += e.Duration
			}
		}
		if got != c.want {
			t.Errorf("%s: a train of %d ms, want %d", c.name, got, c.want)
		}
	}
}

// TestTrainTellsTheQuietBeforeIt: a movement that ended two seconds before a train is part of what speaks for or against it.
func TestTrainTellsTheQuietBeforeIt(t *testing.T) {
	c := DefaultCriteria()
	list := []seen{
		{span: span{0, 1 * second}, m: &movement.Movement{}},
		{span: span{3 * second, 15 * second}},
	}
	train := tremor(3, 12, 1.2)
	list[1].m, list[1].members = &train, []*movement.Movement{&train}
	out := c.addTrains(nil, list, 1, 2)
	if len(out) != 1 || out[0].kind != kindRhythmic {
		t.Fatalf("%d movements, want one train", len(out))
	}
	if q := out[0].evidenceOfTrain.QuietBefore; q != 2 {
		t.Errorf("%g s of quiet before the train, want 2", q)
	}
}

// TestTrainFeatures: beats that reach the sensor one by one, every other one skipped once, are told with their rate, their steps in beats, and what lies beside them.
func TestTrainFeatures(t *testing.T) {
	var moves []movement.Movement
	for _, at := range []float64{10, 20, 21, 22, 24, 25, 55} {
		m := limb(at, 0.4)
		m.SpreadS, m.FrontS, m.ThresholdG = 0.4, 0.2, 0.01
		moves = append(moves, m)
	}
	moves[0].PeakG = 2 * moves[1].PeakG
	var list []seen
	for i := range moves {
		on := MillisOf([]float64{10, 20, 21, 22, 24, 25, 55}[i])
		list = append(list, seen{span: span{on, on + 400}, m: &moves[i], members: []*movement.Movement{&moves[i]}})
	}
	f := trainFeatures(list, 1, 6)
	want := TrainFeatures{
		Span: 5.4, Rest: 1 - 2/5.4, Pieces: 5, Gap: 1.6, Close: 0.6, Beat: 0.8, Beats: 5.4 * 0.8, Longest: 0.4, Busy: 2 / 5.4, Front: 0.5,
		QuietBefore: 9.6, QuietAfter: 29.6, PeakBefore: math.Log(2), LongBefore: 0.4, LongAfter: 0.4,
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"span", f.Span, want.Span}, {"rest", f.Rest, want.Rest}, {"pieces", f.Pieces, want.Pieces}, {"gap", f.Gap, want.Gap}, {"close", f.Close, want.Close},
		{"beat", f.Beat, want.Beat}, {"beats", f.Beats, want.Beats}, {"longest", f.Longest, want.Longest}, {"busy", f.Busy, want.Busy}, {"front", f.Front, want.Front},
		{"quiet before", f.QuietBefore, want.QuietBefore}, {"quiet after", f.QuietAfter, want.QuietAfter}, {"peak before", f.PeakBefore, want.PeakBefore},
		{"peak after", f.PeakAfter, 0}, {"length before", f.LongBefore, want.LongBefore}, {"length after", f.LongAfter, want.LongAfter}, {"range", f.Range, 0}, {"sizes", f.Sizes, 0}, {"sorts", f.Sorts, 0},
		{"steps", f.Steps, math.Log(2) * math.Sqrt(3) / 4}, // one step of 2 s among three of 1 s
		{"astray", f.Astray, (3*0.2 + 0.4) / 4},            // of steps of 0.8 beats and one of 1.6
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s is %g, want %g", c.name, c.got, c.want)
		}
	}
}
