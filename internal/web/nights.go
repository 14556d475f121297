package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// Names of the files of an analysis (contract.md) and of what a person said of it.
const (
	analysisFile = "analysis.json"
	reportFile   = "report.html"
	reviewsFile  = "reviews.json"
	trashFolder  = ".trash" // where deleted analyses go; emptying it is the owner's
	largestJSON  = 256 << 20
	idBytes      = 9 // of a hash: enough that two folders never share one
)

// folder holds the analyses below a directory. Analyses are read again when their file changes.
type folder struct {
	root string
	mu   sync.Mutex
	seen map[string]analysed // by path
}

// analysed is one analysis: a folder with an analysis.json.
type analysed struct {
	id       string
	path     string // of the folder
	modified time.Time
	size     int64
	analysis *report.Analysis
	err      error
}

// night is one night of one analysis.
type night struct {
	*analysed
	index int
}

// id returns what clients call a night: no path, nothing that they could make up.
func (n *night) nightID() string { return fmt.Sprintf("%s-%d", n.id, n.index+1) }

// night returns the night itself.
func (n *night) night() *report.Night { return &n.analysis.Nights[n.index] }

// file returns the name of the night's first recording.
func (n *night) file() string {
	return filepath.Base(n.analysis.Recordings[n.night().Recordings[0]].File)
}

// list reads the analyses below the root, sorted by path.
func (f *folder) list() ([]analysed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fresh := map[string]analysed{}
	var out []analysed
	err := filepath.WalkDir(f.root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == f.root:
			return err
		case errors.Is(err, fs.ErrNotExist):
			return nil // it has just been deleted
		case err != nil:
			out = append(out, analysed{path: path, err: err}) // one folder that may not be looked into hides no other
			return fs.SkipDir
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != f.root:
			return filepath.SkipDir
		case d.IsDir() || d.Name() != analysisFile || !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		a, ok := f.seen[path]
		if !ok || !a.modified.Equal(info.ModTime()) || a.size != info.Size() {
			a = f.read(path, info)
		}
		fresh[path] = a
		out = append(out, a)
		return nil
	})
	f.seen = fresh
	if err != nil {
		return nil, fmt.Errorf("reading the nights: %w", err)
	}
	return out, nil
}

// read reads one analysis.
func (f *folder) read(path string, info fs.FileInfo) analysed {
	sum := sha256.Sum256([]byte(path))
	a := analysed{id: hex.EncodeToString(sum[:idBytes]), path: filepath.Dir(path), modified: info.ModTime(), size: info.Size()}
	if info.Size() > largestJSON {
		a.err = fmt.Errorf("%s is larger than %d MB", path, largestJSON>>20)
		return a
	}
	text, err := os.ReadFile(path)
	if err != nil {
		a.err = err
		return a
	}
	a.analysis = &report.Analysis{}
	if err := json.Unmarshal(text, a.analysis); err != nil || a.analysis.Schema != report.Schema {
		a.err, a.analysis = errors.Join(fmt.Errorf("%s is no analysis of this program", path), err), nil
	}
	return a
}

var errNoFile = errors.New("is no plain file")

// readRegular reads a file that is no link: what a link in the folder leads to is not shown to whoever looks on.
func readRegular(path string) ([]byte, error) {
	st, err := os.Lstat(path)
	if err == nil && !st.Mode().IsRegular() {
		err = fmt.Errorf("%s %w", path, errNoFile)
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// nights lists the nights of all analyses, the latest first.
func (f *folder) nights() ([]night, []error, error) {
	list, err := f.list()
	var out []night
	var broken []error
	for i := range list {
		if list[i].err != nil {
			broken = append(broken, list[i].err)
			continue
		}
		for k := range list[i].analysis.Nights {
			n := night{&list[i], k}
			if slices.ContainsFunc(n.night().Recordings, func(r int) bool { return r < 0 || r >= len(n.analysis.Recordings) }) || len(n.night().Recordings) == 0 {
				broken = append(broken, fmt.Errorf("%s: a night without its recording", list[i].path))
				continue
			}
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(a, b night) int { return cmp.Compare(date(b.night()), date(a.night())) })
	return out, broken, err
}

// date returns the date of a night, empty when undated.
func date(n *report.Night) string {
	if n.Night == nil {
		return ""
	}
	return *n.Night
}

// find returns the night with an id; nil when there is none.
func (f *folder) find(id string) (*night, error) {
	all, _, err := f.nights()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].nightID() == id {
			return &all[i], nil
		}
	}
	return nil, nil
}

// bury moves a folder below the root into the trash, from where it can be brought back: no recorded data is ever destroyed here.
func (f *folder) bury(path, id string, now time.Time) error {
	if filepath.Clean(path) == filepath.Clean(f.root) {
		return errors.New("this analysis lies in the served folder itself: delete its files by hand")
	}
	below, err := f.list()
	if err != nil {
		return err
	}
	for i := range below {
		if strings.HasPrefix(below[i].path, filepath.Clean(path)+string(filepath.Separator)) {
			return fmt.Errorf("the analysis in %s lies within it and would go along: delete that one first", below[i].path)
		}
	}
	trash := filepath.Join(f.root, trashFolder)
	if err := os.MkdirAll(trash, 0o755); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(trash, fmt.Sprintf("%s-%s-%d", filepath.Base(path), id, now.UnixNano())))
}

// reportPage returns the path of a night's page.
func (n *night) reportPage() string {
	if len(n.analysis.Nights) == 1 {
		return filepath.Join(n.path, reportFile)
	}
	return filepath.Join(n.path, report.NightPage(n.index))
}
