package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
	_ "time/tzdata" // --tz works on machines without a zone database

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// analyzeFlags are the flags of analyze as they were given.
type analyzeFlags struct {
	readingFlags
	rules                                *string
	nights                               []string
	lightsOff, lightsOn, nightStart      string
	diary, hypnogram, calibration, outTo string
	jobs                                 int
	json                                 bool
	age                                  float64
	wide, plain, figures, resume         bool
}

// newAnalyzeCommand returns the verb that turns recorded nights into counts.
func newAnalyzeCommand() *cobra.Command {
	var f analyzeFlags
	cmd := &cobra.Command{
		Use:   "analyze FILE…",
		Short: "Count what happened in recorded nights",
		Long: `Analyze reads recorded nights of wrist or ankle acceleration and counts, per night, hypnic starts, periodic limb movements
and what else moved.

A FILE may be a folder, whose files are recordings of their own; compressed (gzip, zstd, zip); or - for standard input. All
--night SITE=FILE of one call are one night seen by several limbs; the same site twice means that the logger was restarted.`,
		Example: `  nightjar analyze night.csv --site left-ankle
  nightjar analyze --night left-ankle=left.csv --night right-ankle=right.csv --out report
  nightjar analyze recordings/ --json > nights.json`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.rules = addRulesFlag(cmd)
	f.add(cmd)
	addConfigFlag(cmd)
	completeWords(cmd, "site", siteNames...)
	return cmd
}

// add declares the flags.
func (f *analyzeFlags) add(cmd *cobra.Command) {
	f.readingFlags.add(cmd)
	v := cmd.Flags()
	v.StringArrayVar(&f.nights, "night", nil, "SITE=FILE: one limb of a night that several limbs saw (repeat it for each)")
	v.StringVar(&f.lightsOff, "lights-off", "", "HH:MM for every night, 2024-03-14T23:10:00+01:00 for one, +SECONDS from the first sample")
	v.StringVar(&f.lightsOn, "lights-on", "", "likewise")
	v.StringVar(&f.nightStart, "night-start", "12:00", "time of day at which recordings of several days are cut into nights")
	v.StringVar(&f.diary, "diary", "", "CSV of sleep diaries: file,night,lights_off,lights_on")
	v.StringVar(&f.hypnogram, "hypnogram", "", "CSV of sleep stages of one night: onset_s,duration_s,stage, or a column stage with one row per 30 s")
	v.StringVar(&f.calibration, "calibration", "", "JSON with offset_g and gain of the sensor's axes, as a report prints them")
	v.StringVar(&f.outTo, "out", "", "folder for analysis.json, nights.csv, events.csv and report.html")
	v.IntVar(&f.jobs, "jobs", 0, "recordings read at the same time (default: as many as there are processors)")
	v.BoolVar(&f.resume, "resume", false, "with --out: recordings that an earlier call has done with the same bytes, flags, rules and version are not done again")
	v.Float64Var(&f.age, "age", 0, "years of the sleeper: under 18 the words compare with the line for children")
	v.BoolVar(&f.figures, "figures", false, "with --out: timeline, intervals and hours of each night as SVG, PNG and PDF")
	v.BoolVar(&f.wide, "wide", false, "a line for each night with every count and index")
	v.BoolVar(&f.plain, "plain", false, "numbers in place of drawn hours, no colour")
	v.BoolVar(&f.json, "json", false, "print JSON")
}

// oldest is the greatest age that is taken for one.
const oldest = 130 // years

// analysis is one call of analyze, its flags understood.
type analysis struct {
	scoring   report.Options
	reading   device.Options
	calibrate calibrationFile
	clips     night.Clips // what the engines keep of waves
	sensor    bool        // only what says something of the sensor is wanted
	stdin     io.Reader
	progress  *progress
	finished  *finished
}

// run executes the verb.
func (f *analyzeFlags) run(cmd *cobra.Command, args []string) error {
	a, err := f.understand(cmd)
	if err != nil {
		return err
	}
	jobs, remarks, err := planJobs(args, f.nights)
	for _, remark := range remarks {
		fmt.Fprintf(cmd.ErrOrStderr(), "nightjar: %s\n", remark)
	}
	if err != nil {
		return err
	}
	if len(a.scoring.Hypnogram) > 0 && len(jobs) > 1 {
		return usageError{errors.New("--hypnogram is of one night: give one recording, or the limbs of one night with --night")}
	}
	if f.figures && f.outTo == "" {
		return usageError{errors.New("--figures: give the folder for them with --out")}
	}
	if f.resume && f.outTo == "" {
		return usageError{errors.New("--resume: give the folder of the earlier call with --out")}
	}
	if f.outTo != "" {
		if err := errors.Join(prepareFolder(f.outTo), spareRecordings(f.outTo, jobs)); err != nil {
			return err
		}
	}
	if a.finished, err = f.keepFinished(a, len(jobs)); err != nil {
		return err
	}
	a.progress = newProgress(cmd.ErrOrStderr(), len(jobs))
	results, err := a.all(cmd.Context(), jobs, f.jobs)
	a.progress.done()
	if err != nil {
		return err
	}
	results = forgive(results, jobs)
	out := a.together(results)
	for _, failure := range out.Failed {
		fmt.Fprintf(cmd.ErrOrStderr(), "nightjar: %s\n", failure.Error)
	}
	if f.outTo != "" {
		if err := writeFolder(cmd.Context(), f.outTo, &out, f.figures); err != nil {
			return err
		}
	}
	if err := f.print(cmd, &out); err != nil {
		return err
	}
	if err := verdictOn(results); err != nil {
		return err
	}
	return a.finished.done()
}

// print writes the result to standard output.
func (f *analyzeFlags) print(cmd *cobra.Command, out *report.Analysis) error {
	if f.json {
		return report.WriteJSON(cmd.OutOrStdout(), out)
	}
	look := report.Look{Wide: f.wide, Plain: f.plain, Color: !f.plain && takesColor(cmd.OutOrStdout())}
	return report.WriteTextIn(cmd.OutOrStdout(), out, look)
}

// verdictOn returns nil when every job was done, a partialError when some were, and an error when none was.
func verdictOn(results []result) error {
	failed, done := 0, 0
	for i := range results {
		if len(results[i].failed) > 0 {
			failed++
		}
		if len(results[i].scored.Nights) > 0 {
			done++
		}
	}
	switch {
	case failed == 0:
		return nil
	case done == 0:
		return fmt.Errorf("nothing could be read")
	}
	return partialError{fmt.Errorf("%d of %d inputs failed; what could be read was done", failed, len(results))}
}

// understand checks the flags and reads the files that they name.
func (f *analyzeFlags) understand(cmd *cobra.Command) (*analysis, error) {
	a := &analysis{stdin: cmd.InOrStdin()}
	a.scoring = report.Options{Version: programVersion(), Criteria: report.DefaultCriteria()}
	a.scoring.Pictures = f.outTo != ""
	if !a.scoring.Pictures {
		a.clips = night.KeepSpectra
	}
	switch {
	case f.age < 0 || f.age > oldest || f.age != f.age:
		return nil, usageError{fmt.Errorf("--age %g: give the years of the sleeper, 0 to %d", f.age, oldest)}
	case cmd.Flags().Changed("age"):
		a.scoring.AgeYears = &f.age
	}
	if f.jobs < 0 {
		return nil, usageError{fmt.Errorf("--jobs %d: give 1 or more", f.jobs)}
	}
	for _, read := range []func(*analysis) error{f.understandReading, f.understandLights} {
		if err := read(a); err != nil {
			return nil, err
		}
	}
	if err := f.readFiles(cmd.Context(), a); err != nil {
		return nil, err
	}
	rules, err := resolveRules(*f.rules)
	a.scoring.Rules = rules
	return a, err
}

// understandReading checks the flags that say how recordings are read and cut into nights.
func (f *analyzeFlags) understandReading(a *analysis) error {
	var err error
	if a.reading, err = f.options(); err != nil {
		return err
	}
	a.reading.Unhashed = !f.json && f.outTo == ""
	a.scoring.Zone = a.reading.Location
	start, err := time.Parse("15:04", f.nightStart)
	if err != nil {
		return usageError{fmt.Errorf("--night-start %q is no time of day: write it like 18:00", f.nightStart)}
	}
	a.scoring.NightShift = start.Sub(time.Date(0, 1, 1, 12, 0, 0, 0, time.UTC)) // time.Parse's day; nights begin at noon
	return nil
}

// result is what one job came to.
type result struct {
	scored report.Scored
	failed []report.Failure
	config configs
	hashes []string // SHA-256 of each input, empty where it was not read to its end
	beside []string // paths of the side files that were looked for
}

// all does the jobs, several at a time, and returns their results in the order of the jobs.
func (a *analysis) all(parent context.Context, jobs []job, parallel int) ([]result, error) {
	if parallel == 0 {
		parallel = runtime.NumCPU()
	}
	results := make([]result, len(jobs))
	group, ctx := errgroup.WithContext(parent)
	group.SetLimit(parallel)
	for i := range jobs {
		group.Go(func() error {
			r, err := a.one(ctx, &jobs[i])
			results[i] = r
			return err
		})
	}
	return unlessInterrupted(parent, func() ([]result, error) { return results, group.Wait() })
}

// one does one job. What cannot be read is a failure of the result; an error ends the whole call.
func (a *analysis) one(ctx context.Context, j *job) (result, error) {
	if r, ok := a.finished.load(ctx, j, a.configFor); ok {
		a.progress.finish()
		return r, nil
	}
	var r result
	var group report.Group
	for _, in := range j.inputs {
		in.looked = func(path string) { r.beside = append(r.beside, path) }
		read, config, err := a.read(ctx, in)
		switch {
		case ctx.Err() != nil:
			return r, ctx.Err()
		case err != nil:
			r.failed = append(r.failed, report.Failure{File: in.path, Error: err.Error()})
		}
		if read != nil {
			group = append(group, *read)
			r.config.add(read.Site, config)
			r.hashes = append(r.hashes, read.Summary.SHA256)
		}
	}
	a.progress.finish()
	if len(group) == 0 {
		return r, nil
	}
	scoring := a.scoring
	scoring.Release = true // the ledgers go with this call
	scored, err := report.Join(group, scoring)
	if err != nil {
		r.failed = append(r.failed, report.Failure{File: j.inputs[0].path, Error: err.Error()})
	}
	r.scored = scored
	return r, a.finished.store(ctx, j, &r)
}

// forgive leaves out the failures of files that others were read with.
func forgive(results []result, jobs []job) []result {
	known := companions{}
	for i := range results {
		if len(results[i].scored.Nights) > 0 {
			known.add(results[i].beside)
		}
	}
	var left []result
	for i := range results {
		if len(results[i].failed) == 0 || !known.has(&jobs[i]) {
			left = append(left, results[i])
		}
	}
	return left
}

// together puts the results in one analysis.
func (a *analysis) together(results []result) report.Analysis {
	var groups []report.Scored
	var failed []report.Failure
	var all configs
	for i := range results {
		groups = append(groups, results[i].scored)
		failed = append(failed, results[i].failed...)
		all.join(results[i].config)
	}
	a.scoring.Tuning, a.scoring.SleepParams = all.print()
	return report.Build(a.scoring, groups, failed)
}

// nanosToMillis turns the exact times of files into the axis of reports.
func nanosToMillis(n score.Nanos) report.Millis {
	return report.MillisOf(n.Seconds())
}
