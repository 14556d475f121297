package report

import "github.com/nightjar-sleep/nightjar/internal/score"

// Reasons why figures are null, beside those of package score.
const (
	unknownRate25  = "rate_below_25_hz"      // too slow to tell a jerk
	unknownRate10  = "rate_below_10_hz"      // too slow to time a limb movement
	unknownGrain   = "resolution_too_coarse" // steps too coarse for limb movements, or for sleep
	unknownSleep   = "no_sleep_found"        // no sleep found or given
	unknownTiming  = "rate_below_1_hz"       // too slow for sleep
	unknownBed     = "no_rest_found"         // no time in bed found or given
	unknownData    = "no_data"               // nothing was measured
	unknownWear    = "not_worn"              // nobody wore a sensor
	unknownInBed   = "no_data_in_bed"        // nothing was measured on anybody in the time in bed
	sleepLimit     = 1.0                     // Hz: what sleep needs (contract.md)
	hypnicClusters = "hypnic_clusters"       // names of figures that have several reasons to be null
	hypnicStarts   = "hypnic_starts"         //
	perHourPLMS    = "plms_per_h"            //
	lmPerHour      = "lm_per_h"              //
	periodicity    = "periodicity"           //
	ferriIndex     = "periodicity_ferri"     //
	chanceIndex    = "chance_plms_per_h"     //
	plmwPerHour    = "plmw_per_h"            //
	briefEvents    = "brief"                 //
	asleepPLM      = "plms"                  //
	awakePLM       = "plmw"                  //
	logMean        = "imi_geometric_mean_s"
	logSpreadIndex = "imi_log_sd"
)

// summarize lets package score count the verdicts and gathers why figures are null.
func (n *nightly) summarize() {
	known := n.sleep.known()
	for i := range n.verdicts {
		v := &n.verdicts[i]
		v.Asleep = n.sleepAt(millis(v.Onset)) // of the combined onset, as printed
	}
	n.summary = score.Summarize(n.opt.Rules, n.verdicts, score.Night{
		Stages: known, Hours: known,
		Asleep: nanos(n.sleep.asleep.length()), Awake: nanos(n.sleep.awake.length()),
	})
	for name, reason := range n.summary.Unknown {
		if name != "clmr" && name != "plmnr" { // figures that a night of acceleration never has
			n.unknown[name] = reason
		}
	}
	n.explainSleep()
	n.explainRate()
	n.explainGrain()
	n.explainUnseen()
	for _, s := range score.SeriesOf(n.verdicts) {
		n.lengths = append(n.lengths, s.PLM)
	}
}

// explainSleep gives the reasons for what is null because nobody knows who slept when.
func (n *nightly) explainSleep() {
	if n.sleep.known() {
		return
	}
	reason := unknownSleep
	switch {
	case n.rate() < sleepLimit:
		reason = unknownTiming
	case n.stepG() >= coarseRest:
		reason = unknownGrain
	case n.bed.source == "":
		reason = unknownBed
	}
	n.explain(ofSleep, reason)
}

// ofSleep are the figures that need sleep.
var ofSleep = []string{"sleep", hypnicStarts, hypnicClusters, asleepPLM, awakePLM, perHourPLMS, plmwPerHour, lmPerHour, periodicity, ferriIndex, chanceIndex}

// ofBed are the figures, beside those of sleep, that are looked for in bed; movements out of it are only counted.
var ofBed = []string{"plm", "plm_series", "isolated", "short_interval", "rhythmic", "gross", briefEvents, "cut", "limb_movements", logMean, logSpreadIndex}

// leastSeen is the least time that is more than the edges of a stuck stretch.
const leastSeen = 1000 // ms

// unseen returns why nothing can be known of the time in bed; empty when some of it was seen.
func (n *nightly) unseen() string {
	switch {
	case n.bed.time.length() >= leastSeen:
		return ""
	case n.covered.length() < leastSeen:
		return unknownData
	case n.covered.without(n.unworn).length() < leastSeen:
		return unknownWear
	case n.bed.source == "":
		return unknownBed
	}
	return unknownInBed
}

