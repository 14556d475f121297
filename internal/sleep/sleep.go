package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// Kind is what a movement says of wakefulness; the later ones say more.
type Kind uint8

// The kinds of movement.
const (
	Twitch Kind = iota // too brief for a limb movement: a twitch, a kick, a shock, noise; it says nothing of wakefulness
	Stir               // micro-motion that is no movement by itself
	Weak               // a movement, but weaker than what a sensor can see of a limb movement: the micro-motion of someone awake, or one of a train
	Limb               // what a limb movement asleep could be: over within ten seconds, back in its posture, as abrupt and as flat as those are
	Mixed              // the same, but its wave could as well be that of fidgeting
	Fidget             // back in its posture, but fidgeting by its wave
	Shift              // a change of posture, or longer than a limb movement
	kinds
)

// Mask is a movement that the engine hands over: what happened in Span is known to be a movement and its angles must not be read as
// restlessness by themselves.
type Mask struct {
	Span dsp.Span
	Kind Kind
}

// State is what is known of sleep at a moment.
type State uint8

// The states of a bout.
const (
	Unknown State = iota // hole, non-wear, or too little to go by
	Awake
	Asleep
)

// Bout is a stretch of one state. A track's bouts are in order, do not overlap and cover every sample up to the estimator's frontier; holes are in
// none of them. They come in pieces of an epoch or less, each settled for good, so a long sleep is many bouts in a row: Hypnogram joins them.
type Bout struct {
	Span  dsp.Span
	State State
}

// Onset is one return from wakefulness to sleep, or the first sample of a recording that begins asleep. Where sleep was lost to a hole of more
// than an epoch none is listed.
type Onset struct {
	At           dsp.Index
	UncertaintyS float64 // s: half-width of the interval in which the true onset lies with 90 % probability, as calibrated on simulated nights
	Doubtful     bool    // a likely return after a likely wakefulness, one of them not sure enough for a bout
	Persistent   bool    // its sleep lasted (Params.PersistS, ten minutes); the first such in bed is persistent sleep onset
}

// Epoch is the summary of 30 s of samples, counted from sample 0 whatever is missing; what the screen's timeline and the bed window are made
// from. An epoch without samples is left out.
type Epoch struct {
	Start   dsp.Index
	N       int        // samples in it; fewer than a full epoch beside a hole
	Posture [3]float64 // g: mean acceleration of the part outside movements; zero when all of it was movement
	MotionG float64    // g: root mean square of the acceleration about its mean over each 5 s, three axes together, movements included
	StillG  float64    // g: the same outside movements: noise, breathing, micro-motion; zero when all of it was movement
	Moves   int        // masks that begin in it, faint ones left out
}

// Judged is an epoch with the probability that the sleeper was awake in it, by one limb: what the bouts are made of. Several limbs are joined by it (Join).
type Judged struct {
	Span   dsp.Span
	Secs   float64 // s of samples in it
	AwakeP float64 // probability of wakefulness, by what came before and the ten minutes after it
}

// Track is all that this package has settled so far; every slice only grows.
type Track struct {
	Epochs []Epoch
	Judged []Judged
	Bouts  []Bout
	Onsets []Onset
	Unworn []dsp.Span // stretches in which nobody wore the sensor
}
