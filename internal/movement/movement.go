package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// Closing says what ended a movement.
type Closing uint8

const (
	// Returned: the limb came back to the posture it had before.
	Returned Closing = iota
	// Relatched: the limb came to rest in a new posture.
	Relatched
	// Cut: a hole or the end of the recording came first; the true end is unknown.
	Cut
)

// Movement is one stretch during which the limb was away from its rest posture or shaken: a limb movement, a
// turn of the body or a brief burst, not yet told apart. All of it is measured on the limb's own samples, none depends on how the sensor
// is strapped on.
type Movement struct {
	// Onset and End are the first and last instant at which the movement stands out from the posture before it (more
	// than 5 mg where noise and breathing allow), as sample numbers with a fraction from re-timing between samples.
	Onset, End float64
	Closing    Closing

	// Before and After are the postures that it began and ended in, in g along the axes of the sensor: for comparing with each other only.
	Before, After dsp.Vector
	// Net is where it moved the limb for good, in g·s² along the axes of the sensor (times 9.8 in metres): for comparing with each other only.
	Net dsp.Vector

	// Gain is what the sensor had for 1 g, as far as the postures at rest had told by then. Sizes are in g: what it had was divided by that. The postures are as it had them, for an offset is
	// as much of them as a gain.
	Gain float64 // ×

	PeakG     float64 // g: greatest distance of the acceleration from the posture before the movement
	JerkGS    float64 // g/s: greatest change of acceleration between neighbouring samples, times the rate
	TiltCos   float64 // cosine of the angle between the postures before and after, 1 = came back
	HoldG     float64 // g: distance of the posture in the middle of the movement from that before it
	Planarity float64 // 0…1: share of the dynamic energy in the best-fitting plane; 1 = a hinge
	SwingHz   float64 // Hz: the rate whose sine changes as fast as it does along the main axis; 0 of a movement longer than two seconds
	Ring      float64 // 0…1: how far what comes after its greatest excursion is that of a damped limb left to itself, of whatever frequency and damping; 0 as well
	HighShare float64 // 0…1: share of the dynamic energy above 5 Hz
	SpreadS   float64 // s: shortest time that holds 90 % of the dynamic energy
	NetShare  float64 // 0…1: how much of its acceleration went into moving the limb for good: about 0.2 for a lift that is not let go again, 0 for a kick that came back
	LeadS     float64 // s from the onset to the stretch that SpreadS measures
	LeadG     float64 // g: greatest distance from the posture before, up to there
	FrontS    float64 // s: how long after the onset half of the energy of the changes has come: a kick spends it at once, a lift keeps some for its release
	Beats     int     // separate excursions along the main axis of the movement
	BeatHz    float64 // Hz: rate at which the wave repeats, 0 when it does not
	Rhythm    float64 // 0…1: how alike neighbouring beats are (autocorrelation one beat apart)
	Lean      float64 // 0…10: distance of the mean from the posture before ÷ scatter about that mean, of a movement that repeats; 0 of another
	Dip       float64 // 0…1: how near to the posture before each beat comes at its nearest ÷ peak; 0 where nothing repeats

	// HeldS is how long after End a movement of up to a second or so was found to go on in the quiet, a limb held out hardly tilted or let go gently; 0 when it was not.
	HeldS float64 // s

	// Pieces are the ways to and from the place where the limb lay still meanwhile, for half a second at least, as movements of their own without clips; nil when it did not.
	Pieces *[2]Movement

	QuietBeforeS float64 // s of quiet before the onset, since the movement before it or the last hole
	FloorG       float64 // g: the noise floor at the onset
	ThresholdG   float64 // g: the threshold that the movement passed

	DominantHz float64 // Hz, to 0.01: where most of its energy lies, filled in where the clip is not kept; 0 when not, or when there is no such frequency

	Clip Clip // the samples around the movement (at most Tuning.ClipMS), for its picture and spectrum
}
