package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/live"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// session is a night that lasts: its links, its limbs, and what is known of it so far.
type session struct {
	*speaker
	links []*live.Link
	limbs []*limb

	mu      sync.Mutex // over the engines and all below
	scoring report.Options
	calib   night.Calibration
	night   *report.Night // as it would be if it ended now; nil before the first movement
	joined  time.Time
	moves   int       // movements that were in it
	upTo    float64   // s of recording that were in it
	encoded []string  // events of it that seemed settled
	emitted []string  // events that are
	decided int       // events of it that keep their class
	asked   time.Time // when the key for lights off was pressed last
	stopped bool
	gone    bool // the engines are: there is nothing to look at any more
}

// limb is one sensor of a session.
type limb struct {
	link   *live.Link
	source *live.Source
	keeper *keeper
	engine *night.Engine // nil when nothing is scored
	trace  *night.Trace
	end    journal.End // where a night that is continued had stopped
	marks  []report.Remark
	told   dsp.Index // trigger of the latest movement that was told of
	seen   int       // movements of the ledger that were looked at
	state  string    // of the link, as last told
	asleep string    // the sleeper's, as last told
}

// limits on how often a night is joined while it lasts.
const (
	joinEvery   = 2 * time.Second // at most
	joinSeconds = 60.0            // s of recording after which it is, whatever happened
)

