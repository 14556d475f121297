package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/events"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// newExplainCommand returns the verb that shows what was made of one moment.
func newExplainCommand() *cobra.Command {
	var f analyzeFlags
	var at, svg string
	cmd := &cobra.Command{
		Use:   "explain FILE --at TIME",
		Short: "Show one moment of a recording: waveform, floor, threshold and the rule that decided",
		Long: `Explain analyses a recording and shows what was made of one moment of it: the waveform as distance from the posture before, the noise floor and
the threshold there, by how much it was passed, and the rule that gave the event its class; or why there is none.

TIME is HH:MM:SS of the night, a date and time (RFC 3339), or +SECONDS from the first sample, as events.csv has it in onset_s.`,
		Example: `  nightjar explain night.csv --at +7301.5
  nightjar explain night.csv --at 03:12:40 --svg moment.svg`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return explain(cmd, &f, args[0], at, svg) },
	}
	f.readingFlags.add(cmd)
	f.rules = addRulesFlag(cmd)
	addConfigFlag(cmd)
	v := cmd.Flags()
	v.StringVar(&at, "at", "", "the moment: HH:MM:SS, RFC 3339, or +SECONDS from the first sample")
	v.StringVar(&svg, "svg", "", "write the picture to this file too")
	f.nightStart = "12:00"
	return cmd
}

// explain executes the verb.
func explain(cmd *cobra.Command, f *analyzeFlags, path, at, svg string) error {
	if at == "" {
		return usageError{errors.New("explain: say which moment, as --at 03:12:40 or --at +7301.5")}
	}
	if path == standardInput {
		return usageError{errors.New("explain: give a file, which is read twice; standard input can be read once")}
	}
	moment, err := events.ParseMoment(at)
	if err != nil {
		return usageError{fmt.Errorf("--at: %w", err)}
	}
	a, err := f.understand(cmd)
	if err != nil {
		return err
	}
	a.progress = newProgress(cmd.ErrOrStderr(), 1)
	picture, err := unlessInterrupted(cmd.Context(), func() (*report.Picture, error) { return a.explain(cmd.Context(), path, momentOf(moment)) })
	a.progress.done()
	if err != nil {
		return err
	}
	if svg != "" {
		write := func(w io.Writer) error { _, err := io.WriteString(w, picture.SVG()); return err }
		if err := writeWhole(cmd.Context(), svg, write); err != nil {
			return err
		}
	}
	return picture.WriteText(cmd.OutOrStdout())
}

// explain analyses the recording and shows the moment.
func (a *analysis) explain(ctx context.Context, path string, at report.Moment) (*report.Picture, error) {
	in := input{path: path}
	read, _, err := a.read(ctx, in)
	if err != nil {
		return nil, err
	}
	e, err := report.Explain(*read, at, a.scoring)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	src, err := openRecording(a.stdin, path, a.reading)
	if err != nil {
		return nil, err
	}
	defer src.Close() // only read
	blocks, err := samplesIn(ctx, src, e.Samples)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return e.Show(blocks), nil
}

// samplesIn reads a source up to the end of the span and returns the blocks that reach into it.
func samplesIn(ctx context.Context, src device.Source, want dsp.Span) ([]dsp.Block, error) {
	var out []dsp.Block
	var c device.Chunk
	for ctx.Err() == nil {
		err := src.Next(&c)
		if end := c.Start + dsp.Index(c.Len()); end > want.Start && c.Start < want.End && c.Len() > 0 {
			out = append(out, dsp.Block{Start: c.Start, X: append([]int32{}, c.X...), Y: append([]int32{}, c.Y...), Z: append([]int32{}, c.Z...)})
		} else if c.Start >= want.End && c.Len() > 0 {
			return out, nil
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
	}
	return nil, ctx.Err()
}
