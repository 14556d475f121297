package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// Mask is a movement that the engine hands over: what happened in Span is known to be a movement and its angles must not be read as
// restlessness by themselves.
type Mask struct {
	Span dsp.Span
	// Wake says how strongly the movement speaks for wakefulness: 0 for a limb movement that returned to its posture, up to 1 for fidgeting or a change of posture.
	Wake float64
	// Tilt reports that the posture after the movement differs from the one before.
	Tilt bool
}

// State is what is known of sleep at a moment.
type State uint8

// The states of a bout.
const (
	Unknown State = iota // hole, non-wear, or too little to go by
	Awake
	Asleep
)

// Bout is a stretch of one state. Bouts are in order, do not overlap and leave nothing out between the first and the last.
type Bout struct {
	Span  dsp.Span
	State State
}

// Onset is one return from wakefulness to sleep.
type Onset struct {
	At           dsp.Index
	UncertaintyS float64 // s: half-width of the interval in which the true onset lies with 90 % probability, as calibrated on simulated nights
	Persistent   bool    // the first sleep of the night that lasted (ten minutes or more)
}

// Epoch is the summary of 30 s of samples; what the screen's timeline, the bed window and non-wear are made from.
type Epoch struct {
	Start   dsp.Index
	N       int        // samples in it; fewer than a full epoch beside a hole
	Posture [3]float64 // g: mean acceleration of the part outside movements
	MotionG float64    // g: root mean square of the acceleration about its slow posture, movements included
	StillG  float64    // g: the same outside movements: noise, breathing, micro-motion
	Wake    float64    // summed Wake of the masks that begin in it
}

// Track is all that this package has settled so far; every slice only grows.
type Track struct {
	Epochs []Epoch
	Bouts  []Bout
	Onsets []Onset
	Unworn []dsp.Span // stretches in which nobody wore the sensor
}
