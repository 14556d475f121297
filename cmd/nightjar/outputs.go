package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
func writeFolder(dir string, a *report.Analysis) error {
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"analysis.json", func(w io.Writer) error { return encodeJSON(w, a) }},
		{"nights.csv", func(w io.Writer) error { return report.WriteNightsCSV(w, a) }},
		{"events.csv", func(w io.Writer) error { return report.WriteEventsCSV(w, a) }},
		{"report.html", func(w io.Writer) error { return report.WriteHTML(w, a) }},
	} {
		if err := writeWhole(filepath.Join(dir, file.name), file.write); err != nil {
			return err
		}
	}
	return nil
}

// encodeJSON writes v as it is printed with --json.
func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
