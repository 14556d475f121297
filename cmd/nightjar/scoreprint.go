package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
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
	var text strings.Builder
	fmt.Fprintf(&text, "rules %s: %s\n", r.rules.Name, r.rules.Source)
	if r.night.Hours {
		fmt.Fprintf(&text, "%.2f h in bed, %.2f h asleep\n", r.times.InBed.Hours(), r.times.Asleep.Hours())
	}
	r.printTable(&text)
	r.printUnknown(&text)
	_, err := io.WriteString(out, text.String())
	return err
}

// printTable prints counts, rates and intervals.
func (r *scored) printTable(text *strings.Builder) {
	c, x, imi, e := &r.summary.Counts, &r.summary.Indices, &r.summary.Intervals, &r.summary.Excluded
	shortest, longest := r.rules.MinInterval, r.rules.MaxInterval
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	row := func(name, value, perHour, note string) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, value, perHour, note)
	}
	row("", "count", "per hour", "")
	row("candidate limb movements", strconv.Itoa(c.CLM), show(x.LMPerHour), fmt.Sprintf("%d bilateral; per hour asleep, of those asleep", c.Bilateral))
	row("other limb movements", strconv.Itoa(c.NonCLM), "", "nonCLM: too long or too many parts")
	row("periodic limb movements", strconv.Itoa(c.PLM), "", fmt.Sprintf("in %d series", c.Series))
	row("  asleep", showCount(c.PLMS), show(x.PLMSPerHour), "chance alone would give "+show(x.ChancePLMSPerHour)+" per hour")
	row("  awake", showCount(c.PLMW), show(x.PLMWPerHour), "")
	row("  without respiratory ones", showCount(c.PLMNR), "", showCount(c.CLMR)+" respiratory-related candidates")
	row("short interval", strconv.Itoa(c.ShortInterval), "", fmt.Sprintf("candidates under %s s after the one before", shortest))
	row("isolated", strconv.Itoa(c.Isolated), "", "candidates in no series and with no short interval")
	if *e != (score.Excluded{}) {
		row("left out", strconv.Itoa(e.TooShort+e.Awake+e.Respiratory+e.Large+e.InGap), "",
			fmt.Sprintf("%d too short, %d awake, %d respiratory, %d large, %d in a gap", e.TooShort, e.Awake, e.Respiratory, e.Large, e.InGap))
	}
	row("intervals", strconv.Itoa(len(imi.List)), "", fmt.Sprintf("%d under %s s, %d within, %d over %s s", imi.Below, shortest, imi.Within, imi.Above, longest))
	row("  geometric mean", show(imi.GeometricMean), "", "s, of those of 10–90 s; spread of their logarithm "+show(imi.LogSD))
	row("periodicity", show(x.Periodicity), "", "PLM ÷ candidates, asleep")
	row("  as in Ferri 2006", show(x.PeriodicityFerri), "", "share of intervals in rows of three or more")
	w.Flush() // a strings.Builder takes everything
	for line := range strings.Lines(table.String()) {
		text.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

// printUnknown says why numbers are missing, one reason a line.
func (r *scored) printUnknown(text *strings.Builder) {
	byReason := map[string][]string{}
	for name, reason := range r.summary.Unknown {
		byReason[reason] = append(byReason[reason], name)
	}
	for _, reason := range slices.Sorted(maps.Keys(byReason)) {
		names := slices.Sorted(slices.Values(byReason[reason]))
		fmt.Fprintf(text, "unknown (%s): %s\n", strings.ReplaceAll(reason, "_", " "), strings.Join(names, ", "))
	}
}

// notKnown stands for a number that is not known.
const notKnown = "–"

func show(x *float64) string {
	if x == nil {
		return notKnown
	}
	return strconv.FormatFloat(*x, 'f', 2, 64)
}

func showCount(n *int) string {
	if n == nil {
		return notKnown
	}
	return strconv.Itoa(*n)
}