// openSession opens the targets and their journals.
func openSession(ctx context.Context, f *sensorFlags, targets []target, file string, fresh bool, to *speaker) (*session, error) {
	s := &session{speaker: to}
	now := time.Now()
	u := &unfinished{now: now}
	if !fresh {
		u = lookForUnfinished(file, now)
	}
	for _, t := range targets {
		opt, err := f.options(t)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		opt.Resume, opt.Ahead = u.resume, u.ahead()
		l, err := live.Open(ctx, opt)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.links = append(s.links, l)
		if n := len(l.Sources()); t.named && n != len(t.sites) {
			return nil, errors.Join(usageError{fmt.Errorf("%s carries %d sensors, and %d sites are named for it: name one site for each", l.Health().Port, n, len(t.sites))}, s.close())
		}
		for _, src := range l.Sources() {
			s.limbs = append(s.limbs, &limb{link: l, source: src})
		}
	}
	if err := s.checkSites(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	for _, b := range s.limbs {
		if err := s.openJournal(b, u, file); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	return s, nil
}

// checkSites refuses several sensors of which nobody knows where they are worn.
func (s *session) checkSites() error {
	seen := map[device.Site]bool{}
	for _, b := range s.limbs {
		site := b.source.Info().Site
		if seen[site] || len(s.limbs) > 1 && site == device.SiteUnknown {
			port := b.link.Health().Port
			return usageError{fmt.Errorf("there are %d sensors on this: say where each is worn, such as left-ankle=%s right-ankle=%s", len(s.limbs), port, port)}
		}
		seen[site] = true
	}
	return nil
}

// openJournal begins the journal of a limb, or continues it.
func (s *session) openJournal(b *limb, u *unfinished, file string) error {
	info := b.source.Info()
	path, err := journalName(file, u.now, info.Site, len(s.limbs) > 1)
	if err != nil {
		return err
	}
	w, path, end, said, err := u.open(info, path)
	if err != nil {
		return err
	}
	b.end = end
	b.keeper = newKeeper(w, path, end.Samples, s.say)
	s.say("journal: %s", path)
	if said != "" {
		s.say("%s", said)
	}
	return nil
}

// close ends everything at once, for a session that cannot begin.
func (s *session) close() error {
	var errs []error
	for _, b := range s.limbs {
		if b.keeper != nil {
			_, err := b.keeper.end(device.Summary{})
			errs = append(errs, err)
		}
	}
	for _, l := range s.links {
		l.Close()
	}
	return errors.Join(errs...)
}

// score sets up the engines, and takes them through what the journals of a continued night hold already.
func (s *session) score(scoring report.Options, calib night.Calibration) error {
	s.scoring, s.calib = scoring, calib
	for _, b := range s.limbs {
		info := b.source.Info()
		if b.end.Next > 0 {
			info = b.end.Info
		}
		config := night.ConfigFor(info.Site)
		config.Calibration = calib
		b.engine, b.trace = night.NewEngine(info, config), night.NewTrace(info.Rate)
		if b.end.Next == 0 {
			continue
		}
		r, err := journal.Open(b.keeper.path)
		if err != nil {
			return err
		}
		err = night.Pull(context.Background(), r, func(c *device.Chunk) { s.push(b, c) })
		for _, m := range r.Marks() {
			b.marks = append(b.marks, report.Remark{At: m.Index, Text: m.Text})
		}
		b.seen = len(b.engine.Ledger().Movements)
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
	}
	return nil
}

// push takes a limb one chunk further.
func (s *session) push(b *limb, c *device.Chunk) {
	if b.engine == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b.trace.Push(&c.Block)
	b.engine.Push(c)
}

// run reads all limbs to their ends, every sample into its journal before anything else looks at it.
func (s *session) run() error {
	var group sync.WaitGroup
	errs := make([]error, len(s.limbs))
	for i, b := range s.limbs {
		group.Go(func() {
			errs[i] = night.Pull(context.Background(), device.Tee(b.source, b.keeper), func(c *device.Chunk) { s.push(b, c) })
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// stop ends the reading in order.
func (s *session) stop() {
	for _, l := range s.links {
		l.Stop()
	}
}

// finish closes links and journals and reports whether the journals hold everything.
func (s *session) finish() (complete bool, err error) {
	s.mu.Lock()
	s.stopped = true
	for _, b := range s.limbs {
		if b.engine != nil {
			b.engine.Close()
		}
	}
	s.mu.Unlock()
	complete = true
	var errs []error
	for _, b := range s.limbs {
		whole, err := b.keeper.end(b.source.Summary())
		complete = complete && whole
		errs = append(errs, err)
	}
	for _, l := range s.links {
		l.Close()
	}
	return complete, errors.Join(errs...)
}

// forget gives back the memory of the engines and of the night as it was seen, for one that is analysed from its journals: else there would be two of them.
func (s *session) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.limbs {
		b.engine, b.trace = nil, nil
	}
	s.night, s.encoded, s.gone = nil, nil, true
	debug.FreeOSMemory()
}

// mark marks the latest sample of every limb.
func (s *session) mark(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	for _, b := range s.limbs {
		if err := b.keeper.mark(max(0, b.engine.Ledger().Data.End-1), text); err != nil {
			s.say("%s: the mark could not be written: %v", b.keeper.path, err)
		}
		b.marks = append(b.marks, report.Remark{At: max(0, b.engine.Ledger().Data.End-1), Text: text})
	}
	s.joined = time.Time{} // the time in bed may have changed
	s.moves = -1
}

// group returns the limbs as they stand, as reports take them.
func (s *session) group() report.Group {
	var g report.Group
	for _, b := range s.limbs {
		l := b.engine.Ledger()
		g = append(g, report.Input{File: b.keeper.path, Site: l.Info.Site, Ledger: l, Calibration: s.calib, Marks: b.marks})
	}
	return g
}

// join brings s.night up to date when that is due, and reports whether it did. The lock is held.
func (s *session) join() bool {
	moves, seconds, ready := 0, 0.0, true
	for _, b := range s.limbs {
		l := b.engine.Ledger()
		moves += len(l.Movements)
		seconds = max(seconds, l.Seconds(float64(l.Data.End)))
		ready = ready && l.Data.Len() > 0
	}
	if !ready || s.stopped || time.Since(s.joined) < joinEvery || moves == s.moves && seconds-s.upTo < joinSeconds {
		return false
	}
	s.joined, s.moves, s.upTo = time.Now(), moves, seconds
	scored, err := report.Join(s.group(), s.scoring)
	if err != nil || len(scored.Nights) == 0 {
		return false
	}
	s.night = &scored.Nights[len(scored.Nights)-1]
	return true
}

// frontier returns the time of the night up to which every track of every limb is settled. The lock is held.
func (s *session) frontier() report.Millis {
	first := s.limbs[0].engine.Ledger()
	var out report.Millis
	for i, b := range s.limbs {
		l := b.engine.Ledger()
		if len(l.Anchors) == 0 || len(first.Anchors) == 0 {
			return 0
		}
		f := l.Nanos(float64(b.engine.Frontier())) + l.Anchors[0].Nanos - first.Anchors[0].Nanos
		if m := report.Millis(f / int64(time.Millisecond)); i == 0 || m < out {
			out = m
		}
	}
	return out
}

// settle returns the events that have settled since the last call, as JSON: those that cannot change any more and have not since the join before. The lock
// is held.
func (s *session) settle() []string {
	frontier := s.frontier()
	s.decided = report.Decided(s.night, s.scoring.Rules, &s.scoring.Criteria, frontier)
	k := min(report.Settled(s.night, s.scoring.Rules, frontier), len(s.night.Events))
	var now []string
	for i := len(s.emitted); i < k; i++ {
		now = append(now, encodeEvent(&s.night.Events[i]))
	}
	n := 0
	for n < len(now) && n < len(s.encoded) && now[n] == s.encoded[n] {
		n++
	}
	s.encoded = now[n:]
	s.emitted = append(s.emitted, now[:n]...)
	return now[:n]
}

// encodeEvent returns an event as one line of JSON.
func encodeEvent(e *report.Event) string { return encodeLine(e) }

// encodeLine returns v as one line of JSON, spelled as in every other output.
func encodeLine(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("nightjar: a result that is no JSON: " + err.Error()) // reports hold numbers and texts only
	}
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}

// every calls look under the lock until the session is over.
func (s *session) every(d time.Duration, over <-chan struct{}, look func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-over:
			return
		case <-t.C:
			s.mu.Lock()
			if !s.stopped {
				look()
			}
			s.mu.Unlock()
		}
	}
}

// speaker says things to people, one line at a time, from any goroutine; while a screen is shown, they wait for its end.
type speaker struct {
	mu     sync.Mutex
	out    io.Writer
	hidden bool
	lines  []string
}

// say says something.
func (p *speaker) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := fmt.Sprintf(format, args...)
	if p.hidden {
		p.lines = append(p.lines, line)
		return
	}
	fmt.Fprintln(p.out, line)
}

// hide lets what is said wait, or says what waited.
func (p *speaker) hide(hidden bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hidden = hidden
	for _, l := range p.lines {
		fmt.Fprintln(p.out, l)
	}
	p.lines = nil
}

// latest returns what waits and was said last.
func (p *speaker) latest() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.lines) == 0 {
		return ""
	}
	return p.lines[len(p.lines)-1]
}
