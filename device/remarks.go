package device

import (
	"fmt"
	"time"
)

const (
	offNominal = 0.001       // relative; the cheapest crystals keep 0.01 %, so 0.1 % is a rate of its own
	offAfter   = time.Minute // shorter stretches cannot tell 0.1 % from jitter
)

// Warnings returns what a user should know of the stamps read so far, each code once.
func (g *Grid) Warnings() []Warning {
	var ws []Warning
	add := func(when bool, code, format string, args ...any) {
		if when {
			ws = append(ws, Warning{code, fmt.Sprintf(format, args...)})
		}
	}
	if w, off := g.clock.offNominalWarning(g.rate); off {
		ws = append(ws, w)
	}
	c := g.counts
	add(g.shape == stampsCoarse, "coarse_times", "many rows share one time; they were spread evenly over it")
	add(g.shape == stampsIrregular, "resampled", "the rows come at uneven times; they were resampled to %s", g.rate)
	add(c.Resets > 0, "clock_reset", "the clock leaps by more than a year %d times: it was set anew, and how long the pause was is not known", c.Resets)
	add(c.Backward > 0, "non_monotone", "the time steps back %d times; the rows were kept", c.Backward)
	twice := ""
	if c.Doubled > 0 {
		twice = fmt.Sprintf("%d rows are in the file twice; they were read once", c.Doubled)
	}
	add(c.Duplicates > 0 && c.Doubled > 0, "duplicates", "%s; %d others have the same time as the row before; they were kept", twice, c.Duplicates)
	add(c.Duplicates > 0 && c.Doubled == 0, "duplicates", "%d rows have the same time as the row before; they were kept", c.Duplicates)
	add(c.Duplicates == 0 && c.Doubled > 0, "duplicates", "%s", twice)
	add(c.Glitches > 0, "odd_times", "%d single rows have a time far from their neighbours'; it was passed over", c.Glitches)
	return ws
}
