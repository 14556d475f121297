package movement

// Tuning fits the detector to a sensor at a site. Amplitudes in g, times in ms.
//
// Why each value: the 5 mg edge is how the truth of simulated nights is defined and about three times the
// noise of an AX3-like sensor (0.2–0.4 mg/√Hz, makers' sheets) in the 10 Hz band used for edges. The other thresholds only have to lie between
// that noise and the 15 mg of the weakest movement that a sensor can be asked to see; times 0.75 and times 1.5 change F1 by at most 0.02
// (detection.md item 11).
type Tuning struct {
	EdgeG        float64 `json:"edge_g"`        // g: a movement begins and ends where it stands out this far from the posture
	AwayG        float64 `json:"away_g"`        // g: least distance from the rest posture that starts a movement
	AwayFactor   float64 `json:"away_factor"`   // × trailing floor of that distance (breathing raises it)
	AwayCapG     float64 `json:"away_cap_g"`    // g: the floor never raises the start threshold beyond this
	ChangeFactor float64 `json:"change_factor"` // × trailing floor of the change in 0.3 s that starts a movement
	BurstG       float64 `json:"burst_g"`       // g: least root mean square inside a tick that starts a movement
	BurstFactor  float64 `json:"burst_factor"`  // × trailing floor of that root mean square
	SteadyG      float64 `json:"steady_g"`      // g: a limb that moves less than this in 0.3 s is steady
	SteadyFactor float64 `json:"steady_factor"` // × trailing floor of the change in 0.3 s
	ReturnShare  float64 `json:"return_share"`  // share of the hold within which a second transient counts as a return
	HoldShare    float64 `json:"hold_share"`    // a rest closer to the old posture than this share of the peak is a return, not a hold
	GapMS        int64   `json:"gap_ms"`        // ms of steadiness at the old posture that close a movement
	HoldMS       int64   `json:"hold_ms"`       // ms that a new posture must last to be the new rest posture
	PauseMS      int64   `json:"pause_ms"`      // ms that a rest on the way back must last to be the new rest posture
	SilentMS     int64   `json:"silent_ms"`     // ms that the release of a lift without tilt is waited for
	PostureMS    int64   `json:"posture_ms"`    // ms of rest that the rest posture averages: a breath
	FloorMS      int64   `json:"floor_ms"`      // ms of the trailing noise floor
	FloorKeepMS  int64   `json:"floor_keep_ms"` // ms of hole that the floor survives
	ClipMS       int64   `json:"clip_ms"`       // ms of samples kept around a movement
}

// Ankle returns the tuning for a sensor at the ankle.
func Ankle() Tuning {
	return Tuning{
		EdgeG: 0.005, AwayG: 0.007, AwayFactor: 3, AwayCapG: 0.04, ChangeFactor: 4.5,
		BurstG: 0.006, BurstFactor: 2.5, SteadyG: 0.004, SteadyFactor: 3,
		ReturnShare: 0.35, HoldShare: 0.05,
		GapMS: 300, HoldMS: 10_000, PauseMS: 3_000, SilentMS: 8_000, PostureMS: 4_000, FloorMS: 60_000, FloorKeepMS: 600_000, ClipMS: 20_000,
	}
}

// Wrist returns the tuning for a sensor at the wrist: the same, for the posture of a
// resting arm is as steady as that of a leg and the thresholds follow the floor.
func Wrist() Tuning { return Ankle() }
