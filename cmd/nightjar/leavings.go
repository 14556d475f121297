package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

const (
	analysisFile  = "analysis.json"
	outputsFile   = ".nightjar-outputs.json" // in the folder of --out: what was written there
	outputsSchema = "nightjar.outputs/1"
)

// outputs lists what a call that wrote pages of several nights or figures wrote into its folder, so that the next one can tell what is left over of it from what is somebody's own.
type outputs struct {
	Schema string            `json:"schema"`
	Files  map[string]string `json:"files"` // SHA-256 in hexadecimal, by name
}

// leaving matches the names of files that one call writes and the next may not: pages of nights and figures. Nothing else is ever taken away.
var leaving = regexp.MustCompile(`^(report-\d{3,}\.html|(timeline|intervals|hours)(-\d{3,})?\.(svg|png|pdf))$`)

// always are the names of the files that every call with --out writes (contract.md).
var always = []string{analysisFile, "nights.csv", "events.csv", "report.html"}

// spareRecordings fails when a recording that is to be read would be overwritten by a file that is to be written into dir.
func spareRecordings(dir string, jobs []job) error {
	for _, j := range jobs {
		for _, in := range j.inputs {
			name := filepath.Base(in.path)
			if !slices.Contains(always, name) && !leaving.MatchString(name) {
				continue
			}
			from, err1 := os.Stat(in.path)
			to, err2 := os.Stat(filepath.Join(dir, name))
			if err1 == nil && err2 == nil && os.SameFile(from, to) {
				return fmt.Errorf("%s would be overwritten by the results of that name: give another folder with --out", in.path)
			}
		}
	}
	return nil
}

// isOutput reports whether a file in a folder of recordings is what analyze --out wrote there.
func isOutput(path string) bool {
	dir, name := filepath.Split(path)
	if !slices.Contains(always, name) && !leaving.MatchString(name) && name != "reviews.json" {
		return false
	}
	f, err := os.Open(filepath.Join(dir, analysisFile))
	if err != nil {
		return false
	}
	defer f.Close() // only read
	head := make([]byte, 256)
	n, _ := io.ReadFull(f, head) // a shorter one is looked at as it is
	return bytes.Contains(head[:n], []byte(`"`+report.Schema+`"`))
}

// readOutputs reads what an earlier call wrote into dir; nothing when that is not known.
func readOutputs(dir string) outputs {
	var o outputs
	text, err := os.ReadFile(filepath.Join(dir, outputsFile))
	if err != nil || json.Unmarshal(text, &o) != nil || o.Schema != outputsSchema {
		return outputs{}
	}
	return o
}

// write writes the list, when there is anything on it that a later call may have to take away; an old list goes.
func (o *outputs) write(ctx context.Context, dir string, old outputs) error {
	if !slices.ContainsFunc(slices.Collect(maps.Keys(o.Files)), leaving.MatchString) {
		if old.Files == nil {
			return nil
		}
		return os.Remove(filepath.Join(dir, outputsFile))
	}
	return writeWhole(ctx, filepath.Join(dir, outputsFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(o)
	})
}

// takeAway removes pages and figures that an earlier call left in dir and this one did not write: beside the new index they would pass for its own. Only what the
// earlier call is known to have written is removed, and only while nobody has changed it. Of the very same analysis they stay, and are listed on.
func (o *outputs) takeAway(dir string, old outputs) error {
	same := old.Files[analysisFile] == o.Files[analysisFile]
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("--out %s: %w", dir, err)
	}
	for _, e := range entries {
		name := e.Name()
		if _, now := o.Files[name]; now || !e.Type().IsRegular() || !leaving.MatchString(name) {
			continue
		}
		switch ours, err := old.wrote(dir, name); {
		case err != nil:
			return err
		case ours && same:
			o.Files[name] = old.Files[name]
		case ours:
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return fmt.Errorf("%s: left by an earlier analysis, cannot be removed: %w", name, err)
			}
		}
	}
	return nil
}

// wrote reports whether the earlier call is known to have written a file as it is. Without its list, pages are known by what is in them.
func (o *outputs) wrote(dir, name string) (bool, error) {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: left by an earlier analysis, cannot be read: %w", name, err)
	}
	if o.Files == nil {
		return report.IsPage(text), nil
	}
	sum := sha256.Sum256(text)
	return o.Files[name] == hex.EncodeToString(sum[:]), nil
}
