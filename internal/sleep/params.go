package sleep

// Rates holds a number for each kind of movement that says something of wakefulness: events per hour, unless its place says otherwise.
type Rates struct {
	Stir   float64 `json:"stir"`
	Weak   float64 `json:"weak"`
	Limb   float64 `json:"limb"`
	Mixed  float64 `json:"mixed"`
	Fidget float64 `json:"fidget"`
	Shift  float64 `json:"shift"`
}

// of returns the number for a kind, 0 for one that has none.
func (r *Rates) of(k Kind) float64 {
	switch k {
	case Stir:
		return r.Stir
	case Weak:
		return r.Weak
	case Limb:
		return r.Limb
	case Mixed:
		return r.Mixed
	case Fidget:
		return r.Fidget
	case Shift:
		return r.Shift
	}
	return 0
}

// Params holds what the estimator may be told: rates, spans and limits, each with its unit and source. It encodes to JSON as it
// stands, and a report prints it. Ankle and Wrist return the values in use.
type Params struct {
	PostureCos float64 `json:"posture_cos"` // cosine of the angle between two postures that counts as a change: cos 5° (van Hees 2015)
	StillG     float64 `json:"still_g"`     // g per axis: standard deviation above which 5 s without a known movement are motion (13 mg, van Hees 2013)
	FineStepG  float64 `json:"fine_step_g"` // g: steps of the samples up to this drown in a sensor's noise: those of 1/256 g do, in some 2 mg (makers' sheets)
	PadS       float64 `json:"pad_s"`       // s before and after a movement that are left out of postures (settling of the limb; ours)

	MergeS      float64 `json:"merge_s"`       // s: movements closer than this are one event (Sicbaldi 2025)
	WakePerH    Rates   `json:"wake_per_h"`    // events per hour of restless wakefulness before the sleeper is known; Sicbaldi 2025 has 90.4 over five sites, without stirs, and one limb shows a part of them
	SleepPerH   Rates   `json:"sleep_per_h"`   // the same of sleep outside trains; Sicbaldi 2025 has 21.4
	TrainPerH   Rates   `json:"train_per_h"`   // the same in a train of limb movements, which goes by what the sleeper shows outside them where that is more (ours; intervals of 60 s and less: Ferri 2006)
	QuietShare  Rates   `json:"quiet_share"`   // 0…1: what quiet wakefulness shows of the difference between restlessness and sleep: stirs, hardly any movement (ours)
	WakeFloor   float64 `json:"wake_floor"`    // least rates awake, over WakePerH: who shows little while restless may show more later (ours: 0.6–1 did alike)
	MinRatio    Rates   `json:"min_ratio"`     // least ratio of the rates awake and asleep (ours: half the published 4.2; limb movements may be as many asleep)
	WakePriorS  float64 `json:"wake_prior_s"`  // s of wakefulness that WakePerH is worth against the sleeper's own (detection.md: "adapted to the first minutes"; ours: 150–1800 did alike)
	SleepPriorS float64 `json:"sleep_prior_s"` // s of sleep that SleepPerH is worth against the sleeper's own (ours: 900–3600 did alike)
	TrainPriorS float64 `json:"train_prior_s"` // s of a train that TrainPerH is worth against the sleeper's own: how many of whose movements are weak, or look like fidgeting, is the sleeper's own (ours: 1800–6000 did alike)
	WakeFadeS   float64 `json:"wake_fade_s"`   // s of wakefulness after which the older teaches less (ours)
	SleepFadeS  float64 `json:"sleep_fade_s"`  // s of sleep, or of trains, after which the older teaches less (ours)
	EpochCap    float64 `json:"epoch_cap"`     // events of a kind that one epoch of 30 s may count (ours: a burst of fidgeting is one arousal)
	Trust       float64 `json:"trust"`         // 0…1: weight of an epoch's evidence, since movements come in bursts and are not independent as the test takes them to be (ours: 0.7–1 did alike)

	StirRatio float64 `json:"stir_ratio"` // micro-motion of a second, over the quiet quarter of the 5-s maxima before it, that is a stir (ours: noise and breath pass it once or twice an hour, someone awake forty times)

	TrainMinS  float64 `json:"train_min_s"` // s: shortest interval in a row of limb movements (AASM)
	TrainMidS  float64 `json:"train_mid_s"` // s: rows with a shorter median interval are no trains asleep, midway between the modes, 11–12 s awake (Michaud 2001), 14–28 s asleep (Ferri 2008)
	TrainMaxS  float64 `json:"train_max_s"` // s: longest interval in a row (AASM, WASM 2016)
	TrainCount int     `json:"train_count"` // movements that make a train (AASM, WASM 2016)

	RestlessSpellS float64 `json:"restless_spell_s"` // s: mean length of a restless part of wakefulness (ours)
	QuietSpellS    float64 `json:"quiet_spell_s"`    // s: mean length of a quiet part of it (ours)
	WakeSpellS     float64 `json:"wake_spell_s"`     // s: mean length of a wakeful spell in bed (ours)
	StillSpellS    float64 `json:"still_spell_s"`    // s: mean length of sleep between trains (ours)
	TrainSpellS    float64 `json:"train_spell_s"`    // s: mean length of sleep with trains (ours)
	SleepSpellS    float64 `json:"sleep_spell_s"`    // s: mean length of a stretch of sleep (ours)
	AwakeFirst     float64 `json:"awake_first"`      // 0…1: probability of being awake at the first sample (ours)
	LagS           float64 `json:"lag_s"`            // s that a decision waits for (detection.md: the next ten minutes)
	PersistS       float64 `json:"persist_s"`        // s of sleep that make an onset persistent (clinical trials' LPS)
	MinBoutS       float64 `json:"min_bout_s"`       // s: shortest bout that is told apart (ours: two epochs)

	FallP      float64 `json:"fall_p"`       // 0…1: fall of the probability of wakefulness that is listed as a doubtful onset (ours: 0.1 finds a few more of the hypnic starts and a fifth more false ones)
	SpreadGain float64 `json:"spread_gain"`  // stated half-width over the chain's own (calibrated on simulated nights)
	SpreadMinS float64 `json:"spread_min_s"` // s: least half-width stated (calibrated on simulated nights)

	UnwornS      float64 `json:"unworn_s"`       // s: window of non-wear (van Hees 2013)
	UnwornSDG    float64 `json:"unworn_sd_g"`    // g per axis: greatest standard deviation in it (van Hees 2013)
	UnwornRangeG float64 `json:"unworn_range_g"` // g per axis: greatest range of quarter-second means in it (van Hees 2013)
	BreathRatio  float64 `json:"breath_ratio"`   // power at 0.1–0.5 Hz over what the sensor's noise explains, from which somebody breathes (ours)
	LineSD       float64 `json:"line_sd"`        // standard deviations of noise by which a line of breath or heart stands above its neighbours in the window's spectrum (ours)
}

