package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// newInfoCommand returns the verb that says what files are, without counting what is in them.
func newInfoCommand() *cobra.Command {
	var f readingFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "info FILE…",
		Short: "Say what recordings are: format, device, rate, times, holes, gravity, wear",
		Long: `Info reads recordings and says what they are: format, device, serial number, site, nominal and measured rate, first and last time,
holes, gravity and its calibration error, the postures seen, how long they were worn, and every warning. Nothing is counted, and no movement is looked
for: rest is told by stillness alone, so that a correction of the sensor may differ from that of analyze in the fifth decimal.

A FILE may be a folder, whose files are recordings of their own; compressed (gzip, zstd, zip); or - for standard input.`,
		Example: `  nightjar info night.cwa
  nightjar info recordings/ --json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return describe(cmd, args, &f, asJSON) },
	}
	f.add(cmd)
	addConfigFlag(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// describe executes the verb.
func describe(cmd *cobra.Command, args []string, f *readingFlags, asJSON bool) error {
	opt, err := f.options()
	if err != nil {
		return err
	}
	opt.Unhashed = !asJSON
	a := &analysis{stdin: cmd.InOrStdin(), reading: opt, sensor: true}
	out := report.Descriptions{Schema: report.DescribedSchema, Version: programVersion(), Recordings: []report.Description{}, Failed: []report.Failure{}}
	jobs, remarks, err := planJobs(args, nil)
	for _, remark := range remarks {
		fmt.Fprintf(cmd.ErrOrStderr(), "nightjar: %s\n", remark)
	}
	if err != nil {
		return err
	}
	a.progress = newProgress(cmd.ErrOrStderr(), len(jobs))
	described, err := a.describeAll(cmd.Context(), jobs)
	if err != nil {
		return err
	}
	known, inputs := companions{}, len(jobs)
	for _, d := range described {
		if d.is != nil {
			known.add(d.beside)
		}
	}
	for i, d := range described {
		if d.is == nil && known.has(&jobs[i]) {
			inputs--
			continue
		}
		if d.err != nil {
			out.Failed = append(out.Failed, report.Failure{File: jobs[i].inputs[0].path, Error: d.err.Error()})
			fmt.Fprintf(cmd.ErrOrStderr(), "nightjar: %v\n", d.err)
		}
		if d.is != nil {
			out.Recordings = append(out.Recordings, *d.is)
		}
	}
	a.progress.done()
	if asJSON {
		err = printJSON(cmd, out)
	} else {
		err = report.WriteDescriptions(cmd.OutOrStdout(), out.Recordings)
	}
	return errors.Join(err, someFailed(len(out.Failed), len(out.Recordings), inputs))
}

// described is what became known of a recording, and why not all.
type described struct {
	is     *report.Description
	err    error
	beside []string // paths of the side files that were looked for
}

// describeAll reads the recordings, as many at a time as there are processors, and returns what they are in their order.
func (a *analysis) describeAll(parent context.Context, jobs []job) ([]described, error) {
	out := make([]described, len(jobs))
	group, ctx := errgroup.WithContext(parent)
	group.SetLimit(runtime.NumCPU())
	for i := range jobs {
		group.Go(func() error {
			in := jobs[i].inputs[0]
			in.looked = func(path string) { out[i].beside = append(out[i].beside, path) }
			out[i].is, out[i].err = a.describe(ctx, in)
			return ctx.Err()
		})
	}
	return unlessInterrupted(parent, func() ([]described, error) { return out, group.Wait() })
}

// describe reads one recording. What came before an error is described along with it.
func (a *analysis) describe(ctx context.Context, in input) (*report.Description, error) {
	read, _, err := a.read(ctx, in)
	a.progress.finish()
	if read == nil {
		return nil, err
	}
	d, wrong := report.Describe(*read, a.reading.Location)
	if wrong != nil {
		return nil, errors.Join(err, wrong)
	}
	return &d, err
}

// someFailed is nil when no input failed, a partialError when some did, and an error when nothing was done.
func someFailed(failed, done, inputs int) error {
	switch {
	case failed == 0:
		return nil
	case done == 0:
		return errors.New("nothing could be read")
	}
	return partialError{fmt.Errorf("%d of %d inputs failed; the rest was done", failed, inputs)}
}
