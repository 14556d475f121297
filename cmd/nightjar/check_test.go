package main

import (
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device/live"
)

// TestCheckupAdvises: what stands in the way of seeing a jerk is named, with what to do; what is not known is not promised.
func TestCheckupAdvises(t *testing.T) {
	good := func() checkup {
		return checkup{NominalHz: 100, RateHz: 100, Seconds: 60, NormG: new(1.0), NoiseMG: new(1.0), StepMG: new(0.5), Movements: 2}
	}
	for _, c := range []struct {
		name   string
		spoil  func(c *checkup)
		jerks  string
		advice string // of which part must stand in the advice; empty for none
	}{
		{"good", func(*checkup) {}, "yes", ""},
		{"never still", func(c *checkup) { c.NormG, c.NoiseMG, c.Seconds = nil, nil, 20 }, "unknown", "lie still"},
		{"slow", func(c *checkup) { c.NominalHz = 12.5 }, "no", "too slow for jerks: set the sensor to 50 or 100 Hz (--decoder mavlink --configure does"},
		{"slow and never still", func(c *checkup) { c.NominalHz, c.NormG, c.NoiseMG = 5, nil, nil }, "no", "too slow even for limb movements"},
		{"noisy", func(c *checkup) { c.NoiseMG = new(9.0) }, "no", "noise of 9.0 mg"},
		{"coarse", func(c *checkup) { c.StepMG = new(10.0) }, "yes", "steps of 10.0 mg"},
		{"lossy", func(c *checkup) { c.LostShare = 0.02 }, "yes", "2.00 % of the samples are lost"},
		{"half a g", func(c *checkup) { c.NormG = new(0.5) }, "yes", "0.50 g and should show 1"},
		{"nothing moved", func(c *checkup) { c.Movements = 0 }, "yes", "move a foot"},
	} {
		k := good()
		c.spoil(&k)
		k.finish(live.Health{Port: "/dev/ttyACM0", Decoder: "mavlink"})
		var b strings.Builder
		if err := k.print(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "Would see a jerk   "+c.jerks+"\n") || c.advice == "" && len(k.Advice) > 0 || !strings.Contains(strings.Join(k.Advice, "\n"), c.advice) {
			t.Errorf("%s:\n%s", c.name, b.String())
		}
	}
}
