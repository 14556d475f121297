package report

import (
	"fmt"
	"strings"
)

// cards are the figures that stand first on a page.
func (t *text) cards(n *Night) []card { return cardsOf(n, t.clock(n, n.Sleep.Onset)) }

// cardsOf makes the cards of a night that fell asleep at a time of the clock.
func cardsOf(n *Night, onsetAt string) []card {
	c, x := &n.Counts, &n.Indices
	likely := ""
	if b := n.Intervals.PLMSPerH; b != nil {
		likely = fmt.Sprintf("likely %.1f to %.1f", b[0], b[1])
	}
	onset := unsure(n.Sleep.OnsetUncertainty)
	return []card{
		{count(c.HypnicStarts), oneOrMany(c.HypnicStarts, "hypnic start", "hypnic starts"), joined("sudden jerks at the border of sleep", clusterNote(c.HypnicClusters))},
		{decimal(x.PLMSPerH, 1), "periodic limb movements an hour of sleep", joined("those in rows of four or more, each within 90 s of the last", likely)},
		{count(c.PLM), oneOrMany(c.PLM, "periodic limb movement", "periodic limb movements") + " in all", seriesNote(c)},
		{onsetAt, "fell asleep", onset},
		{decimal(n.Sleep.TotalSleepH, 1), "hours slept", inBed(n.Sleep.TimeInBedH)},
	}
}

// oneOrMany returns the word for one or that for several.
func oneOrMany(n *int, one, many string) string {
	if n != nil && *n == 1 {
		return one
	}
	return many
}

// joined puts two remarks into one; either may be empty.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// intervalSum tells how many intervals are how long.
func intervalSum(n *Night) string {
	h := histogramOf(n)
	if h.all == 0 {
		return ""
	}
	out := fmt.Sprintf("%s between limb movements in sleep: %d under 10 s, %d of 10 to 90 s, %d longer.",
		plural(h.all, "interval", "intervals"), h.below, h.within, h.above)
	if g := n.Indices.IMIGeoMeanS; g != nil {
		out += fmt.Sprintf(" The middle of those of 10 to 90 s (geometric mean) is %.1f s", *g)
		if sd := n.Indices.IMILogSD; sd != nil {
			out += fmt.Sprintf("; their logarithms spread by %.2f", *sd)
		}
		out += "."
	}
	if l := n.Indices.LMPerH; l != nil {
		out += fmt.Sprintf(" The dashed curve is what chance alone would give at %.1f limb movements an hour.", *l)
	}
	return out
}

// hourRows lists the hours: number, hours of sleep, periodic movements asleep, hypnic starts.
func hourRows(n *Night) [][4]string {
	var out [][4]string
	for i := range n.ByHour {
		h := &n.ByHour[i]
		out = append(out, [4]string{
			strings.ReplaceAll(fmt.Sprint(HourNumber(h.Hour)), "-", "−"), fmt.Sprintf("%.0f", h.SleepH*hour.Seconds()/minute.Seconds()),
			short(count(h.PLMS)), short(count(h.HypnicStarts)),
		})
	}
	return out
}

// trains lists the trains of periodic movements: number, when, how long in minutes, how many, median interval.
func (t *text) trains(n *Night) [][5]string {
	var out [][5]string
	for i := range n.Series {
		s := &n.Series[i]
		out = append(out, [5]string{
			fmt.Sprint(s.Series), t.clock(n, &s.Onset), fmt.Sprintf("%.1f", (s.End-s.Onset).Seconds()/minute.Seconds()),
			fmt.Sprint(s.PLM), fmt.Sprintf("%.1f", s.IMIMedianS),
		})
	}
	return out
}

// qualityRows tells how well the night was seen.
func (t *text) qualityRows(n *Night) [][2]string {
	q := &n.Quality
	rows := [][2]string{{"Worn", lengthOrNone(q.WornH)}, {"Not worn", lengthOrNone(q.UnwornH)}}
	for _, i := range n.Recordings {
		r := &t.a.Recordings[i]
		about := ""
		if len(n.Recordings) > 1 {
			about = ", " + r.File
		}
		rate := "unknown"
		if r.RateHz != nil {
			rate = fmt.Sprintf("%.2f samples a second", *r.RateHz)
		}
		norm := "unknown: never at rest"
		if r.NormG != nil {
			norm = fmt.Sprintf("%.3f g (1 is right)", *r.NormG)
		}
		if r.GainAtRest != nil {
			norm += fmt.Sprintf("; by the postures at rest the sensor has %.3f g for 1 g, for which sizes are corrected", *r.GainAtRest)
		}
		rows = append(rows, [2]string{"Rate" + about, rate}, [2]string{"Gravity at rest" + about, norm},
			[2]string{"Holes" + about, holeWords(r)}, [2]string{"Calibration" + about, calibrationWords(&r.Calibration)})
	}
	noise := "unknown"
	if q.NoiseMG != nil {
		noise = fmt.Sprintf("%.2f mg", *q.NoiseMG)
	}
	return append(rows, [2]string{"Noise at rest, breath included", noise}, [2]string{"Samples at the sensor's limit", fmt.Sprint(q.ClippedSamples)},
		[2]string{"Blows to the bed left out", fmt.Sprint(q.Shocks)})
}

// lengthOrNone tells hours in the unit that suits them.
func lengthOrNone(hours float64) string {
	if hours == 0 {
		return "none"
	}
	return lengthText(hours)
}

// holeWords tells the holes of a recording.
func holeWords(r *Recording) string {
	var total Millis
	for _, h := range r.Holes {
		total += h.Duration
	}
	out := "none"
	if len(r.Holes) > 0 {
		out = fmt.Sprintf("%s, %.1f min in all", plural(len(r.Holes), "hole", "holes"), total.Seconds()/minute.Seconds())
	}
	if r.Interpolated > 0 {
		out += fmt.Sprintf("; %d lost samples filled in", r.Interpolated)
	}
	return out
}

// calibrationWords tells what is known of the sensor's calibration.
func calibrationWords(c *Calibration) string {
	state := "not applied"
	if c.Applied {
		state = "applied"
	}
	if c.Applied && c.ErrorAfter != nil {
		return fmt.Sprintf("applied; gravity is off by %.1f mg with it", *c.ErrorAfter)
	}
	if c.ErrorBefore == nil {
		return state + "; too few postures to check it"
	}
	out := fmt.Sprintf("%s; gravity is off by %.1f mg", state, *c.ErrorBefore)
	if c.ErrorAfter != nil {
		out += fmt.Sprintf(", %.1f mg if it were calibrated", *c.ErrorAfter)
	}
	return out
}
