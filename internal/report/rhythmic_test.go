package report

import (
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// clonic makes a limb movement of which the limb, held out, is shaken.
func clonic(on, dur, hz float64) movement.Movement {
	m := tremor(on, dur, hz)
	m.HoldG, m.SpreadS = 0.08, 0.7*dur
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
