package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/live"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// keeper keeps the journal of one limb: it puts it on the disk every second, says when the disk is full, and goes on.
type keeper struct {
	path    string
	said    func(format string, args ...any)
	mu      sync.Mutex
	w       *journal.Writer
	samples int64
	trouble string // empty when the disk takes everything
	stop    chan struct{}
	done    chan struct{}
}

// syncEvery is how much of a night a power failure may cost.
const syncEvery = time.Second

func newKeeper(w *journal.Writer, path string, samples int64, said func(string, ...any)) *keeper {
	k := &keeper{path: path, said: said, w: w, samples: samples, stop: make(chan struct{}), done: make(chan struct{})}
	go k.run()
	return k
}

// Record implements device.Recorder.
func (k *keeper) Record(c *device.Chunk) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.samples += int64(c.Len())
	return k.w.Record(c)
}

// mark adds a remark on a sample.
func (k *keeper) mark(at dsp.Index, text string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return errors.Join(k.w.Mark(journal.Mark{Index: at, Text: text}), k.w.Sync())
}

// run puts the journal on the disk every second.
func (k *keeper) run() {
	defer close(k.done)
	t := time.NewTicker(syncEvery)
	defer t.Stop()
	for {
		select {
		case <-k.stop:
			return
		case <-t.C:
			k.sync()
		}
	}
}

func (k *keeper) sync() {
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.w.Sync()
	switch {
	case err != nil && k.trouble == "":
		k.trouble = err.Error()
		k.said("%s: the journal cannot be written (%v); watching goes on, what comes is kept in memory and written when there is room", k.path, err)
	case err == nil && k.trouble != "":
		k.trouble = ""
		k.said("%s: the journal is being written again", k.path)
	}
}

// state returns what is wrong with the journal, empty when nothing is.
func (k *keeper) state() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.trouble
}

// end completes the journal and closes it. It reports whether everything is in it.
func (k *keeper) end(s device.Summary) (complete bool, err error) {
	close(k.stop)
	<-k.done
	k.mu.Lock()
	defer k.mu.Unlock()
	s.Samples = k.samples
	err = errors.Join(k.w.End(s), k.w.Close())
	_, lost := k.w.Waiting()
	return err == nil && lost == 0, err
}

// unfinished finds journals that were not ended in order, to continue them.
type unfinished struct {
	given string // --journal, empty for the data folder
	now   time.Time
	found map[string]string // path by sensor
	ends  map[string]journal.End
}

// resume returns where the recording of a sensor goes on: the latest journal of it that was not ended in order and stops less than two hours ago.
func (u *unfinished) resume(sensor string) live.Resume {
	for _, path := range u.candidates() {
		e, err := journal.Look(path)
		if err != nil || e.Clean || e.Info.Serial != sensor || e.Nanos == 0 || e.Next == 0 {
			continue
		}
		if age := u.now.Sub(time.Unix(0, e.Nanos)); age < 0 || age > journal.ContinueWithin {
			continue
		}
		u.found[sensor], u.ends[sensor] = path, e
		return live.Resume{Rate: e.Info.Rate, Next: e.Next, Nanos: e.Nanos}
	}
	return live.Resume{}
}

// candidates lists the journals that were written to lately, the latest first.
func (u *unfinished) candidates() []string {
	var paths []string
	if ext := filepath.Ext(u.given); u.given != "" {
		paths = []string{u.given}
		for _, site := range siteNames {
			paths = append(paths, strings.TrimSuffix(u.given, ext)+"-"+site+ext)
		}
	} else if dir, err := dataFolder(); err == nil { // else the new journal will fail for the same reason
		if paths, err = filepath.Glob(filepath.Join(dir, "*.njr")); err != nil {
			return nil
		}
	}
	age := map[string]time.Time{}
	paths = slices.DeleteFunc(paths, func(p string) bool {
		st, err := os.Stat(p)
		if err != nil || !st.Mode().IsRegular() || u.now.Sub(st.ModTime()) > journal.ContinueWithin {
			return true
		}
		age[p] = st.ModTime()
		return false
	})
	slices.SortFunc(paths, func(a, b string) int { return age[b].Compare(age[a]) })
	return paths
}

// open continues the journal of a source when one was found for it, and else begins one. It returns the samples that are in it already.
func (u *unfinished) open(info device.Info, path string) (*journal.Writer, string, journal.End, error) {
	if old, ok := u.found[info.Serial]; ok && u.ends[info.Serial].Info.Rate == info.Rate {
		w, e, err := journal.Continue(old)
		return w, old, e, err
	}
	w, err := journal.Create(path, info)
	if errors.Is(err, os.ErrExist) {
		err = fmt.Errorf("%s is there already and is not overwritten: give another name", path)
	}
	return w, path, journal.End{}, err
}
