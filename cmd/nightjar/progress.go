package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/night"
)

// progressEvery is how often the progress line is drawn at most.
const progressEvery = 100 * time.Millisecond

// progress draws one line on a terminal about long work: how many inputs are done and how far the latest one is. Elsewhere it draws nothing.
type progress struct {
	mu     sync.Mutex
	out    io.Writer // nil when it is no terminal
	total  int
	ready  int
	latest time.Time
	drawn  bool
	over   bool // nothing is drawn any more
}

// newProgress returns the progress of total inputs on w.
func newProgress(w io.Writer, total int) *progress {
	p := &progress{total: total, latest: time.Now()}
	if f, ok := w.(*os.File); ok && terminal(f) {
		p.out = w
	}
	return p
}

// terminal reports whether f is a terminal that can redraw a line.
func terminal(f *os.File) bool {
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// takesColor reports whether w is a terminal whose user has not asked for NO_COLOR (no-color.org).
func takesColor(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && terminal(f)
}

// of returns what night.Run calls after every chunk of the input at path; nil when nobody looks.
func (p *progress) of(path string) func(*night.Ledger) {
	if p.out == nil {
		return nil
	}
	name := filepath.Base(path)
	return func(l *night.Ledger) {
		p.draw(fmt.Sprintf("%s: %.1f h read", name, l.Info.Rate.Seconds(l.Data.Len())/time.Hour.Seconds()))
	}
}

// finish counts an input that is done.
func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready++
}

// draw replaces the line, unless that was done just now.
func (p *progress) draw(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over || time.Since(p.latest) < progressEvery {
		return
	}
	p.latest, p.drawn = time.Now(), true
	fmt.Fprintf(p.out, "\r\x1b[K%d of %d done · %s", p.ready, p.total, what)
}

// done wipes the line for good.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
