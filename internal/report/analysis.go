package report

import "github.com/nightjar-sleep/nightjar/device"

// Schema names the shape of Analysis; it changes only by addition.
const Schema = "nightjar.analysis/1"

// Analysis is what analyze prints with --json: everything that was read, scored and could not be done.
type Analysis struct {
	Schema      string      `json:"schema"`
	Version     string      `json:"version"`
	Rules       any         `json:"rules"`
	Tuning      any         `json:"tuning"`
	SleepParams any         `json:"sleep_params"`
	Criteria    Criteria    `json:"criteria"`
	AgeYears    *float64    `json:"age_years,omitempty"` // of the sleeper, when somebody said; decides only which line the words compare with
	Recordings  []Recording `json:"recordings"`
	Nights      []Night     `json:"nights"`
	Failed      []Failure   `json:"failed"`
}

// Failure is an input that could not be read to its end, and why.
type Failure struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// Recording is one input file as it was read.
type Recording struct {
	File         string           `json:"file"`
	Format       string           `json:"format"`
	SHA256       string           `json:"sha256"`
	Site         *string          `json:"site"`    // null when unknown
	RateHz       *float64         `json:"rate_hz"` // measured; null when too short to say
	StartAt      *string          `json:"start_at"`
	EndAt        *string          `json:"end_at"`
	Samples      int64            `json:"samples"`
	Hours        float64          `json:"hours"`
	NormG        *float64         `json:"norm_g"`       // median magnitude of all that was measured; null when nothing was
	GainAtRest   *float64         `json:"gain_at_rest"` // × what the sensor had for 1 g, as far as the postures at rest told by its end: sizes of movements are corrected for it as it was known at each; null when none told
	Interpolated int64            `json:"interpolated"`
	Holes        []Hole           `json:"holes"`
	Calibration  Calibration      `json:"calibration"`
	Clock        *Alignment       `json:"clock,omitempty"` // against the first recording of another limb; absent when it was not compared
	Warnings     []device.Warning `json:"warnings"`
}

// Hole is a stretch without usable samples; its onset counts from the recording's first sample.
type Hole struct {
	Onset    Millis `json:"onset_s"`
	Duration Millis `json:"duration_s"`
	Cause    string `json:"cause"`
}

// Night is one night of one person, seen by one or several limbs.
type Night struct {
	Night      *string           `json:"night"` // date of the evening; null when undated
	Recordings []int             `json:"recordings"`
	StartAt    *string           `json:"start_at"`
	EndAt      *string           `json:"end_at"`
	Usable     bool              `json:"usable"`
	Sleep      Sleep             `json:"sleep"`
	Counts     Counts            `json:"counts"`
	Indices    Indices           `json:"indices"`
	Intervals  Intervals         `json:"intervals"`
	Unknown    map[string]string `json:"unknown"`
	ByHour     []Hour            `json:"by_hour"`
	Series     []Series          `json:"series"`
	Events     []Event           `json:"events"`
	Quality    Quality           `json:"quality"`
	Marks      []Marked          `json:"marks,omitempty"` // what the person marked while it was recorded
	Trace      *Trace            `json:"-"`               // for pictures; nil without Options.Pictures
}

// Sleep is who slept when. Times count from the first sample of the night's first recording.
type Sleep struct {
	Source           *string     `json:"source"`              // "detected" or "hypnogram"; null when nothing is known
	Onset            *Millis     `json:"onset_s"`             // persistent sleep onset
	OnsetUncertainty *float64    `json:"onset_uncertainty_s"` // half-width of its 90 % interval
	Onsets           []Millis    `json:"onsets_s"`            // every return to sleep
	End              *Millis     `json:"end_s"`
	TimeInBedH       *float64    `json:"time_in_bed_h"`
	TotalSleepH      *float64    `json:"total_sleep_h"`
	WakeAfterOnsetH  *float64    `json:"wake_after_onset_h"`
	Intervals        [][2]Millis `json:"intervals_s"`
	BedSource        *string     `json:"bed_source"` // "detected", "lights", "diary" or "hypnogram"
	Bed              [][2]Millis `json:"bed_s"`      // the time in bed, holes and time out of bed left out
}