// Ankle returns the parameters for a sensor at the ankle.
func Ankle() Params {
	return Params{
		PostureCos: 0.9961947, StillG: 0.013, FineStepG: 0.0045, PadS: 0.5,
		MergeS:     5,
		WakePerH:   Rates{Stir: 18, Weak: 30, Limb: 12, Mixed: 6, Fidget: 28, Shift: 12},
		SleepPerH:  Rates{Stir: 2, Weak: 2, Limb: 9, Mixed: 1.5, Fidget: 1.2, Shift: 4},
		TrainPerH:  Rates{Stir: 4, Weak: 6, Limb: 48, Mixed: 9, Fidget: 6, Shift: 3},
		QuietShare: Rates{Stir: 0.7, Weak: 0.7, Limb: 0.05, Mixed: 0.05, Fidget: 0.05, Shift: 0.05},
		WakeFloor:  0.6,
		MinRatio:   Rates{Stir: 2, Weak: 3, Limb: 1, Mixed: 1, Fidget: 2, Shift: 2},
		WakePriorS: 900, SleepPriorS: 3600, TrainPriorS: 2400, WakeFadeS: 3600, SleepFadeS: 10800, EpochCap: 3, Trust: 0.9,
		StirRatio: 2,
		TrainMinS: 5, TrainMidS: 12.5, TrainMaxS: 90, TrainCount: 4,
		RestlessSpellS: 600, QuietSpellS: 300, WakeSpellS: 500, StillSpellS: 3600, TrainSpellS: 1200, SleepSpellS: 1800,
		AwakeFirst: 0.9, LagS: 600, PersistS: 600, MinBoutS: 60,
		FallP: 0.2, SpreadGain: 2, SpreadMinS: 180,
		UnwornS: 3600, UnwornSDG: 0.013, UnwornRangeG: 0.05, BreathRatio: 1.5, LineSD: 6,
	}
}

// unseen is the rate of movements that nobody looks for, the same in every state: their absence says nothing.
const unseen = 1e-6 // 1/h

// WithoutMovements returns the parameters for samples too slow for movements to be looked for, of which no mask tells. Motion of 5 s stands for limb movements and for fidgeting, kinds that only a wave
// tells apart are left out, and micro-motion counts from a lower ratio on, as a second is a few samples there. They are the rates and spells with which the real nights at 2 to 5 Hz were plausible (ours).
func (p Params) WithoutMovements() Params {
	p.WakePerH = Rates{Stir: 25, Weak: unseen, Limb: 30, Mixed: unseen, Fidget: 10, Shift: 12}
	p.SleepPerH = Rates{Stir: 6, Weak: unseen, Limb: 10, Mixed: unseen, Fidget: 2, Shift: 4}
	p.TrainPerH = Rates{Stir: 10, Weak: unseen, Limb: 60, Mixed: unseen, Fidget: 2, Shift: 3}
	p.MinRatio.Weak, p.MinRatio.Mixed = 1, 1
	p.StirRatio, p.Trust = 1.75, 0.8
	p.WakePriorS, p.SleepPriorS, p.TrainPriorS = 300, 1800, 1e9 // a train is not told from fidgeting there, so it teaches nothing
	p.QuietSpellS, p.WakeSpellS, p.SleepSpellS = 180, 600, 2700
	return p
}

// Wrist returns the parameters for a sensor at the wrist. They are those of the ankle: the published rates pool both limbs, and the
// estimator learns the sleeper's own.
func Wrist() Params { return Ankle() }
