package report

import (
	"fmt"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// coarseG is the resolution from which the 15 mg of the weakest visible movement (contract.md: simulate) are hardly a step.
const coarseG = 0.01 // g

const (
	coarseLimb = 0.03 // g: steps from which limb movements are not counted: most are of some tens of mg (simulation.md)
	coarseRest = 0.06 // g: steps from which sleep is not told: a change of posture, 5°, is 87 mg (van Hees 2015)
)

// recordingWarnings gathers what a user should know of a recording: what its reader said, and what the engine found in its samples. Each code once.
func recordingWarnings(l *night.Ledger, s *device.Summary) []device.Warning {
	out := append(append([]device.Warning{}, l.Info.Warnings...), s.Warnings...)
	add := func(when bool, code, format string, args ...any) {
		if when && !slices.ContainsFunc(out, func(w device.Warning) bool { return w.Code == code }) {
			out = append(out, device.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
		}
	}
	frozen, zeros := holeHours(l, device.CauseFrozen), holeHours(l, device.CauseZeros)
	add(frozen > 0, "frozen", "for %s the sensor gave one and the same value: that is no measurement, and the time counts nowhere", lengthText(frozen))
	add(zeros > 0, "zeros", "for %s the sensor gave exact zeros, which none measures: that time counts nowhere", lengthText(zeros))
	add(l.Sparse > 0, "sparse", "for %s more than half of the samples were missing: nothing can be told from the rest, and that time counts nowhere", lengthText(hoursOf(l, l.Sparse)))
	full, stuck := "", ""
	if l.Info.RangeG > 0 {
		full = fmt.Sprintf(" (%g g)", l.Info.RangeG)
	}
	if h := holeHours(l, device.CauseClipped); h > 0 {
		stuck = "; for " + lengthText(h) + " an axis stayed there: it was stuck, and that time counts nowhere"
	}
	add(l.Clipped > 0, "clipped", "%d samples are at full scale%s: the strongest movements were stronger than they look%s", l.Clipped, full, stuck)
	add(s.Interpolated > 0, "interpolated", "%d samples were missing, at most 50 ms at a time, and were put in between their neighbours", s.Interpolated)
	step := max(l.Info.StepG, l.Level.StepG)
	add(step >= coarseG, "coarse_resolution", "its values come in steps of %.0f mg, of the sensor or by rounding: movements under some %.0f mg are not seen; export more decimals if they were rounded",
		milliPerG*step, milliPerG*float64(movement.StepsAway*step))
	return out
}

// lengthText tells hours in the unit that suits them.
func lengthText(hours float64) string {
	switch s := hours * 3600; {
	case s < 60:
		return fmt.Sprintf("%.1f s", s)
	case s < 3600:
		return fmt.Sprintf("%.0f min", s/60)
	}
	return fmt.Sprintf("%.1f h", hours)
}

// holeHours returns how long the holes of one cause are together.
func holeHours(l *night.Ledger, cause device.Cause) float64 {
	var sum dsp.Index
	for _, h := range l.Holes {
		if h.Cause == cause {
			sum += h.Span.Len()
		}
	}
	return hoursOf(l, sum)
}

// hoursOf returns how long a number of samples lasts.
func hoursOf(l *night.Ledger, samples dsp.Index) float64 {
	return Millis(l.Info.Rate.Seconds(samples) * float64(second)).Hours()
}
