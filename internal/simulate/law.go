package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
)

// Range is where a drawn value may lie: log-uniform when both ends are
// positive and at least a factor of two apart, else uniform. Equal ends fix the value.
type Range struct{ Low, High float64 }

// at returns the value at quantile u, 0 ≤ u < 1.
func (r Range) at(u float64) float64 {
	if r.Low > 0 && r.High >= 2*r.Low {
		return r.Low * math.Pow(r.High/r.Low, u)
	}
	return r.Low + u*(r.High-r.Low)
}

// Laws holds every assumption about a sleeper and a sensor. Laws[Range] says
// what is possible, Laws[float64] what one night drew. The sources are those of
// simulation.md where it has one; what is marked A there, and everything without
// a source, is our assumption and therefore varied widely.
type Laws[T any] struct {
	// Sleep.
	LatencyMin        T `json:"latency_min"`          // min awake before the first attempt to sleep succeeds or fails
	FailedOnsets      T `json:"failed_onsets"`        // sleeps under ten minutes before the persistent one
	FailedSleepMin    T `json:"failed_sleep_min"`     // min, median length of such a sleep
	FailedWakeMin     T `json:"failed_wake_min"`      // min, median wakefulness after it
	AwakeningsPerHour T `json:"awakenings_per_hour"`  // 1/h of sleep, exponential spacing
	AwakeningMin      T `json:"awakening_min"`        // min, median of a log-normal cut to 2–20 min
	AwakeTurnP        T `json:"awake_turn_share"`     // share of awakenings that start with a turn
	CycleMin          T `json:"cycle_min"`            // min, length of a sleep cycle
	FinalWakeMin      T `json:"final_wake_min"`       // min awake in bed at the end
	QuietWakeShare    T `json:"quiet_wake_share"`     // share of wakeful spells that show only as micro-motion
	QuietMin          T `json:"quiet_min"`            // min, median length of a quiet or a restless part of wakefulness
	RelaxMin          T `json:"relax_min"`            // min before sleep over which fidgeting dies away
	MicroPerMinute    T `json:"micro_per_minute"`     // 1/min of micro-motions in wakefulness
	MicroMG           T `json:"micro_mg"`             // mg, median peak of a micro-motion (always under 14 mg)
	FidgetPerHour     T `json:"fidget_per_hour"`      // 1/h of active wakefulness (Sicbaldi 2025: 90 ± 6 over five sites)
	FidgetMG          T `json:"fidget_mg"`            // mg, median peak of a fidget
	FidgetS           T `json:"fidget_s"`             // s, median length of a fidget
	FidgetTiltP       T `json:"fidget_tilt_share"`    // share of fidgets that end in a slightly different posture
	FidgetTurnP       T `json:"fidget_turn_share"`    // share of movements awake that are turns
	GrossPerHour      T `json:"gross_per_hour"`       // 1/h of sleep, large body movements (IRLSSG 2021: 20–60 a night)
	GrossS            T `json:"gross_s"`              // s, median of a log-normal cut to 3–45 s
	GrossMG           T `json:"gross_mg"`             // mg, median peak
	Roughness         T `json:"roughness"`            // knocks and jolts inside turns and fidgets: how many a second, and how strong
	TurnShare         T `json:"turn_share"`           // share of large movements that end in another posture
	HypnicCount       T `json:"hypnic_count"`         // hypnic starts a night
	HypnicMG          T `json:"hypnic_mg"`            // mg, median peak, cut to 40–1500 mg
	HypnicSpread      T `json:"hypnic_spread"`        // sd of ln peak
	HypnicScatterS    T `json:"hypnic_scatter_s"`     // s, sd of the distance of most of them from a sleep onset
	HypnicFarP        T `json:"hypnic_far_share"`     // share anywhere from 3 min before to 5 min after it
	HypnicHz          T `json:"hypnic_hz"`            // Hz, median frequency of the ring, each up to 12 Hz and not below 3 Hz where the median is not
	HypnicDoubleP     T `json:"hypnic_double_share"`  // chance of a second burst 0.1–0.2 s after the first
	HypnicRingS       T `json:"hypnic_ring_s"`        // s, centre of the mechanical activity, each drawn within 0.2–1 s
	HypnicClusterP    T `json:"hypnic_cluster_share"` // chance that one follows another within 1–60 s
	HypnicTurnP       T `json:"hypnic_turn_share"`    // chance that the sleeper turns over right after it
	HypnicTiltP       T `json:"hypnic_tilt_share"`    // chance of a small lasting tilt
	RhythmicCount     T `json:"rhythmic_count"`       // trains of rhythmic foot movements a night
	RhythmicMG        T `json:"rhythmic_mg"`          // mg, median peak of a beat
	RhythmicHz        T `json:"rhythmic_hz"`          // Hz, median rate of beats, each train within 0.3–4 Hz (Yang & Winkelman 2010: mean 1.6)
	RhythmicWakeP     T `json:"rhythmic_wake_share"`  // share of trains in wakefulness (0.64: Yang & Winkelman 2010)
	RhythmicJitter    T `json:"rhythmic_jitter"`      // sd of a beat's period, as a fraction
	RhythmicDuty      T `json:"rhythmic_duty"`        // part of a period that a beat fills, each train ± 0.15
	TwitchPerHour     T `json:"twitch_per_hour"`      // 1/h of sleep, below half a second
	TwitchMG          T `json:"twitch_mg"`            // mg, median peak of a twitch
	PLMSPerHour       T `json:"plms_per_hour"`        // 1/h of sleep, movements in trains (before they shrink over the night)
	PLMWPerHour       T `json:"plmw_per_hour"`        // 1/h of wakefulness, movements in trains
	IMIMedianS        T `json:"imi_median_s"`         // s, median interval within a train asleep (Ferri 2008: mode 14–28 s)
	IMISpread         T `json:"imi_spread"`           // sd of ln interval
	IMIRho            T `json:"imi_rho"`              // lag-1 correlation of ln interval
	WakeIMIMedianS    T `json:"wake_imi_median_s"`    // s, median interval within a train awake (Michaud 2001: mode 11–12 s)
	TrainLength       T `json:"train_length"`         // movements, median of a log-normal, at least 4
	DeepWeight        T `json:"deep_weight"`          // rate of trains in N3 against that of N1 and N2
	DreamWeight       T `json:"dream_weight"`         // the same in REM sleep
	DeclinePerHour    T `json:"decline_per_hour"`     // 1/h, exponential fall of the train rate over the night
	IsolatedPerHour   T `json:"isolated_per_hour"`    // 1/h of sleep, movements outside trains
	ClusterP          T `json:"cluster_share"`        // chance that such a movement brings another within seconds
	AmplitudeMG       T `json:"amplitude_mg"`         // mg, median peak of a limb movement
	AmplitudeSpread   T `json:"amplitude_spread"`     // sd of ln peak
	AmplitudeRho      T `json:"amplitude_rho"`        // lag-1 correlation of ln peak within a train
	DurationS         T `json:"duration_s"`           // s, median length of a limb movement (Ferri 2015: 3.2 ± 0.65 s by EMG)
	DurationSpread    T `json:"duration_spread"`      // sd of ln length
	LongP             T `json:"long_share"`           // share of limb movements lasting more than 10 s
	LiftS             T `json:"lift_s"`               // s, median time of the lift
	LiftSkew          T `json:"lift_skew"`            // 0 = symmetric lifts, 1 = abrupt at their start
	Bounce            T `json:"bounce"`               // bounce of a limb that drops, against its lift (angles)
	GentleP           T `json:"gentle_share"`         // share released gently, below any high-pass threshold
	TiltP             T `json:"tilt_share"`           // share that end in a slightly different posture
	TiltDeg           T `json:"tilt_deg"`             // degrees, median of that tilt
	DoubletP          T `json:"doublet_share"`        // share followed by another within 10 s (J Sleep Res 2017;26:602)
	FragmentP         T `json:"fragment_share"`       // share made of two bursts 0.2–0.7 s apart
	TwoAxisP          T `json:"two_axis_share"`       // share about two joints
	ClonicP           T `json:"clonic_share"`         // share with a clonic shake on top
	ClonicHz          T `json:"clonic_hz"`            // Hz of that shake
	HoldTremor        T `json:"hold_tremor"`          // tremor of a held limb, as a fraction of the lift
	AxisWobbleDeg     T `json:"axis_wobble_deg"`      // degrees by which the hinge varies between movements
	LeverM            T `json:"lever_m"`              // m from the hinge to the sensor
	MainLimbP         T `json:"main_limb_share"`      // share of one-leg movements on the main leg
	BilateralP        T `json:"bilateral_share"`      // share of movements on both legs
	BilateralLagS     T `json:"bilateral_lag_s"`      // s, greatest lag between the legs
	WristFactor       T `json:"wrist_factor"`         // what reaches the wrist of a leg movement, median fraction
	ArmShare          T `json:"arm_share"`            // share of isolated movements that are the arm's own, at a wrist
	BreathHz          T `json:"breath_hz"`            // Hz
	BreathMG          T `json:"breath_mg"`            // mg, amplitude in the posture that shows it most
	BreathNoise       T `json:"breath_phase_noise"`   // rad/√s, random walk of the phase
	HeartHz           T `json:"heart_hz"`             // Hz
	HeartMG           T `json:"heart_mg"`             // mg
	CreepMG           T `json:"creep_mg"`             // mg, slow sinking of the limb over minutes
	ShockMG           T `json:"shock_mg"`             // mg, median peak of a bed-partner's shock
	NoiseDensity      T `json:"noise_mg_per_sqrt_hz"` // mg/√Hz (makers' sheets: 0.2–0.4)
	OffsetMG          T `json:"offset_mg"`            // mg, drawn per axis between minus and plus this
	GainError         T `json:"gain_error"`           // fraction, drawn per axis between minus and plus this
	ThermalMG         T `json:"thermal_mg"`           // mg, drift of the offset over the night
	MountingDeg       T `json:"mounting_deg"`         // degrees by which the sensor is turned on the limb, about a random axis
	RangeG            T `json:"range_g"`              // g, full scale (AX3 at ±8 g)
	StepG             T `json:"step_g"`               // g, resolution (AX3 at ±8 g: 1/256)
	RateDriftPPM      T `json:"rate_drift_ppm"`       // ppm, slow wave of the sampling rate
	JitterMS          T `json:"jitter_ms"`            // ms, time stamps in files scatter up to this
	DropsPerHour      T `json:"drops_per_hour"`       // 1/h, losses of 1–4 samples, at most 50 ms
	RateSpread        T `json:"rate_spread"`          // fraction by which the second limb's rate may differ from the first one's, either way
	StaggerS          T `json:"stagger_s"`            // s by which the second limb's sensor starts later

	// Last, so that what the others draw stays what it was.
	RhythmicSpread T `json:"rhythmic_spread"`    // sd of ln of a further factor on the length of rhythmic trains, 10–18 s else
	RhythmicUneven T `json:"rhythmic_uneven"`    // sd of the size of a train's beats, as a fraction
	RhythmicWane   T `json:"rhythmic_wane"`      // part by which a train's first and last beats are smaller than those in its middle
	StrokeS        T `json:"stroke_s"`           // s, median length of a stroke in fidgets and large movements
	FlickP         T `json:"flick_share"`        // share of limb movements that come back at once, without a hold
	PiecesP        T `json:"pieces_share"`       // share of limb movements of two or three strokes, none like the other
	JerkP          T `json:"jerk_share"`         // share of limb movements with further small strokes while the limb is held
	TwitchPairP    T `json:"twitch_pair_share"`  // chance that a twitch brings another within seconds
	HypnicBurstP   T `json:"hypnic_burst_share"` // chance that yet another burst follows the last one of a hypnic start
	TwitchAfterMin T `json:"twitch_after_min"`   // min of sleep before the first twitch
	TwitchSlowHz   T `json:"twitch_slow_hz"`     // Hz, of a twitch on the limb that rings slowest; the others ring at up to 10 Hz
}

