package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// What steps of the samples do to thresholds. A value that lies between two steps goes up and down between them with breath and noise, seldom on more than two axes at once: that moves the
// limb by 1.41 steps at most and gives a tick a root mean square of up to 0.71.
const (
	// StepsAway is, times the step of the samples, the distance below which no movement starts and a limb is steady.
	StepsAway = 1.5

	stepsBurst = 0.75 // × the step: no smaller root mean square inside a tick starts one
	stepsEdge  = 1.0  // × the step: no movement begins or ends closer to its posture
)

// suited returns the tuning for samples with steps of so many g. Finer steps than lift the start of a movement are drowned in the noise of any sensor (1/256 g in some 2 mg) and lift nothing.
func (t Tuning) suited(step float64) Tuning {
	if step <= t.fineG() {
		return t
	}
	t.AwayG, t.SteadyG = max(t.AwayG, float64(StepsAway*step)), max(t.SteadyG, float64(StepsAway*step))
	t.BurstG, t.EdgeG = max(t.BurstG, float64(stepsBurst*step)), max(t.EdgeG, float64(stepsEdge*step))
	return t
}

// fineG returns the step in g from which on no threshold depends on it.
func (t Tuning) fineG() float64 { return t.AwayG / StepsAway }

// grade looks at the grain of samples [from, to) of b, unless they are known to be fine, fits the thresholds to it and returns to.
func (d *Detector) grade(b *dsp.Block, from, to int) int {
	if !d.grain.Fine() && d.grain.Look(b, from, to) {
		d.suit()
	}
	return to
}
