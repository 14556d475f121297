package accuracy

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// TableViews returns the views that WriteTable reads: each rule set with the true hypnogram, then the first with our own sleep and wakefulness.
func TableViews() []View {
	var out []View
	for _, r := range score.Presets() {
		out = append(out, View{Rules: r, Hypnogram: true})
	}
	return append(out, View{Rules: score.Presets()[0]})
}

// The places of the pools in evaluate.Summary.Classes that the table reads, and of promises in Bars.
const (
	legsAsleep, starts, trains, bodies = 0, 3, 4, 5
	within5, within15, side, interval  = 0, 2, 3, 4
	periodicity, onsetInside           = 5, 6
)

// table is what is being printed.
type table struct {
	grid    *Grid
	results [][]Nights
	tw      *tabwriter.Writer
}

// WriteTable prints every promise of the project beside what was measured: over all events, in the median night and in the worst.
func WriteTable(w io.Writer, g *Grid, results [][]Nights) error {
	fmt.Fprintf(w, "%s\n%d seeds from %d for each profile, site and rate.\n\n", evaluate.Claim, g.Seeds, g.FirstSeed)
	t := &table{g, results, tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	fmt.Fprintln(t.tw, "what\tpooled\tmedian night\tworst night\tbar\t")
	own := len(g.Views) - 1
	ankle := func(low, high float64) func(*simulate.Settings) bool {
		return func(s *simulate.Settings) bool { return !s.Site.Wrist() && s.Rate >= low && s.Rate <= high }
	}
	fine := ankle(50, 100)
	t.found("limb movements asleep, ankle, 50–100 Hz: F1", fine, legsAsleep, "0.96, worst 0.92")
	t.found("… ankle, 25 Hz: F1", ankle(25, 25), legsAsleep, "0.93")
	t.found("… wrist: F1", func(s *simulate.Settings) bool { return s.Site == device.SiteLeftWrist }, legsAsleep, "none")
	t.timing(fine)
	for v := range own {
		t.kept("PLM/h within 5 % or 1/h, true sleep, "+g.Views[v].Rules.Name, fine, v, within5, "95 %")
	}
	t.kept("PLM/h within 15 % or 2/h, own sleep", fine, own, within15, "90 %")
	t.kept("… truth inside the printed interval", fine, own, interval, "90 %")
	t.kept("… right side of 15/h, truth outside 12–18/h", fine, own, side, "100 %")
	t.kept("periodicity index within 0.05, true sleep", fine, 0, periodicity, "90 %")
	t.starts(own, fine)
	t.found("rhythmic trains: F1", fine, trains, "0.90")
	t.found("large body movements: F1", fine, bodies, "0.96")
	t.onset(own, fine)
	t.confidence(own, fine)
	return t.tw.Flush()
}

// pool adds up the nights of the cases that are asked for, in one view.
func (t *table) pool(view int, which func(*simulate.Settings) bool) evaluate.Summary {
	total := &evaluate.Result{}
	for i := range t.grid.Cases {
		if which(&t.grid.Cases[i].Settings) {
			total.Add(Pool(t.results[i][view]))
		}
	}
	return total.Summary()
}

// row prints a row; empty cells have nothing to say.
func (t *table) row(what, pooled, median, worst, bar string) {
	fmt.Fprintf(t.tw, "%s\t%s\t%s\t%s\t%s\t\n", what, pooled, median, worst, bar)
}

// found prints how well a class is found, with true sleep; nothing when no night was of that kind.
func (t *table) found(what string, which func(*simulate.Settings) bool, class int, bar string) {
	if s := t.pool(0, which); s.Nights > 0 {
		c := &s.Classes[class]
		t.row(what, figure(c.F1, "%.3f"), figure(c.MedianF1, "%.3f"), figure(c.WorstF1, "%.3f"), bar)
	}
}

// timing prints how well limb movements asleep are timed.
func (t *table) timing(which func(*simulate.Settings) bool) {
	s := t.pool(0, which)
	if s.Nights == 0 {
		return
	}
	c := &s.Classes[legsAsleep]
	t.row("onset, s: median error", figure(c.Onset.Median, "%+.3f"), "", "", "± 0.015")
	t.row("… 9 in 10 within", figure(c.Onset.P90, "%.3f"), "", figure(c.Onset.Worst, "%.3f"), "0.080")
	t.row("duration from 40 mg, s: mean error", figure(c.Clear.Bias, "%+.3f"), "", "", "± 0.100")
	t.row("… 9 in 10 within", figure(c.Clear.P90, "%.3f"), "", figure(c.Clear.Worst, "%.3f"), "0.5")
}

// kept prints on how many nights a promise was kept.
func (t *table) kept(what string, which func(*simulate.Settings) bool, view, bar int, want string) {
	if s := t.pool(view, which); s.Nights > 0 && s.Bars[bar].Of > 0 {
		b := &s.Bars[bar]
		t.row(what, fmt.Sprintf("%.0f %% (%d of %d)", 100*float64(b.Kept)/float64(b.Of), b.Kept, b.Of), "", "", want)
	}
}

// starts prints how well hypnic starts are found where they are many, and how many are found on other nights that are none.
func (t *table) starts(view int, fine func(*simulate.Settings) bool) {
	hypnic := func(s *simulate.Settings) bool { return s.Profile == "hypnic" && fine(s) }
	if s := t.pool(view, hypnic); s.Nights > 0 {
		c := &s.Classes[starts]
		t.row("hypnic starts, hypnic profile, own sleep: precision", figure(c.Precision, "%.3f"), "", "", "0.95")
		t.row("… recall", figure(c.Recall, "%.3f"), "", "", "0.95")
	}
	if s := t.pool(view, func(s *simulate.Settings) bool { return s.Profile == "hypnic" && s.Rate == 25 && !s.Site.Wrist() }); s.Nights > 0 {
		t.row("… recall at 25 Hz", figure(s.Classes[starts].Recall, "%.3f"), "", "", "0.75")
	}
	wrong, worst, nights := 0, 0, 0
	for i := range t.grid.Cases {
		if set := &t.grid.Cases[i].Settings; set.Profile == "hypnic" || !fine(set) {
			continue
		}
		for _, r := range t.results[i][view] {
			n := r.Pools[starts].Wrong
			wrong, worst, nights = wrong+n, max(worst, n), nights+1
		}
	}
	if nights > 0 {
		t.row("false hypnic starts a night, other profiles", fmt.Sprintf("%.2f", float64(wrong)/float64(nights)), "", fmt.Sprint(worst), "0.5, worst 2")
	}
}

// onset prints how far the persistent sleep onset is off.
func (t *table) onset(view int, which func(*simulate.Settings) bool) {
	if s := t.pool(view, which); s.Nights > 0 {
		t.row("persistent sleep onset, s: size of the error", "", figure(s.Onset.MedianAbs, "%.0f"), figure(s.Onset.Worst, "%.0f"), "300")
		t.row("… 9 nights in 10 within", figure(s.Onset.P90, "%.0f"), "", "", "900")
		t.kept("… truth inside the stated uncertainty", which, view, onsetInside, "90 %")
	}
}

// confidence prints how many were right of the events that stated 0.8 to 0.9.
func (t *table) confidence(view int, which func(*simulate.Settings) bool) {
	s := t.pool(view, which)
	if s.Nights == 0 {
		return
	}
	for _, class := range []int{1, starts} {
		for _, c := range s.Classes[class].Confidence {
			if c.Low == 0.8 {
				t.row("right of "+s.Classes[class].Name+" stated 0.8–0.9", fmt.Sprintf("%.0f %% of %d", 100**c.Right, c.N), "", "", "75–95 %")
			}
		}
	}
}

// figure prints a number, a dash for null.
func figure(v *float64, format string) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf(format, *v)
}
