package dsp_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Numbers rounded to a step, one of which lies next to the one before, show that step, however they are cut.
func TestGrainFindsTheStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.Int32Range(2000, 100000).Draw(t, "step in micro-g")
		levels := rapid.SliceOfN(rapid.Int32Range(-50, 50), 1, 200).Draw(t, "levels")
		at := rapid.IntRange(0, len(levels)-1).Draw(t, "where a step is seen")
		levels = slices.Insert(levels, at+1, levels[at]+1)
		var b dsp.Block
		for _, k := range levels {
			b.Append(k*step, 0, 5*step, 0)
		}
		g := dsp.NewGrain(0.001)
		for i := 0; i < b.Len(); {
			n := min(b.Len(), i+rapid.IntRange(1, 7).Draw(t, "cut"))
			g.Look(&b, i, n)
			i = n
		}
		if got := g.StepG(); got != dsp.InG(float64(step)) {
			t.Fatalf("step %v g, want %v micro-g", got, step)
		}
	})
}

func TestGrainPassesOver(t *testing.T) {
	var b dsp.Block
	b.Append(0, 0, 0, 0)
	b.Append(3000, 0, 0, dsp.Interpolated) // made up half-way
	b.Append(6000, 0, 0, 0)
	b.Append(1000, 0, 0, 0)
	g := dsp.NewGrain(0.002)
	if g.Look(&b, 0, 3) || g.StepG() != 0 {
		t.Errorf("step %v g from a value between two others", g.StepG())
	}
	g.Break() // a hole: what follows is no change
	if g.Look(&b, 3, 4); g.StepG() != 0 {
		t.Errorf("step %v g across a hole", g.StepG())
	}
	b.Append(2500, 0, 0, 0)
	b.Append(2600, 0, 0, 0)
	if !g.Look(&b, 4, 6) || !g.Fine() || g.StepG() != 0.0015 {
		t.Errorf("step %v g, want 1.5 mg and no more after that", g.StepG())
	}
}
