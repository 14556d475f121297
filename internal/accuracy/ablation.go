package accuracy

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/forest"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// never is a bound that nothing reaches, in the unit of what it bounds.
const never = 1e9

// part is something that the detector or the report does, and how it is taken away or moved.
type part struct {
	name   string
	change func(*report.Criteria)
	tune   func(*night.Config)
}

// parts are in the order in which a movement meets them.
var parts = []part{
	{"all of it", nil, nil},
	{"thresholds × 0.75", nil, func(c *night.Config) { thresholds(c, 0.75) }},
	{"thresholds × 1.5", nil, func(c *night.Config) { thresholds(c, 1.5) }},
	{"the floor of the minute before not heeded", nil, func(c *night.Config) { c.Movement.AwayFactor, c.Movement.BurstFactor = 0, 0 }},
	{"rest posture over a quarter of a breath", nil, func(c *night.Config) { c.Movement.PostureMS /= 4 }},
	{"no waiting for the release of a silent lift", nil, func(c *night.Config) { c.Movement.SilentMS = 0 }},
	{"holds without tilt not joined to their release", func(c *report.Criteria) { c.HoldGapMS = 0 }, nil},
	{"where the limb is lifted to not learnt", func(c *report.Criteria) { c.HingeLeast = never }, nil},
	{"movements with a rest not parted", func(c *report.Criteria) { c.PartOdds = -never }, nil},
	{"stages of a movement not put together", func(c *report.Criteria) { c.StageOdds = never }, nil},
	{"short movements told by their duration alone", func(c *report.Criteria) { c.ShortMS = -1 }, nil},
	{"faint movements listed", func(c *report.Criteria) { c.FaintG = 0 }, nil},
	{"no shocks", func(c *report.Criteria) { c.ShockHigh = never }, nil},
	{"no rhythmic trains", func(c *report.Criteria) { c.TrainOdds = never }, nil},
	{"trains told without how alike their beats are", func(c *report.Criteria) {
		c.TrainModel.Trees = forest.Without(c.TrainModel.Trees, report.TrainEvidence("how alike its beats are")...)
	}, nil},
	{"hypnic starts told without what lies around", func(c *report.Criteria) { startsWithout(c, "other kicks around it", "other movements around it") }, nil},
	{"hypnic starts told without the night so far", func(c *report.Criteria) { startsWithout(c, report.NightSoFar) }, nil},
	{"hypnic starts told without sleep nearby", func(c *report.Criteria) {
		startsWithout(c, "sleep beginning nearby", "lying before sleep", "how sure it is that sleep begins", "being awake")
	}, nil},
	{"kicks told without energy above 5 Hz", func(c *report.Criteria) { c.KickHigh = [2]float64{-2, -1} }, nil},
	{"kicks told without coming back by themselves", func(c *report.Criteria) { c.KickNet = [2]float64{never, 2 * never} }, nil},
	{"kicks told without when their energy comes", func(c *report.Criteria) { c.KickFront = [2]float64{never, 2 * never} }, nil},
	{"even rows of kicks are no trains", func(c *report.Criteria) { c.PeriodicRun = never }, nil},
}

// startsWithout takes pieces of evidence from the model of hypnic starts.
func startsWithout(c *report.Criteria, words ...string) {
	c.StartModel.Trees = forest.Without(c.StartModel.Trees, report.StartEvidence(words...)...)
}

// thresholds scales what starts a movement.
func thresholds(c *night.Config, by float64) {
	m := &c.Movement
	m.AwayG, m.AwayFactor, m.AwayCapG = m.AwayG*by, m.AwayFactor*by, m.AwayCapG*by
	m.ChangeFactor, m.BurstG, m.BurstFactor = m.ChangeFactor*by, m.BurstG*by, m.BurstFactor*by
}

// Ablate runs the grid's cases once for each part that is taken away and prints what it buys, with true sleep under wasm2016.
func Ablate(ctx context.Context, w io.Writer, g *Grid) error {
	fmt.Fprintf(w, "%s\nWithout the part that is named, on %d nights, true sleep given, wasm2016. Models are not fitted anew without it.\n\n", evaluate.Claim, len(g.Cases)*g.Seeds)
	base, whole := View{Rules: score.WASM2016(), Hypnogram: true}, *g
	tuned := map[int][]Nights{} // by part
	whole.Views = nil
	var inReport []int
	for i, p := range parts {
		if p.tune != nil {
			alone := *g
			alone.Cases = make([]Case, len(g.Cases))
			for k, c := range g.Cases {
				c.Tune = p.tune
				alone.Cases[k] = c
			}
			alone.Views = []View{base}
			results, err := alone.Run(ctx, nil)
			if err != nil {
				return err
			}
			for _, r := range results {
				tuned[i] = append(tuned[i], r[0])
			}
			continue
		}
		v := base
		v.Change = p.change
		whole.Views, inReport = append(whole.Views, v), append(inReport, i)
	}
	results, err := whole.Run(ctx, nil) // one recording of each night serves every part of the report
	if err != nil {
		return err
	}
	for v, i := range inReport {
		for _, r := range results {
			tuned[i] = append(tuned[i], r[v])
		}
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "\tlimb movements F1\tonset p90, s\tlength from 40 mg: mean error, s\tPLM/h error p90\thypnic starts F1\tfalse ones\trhythmic F1\tlarge F1\t")
	for i, p := range parts {
		total := &evaluate.Result{}
		for _, nights := range tuned[i] {
			total.Add(Pool(nights))
		}
		s := total.Summary()
		legs := &s.Classes[legsAsleep]
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t\n", p.name, figure(legs.F1, "%.3f"), figure(legs.Onset.P90, "%.3f"), figure(legs.Clear.Bias, "%+.3f"),
			figure(s.Index.P90, "%.2f"), figure(s.Classes[starts].F1, "%.3f"), total.Pools[starts].Wrong, figure(s.Classes[trains].F1, "%.3f"), figure(s.Classes[bodies].F1, "%.3f"))
	}
	return tw.Flush()
}
