package accuracy

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// varyBy is how far an assumption is taken either way (issue 3: by a factor of three both ways).
const varyBy = 3.0

// Vary runs the grid's cases once as they are and twice for each of the named assumptions of the simulator, a third and three times as large as its range says, and prints what is
// found each time: limb movements and index with true sleep, hypnic starts with our own, under wasm2016. An assumption on which a figure hangs is one that people may break.
func Vary(ctx context.Context, w io.Writer, g *Grid, laws []string) error {
	fmt.Fprintf(w, "%s\nOne assumption at a time a third and three times as large, on %d nights each; wasm2016.\n\n", evaluate.Claim, len(g.Cases)*g.Seeds)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "\t\tlimb movements F1\tprecision\trecall\tPLM/h error p90\thypnic starts F1\tprecision\trecall\tfalse elsewhere\tlarge F1\t")
	if err := varied(ctx, tw, g, "as assumed", "", 1); err != nil {
		return err
	}
	for _, law := range laws {
		for _, by := range []float64{1 / varyBy, varyBy} {
			if err := varied(ctx, tw, g, law, law, by); err != nil {
				return err
			}
		}
	}
	return tw.Flush()
}

// varied prints the row of one law multiplied; of none when its name is empty.
func varied(ctx context.Context, w io.Writer, g *Grid, title, law string, by float64) error {
	own, given := View{Rules: score.WASM2016()}, View{Rules: score.WASM2016(), Hypnogram: true}
	with := *g
	with.Cases, with.Views = slices.Clone(g.Cases), []View{given, own}
	for i := range with.Cases {
		set := &with.Cases[i].Settings
		laws, err := simulate.ProfileLaws(set.Profile)
		if err == nil && law != "" {
			laws, err = laws.Scaled(law, by)
		}
		if err != nil {
			return err
		}
		set.Vary = &laws
	}
	results, err := with.Run(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s × %.3g: %w", title, by, err)
	}
	var all, alone Nights
	elsewhere := 0
	for i, r := range results {
		all, alone = append(all, r[0]...), append(alone, r[1]...)
		if with.Cases[i].Settings.Profile != "hypnic" {
			elsewhere += Pool(r[1]).Pools[starts].Wrong
		}
	}
	s, o := Pool(all).Summary(), Pool(alone).Summary()
	legs, jerks := &s.Classes[legsAsleep], &o.Classes[starts]
	_, err = fmt.Fprintf(w, "%s\t× %.2g\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t\n", title, by, figure(legs.F1, "%.3f"), figure(legs.Precision, "%.3f"), figure(legs.Recall, "%.3f"), figure(s.Index.P90, "%.2f"),
		figure(jerks.F1, "%.3f"), figure(jerks.Precision, "%.3f"), figure(jerks.Recall, "%.3f"), elsewhere, figure(s.Classes[bodies].F1, "%.3f"))
	return err
}
