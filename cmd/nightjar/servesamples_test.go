package main

import (
	"context"
	"math"
	"testing"
)

// A stretch is read sample by sample, whole and nothing beside it; two recordings of the same file are two limbs with the same samples.
func TestSamplesOf(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "", "simulate", "--profile", "plm-severe", "--hours", "0.3", "--rate", "50", "--seed", "4", "--out", "n"); code != exitDone {
		t.Fatal(stderr)
	}
	limbs, err := samplesOf(context.Background(), []string{"n.csv", "n.csv"}, 600, 660)
	if err != nil || len(limbs) != 2 {
		t.Fatalf("%d limbs, %v", len(limbs), err)
	}
	for i, list := range limbs {
		end, samples, top := 0.0, 0, 0.0
		for k, w := range list {
			if k > 0 && math.Abs(w.Onset-end) > 0.002 {
				t.Errorf("limb %d: from %v to %v", i, end, w.Onset)
			}
			end = w.Onset + float64(len(w.G))/w.RateHz
			samples += len(w.G)
			for _, g := range w.G {
				top = max(top, float64(g))
			}
		}
		if len(list) == 0 || list[0].Onset > 600 || list[0].Onset < 570 || end < 660 || end > 690 || samples < 60*50 || samples > 120*50 || top > 5 || top < 0.002 {
			t.Errorf("limb %d: %d parcels, %d samples up to %v s, up to %v g", i, len(list), samples, end, top)
		}
	}
	if _, err := samplesOf(context.Background(), []string{"none.csv"}, 0, 1); err == nil {
		t.Error("a recording that is not there was read")
	}
}
