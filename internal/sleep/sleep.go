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
