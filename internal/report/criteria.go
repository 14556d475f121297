package report

import "github.com/nightjar-sleep/nightjar/internal/forest"

// Criteria are the thresholds by which this package tells one kind of movement from another. They are ratios of a movement's own wave
// wherever possible, not sizes (detection.md item 5). Soft limits come in pairs: full membership at the first, none at the second. They are printed into
// every report.
//
// Why each value: those with a named source are that source's; the others only have to lie between the two kinds they part, where the
// kinds are as simulation.md describes them, and were placed in the middle of the gap between them.
type Criteria struct {
	// Posture-changing movements of the body.
	TurnDeg     float64      `json:"turn_deg"`      // degrees between the postures before and after: a change of posture, between the 10° of one simulator and the 20° of another and of pendulum (standards.md)
	TurnSoftDeg float64      `json:"turn_soft_deg"` // degrees that are a turn when the movement is not that of a hinge either
	HingePlanar float64      `json:"hinge_planar"`  // planarity from which a movement is that of a hinge
	StageGapMS  Millis       `json:"stage_gap_s"`   // longest rest between stages of one movement that is weighed: longer ones are one in a thousand (training nights)
	StageOdds   float64      `json:"stage_odds"`    // logarithm of the odds from which two movements are stages of one
	KickOdds    float64      `json:"kick_odds"`     // so when the first is a kick: most of what jerks before a turn is no part of it, and of a kick that is one nothing is lost
	StageModel  forest.Model `json:"stage_model"`
	PartOdds    float64      `json:"part_odds"` // logarithm of the odds from which a movement with a rest in it is one; below, it is parted
	PartModel   forest.Model `json:"part_model"`
	ShortMS     Millis       `json:"short_s"`   // longest movement whose wave is asked whether it is a brief burst: hardly any burst rings longer
	LimbOdds    float64      `json:"limb_odds"` // logarithm of the odds from which it is a limb movement
	LimbModel   forest.Model `json:"limb_model"`
	GrossMS     Millis       `json:"gross_s"` // longer than this is gross (contract.md: 10 s)

	// Rhythmic trains (Yang & Winkelman 2010: 0.3–4 Hz, at least 4 movements).
	Beats        int          `json:"beats"`      // least number of beats
	TrainOdds    float64      `json:"train_odds"` // logarithm of the odds from which a run of movements is a train
	TrainModel   forest.Model `json:"train_model"`
	TrainGapMS   Millis       `json:"train_gap_s"`   // longest rest inside a train: a period of 0.3 Hz less the quickest beat of it
	TrainLeastMS Millis       `json:"train_least_s"` // shortest run that is weighed: four beats at 4 Hz and their pauses
	TrainMostMS  Millis       `json:"train_most_s"`  // longest run that is weighed: more than twice as long as such trains are
	TrainPieces  int          `json:"train_pieces"`  // most movements in a run that is weighed: as many as beats at 0.7 Hz in that time

	// Kicks: the mechanical trace of a muscle burst under half a second (EMG 75–250 ms, then 0.2–1 s of ring).
	KickSpreadS [2]float64 `json:"kick_spread_s"` // s that hold 90 % of the energy
	KickS       [2]float64 `json:"kick_s"`        // s from onset to end, full → none
	KickLeastS  [2]float64 `json:"kick_least_s"`  // s from onset to end, none → full: a limb of some mass rings for 0.2–1 s
	KickHigh    [2]float64 `json:"kick_high"`     // share of energy above 5 Hz, none → full
	KickTiltDeg [2]float64 `json:"kick_tilt_deg"` // degrees of lasting tilt
	KickNet     [2]float64 `json:"kick_net"`      // share of the acceleration that moved the limb for good: a kick comes back by itself, a lift does not
	KickPeakG   [2]float64 `json:"kick_peak_g"`   // g, none → full: twitches of small muscles and the lifts of weak limb movements are weaker
	RingHigh    float64    `json:"ring_high"`     // share of energy above 5 Hz from which a wave rings
	RingSpreadS float64    `json:"ring_spread_s"` // s that hold 90 % of it: one lift without a ring is shorter when it is as fast
	RingNet     float64    `json:"ring_net"`      // × kick_net for waves that ring
	KickFront   [2]float64 `json:"kick_front"`    // time in which half of the energy comes ÷ time that holds 90 %: a kick is strongest at once, a second burst comes later
	KickQuietS  [2]float64 `json:"kick_quiet_s"`  // s of quiet before, none → full: what follows a movement at once is a piece of it
	LeadShare   float64    `json:"lead_share"`    // of the peak, at most, may be seen before a burst for that to be left out
	LeadMS      Millis     `json:"lead_s"`        // before the burst that belong to it: its slow beginning
	KickMargin  float64    `json:"kick_margin"`   // least peak ÷ threshold: what hardly passes has no shape to judge
	KickScore   float64    `json:"kick_score"`    // least score 0…1 of a kick

	// Shocks to the bed: one wide-band impulse, no tilt, no posture (detection.md item 10). A burst of muscle of 75 ms cannot be as short and wide.
	ShockMS      Millis  `json:"shock_s"`        // longest shock: a bed rings no longer
	ShockSpreadS float64 `json:"shock_spread_s"` // s, at most
	ShockHigh    float64 `json:"shock_high"`     // share of energy above 5 Hz, at least
	ShockTiltDeg float64 `json:"shock_tilt_deg"` // degrees, at most
	ShockRate    float64 `json:"shock_rate"`     // 1/s: greatest change ÷ peak, at least: wider than the ring of a limb at 10 Hz

	// Lifts: limb movements of which little but the lift is seen, for the limb is let down gently (detection.md items 7 and 10).
	LiftNet    float64 `json:"lift_net"`    // share of the acceleration that moved the limb for good, at least
	LiftMS     Millis  `json:"lift_s"`      // longest lift: a limb is raised within a second or so
	HoldGapMS  Millis  `json:"hold_gap_s"`  // longest silent hold that is waited out for a release
	HingeCos   float64 `json:"hinge_cos"`   // cosine of the angle to where this limb is lifted to, from which a movement surely went there, or came from there
	HingeLeast int     `json:"hinge_least"` // witnesses, at least, of where that is
	HingeKept  int     `json:"hinge_kept"`  // latest witnesses that are kept: an hour or two of a train
	HingeShare float64 `json:"hinge_share"` // length of their mean, at least: a quarter when three in eight went the other way
	LiftPeakG  float64 `json:"lift_peak_g"` // g, at least: no sensor is asked to see less (simulation.md)

	// Hypnic starts (standards.md §8).
	StartPeakG   float64      `json:"start_peak_g"` // g, at least, of a movement that is weighed: below, a wave is noise
	StartHigh    float64      `json:"start_high"`   // share of its energy above 5 Hz, at least
	StartMS      Millis       `json:"start_s"`      // its longest duration: a doubled burst and its ring
	AlikeScore   float64      `json:"alike_score"`  // least kick score of the other kicks around it
	StartOdds    float64      `json:"start_odds"`   // logarithm of the odds from which a movement is a hypnic start (ours: from -0.6 to 0 F1 on our own nights is .944 to .948; with this, precision and recall are nearest to each other)
	StartModel   forest.Model `json:"start_model"`
	OnsetCore    Millis       `json:"onset_core_s"`   // as near as this to a return to sleep is near
	OnsetBefore  Millis       `json:"onset_before_s"` // how long before a return to sleep is not near any more (standards.md §8)
	OnsetAfter   Millis       `json:"onset_after_s"`  // how long after it (standards.md §8)
	OnsetUnsure  Millis       `json:"onset_unsure_s"` // how much of the onset's uncertainty widens the core at most
	ClusterGap   Millis       `json:"cluster_gap_s"`  // starts closer than this are a cluster (contract.md: 60 s)
	PeriodicSD   float64      `json:"periodic_sd"`    // sd of ln interval below which kicks in a series are periodic (trains: 0.25–0.45)
	PeriodicRun  int          `json:"periodic_run"`   // members from which a series tells: fewer are as even by chance
	KickyShare   float64      `json:"kicky_share"`    // share of kicks from which a series is one of kicks, not of limb movements
	ClockworkSD  float64      `json:"clockwork_sd"`   // sd of ln interval below which a series of kicks is periodic: a quarter of that of the most even trains, for starts in a row are even by chance
	PeriodicOdds float64      `json:"periodic_odds"`  // odds beyond start_odds from which a kick in a periodic series, no clockwork, stays a start: in the restlessness before sleep series form around starts by chance
	BackCos      float64      `json:"back_cos"`       // cosine between them, at most
	FaintG       float64      `json:"faint_g"`        // g: a limb movement that peaks lower is not listed: no sensor is asked to see less than 15 mg (contract.md), and noise lifts as many above that as it takes below
	BriefMS      Millis       `json:"brief_s"`        // shorter than this is no limb movement (every rule set: 0.5 s)
	JoinMS       Millis       `json:"join_s"`         // what two limbs do closer than this is one event (WASM: 0.5 s)
	SeriesDoubt  float64      `json:"series_doubt"`   // share of series that an error makes or unmakes: one movement in ten is wrong or missed, and eight decide a short series, with those that end it
	DetectedMiss float64      `json:"detected_miss"`  // share of periodic movements missed or misplaced, for the 90 % interval
}