// Counts are the numbers of a night; null is unknown, with its reason in Night.Unknown. HypnicStarts to Cut count events
// by the class shown; the PLM figures and LimbMovements follow the rule set whatever the class shown.
type Counts struct {
	HypnicStarts   *int `json:"hypnic_starts"`
	HypnicClusters *int `json:"hypnic_clusters"`
	PLM            *int `json:"plm"`
	PLMS           *int `json:"plms"`
	PLMW           *int `json:"plmw"`
	PLMSeries      *int `json:"plm_series"`
	Isolated       *int `json:"isolated"`
	ShortInterval  *int `json:"short_interval"`
	Rhythmic       *int `json:"rhythmic"`
	Gross          *int `json:"gross"`
	Brief          *int `json:"brief"`
	Cut            *int `json:"cut"`
	LimbMovements  *int `json:"limb_movements"`
	OutOfBed       *int `json:"out_of_bed"`
}

// Indices are the figures per hour and of periodicity, as contract.md defines them under "Denominators".
type Indices struct {
	PLMSPerH         *float64 `json:"plms_per_h"`
	PLMWPerH         *float64 `json:"plmw_per_h"`
	LMPerH           *float64 `json:"lm_per_h"`
	Periodicity      *float64 `json:"periodicity"`
	PeriodicityFerri *float64 `json:"periodicity_ferri"`
	ChancePLMSPerH   *float64 `json:"chance_plms_per_h"`
	IMIGeoMeanS      *float64 `json:"imi_geometric_mean_s"`
	IMILogSD         *float64 `json:"imi_log_sd"`
}

// Intervals are 90 % intervals of the indices.
type Intervals struct {
	PLMSPerH *[2]float64 `json:"plms_per_h"`
}

// Hour is one hour counted from sleep onset; what came before it has negative hours.
type Hour struct {
	Hour         int     `json:"hour"`
	SleepH       float64 `json:"sleep_h"`
	PLMS         *int    `json:"plms"`
	HypnicStarts *int    `json:"hypnic_starts"`
}

// Series is one train of periodic limb movements.
type Series struct {
	Series     int     `json:"series"`
	Onset      Millis  `json:"onset_s"`
	End        Millis  `json:"end_s"`
	PLM        int     `json:"plm"`
	IMIMedianS float64 `json:"imi_median_s"`
}

// Event is one thing that the person did in bed.
type Event struct {
	Onset       Millis   `json:"onset_s"`
	OnsetAt     *string  `json:"onset_at"`
	Duration    Millis   `json:"duration_s"`
	Class       Class    `json:"class"`
	Series      *int     `json:"series"` // number of its train, from 1
	Place       *int     `json:"place"`  // place within the train, from 1
	Sites       []string `json:"sites"`
	Parts       []Part   `json:"parts"`
	Asleep      *bool    `json:"asleep"` // at the onset; null when unknown
	PeakG       float64  `json:"peak_g"`
	PeakJerkGS  float64  `json:"peak_jerk_g_s"`
	TiltDeg     *float64 `json:"tilt_deg"` // null when a hole took the posture after it
	DominantHz  *float64 `json:"dominant_hz"`
	FloorG      float64  `json:"floor_g"`
	ThresholdG  float64  `json:"threshold_g"`
	SinceOnsetS *float64 `json:"since_onset_s"` // from the nearest return to sleep; negative before it
	IMIS        *float64 `json:"imi_s"`         // from the onset of the limb movement before it
	Confidence  float64  `json:"confidence"`
	Why         []string `json:"why"`
	Waves       []Wave   `json:"-"` // for pictures; empty without Options.Pictures
}

// Part is what one limb did of an event.
type Part struct {
	Site     *string `json:"site"` // null when unknown
	Onset    Millis  `json:"onset_s"`
	Duration Millis  `json:"duration_s"`
}

// Quality says how well the night was seen.
type Quality struct {
	WornH          float64          `json:"worn_h"`
	UnwornH        float64          `json:"unworn_h"`
	ClippedSamples int64            `json:"clipped_samples"`
	NoiseMG        *float64         `json:"noise_mg"`
	Shocks         int              `json:"shocks"` // blows to the bed that were recognised and left out
	Warnings       []device.Warning `json:"warnings"`
}
