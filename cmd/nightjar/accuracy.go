package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/accuracy"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// newAccuracyCommand is for those who build nightjar: make accuracy.
func newAccuracyCommand() *cobra.Command {
	set := simulate.Default()
	grid := accuracy.Grid{FirstSeed: accuracy.FirstTestSeed, Seeds: 5, Workers: runtime.NumCPU()}
	var profiles, sites, laws []string
	var rates []float64
	var rules *string
	var pool, list, trueSleep, table, ablation, vary, odd bool
	c := &cobra.Command{
		Use: "accuracy", Short: "Score many simulated nights in memory and pool how well they were counted", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if grid.Views, err = views(*rules, trueSleep, table); err != nil {
				return err
			}
			for _, site := range sites {
				for _, rate := range rates {
					for _, p := range profiles {
						s := set
						s.Profile, s.Rate, s.Site = p, rate, device.Site(site)
						if odd && slices.Contains(simulate.Profiles(), p) { // any other is refused when its nights are made
							s.Vary = accuracy.OddLaws(p)
						}
						grid.Cases = append(grid.Cases, accuracy.Case{Name: fmt.Sprintf("%s, %s, %g Hz", p, site, rate), Settings: s})
					}
				}
			}
			if vary {
				return accuracy.Vary(c.Context(), c.OutOrStdout(), &grid, laws)
			}
			if ablation {
				return accuracy.Ablate(c.Context(), c.OutOrStdout(), &grid)
			}
			results, err := grid.Run(c.Context(), nil)
			if err != nil {
				return err
			}
			return printGrid(c.OutOrStdout(), &grid, results, table, list, pool)
		},
	}
	rules = addRulesFlag(c)
	f := c.Flags()
	f.StringSliceVar(&profiles, "profiles", simulate.Profiles(), "profiles of night")
	f.StringSliceVar(&sites, "sites", []string{string(device.SiteLeftAnkle)}, "where the sensor is worn")
	f.Float64SliceVar(&rates, "rates", []float64{50, 100}, "sampling rates in Hz")
	f.Float64Var(&set.Hours, "hours", set.Hours, "hours in bed")
	f.Float64Var(&set.Noise, "noise", set.Noise, "factor on the sensor's noise")
	f.Float64Var(&set.Amplitude, "amplitude", set.Amplitude, "factor on the size of movements")
	f.Float64Var(&set.Shocks, "shocks", set.Shocks, "shocks an hour from a bed partner")
	f.IntVar(&set.Limbs, "limbs", set.Limbs, "limbs with a sensor")
	f.Float64Var(&set.OffsetS, "offset-s", set.OffsetS, "seconds by which the second limb's clock is ahead")
	f.Float64Var(&set.PPM, "ppm", set.PPM, "parts per million by which the second limb's clock runs fast")
	f.Uint64Var(&grid.FirstSeed, "seed", grid.FirstSeed, "first seed")
	f.IntVar(&grid.Seeds, "seeds", grid.Seeds, "nights of each kind")
	f.IntVar(&grid.Workers, "jobs", grid.Workers, "nights at a time")
	f.BoolVar(&trueSleep, "true-sleep", false, "give the true hypnogram instead of detecting sleep")
	f.BoolVar(&ablation, "ablation", false, "print what each part of the detector buys: the figures without it")
	f.BoolVar(&vary, "vary", false, "print what is found when an assumption of the simulator is a third, and three times, as large")
	f.StringSliceVar(&laws, "laws", simulate.LawNames(), "the assumptions that --vary takes, one at a time")
	f.BoolVar(&table, "table", false, "print one table of every promise, with true sleep under each rule set and with our own sleep")
	f.BoolVar(&odd, "odd", false, "sleepers unlike those of the profiles: everything that moves a limb ranges about three times as far, in ways that no profile has")
	f.BoolVar(&list, "nights", false, "print a line for each night too")
	f.BoolVar(&pool, "pool", false, "pool all kinds of night")
	c.MarkFlagsMutuallyExclusive("odd", "vary") // which starts from the laws of the profiles
	return c
}

// printGrid prints what a grid came to: the table of promises, or a table for each kind of night, pooled or not, after a line for each night.
func printGrid(w io.Writer, grid *accuracy.Grid, results [][]accuracy.Nights, table, list, pool bool) error {
	if table {
		return accuracy.WriteTable(w, grid, results)
	}
	if list {
		if err := listNights(w, grid, results); err != nil {
			return err
		}
	}
	names := grid.Cases
	if pool {
		var all accuracy.Nights
		for _, r := range results {
			all = append(all, r[0]...)
		}
		names, results = []accuracy.Case{{Name: "all"}}, [][]accuracy.Nights{{all}}
	}
	for i, views := range results {
		fmt.Fprintf(w, "\n== %s\n", names[i].Name)
		s := accuracy.Pool(views[0]).Summary()
		if err := s.WriteText(w); err != nil {
			return err
		}
	}
	return nil
}

// views returns the ways in which every night is scored: one, or for the table every rule set with true sleep and the first with our own.
func views(rules string, trueSleep, table bool) ([]accuracy.View, error) {
	if table {
		return accuracy.TableViews(), nil
	}
	r, err := resolveRules(rules)
	return []accuracy.View{{Rules: r, Hypnogram: trueSleep}}, err
}

// listNights prints a line for each night: which are far off, and by their seeds how to see them again.
func listNights(w io.Writer, grid *accuracy.Grid, results [][]accuracy.Nights) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "night\tseed\tlimb movements asleep\twrong\tmissed\tF1\tPLM/h true\tfound − true\thypnic starts\twrong\tmissed\tonset, found − true s\t")
	for i, views := range results {
		for k, r := range views[0] {
			s := r.Summary()
			legs, starts := &s.Classes[0], &s.Classes[3]
			real := (*float64)(nil)
			if len(r.IndexTrue) > 0 {
				real = &r.IndexTrue[0]
			}
			fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t\n", grid.Cases[i].Name, grid.FirstSeed+uint64(k),
				*legs.True, *legs.Wrong, *legs.Missed, figure(legs.F1, "%.3f"), figure(real, "%.1f"), figure(s.Index.Bias, "%+.1f"),
				*starts.True, *starts.Wrong, *starts.Missed, figure(s.Onset.Bias, "%+.0f"))
		}
	}
	return tw.Flush()
}

// figure prints a number, a dash for null.
func figure(v *float64, format string) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf(format, *v)
}