// DefaultCriteria returns the criteria for ankle and wrist.
func DefaultCriteria() Criteria {
	return Criteria{
		TurnDeg: 15, TurnSoftDeg: 10, StageGapMS: 20 * second, StageOdds: 0, KickOdds: 1.6, StageModel: trainedStages(), PartOdds: 0, PartModel: trainedParts(), HingePlanar: 0.85, ShortMS: 1500, LimbOdds: -0.5, LimbModel: trainedLimbs(), GrossMS: 10 * second,
		Beats: 4, TrainOdds: -0.6, TrainModel: trainedTrains(), TrainGapMS: 2600, TrainLeastMS: 2500, TrainMostMS: 45 * second, TrainPieces: 25,
		KickSpreadS: [2]float64{0.4, 0.6}, KickS: [2]float64{1.0, 1.4}, KickLeastS: [2]float64{0.12, 0.28}, KickHigh: [2]float64{0.05, 0.15},
		KickTiltDeg: [2]float64{8, 20}, KickNet: [2]float64{0.04, 0.1}, RingHigh: 0.25, RingSpreadS: 0.16, RingNet: 2.5, LeadShare: 0.15, LeadMS: 100, KickFront: [2]float64{0.9, 1.4}, KickQuietS: [2]float64{0.25, 0.8}, KickPeakG: [2]float64{0.04, 0.07}, KickMargin: 3, KickScore: 0.75,
		ShockMS: 600, ShockSpreadS: 0.13, ShockHigh: 0.8, ShockTiltDeg: 2, ShockRate: 62, LiftNet: 0.1, LiftMS: 1300, HoldGapMS: 6 * second, LiftPeakG: 0.015, HingeCos: 0.95, HingeLeast: 3, HingeKept: 40, HingeShare: 0.25,
		StartPeakG: 0.022, StartHigh: 0.03, StartMS: 1800, AlikeScore: 0.5, StartOdds: -0.35, StartModel: trainedStarts(),
		OnsetCore: 3 * minute, OnsetBefore: 15 * minute, OnsetAfter: 10 * minute, OnsetUnsure: 10 * minute, ClusterGap: minute, PeriodicSD: 0.35, PeriodicRun: 8, KickyShare: 0.3, ClockworkSD: 0.06, PeriodicOdds: 3,
		BackCos: -0.8, FaintG: 0.0145, BriefMS: 500, JoinMS: 500, SeriesDoubt: 0.6, DetectedMiss: 0.08,
	}
}
