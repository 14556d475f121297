package sleep

// Params holds what the estimator may be told: rates, spans and limits, each with its unit and source. It encodes to JSON as it
// stands, and a report prints it. Ankle and Wrist return the values in use.
type Params struct {
	PostureCos float64 `json:"posture_cos"` // cosine of the angle between two postures that counts as a change: cos 5° (van Hees 2015)
	StillG     float64 `json:"still_g"`     // g per axis: standard deviation above which 5 s without a known movement are motion (13 mg, van Hees 2013)
	PadS       float64 `json:"pad_s"`       // s before and after a movement that are left out of postures (settling of the limb; ours)

	MergeS      float64 `json:"merge_s"`       // s: movements closer than this are one event (Sicbaldi 2025)
	WakePerH    float64 `json:"wake_per_h"`    // events per hour awake, five sites together (Sicbaldi 2025)
	SleepPerH   float64 `json:"sleep_per_h"`   // events per hour asleep, five sites together (Sicbaldi 2025)
	LimbShare   float64 `json:"limb_share"`    // 0…1: share of those that one limb shows, before the sleeper is known (ours: 0.3–0.6 did alike, 1 called quiet wakefulness sleep)
	WakePriorS  float64 `json:"wake_prior_s"`  // s of wakefulness that the published rate is worth against the sleeper's own (ours: "the first minutes")
	SleepPriorS float64 `json:"sleep_prior_s"` // s of sleep that the published rate is worth against the sleeper's own (ours)
	MinRatio    float64 `json:"min_ratio"`     // least ratio of the rates awake and asleep (ours: half the published 4.2)
	EpochCap    float64 `json:"epoch_cap"`     // events that one epoch of 30 s may count (ours: a burst of fidgeting is one arousal)
	TiltWake    float64 `json:"tilt_wake"`     // 0…1: least weight of a movement after which the posture has changed (ours)

	StirRatio float64 `json:"stir_ratio"` // micro-motion of a second, over the quiet quarter of the 5-s maxima before it, that is an event too small for a movement (ours: from 2.5 up noise and breath pass it under 2 times an hour)
	StirWake  float64 `json:"stir_wake"`  // 0…1: weight of such an event (ours: 0.5–1 did alike)
	OwnWake   float64 `json:"own_wake"`   // 0…1: weight of motion that no movement explains (ours)

	TrainMinS  float64 `json:"train_min_s"` // s: shortest interval in a train of limb movements (AASM)
	TrainMaxS  float64 `json:"train_max_s"` // s: longest interval in a train (AASM, WASM 2016)
	TrainCount int     `json:"train_count"` // movements that make a train (AASM, WASM 2016)
	TrainWake  float64 `json:"train_wake"`  // 0…1: greatest Mask.Wake of a movement that may belong to a train (ours)

	MicroGain float64 `json:"micro_gain"` // nats per natural log of micro-motion over its quiet level (ours)
	MicroFrom float64 `json:"micro_from"` // natural log of that ratio at which the evidence is nil (ours)
	MicroMax  float64 `json:"micro_max"`  // nats: most that one epoch's micro-motion can say for wakefulness (ours)
	MicroMin  float64 `json:"micro_min"`  // nats: most that it can say for sleep, negative (ours)

	RestlessSpellS float64 `json:"restless_spell_s"` // s: mean length of a restless part of wakefulness (ours)
	QuietSpellS    float64 `json:"quiet_spell_s"`    // s: mean length of a quiet part of it (ours)
	WakeSpellS     float64 `json:"wake_spell_s"`     // s: mean length of a wakeful spell in bed (ours)
	SleepSpellS    float64 `json:"sleep_spell_s"`    // s: mean length of a stretch of sleep (ours)
	AwakeFirst     float64 `json:"awake_first"`      // 0…1: probability of being awake at the first sample (ours)
	LagS           float64 `json:"lag_s"`            // s that a decision waits for (detection.md: the next ten minutes)
	PersistS       float64 `json:"persist_s"`        // s of sleep that make an onset persistent (clinical trials' LPS)
	MinBoutS       float64 `json:"min_bout_s"`       // s: shortest bout that is told apart (ours: two epochs)

	SpreadGain float64 `json:"spread_gain"`  // stated half-width over the chain's own (calibrated on simulated nights)
	SpreadMinS float64 `json:"spread_min_s"` // s: least half-width stated (calibrated on simulated nights)

	UnwornS      float64 `json:"unworn_s"`       // s: window of non-wear (van Hees 2013)
	UnwornSDG    float64 `json:"unworn_sd_g"`    // g per axis: greatest standard deviation in it (van Hees 2013)
	UnwornRangeG float64 `json:"unworn_range_g"` // g per axis: greatest range of quarter-second means in it (van Hees 2013)
	BreathRatio  float64 `json:"breath_ratio"`   // power at 0.1–0.5 Hz over what the sensor's noise explains, from which somebody breathes (ours)
}

// Ankle returns the parameters for a sensor at the ankle.
func Ankle() Params {
	return Params{
		PostureCos: 0.9961947, StillG: 0.013, PadS: 0.5,
		MergeS: 5, WakePerH: 90.4, SleepPerH: 21.4, LimbShare: 0.4, WakePriorS: 300, SleepPriorS: 1800, MinRatio: 2.1, EpochCap: 3, TiltWake: 0.5,
		StirRatio: 2.5, StirWake: 0.8, OwnWake: 0.8,
		TrainMinS: 5, TrainMaxS: 90, TrainCount: 4, TrainWake: 0.75,
		MicroGain: 1, MicroFrom: 0.5, MicroMax: 0.25, MicroMin: -0.05,
		RestlessSpellS: 600, QuietSpellS: 300, WakeSpellS: 900, SleepSpellS: 5400, AwakeFirst: 0.9, LagS: 600, PersistS: 600, MinBoutS: 60,
		SpreadGain: 2, SpreadMinS: 180,
		UnwornS: 3600, UnwornSDG: 0.013, UnwornRangeG: 0.05, BreathRatio: 1.5,
	}
}

// Wrist returns the parameters for a sensor at the wrist. They are those of the ankle: the published rates pool both limbs, and the
// estimator learns the sleeper's own.
func Wrist() Params { return Ankle() }
