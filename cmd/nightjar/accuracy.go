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
	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// newAccuracyCommand is for those who build nightjar: make accuracy.
func newAccuracyCommand() *cobra.Command {
	set := simulate.Default()
	grid := accuracy.Grid{FirstSeed: accuracy.FirstTestSeed, Seeds: 5, Workers: runtime.NumCPU()}
	var profiles, sites []string
	var rates []float64
	var rules *string
	var pool, list bool
	c := &cobra.Command{
		Use: "accuracy", Short: "Score many simulated nights in memory and pool how well they were counted", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if grid.Rules, err = resolveRules(*rules); err != nil {
				return err
			}
			for _, site := range sites {
				for _, rate := range rates {
					for _, p := range profiles {
						s := set
						s.Profile, s.Rate, s.Site = p, rate, device.Site(site)
						grid.Cases = append(grid.Cases, accuracy.Case{Name: fmt.Sprintf("%s, %s, %g Hz", p, site, rate), Settings: s})
					}
				}
			}
			results, err := grid.Run(c.Context(), nil)
			if err != nil {
				return err
			}
			if list {
				if err := listNights(c.OutOrStdout(), &grid, results); err != nil {
					return err
				}
			}
			if pool {
				grid.Cases[0].Name, results = "all", [][]*evaluate.Result{slices.Concat(results...)}
			}
			for i, nights := range results {
				fmt.Fprintf(c.OutOrStdout(), "\n== %s\n", grid.Cases[i].Name)
				s := accuracy.Pool(nights).Summary()
				if err := s.WriteText(c.OutOrStdout()); err != nil {
					return err
				}
			}
			return nil
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
	f.Uint64Var(&grid.FirstSeed, "seed", grid.FirstSeed, "first seed")
	f.IntVar(&grid.Seeds, "seeds", grid.Seeds, "nights of each kind")
	f.IntVar(&grid.Workers, "jobs", grid.Workers, "nights at a time")
	f.BoolVar(&grid.Hypnogram, "true-sleep", false, "give the true hypnogram instead of detecting sleep")
	f.BoolVar(&list, "nights", false, "print a line for each night too")
	f.BoolVar(&pool, "pool", false, "pool all kinds of night")
	return c
}

// listNights prints a line for each night: which are far off, and by their seeds how to see them again.
func listNights(w io.Writer, grid *accuracy.Grid, results [][]*evaluate.Result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "night\tseed\tlimb movements asleep\twrong\tmissed\tF1\tPLM/h true\tfound − true\thypnic starts\twrong\tmissed\tonset, found − true s\t")
	for i, nights := range results {
		for k, r := range nights {
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
