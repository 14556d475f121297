package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// scoreJSON is what score --json prints, as the contract gives it; what it does not give was added.
type scoreJSON struct {
	Schema      string            `json:"schema"`
	Version     string            `json:"version"`
	Rules       score.Rules       `json:"rules"`
	TotalSleepH *float64          `json:"total_sleep_h"`
	TimeInBedH  *float64          `json:"time_in_bed_h"`
	Counts      score.Counts      `json:"counts"`
	Excluded    score.Excluded    `json:"excluded"`
	Indices     score.Indices     `json:"indices"`
	IMI         intervalsJSON     `json:"imi"`
	IMIs        []score.Nanos     `json:"imi_s"`
	PLMOnsets   []score.Nanos     `json:"plm_onsets_s"`
	PLMSeries   []int             `json:"plm_series"` // of each of plm_onsets_s
	Series      []seriesJSON      `json:"series"`
	Unknown     map[string]string `json:"unknown"`
}

// intervalsJSON is how intervals are distributed.
type intervalsJSON struct {
	Below         int                     `json:"below"`
	Within        int                     `json:"within"`
	Above         int                     `json:"above"`
	GeometricMean *float64                `json:"geometric_mean_s"`
	LogSD         *float64                `json:"log_sd"`
	Histogram     [score.IntervalBins]int `json:"histogram_2s"`
	LogHistogram  [score.LogBins]int      `json:"histogram_ln"`
}

// seriesJSON is one series, as in the analysis.
type seriesJSON struct {
	Series         int         `json:"series"`
	Onset          score.Nanos `json:"onset_s"`
	End            score.Nanos `json:"end_s"`
	PLM            int         `json:"plm"`
	IntervalMedian score.Nanos `json:"imi_median_s"`
}

// json returns the result in the contract's shape.
func (r *scored) json() scoreJSON {
	x := &r.summary.Intervals
	out := scoreJSON{
		Schema: "nightjar.score/1", Version: programVersion(), Rules: r.rules,
		Counts: r.summary.Counts, Excluded: r.summary.Excluded, Indices: r.summary.Indices,
		IMI:  intervalsJSON{x.Below, x.Within, x.Above, x.GeometricMean, x.LogSD, x.Histogram, x.LogHistogram},
		IMIs: x.List, PLMOnsets: []score.Nanos{}, PLMSeries: []int{}, Series: []seriesJSON{}, Unknown: r.summary.Unknown,
	}
	if r.night.Hours {
		asleep, inBed := r.times.Asleep.Hours(), r.times.InBed.Hours()
		out.TotalSleepH, out.TimeInBedH = &asleep, &inBed
	} else {
		out.Unknown["total_sleep_h"], out.Unknown["time_in_bed_h"] = score.NoHours, score.NoHours
	}
	for i := range r.verdicts {
		if v := &r.verdicts[i]; v.PLM() {
			out.PLMOnsets = append(out.PLMOnsets, v.Onset)
			out.PLMSeries = append(out.PLMSeries, v.Series)
		}
	}
	for _, s := range score.SeriesOf(r.verdicts) {
		out.Series = append(out.Series, seriesJSON{s.Number, s.Onset, s.End, s.PLM, s.IntervalMedian})
	}
	return out
}

// print prints the result for a person.
func (r *scored) print(out io.Writer) error {
	c, x, imi := &r.summary.Counts, &r.summary.Indices, &r.summary.Intervals
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, value, note string) { fmt.Fprintf(w, "%s\t%s\t%s\n", name, value, note) }
	row("rule set", r.rules.Name, r.rules.Source)
	if r.night.Hours {
		row("time in bed", fmt.Sprintf("%.2f h", r.times.InBed.Hours()), fmt.Sprintf("asleep %.2f h", r.times.Asleep.Hours()))
	} else {
		row("time in bed", "unknown", "no hypnogram")
	}
	row("candidate limb movements", strconv.Itoa(c.CLM), fmt.Sprintf("%d bilateral; %s per hour asleep", c.Bilateral, r.show("lm_per_h", x.LMPerHour)))
	row("other limb movements", strconv.Itoa(c.NonCLM), "nonCLM: too long or too many parts")
	row("periodic limb movements", strconv.Itoa(c.PLM), fmt.Sprintf("in %d series", c.Series))
	row("  asleep", r.showCount("plms", c.PLMS), r.show("plms_per_h", x.PLMSPerHour)+" per hour asleep; chance alone gives "+r.show("chance_plms_per_h", x.ChancePLMSPerHour))
	row("  awake", r.showCount("plmw", c.PLMW), r.show("plmw_per_h", x.PLMWPerHour)+" per hour awake")
	row("  without respiratory ones", r.showCount("plmnr", c.PLMNR), r.showCount("clmr", c.CLMR)+" respiratory-related candidates")
	row("short interval", strconv.Itoa(c.ShortInterval), fmt.Sprintf("under %s s after the one before", r.rules.MinInterval))
	row("isolated", strconv.Itoa(c.Isolated), "in no series and no short interval")
	row("intervals", strconv.Itoa(len(imi.List)), fmt.Sprintf("%d under %s s, %d within, %d over %s s", imi.Below, r.rules.MinInterval, imi.Within, imi.Above, r.rules.MaxInterval))
	row("  geometric mean", r.show("imi_geometric_mean_s", imi.GeometricMean), "s; spread of ln "+r.show("imi_log_sd", imi.LogSD))
	row("periodicity", r.show("periodicity", x.Periodicity), "PLM ÷ candidates, asleep")
	row("periodicity (Ferri 2006)", r.show("periodicity_ferri", x.PeriodicityFerri), "intervals in rows of three or more")
	e := r.summary.Excluded
	if e != (score.Excluded{}) {
		row("left out", strconv.Itoa(e.TooShort+e.Awake+e.Respiratory+e.Large+e.InGap),
			fmt.Sprintf("%d too short, %d awake, %d respiratory, %d large, %d in a gap", e.TooShort, e.Awake, e.Respiratory, e.Large, e.InGap))
	}
	return w.Flush()
}

// show prints a number that may be unknown, and then why.
func (r *scored) show(name string, x *float64) string {
	if x == nil {
		return "unknown (" + r.summary.Unknown[name] + ")"
	}
	return strconv.FormatFloat(*x, 'f', 2, 64)
}

// showCount prints a count that may be unknown, and then why.
func (r *scored) showCount(name string, n *int) string {
	if n == nil {
		return "unknown (" + r.summary.Unknown[name] + ")"
	}
	return strconv.Itoa(*n)
}