// Profiles returns the names of the sleepers that can be simulated.
func Profiles() []string {
	return []string{"healthy", "hypnic", "plm-mild", "plm-severe", "rls", "rhythmic", "restless"}
}

// ProfileLaws returns what is possible for a sleeper of the named profile. It
// fails for a name that Profiles does not list.
func ProfileLaws(profile string) (Laws[Range], error) {
	l := baseLaws()
	switch profile {
	case "healthy":
	case "hypnic":
		l.HypnicCount = Range{12, 32}
		l.HypnicClusterP = Range{0.1, 0.4}
		l.LatencyMin = Range{12, 50}
		l.FailedOnsets = Range{1.5, 6}
		l.AwakeningsPerHour = Range{0.6, 1.5}
	case "plm-mild":
		l.PLMSPerHour = Range{10, 24}
		l.TrainLength = Range{8, 25}
	case "plm-severe":
		l.PLMSPerHour = Range{40, 130}
		l.TrainLength = Range{15, 60}
		l.DoubletP = Range{0.02, 0.12}
	case "rls":
		l.PLMSPerHour = Range{30, 90}
		l.PLMWPerHour = Range{40, 140}
		l.TrainLength = Range{12, 50}
		l.LatencyMin = Range{25, 80}
		l.FailedOnsets = Range{0, 4}
		l.FidgetPerHour = Range{90, 180}
		l.AwakeningsPerHour = Range{0.5, 1.4}
		l.QuietWakeShare = Range{0, 0.2}
		l.DoubletP = Range{0.02, 0.15}
	case "rhythmic":
		l.RhythmicCount = Range{10, 30}
		l.LatencyMin = Range{12, 45}
	case "restless":
		l.PLMSPerHour, l.PLMWPerHour = Range{}, Range{}
		l.IsolatedPerHour = Range{12, 35}
		l.ClusterP = Range{0.3, 0.6}
		l.GrossPerHour = Range{8, 20}
		l.TwitchPerHour = Range{4, 20}
		l.AwakeningsPerHour = Range{0.8, 2}
		l.FidgetPerHour = Range{80, 160}
	default:
		return l, fmt.Errorf("no profile is called %q: choose one of %v", profile, Profiles())
	}
	return l, nil
}