// Measured reports whether anything was measured on the night: a recording with a hole of days has nights without.
func (n *Night) Measured() bool { return n.Unknown["plm"] != unknownData }

// explainUnseen gives the reason for what is null because no time in bed was seen: that nothing was found there would be untrue.
func (n *nightly) explainUnseen() {
	reason := n.unseen()
	if reason == "" {
		return
	}
	n.explain(ofBed, reason)
	n.explain(ofSleep, reason)
	if reason == unknownData || reason == unknownWear {
		n.unknown["out_of_bed"] = reason
	}
}

// explainRate gives the reasons for what is null because the recording is too slow.
func (n *nightly) explainRate() {
	if n.rate() < jerkHz {
		n.explain(ofJerks, unknownRate25)
	}
	if n.rate() < limbHz {
		n.explain(ofMovements, unknownRate10)
	}
}

// explainGrain gives the reasons for what is null because the samples come in steps too coarse for movements.
func (n *nightly) explainGrain() {
	if n.stepG() < coarseLimb {
		return
	}
	n.explain(ofMovements, unknownGrain)
	n.explain(ofJerks, unknownGrain)
}

// ofJerks are the figures that need a rate and a resolution that show a jerk, ofMovements those that need them for limb movements.
var (
	ofJerks     = []string{hypnicStarts, hypnicClusters, briefEvents}
	ofMovements = []string{
		"plm", asleepPLM, awakePLM, "plm_series", "isolated", "short_interval", "rhythmic", "gross", "cut", "limb_movements", "out_of_bed",
		perHourPLMS, plmwPerHour, lmPerHour, periodicity, ferriIndex, chanceIndex, logMean, logSpreadIndex,
	}
)

// explain gives one reason for several figures to be null.
func (n *nightly) explain(names []string, reason string) {
	for _, name := range names {
		n.unknown[name] = reason
	}
}

// figure returns v, or null when there is a reason for it to be unknown.
func figure[T any](n *nightly, name string, v T) *T {
	if _, unknown := n.unknown[name]; unknown {
		return nil
	}
	return &v
}

// counts makes the numbers of the night.
func (n *nightly) counts() Counts {
	by := map[Class]int{}
	for i := range n.events {
		by[n.events[i].Class]++
	}
	c := &n.summary.Counts
	return Counts{
		HypnicStarts:   figure(n, hypnicStarts, by[HypnicStart]),
		HypnicClusters: figure(n, hypnicClusters, n.clusters()),
		PLM:            figure(n, "plm", c.PLM),
		PLMS:           figure(n, asleepPLM, value(c.PLMS)),
		PLMW:           figure(n, awakePLM, value(c.PLMW)),
		PLMSeries:      figure(n, "plm_series", c.Series),
		Isolated:       figure(n, "isolated", by[Isolated]),
		ShortInterval:  figure(n, "short_interval", by[ShortInterval]),
		Rhythmic:       figure(n, "rhythmic", by[Rhythmic]),
		Gross:          figure(n, "gross", by[Gross]),
		Brief:          figure(n, briefEvents, by[Brief]),
		Cut:            figure(n, "cut", by[Cut]),
		LimbMovements:  figure(n, "limb_movements", c.CLM+c.NonCLM),
		OutOfBed:       figure(n, "out_of_bed", n.outOfBed),
	}
}

// value returns what p points to, the zero value for null.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// clusters counts groups of two or more hypnic starts less than ClusterGap apart.
func (n *nightly) clusters() int {
	count, members := 0, 0
	var last Millis
	for i := range n.events {
		e := &n.events[i]
		if e.Class != HypnicStart {
			continue
		}
		if members > 0 && e.Onset-last < n.opt.Criteria.ClusterGap {
			members++
		} else {
			members = 1
		}
		if members == 2 {
			count++
		}
		last = e.Onset
	}
	return count
}
