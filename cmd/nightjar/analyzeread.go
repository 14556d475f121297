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
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// job is what is scored together: one recording, or the limbs of one night.
type job struct{ inputs []input }

// input is one recording and, when --night names it, where it was worn.
type input struct {
	path string
	site device.Site
}

// planJobs finds the recordings: each FILE, and each file in a FILE that is a folder, is one job; all of --night are one. They keep the order in which they were given.
func planJobs(files, nights []string) ([]job, error) {
	var jobs []job
	for _, f := range files {
		found, err := walk(f)
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			jobs = append(jobs, job{[]input{{path: path}}})
		}
	}
	var limbs job
	for _, n := range nights {
		name, path, ok := strings.Cut(n, "=")
		if !ok || path == "" {
			return nil, usageError{fmt.Errorf("--night %q: write SITE=FILE, such as left-ankle=left.csv", n)}
		}
		site, err := device.ParseSite(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("--night %q: %w", n, err)}
		}
		limbs.inputs = append(limbs.inputs, input{path, site})
	}
	if len(limbs.inputs) > 0 {
		jobs = append(jobs, limbs)
	}
	return jobs, checkJobs(files, jobs)
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

// walk returns the files in a folder, sorted, hidden ones left out, or the file itself.
func walk(path string) ([]string, error) {
	if path == standardInput {
		return []string{path}, nil
	}
	if st, err := os.Stat(path); err != nil || !st.IsDir() {
		return []string{path}, nil // what is not there fails as an input of its own
	}
	var out []string
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && p != path
		switch {
		case hidden && d.IsDir():
			return filepath.SkipDir
		case !hidden && !d.IsDir():
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("walking %s: %w", path, err)
	}
	return out, nil
}

// read takes one recording through the engine. When it fails part-way, what came before is returned along with the error.
func (a *analysis) read(ctx context.Context, in input) (*report.Input, night.Config, error) {
	opt := a.reading
	opt.Site = cmp.Or(in.site, opt.Site)
	src, err := openRecording(a.stdin, in.path, opt)
	if err != nil {
		return nil, night.Config{}, err
	}
	defer src.Close() // only read
	site := siteOf(opt, src)
	config := night.ConfigFor(site)
	config.Calibration = a.calibrate.Calibration
	ledger, err := night.Run(ctx, src, config, a.progress.of(in.path))
	if err != nil {
		err = fmt.Errorf("%s: %w", in.path, trimPath(err, in.path))
	}
	summary := src.Summary()
	if err != nil && summary.Samples == 0 {
		return nil, config, err
	}
	if err != nil {
		summary.Warnings = append(summary.Warnings, device.Warning{Code: "incomplete", Text: err.Error()})
	}
	return &report.Input{File: in.path, Site: site, Ledger: ledger, Summary: summary, Calibration: config.Calibration}, config, err
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
