package score

// WASM2016 returns the rules of WASM, IRLSSG, EURLSSG and RLS-F of 2016 as their co-author's program PLMScoRe reads them: the candidate
// after a short interval, a long one or a nonCLM may begin the next series.
func WASM2016() Rules {
	return Rules{
		Name:              "wasm2016",
		Source:            "Ferri et al. 2016, Sleep Med 26:86 (WASM/IRLSSG/EURLSSG/RLS-F), restart as in PLMScoRe",
		JoinGap:           Second / 2,
		MinDuration:       Second / 2,
		MaxDuration:       10 * Second,
		Long:              LongBreaks,
		Bilateral:         BilateralGap,
		BilateralWindow:   Second / 2,
		MaxBilateral:      15 * Second,
		MaxParts:          4,
		MinInterval:       10 * Second,
		MaxInterval:       90 * Second,
		MinRun:            4,
		Short:             ShortBreaks,
		Restart:           RestartAny,
		Large:             LargeFollows,
		Wake:              WakeKept,
		Respiratory:       RespiratoryFlagged,
		RespiratoryAnchor: AnchorEnd,
		RespiratoryBefore: 2 * Second,
		RespiratoryAfter:  10*Second + Second/4,
	}
}

// WASM2016Strict returns WASM2016 in the reading of SOMAS: a candidate whose preceding movement began less than 10 s before is in no series.
func WASM2016Strict() Rules {
	r := WASM2016()
	r.Name = "wasm2016-strict"
	r.Source = "Ferri et al. 2016, Sleep Med 26:86 (WASM/IRLSSG/EURLSSG/RLS-F), restart as in SOMAS"
	r.Restart = RestartBarred
	return r
}

// AASM returns the rules of the AASM manual, version 2, read strictly: an interval below 5 s on one limb ends the series.
func AASM() Rules {
	return Rules{
		Name:              "aasm",
		Source:            "AASM manual v2 (as in Clin Neurophysiol Pract 2022;7:285), an interval under 5 s ends the series",
		JoinGap:           Second / 2,
		MinDuration:       Second / 2,
		MaxDuration:       10 * Second,
		Long:              LongBridged,
		Bilateral:         BilateralOnset,
		BilateralWindow:   5 * Second,
		MaxBilateral:      15 * Second,
		MaxParts:          0,
		MinInterval:       5 * Second,
		MaxInterval:       90 * Second,
		MinRun:            4,
		Short:             ShortBreaks,
		Restart:           RestartAny,
		Large:             LargeFollows,
		Wake:              WakeRemoved,
		Respiratory:       RespiratoryExcluded,
		RespiratoryAnchor: AnchorEvent,
		RespiratoryBefore: Second / 2,
		RespiratoryAfter:  Second / 2,
	}
}

// AASMSkip returns AASM with the convention of 2006 (Zucconi, Sleep Med 7:175): a movement under 5 s after its predecessor is passed over.
func AASMSkip() Rules {
	r := AASM()
	r.Name = "aasm-skip"
	r.Source = "AASM manual v2 (as in Clin Neurophysiol Pract 2022;7:285), a movement under 5 s after its predecessor is passed over (Zucconi 2006, Sleep Med 7:175)"
	r.Short = ShortSkipped
	return r
}

// Presets returns the named rule sets, the default first.
func Presets() []Rules { return []Rules{WASM2016(), WASM2016Strict(), AASM(), AASMSkip()} }
