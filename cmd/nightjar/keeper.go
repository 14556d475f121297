package main

import (
	"errors"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
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
