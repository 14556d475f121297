package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// output is a file of --out and what writes it.
type output struct {
	name  string
	write func(io.Writer) error
}

// writeFolder writes the files of the contract into dir, each whole or not at all, and with figures also those of every night. What an earlier call left there and
// would mislead beside them goes.
func writeFolder(ctx context.Context, dir string, a *report.Analysis, figures bool) error {
	files := []output{
		{analysisFile, func(w io.Writer) error { return report.WriteJSON(w, a) }},
		{"nights.csv", func(w io.Writer) error { return report.WriteNightsCSV(w, a) }},
		{"events.csv", func(w io.Writer) error { return report.WriteEventsCSV(w, a) }},
		{"report.html", func(w io.Writer) error { return report.WriteHTML(w, a) }},
	}
	if len(a.Nights) > 1 {
		for i := range a.Nights {
			if a.Nights[i].Measured() {
				files = append(files, output{report.NightPage(i), func(w io.Writer) error { return report.WriteNightHTML(w, a, i) }})
			}
		}
	}
	if figures {
		drawn, err := figuresOf(a)
		if err != nil {
			return err
		}
		files = append(files, drawn...)
	}
	old, now := readOutputs(dir), outputs{Schema: outputsSchema, Files: map[string]string{}}
	for _, file := range files {
		sum, err := writeSummed(ctx, filepath.Join(dir, file.name), file.write)
		if err != nil {
			return err
		}
		now.Files[file.name] = sum
	}
	if err := now.takeAway(dir, old); err != nil {
		return err
	}
	return now.write(ctx, dir, old)
}

// figuresOf lists the figures of every night: timeline.svg and so on, with the night's number when there are several.
func figuresOf(a *report.Analysis) ([]output, error) {
	var out []output
	for i := range a.Nights {
		if !a.Nights[i].Measured() {
			continue
		}
		figures, err := export.Figures(a, i)
		if err != nil {
			return nil, err
		}
		number := ""
		if len(a.Nights) > 1 {
			number = fmt.Sprintf("-%03d", i+1)
		}
		for _, f := range figures {
			for _, format := range export.Formats {
				out = append(out, output{f.Name + number + "." + format, func(w io.Writer) error { return f.Write(w, format) }})
			}
		}
	}
	return out, nil
}

// writeWhole writes a file under another name first, so that it is there whole or not at all. It stops when ctx does.
func writeWhole(ctx context.Context, name string, write func(io.Writer) error) error {
	_, err := writeSummed(ctx, name, write)
	return err
}

// writeSummed writes a file as writeWhole does and returns the SHA-256 of what it wrote, in hexadecimal.
func writeSummed(ctx context.Context, name string, write func(io.Writer) error) (string, error) {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".nightjar-*")
	if err != nil {
		return "", fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	defer os.Remove(tmp.Name()) // is gone when it was renamed
	sum := sha256.New()
	b := bufio.NewWriterSize(&stoppable{ctx, io.MultiWriter(tmp, sum)}, writeBuffer)
	err = errors.Join(write(b), b.Flush())
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return "", fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return "", fmt.Errorf("%s: cannot be written: %w", name, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
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
