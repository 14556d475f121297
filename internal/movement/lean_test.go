package movement_test

import (
	"math/rand/v2"
	"testing"
)

// TestBeatsComeBack: a limb that beats is back in its posture after every beat; one that is held out and shaken as fast and as far is not.
func TestBeatsComeBack(t *testing.T) {
	const beat, beats = 0.7, 14 // s, number
	eachSensor(t, func(t *testing.T, hz float64, s scene, rng *rand.Rand) {
		held := s
		held.turns = []turn{{20, 0.5, 20}, {21 + beat*beats, 0.5, -20}}
		held.shakes = []shake{{at: 20.6, hz: 1 / beat, deg: 4, took: beat * beats}}
		for k := range beats {
			s.turns = append(s.turns, turn{20 + beat*float64(k), beat / 2, 10}, turn{20 + beat*(float64(k)+0.5), beat / 2, -10})
		}
		var got [2]struct{ lean, dip float64 }
		for k, scene := range []scene{s, held} {
			b := scene.record(hz, 45, sensorG, rng)
			found := detect(t, hz, &b)
			if len(found) != 1 || found[0].BeatHz == 0 {
				t.Fatalf("%d movements, want one that repeats", len(found))
			}
			got[k].lean, got[k].dip = found[0].Lean, found[0].Dip
		}
		if got[0].dip > 0.3 || got[1].dip < 2*got[0].dip || got[1].lean < 2*got[0].lean {
			t.Errorf("lean and dip of beats %.2f, of a limb held out %.2f", got[0], got[1])
		}
	})
}
