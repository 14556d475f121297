package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/nightjar-sleep/nightjar/internal/export"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// prepareFolder makes the folder of --out and checks that it can be written to, before any work is done.
func prepareFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--out %s cannot be made: %w", dir, err)
	}
	probe, err := os.CreateTemp(dir, ".nightjar-*")
	if err != nil {
		return fmt.Errorf("--out %s cannot be written to: %w", dir, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// writeFolder writes the files of the contract into dir, each whole or not at all.
func writeFolder(ctx context.Context, dir string, a *report.Analysis) error {
	type file struct {
		name  string
		write func(io.Writer) error
	}
	files := []file{
		{"analysis.json", func(w io.Writer) error { return report.WriteJSON(w, a) }},
		{"nights.csv", func(w io.Writer) error { return report.WriteNightsCSV(w, a) }},
		{"events.csv", func(w io.Writer) error { return report.WriteEventsCSV(w, a) }},
		{"report.html", func(w io.Writer) error { return report.WriteHTML(w, a) }},
	}
	if len(a.Nights) > 1 {
		for i := range a.Nights {
			files = append(files, file{report.NightPage(i), func(w io.Writer) error { return report.WriteNightHTML(w, a, i) }})
		}
	}
	for _, file := range files {
		if err := writeWhole(ctx, filepath.Join(dir, file.name), file.write); err != nil {
			return err
		}
	}
	return dropOldPages(dir, len(a.Nights))
}

// dropOldPages removes the pages of nights that an earlier analysis of more nights left in dir: beside the new index they would pass for nights of this one.
func dropOldPages(dir string, nights int) error {
	if nights < 2 {
		nights = 0 // a single night is in the index's place
	}
	for i := nights; ; i++ {
		name := filepath.Join(dir, report.NightPage(i))
		text, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil || !report.IsPage(text) {
			continue // not ours
		}
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("%s: the page of an earlier analysis cannot be removed: %w", name, err)
		}
	}
}

// writeFigures writes the figures of every night: timeline.svg and so on, with the night's number when there are several.
func writeFigures(ctx context.Context, dir string, a *report.Analysis) error {
	for i := range a.Nights {
		figures, err := export.Figures(a, i)
		if err != nil {
			return err
		}
		number := ""
		if len(a.Nights) > 1 {
			number = fmt.Sprintf("-%03d", i+1)
		}
		for _, f := range figures {
			for _, format := range export.Formats {
				write := func(w io.Writer) error { return f.Write(w, format) }
				if err := writeWhole(ctx, filepath.Join(dir, f.Name+number+"."+format), write); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// writeWhole writes a file under another name first, so that it is there whole or not at all. It stops when ctx does.
func writeWhole(ctx context.Context, name string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".nightjar-*")
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	defer os.Remove(tmp.Name()) // is gone when it was renamed
	b := bufio.NewWriterSize(&stoppable{ctx, tmp}, writeBuffer)
	err = errors.Join(write(b), b.Flush())
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	return nil
}

// writeBuffer is how much of a file is written at once.
const writeBuffer = 64 << 10 // bytes

// stoppable is a writer that fails once the call was interrupted.
type stoppable struct {
	ctx context.Context
	w   io.Writer
}

func (s *stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}
