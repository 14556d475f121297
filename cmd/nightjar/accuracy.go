package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/accuracy"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// newAccuracyCommand is for those who build nightjar: make accuracy.
func newAccuracyCommand() *cobra.Command {
	set := simulate.Default()
	grid := accuracy.Grid{FirstSeed: accuracy.FirstTestSeed, Seeds: 5, Workers: runtime.NumCPU()}
	var profiles, sites []string
	var rates []float64
	var rules *string
	var pool bool
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
			if pool {
				for _, r := range results[1:] {
					results[0].Add(r)
				}
				grid.Cases[0].Name, results = "all", results[:1]
			}
			for i, r := range results {
				fmt.Fprintf(c.OutOrStdout(), "\n== %s\n", grid.Cases[i].Name)
				s := r.Summary()
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
	f.BoolVar(&pool, "pool", false, "pool all kinds of night")
	return c
}
