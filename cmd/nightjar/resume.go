package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// resumeFolder is where the results of jobs that are done lie, in the folder of --out. Hidden, so that no recording is looked for in it.
const resumeFolder = ".resume"

// finished keeps the results of jobs that are done, one file each under a name made of everything that they depend on: the recordings' bytes, paths and
// sites, the flags and the files that they name, the rules and the program. A result that depends on anything else has another name and is not found.
// Files beside a recording that its reading looked for are only known by then: the result tells their hashes, and is used while they are the same.
// nil keeps nothing.
type finished struct {
	dir    string
	common string // what all jobs of the call depend on
	resume bool   // --resume: what an earlier call left is used, and what this one leaves is kept
}

// keepFinished prepares the folder for results of jobs that are done. Without --resume nothing is kept of a single job, and what is kept goes when all is done.
func (f *analyzeFlags) keepFinished(a *analysis, jobs int) (*finished, error) {
	if f.outTo == "" || jobs == 1 && !f.resume {
		return nil, nil
	}
	common, err := f.fingerprint(a)
	if err != nil {
		return nil, err
	}
	k := &finished{dir: filepath.Join(f.outTo, resumeFolder), common: common, resume: f.resume}
	if err := os.MkdirAll(k.dir, 0o755); err != nil {
		return nil, fmt.Errorf("--out: the results of files that are done cannot be kept: %w", err)
	}
	return k, nil
}

// fingerprint says what the results of this call depend on beside the recordings.
func (f *analyzeFlags) fingerprint(a *analysis) (string, error) {
	given := *f
	given.jobs, given.outTo, given.json, given.wide, given.plain, given.figures, given.resume = 0, "", false, false, false, false, false // none changes a result
	given.rules, given.nights = nil, nil                                                                                                 // are in the rules themselves and in the jobs
	files := map[string][]byte{}
	for _, path := range []string{f.diary, f.hypnogram, f.calibration} {
		if path == "" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		files[path] = text
	}
	text, err := json.Marshal(struct {
		Program, Given string
		Rules          any
		Criteria       report.Criteria
		AgeGiven       bool
		Files          map[string][]byte
	}{programStamp(), fmt.Sprintf("%+v", given), a.scoring.Rules, a.scoring.Criteria, a.scoring.AgeYears != nil, files})
	return string(text), err
}

// programStamp names the program: its version, and for one that was built without saying from what, when and how large.
func programStamp() string {
	v := programVersion()
	if !strings.HasPrefix(v, "devel") && !strings.Contains(v, "dirty") {
		return v
	}
	if path, err := os.Executable(); err == nil {
		if st, err := os.Stat(path); err == nil {
			v += fmt.Sprint(" ", st.Size(), " ", st.ModTime().UnixNano())
		}
	}
	return v
}

// name returns the file of the result of a job whose inputs have the given hashes.
func (k *finished) name(j *job, hashes []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", k.common)
	for i, in := range j.inputs {
		fmt.Fprintf(h, "%q %q %s\n", in.path, in.site, hashes[i])
	}
	return filepath.Join(k.dir, hex.EncodeToString(h.Sum(nil))+".json.gz")
}

// saved is the result of a job in a file.
type saved struct {
	Sites      []device.Site
	Recordings []report.Recording
	Nights     []savedNight
	Beside     map[string]string // SHA-256 of the side files by path, empty where there was none
}

// savedNight is a night with what its JSON leaves out.
type savedNight struct {
	Night report.Night
	Trace *report.Trace
	Waves [][]report.Wave // by event
}

// load returns the result of a job when an earlier call left it. What cannot be read is as if it were not there, and is done again.
func (k *finished) load(ctx context.Context, j *job, configOf func(device.Site) night.Config) (result, bool) {
	if k == nil || !k.resume {
		return result{}, false
	}
	if left, err := os.ReadDir(k.dir); err != nil || len(left) == 0 {
		return result{}, false // saves hashing
	}
	hashes := make([]string, len(j.inputs))
	for i, in := range j.inputs {
		var err error
		if hashes[i], err = hashOf(ctx, in); err != nil {
			return result{}, false
		}
	}
	f, err := os.Open(k.name(j, hashes))
	if err != nil {
		return result{}, false
	}
	defer f.Close() // only read
	var s saved
	z, err := gzip.NewReader(f)
	if err == nil {
		err = json.NewDecoder(z).Decode(&s)
	}
	if err != nil {
		return result{}, false
	}
	for path, was := range s.Beside {
		if besideHash(ctx, path) != was {
			return result{}, false
		}
	}
	return s.result(configOf), true
}

// besideHash returns the SHA-256 of a side file, empty when there is none.
func besideHash(ctx context.Context, path string) string {
	sum, err := hashOf(ctx, input{path: path})
	if err != nil {
		return ""
	}
	return sum
}

// hashOf returns the SHA-256 of a recording as it is stored.
func hashOf(ctx context.Context, in input) (string, error) {
	if in.err != nil || in.path == standardInput {
		return "", errors.New("has no bytes that stay")
	}
	f, err := os.Open(in.path)
	if err != nil {
		return "", err
	}
	defer f.Close() // only read
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() {
		return "", errors.New("is no file")
	}
	h := sha256.New()
	if _, err := io.CopyBuffer(&stoppable{ctx, h}, struct{ io.Reader }{f}, make([]byte, 256<<10)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// store keeps the result of a job all of which was read.
func (k *finished) store(ctx context.Context, j *job, r *result) error {
	if k == nil || len(r.failed) > 0 || slices.Contains(r.hashes, "") {
		return nil
	}
	for _, in := range j.inputs {
		if in.path == standardInput {
			return nil
		}
	}
	s := saved{Sites: r.config.sites, Recordings: r.scored.Recordings, Beside: map[string]string{}}
	for _, path := range r.beside {
		s.Beside[path] = besideHash(ctx, path)
	}
	for _, n := range r.scored.Nights {
		kept := savedNight{Night: n, Trace: n.Trace, Waves: make([][]report.Wave, len(n.Events))}
		for i := range n.Events {
			kept.Waves[i] = n.Events[i].Waves
		}
		s.Nights = append(s.Nights, kept)
	}
	return writeWhole(ctx, k.name(j, r.hashes), func(w io.Writer) error {
		z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		return errors.Join(json.NewEncoder(z).Encode(s), z.Close())
	})
}

// result returns what was saved as it was.
func (s *saved) result(configOf func(device.Site) night.Config) result {
	r := result{scored: report.Scored{Recordings: s.Recordings}}
	for _, kept := range s.Nights {
		n := kept.Night
		n.Trace = kept.Trace
		for i := range min(len(n.Events), len(kept.Waves)) {
			n.Events[i].Waves = kept.Waves[i]
		}
		r.scored.Nights = append(r.scored.Nights, n)
	}
	for _, site := range s.Sites {
		r.config.add(site, configOf(site))
	}
	return r
}

// done takes the results away once everything was done, unless --resume keeps them for the next call.
func (k *finished) done() error {
	if k == nil || k.resume {
		return nil
	}
	return os.RemoveAll(k.dir)
}
