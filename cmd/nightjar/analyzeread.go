package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// job is what is scored together: one recording, or the limbs of one night.
type job struct{ inputs []input }

// input is one recording and, when --night names it, where it was worn. What a folder would not show carries the error.
type input struct {
	path   string
	site   device.Site
	err    error
	walked bool              // it was found in a folder
	looked func(path string) // is told of files beside it that its reading depends on; nil when nobody asks
}

// planJobs finds the recordings: each FILE, and each file in a FILE that is a folder, is one job; all of --night are one. They keep the order in which they were
// given. Beside them it returns, as remarks, what in a folder is no file and was left out (pipes, links to folders, which may lead in circles), and what was given more than once.
func planJobs(files, nights []string) (jobs []job, remarks []string, err error) {
	seen := map[string]bool{}
	for _, f := range files {
		found, odd := walk(f)
		for _, in := range found {
			at := whereabouts(in.path)
			if in.path != standardInput && seen[at] {
				remarks = append(remarks, in.path+": was given more than once and is read once")
				continue
			}
			seen[at] = true
			jobs = append(jobs, job{[]input{in}})
		}
		for _, path := range odd {
			remarks = append(remarks, path+": is no file and was left out")
		}
	}
	var limbs job
	for _, n := range nights {
		name, path, ok := strings.Cut(n, "=")
		if !ok || path == "" {
			return nil, nil, usageError{fmt.Errorf("--night %q: write SITE=FILE, such as left-ankle=left.csv", n)}
		}
		site, err := device.ParseSite(name)
		if err != nil {
			return nil, nil, usageError{fmt.Errorf("--night %q: %w", n, err)}
		}
		for _, other := range limbs.inputs {
			if filepath.Clean(other.path) == filepath.Clean(path) {
				return nil, nil, usageError{fmt.Errorf("--night %q: %s was given for %s already, and one sensor sees one limb", n, path, other.site)}
			}
		}
		limbs.inputs = append(limbs.inputs, input{path: path, site: site})
	}
	if len(limbs.inputs) > 0 {
		jobs = append(jobs, limbs)
	}
	return jobs, remarks, checkJobs(files, jobs)
}

// whereabouts returns where the file at path lies, by whatever name.
func whereabouts(path string) string {
	if p, err := filepath.EvalSymlinks(path); err == nil {
		path = p
	}
	if p, err := filepath.Abs(path); err == nil {
		path = p
	}
	return path
}

// checkJobs refuses calls without a recording and with more than one standard input.
func checkJobs(files []string, jobs []job) error {
	if len(files) == 0 && len(jobs) == 0 {
		return usageError{errors.New("analyze: give a recording, a folder of recordings, - for standard input, or --night SITE=FILE")}
	}
	if len(jobs) == 0 {
		return fmt.Errorf("there is no file in %s", strings.Join(files, ", "))
	}
	var paths []string
	for _, j := range jobs {
		for _, in := range j.inputs {
			paths = append(paths, in.path)
		}
	}
	return onceOnly(paths...)
}

// walk returns the files in a folder, sorted, hidden ones and what analyze --out wrote left out, or the file itself. What cannot be looked at is an input that has failed; what is no file
// is returned apart.
func walk(path string) (found []input, others []string) {
	if st, err := os.Stat(path); path == standardInput || err != nil || !st.IsDir() {
		return []input{{path: path}}, nil // what is not there fails as an input of its own
	}
	root := path + string(filepath.Separator) // so that a link to a folder is walked when it was named
	visit := func(p string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d.Name(), ".") && p != root
		switch {
		case hidden && d.IsDir():
			return filepath.SkipDir
		case err != nil:
			found = append(found, input{path: p, err: err})
			return filepath.SkipDir
		case hidden || d.IsDir() || isOutput(p):
			return nil
		}
		if st, err := os.Stat(p); err == nil && !st.Mode().IsRegular() {
			others = append(others, p)
			return nil
		}
		found = append(found, input{path: p, walked: true})
		return nil
	}
	// The visitor never fails but to skip a folder.
	_ = filepath.WalkDir(root, visit)
	return found, others
}

// read takes one recording through the engine. When it fails part-way, what came before is returned along with the error.
func (a *analysis) read(ctx context.Context, in input) (*report.Input, night.Config, error) {
	if in.err != nil {
		return nil, night.Config{}, in.err
	}
	opt := a.reading
	opt.Site, opt.Looked = cmp.Or(in.site, opt.Site), in.looked
	recording, err := openRecording(a.stdin, in.path, opt)
	if err != nil {
		return nil, night.Config{}, err
	}
	src := device.Ahead(recording)
	defer src.Close() // only read
	site := siteOf(opt, src)
	config := a.configFor(site)
	ledger, broke := night.Run(ctx, src, config, a.progress.of(in.path))
	summary := src.Summary()
	if broke != nil {
		err = fmt.Errorf("%s: %w", in.path, trimPath(broke, in.path))
		summary.Warnings = append(summary.Warnings, device.Warning{Code: "incomplete", Text: fmt.Sprintf("the recording broke off: %v", broke)})
	}
	if broke != nil && summary.Samples == 0 {
		return nil, config, err
	}
	return &report.Input{File: in.path, Site: site, Ledger: ledger, Summary: summary, Calibration: config.Calibration, Marks: marksOf(recording)}, config, err
}

// configFor returns what the engine of a recording from the given site is set up with.
func (a *analysis) configFor(site device.Site) night.Config {
	c := night.ConfigFor(site)
	c.Calibration, c.Clips, c.SensorOnly = a.calibrate.Calibration, a.clips, a.sensor
	return c
}

// marksOf returns what was marked while a journal was recorded; other recordings have no marks.
func marksOf(src device.Source) []report.Remark {
	j, ok := src.(interface{ Marks() []journal.Mark })
	if !ok {
		return nil
	}
	var out []report.Remark
	for _, m := range j.Marks() {
		out = append(out, report.Remark{At: m.Index, Text: m.Text})
	}
	return out
}

// trimPath leaves an error as it is; its text may begin with the path already.
func trimPath(err error, path string) error {
	if text, ok := strings.CutPrefix(err.Error(), path+": "); ok {
		return &shortened{text, err}
	}
	return err
}

// shortened is an error without the path that its text began with.
type shortened struct {
	text string
	err  error
}

func (s *shortened) Error() string { return s.text }
func (s *shortened) Unwrap() error { return s.err }
