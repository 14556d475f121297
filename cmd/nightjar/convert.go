package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/tables"
)

// converters write a recording in the forms of --to.
var converters = map[string]func(w io.Writer, src device.Source) error{
	"axivity-csv": tables.WriteAxivity,
	"journal":     recordJournal,
}

// newConvertCommand returns the verb that writes a recording in another form.
func newConvertCommand() *cobra.Command {
	var f readingFlags
	var to, out string
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a recording as Axivity CSV or as a journal",
		Long: `Convert reads any recording and writes it as Axivity CSV, which many programs read, or as a journal, Nightjar's own form, which keeps
everything. Both ways back and forth keep every measured sample to the micro-g, and its time to the millisecond however often they are gone
(below 10 Hz to the interval between samples). A CSV holds what was measured: samples that were interpolated are left out of it. Device,
serial number, site, full scale, nominal rate and the causes of holes are not in it, and are told anew from what is.`,
		Example: `  nightjar convert night.cwa --to axivity-csv -o night.csv
  nightjar convert night.csv --to journal --site left-ankle -o night.njr`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := converters[to]
			switch {
			case !ok:
				return usageError{fmt.Errorf("--to %q: give axivity-csv or journal", to)}
			case out == "":
				return usageError{errors.New("say where to: -o FILE, or -o - for standard output")}
			}
			opt, err := f.options()
			if err != nil {
				return err
			}
			return convert(cmd, args[0], opt, out, write)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&to, "to", "", "axivity-csv or journal, needed")
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write, - for standard output; needed")
	return cmd
}

// convert writes the recording at path to out. Files stop with the call by themselves; a pipe on which nothing comes cannot.
func convert(cmd *cobra.Command, path string, opt device.Options, out string, write func(io.Writer, device.Source) error) error {
	work := func() (ws []device.Warning, err error) {
		src, err := openRecording(cmd.InOrStdin(), path, opt)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, src.Close()) }()
		into := func(w io.Writer) error { return write(w, src) }
		if out == standardInput {
			err = into(&stoppable{cmd.Context(), cmd.OutOrStdout()})
		} else {
			err = writeWhole(cmd.Context(), out, into)
		}
		return slices.Concat(src.Info().Warnings, src.Summary().Warnings), err
	}
	if path == standardInput {
		interruptible := work
		work = func() ([]device.Warning, error) { return unlessInterrupted(cmd.Context(), interruptible) }
	}
	warnings, err := work()
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", w.Code, w.Text)
	}
	return nil
}

// recordJournal writes src as a journal.
func recordJournal(w io.Writer, src device.Source) error {
	j, err := journal.NewWriter(w, src.Info())
	if err != nil {
		return err
	}
	var c device.Chunk
	for {
		err := src.Next(&c)
		if err == io.EOF {
			return errors.Join(j.End(src.Summary()), j.Close())
		}
		if err == nil {
			err = j.Record(&c)
		}
		if err != nil {
			return err
		}
	}
}
