package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// newSimulateCommand returns the verb that makes nights with known truth.
func newSimulateCommand() *cobra.Command {
	set := simulate.Default()
	site, start, out := string(set.Site), set.Start.Format(time.DateTime), ""
	cmd := &cobra.Command{
		Use:   "simulate --profile NAME --out PREFIX",
		Short: "Make a night whose truth is known",
		Long: "Make a night whose truth is known: PREFIX.csv as an Axivity logger would have recorded it (PREFIX.right.csv too with two limbs),\n" +
			"PREFIX.truth.json with every event, and PREFIX.hypnogram.csv.\n\nProfiles: " + strings.Join(simulate.Profiles(), ", "),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("simulate: say where to write with --out PREFIX")}
			}
			at, err := parseStart(start)
			if err != nil {
				return usageError{err}
			}
			set.Start, set.Site = at, device.Site(site)
			night, err := simulate.New(set)
			if err != nil {
				return usageError{err}
			}
			return writeNight(cmd.Context(), cmd.ErrOrStderr(), night, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&set.Profile, "profile", set.Profile, "who sleeps: "+strings.Join(simulate.Profiles(), ", "))
	f.Float64Var(&set.Hours, "hours", set.Hours, "hours in bed")
	f.Float64Var(&set.Rate, "rate", set.Rate, "samples per second")
	f.StringVar(&site, "site", site, "left-ankle, right-ankle, left-wrist or right-wrist")
	f.Uint64Var(&set.Seed, "seed", set.Seed, "same seed and flags, same night")
	f.StringVar(&start, "start", start, "local time of the first sample")
	f.IntVar(&set.Limbs, "limbs", set.Limbs, "1, or 2 for the other side as well")
	f.Float64Var(&set.OffsetS, "offset-s", set.OffsetS, "seconds by which the second limb's clock is ahead")
	f.Float64Var(&set.PPM, "ppm", set.PPM, "parts per million by which the second limb's clock runs fast")
	f.Float64Var(&set.RateError, "rate-error", set.RateError, "fraction by which the true rate is above --rate")
	f.Float64Var(&set.Noise, "noise", set.Noise, "factor on the sensor's noise")
	f.Float64Var(&set.Amplitude, "amplitude", set.Amplitude, "factor on the size of the sleeper's movements")
	f.IntVar(&set.Holes, "holes", set.Holes, "gaps of 1 s to 10 min in each recording")
	f.Float64Var(&set.Shocks, "shocks", set.Shocks, "shocks per hour from a bed partner")
	f.StringVar(&out, "out", out, "write PREFIX.csv and so on, needed")
	completeWords(cmd, "profile", simulate.Profiles()...)
	completeWords(cmd, "site", siteNames[:4]...)
	return cmd
}

// parseStart reads the time of the first sample, which has no zone.
func parseStart(s string) (time.Time, error) {
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--start %q is no time: write it like 2024-03-14 22:30:00", s)
}

// writeNight writes the files of a night and says so on log.
func writeNight(ctx context.Context, log io.Writer, night *simulate.Night, prefix string) error {
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{prefix + ".csv", func(w io.Writer) error { return night.WriteCSV(w, 0) }},
		{prefix + ".truth.json", night.Truth().Write},
		{prefix + ".hypnogram.csv", night.Truth().WriteHypnogram},
	}
	if night.Settings.Limbs == 2 {
		files = append(files, files[0])
		last := &files[len(files)-1]
		last.name, last.write = prefix+".right.csv", func(w io.Writer) error { return night.WriteCSV(w, 1) }
	}
	for _, file := range files {
		if err := writeWhole(ctx, file.name, file.write); err != nil {
			return err
		}
		fmt.Fprintln(log, "wrote", file.name)
	}
	return nil
}