// baseLaws returns the ranges for a healthy sleeper; the other profiles change some of them.
func baseLaws() Laws[Range] {
	return Laws[Range]{
		LatencyMin: Range{5, 30}, FailedOnsets: Range{0, 2.5}, FailedSleepMin: Range{1, 6}, FailedWakeMin: Range{1.5, 6},
		AwakeningsPerHour: Range{0.25, 0.9}, AwakeningMin: Range{2.5, 7}, AwakeTurnP: Range{0.5, 1}, CycleMin: Range{75, 110}, FinalWakeMin: Range{0, 20},
		QuietWakeShare: Range{0, 0.5}, QuietMin: Range{2, 8}, RelaxMin: Range{1, 6}, MicroPerMinute: Range{2, 14}, MicroMG: Range{3, 9},
		FidgetPerHour: Range{60, 120}, FidgetMG: Range{50, 250}, FidgetS: Range{1.2, 4}, FidgetTiltP: Range{0.2, 0.7}, FidgetTurnP: Range{0.04, 0.18},
		GrossPerHour: Range{2.5, 7}, GrossS: Range{5, 14}, GrossMG: Range{250, 900}, TurnShare: Range{0.5, 0.95}, Roughness: Range{0.1, 1.5},
		HypnicCount: Range{0, 2.4}, HypnicMG: Range{90, 450}, HypnicSpread: Range{0.4, 0.9}, HypnicScatterS: Range{15, 90}, HypnicFarP: Range{0.1, 0.4}, HypnicHz: Range{4, 8}, HypnicDoubleP: Range{0.1, 0.4},
		HypnicRingS:    Range{0.3, 0.7},
		HypnicClusterP: Range{0, 0.3}, HypnicTurnP: Range{0.05, 0.35}, HypnicTiltP: Range{0.05, 0.3},
		RhythmicCount: Range{0, 2}, RhythmicMG: Range{25, 200}, RhythmicHz: Range{0.8, 2.2}, RhythmicWakeP: Range{0.45, 0.8},
		RhythmicJitter: Range{0.03, 0.12}, RhythmicDuty: Range{0.5, 0.8},
		TwitchPerHour: Range{1, 9}, TwitchMG: Range{8, 30},
		PLMSPerHour: Range{0, 6}, PLMWPerHour: Range{0, 6}, IMIMedianS: Range{14, 30}, IMISpread: Range{0.2, 0.5}, IMIRho: Range{0.2, 0.6},
		WakeIMIMedianS: Range{9, 16}, TrainLength: Range{5, 15}, DeepWeight: Range{0.25, 0.8}, DreamWeight: Range{0.05, 0.4}, DeclinePerHour: Range{0, 0.25},
		IsolatedPerHour: Range{3, 12}, ClusterP: Range{0.05, 0.3},
		AmplitudeMG: Range{15, 300}, AmplitudeSpread: Range{0.4, 1.2}, AmplitudeRho: Range{0, 0.7},
		DurationS: Range{2, 4.2}, DurationSpread: Range{0.2, 0.6}, LongP: Range{0, 0.03}, LiftS: Range{0.2, 0.7}, LiftSkew: Range{0, 1}, Bounce: Range{0, 0.015},
		GentleP: Range{0.05, 0.5}, TiltP: Range{0.03, 0.3}, TiltDeg: Range{0.7, 5}, DoubletP: Range{0, 0.06}, FragmentP: Range{0, 0.06},
		TwoAxisP: Range{0.05, 0.3}, ClonicP: Range{0.02, 0.15}, ClonicHz: Range{2, 4}, HoldTremor: Range{0, 0.003},
		AxisWobbleDeg: Range{2, 15}, LeverM: Range{0.25, 0.45},
		MainLimbP: Range{0.55, 0.9}, BilateralP: Range{0.1, 0.5}, BilateralLagS: Range{0.1, 1},
		WristFactor: Range{0.02, 0.12}, ArmShare: Range{0.3, 0.7},
		BreathHz: Range{0.2, 0.3}, BreathMG: Range{1, 10}, BreathNoise: Range{0.05, 0.3}, HeartHz: Range{0.8, 1.25}, HeartMG: Range{0.1, 0.9},
		CreepMG: Range{0.5, 6}, ShockMG: Range{25, 150},
		NoiseDensity: Range{0.2, 0.4}, OffsetMG: Range{0, 20}, GainError: Range{0, 0.01}, ThermalMG: Range{0, 6},
		MountingDeg: Range{0, 180}, RangeG: Range{8, 8}, StepG: Range{1.0 / 256, 1.0 / 256},
		RateDriftPPM: Range{0, 40}, JitterMS: Range{0, 2.5}, DropsPerHour: Range{0, 3}, StaggerS: Range{0, 5}, RateSpread: Range{0, 0.002},
		RhythmicUneven: Range{0.15, 0.15}, StrokeS: Range{0.8, 0.8}, TwitchAfterMin: Range{10, 10}, TwitchSlowHz: Range{4, 4},
	}
}

// drawLaws draws one value per range, one random number each in the order of
// the fields, so that fixing one range leaves the others' values alone.
func drawLaws(from Laws[Range], rng *rand.Rand) Laws[float64] {
	var drawn Laws[float64]
	in, out := reflect.ValueOf(from), reflect.ValueOf(&drawn).Elem()
	for i := range in.NumField() {
		r := in.Field(i).Interface().(Range)
		out.Field(i).SetFloat(r.at(rng.Float64()))
	}
	return drawn
}

// logNormal draws from a log-normal law given by its median and sd of ln.
func logNormal(rng *rand.Rand, median, spread float64) float64 {
	return median * math.Exp(spread*rng.NormFloat64())
}

// between draws uniformly.
func between(rng *rand.Rand, low, high float64) float64 { return low + (high-low)*rng.Float64() }

// betweenLog draws log-uniformly; low must be positive.
func betweenLog(rng *rand.Rand, low, high float64) float64 {
	return low * math.Pow(high/low, rng.Float64())
}

// sign draws 1 or -1.
func sign(rng *rand.Rand) float64 { return float64(1 - 2*rng.IntN(2)) }

// clamp limits v to [low, high].
func clamp(v, low, high float64) float64 { return min(max(v, low), high) }
