package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

const (
	speedMost = 1_000_000        // times real time: beyond it only the reader sets the pace
	tick      = time.Millisecond // scenes due within a tick go out together
	patience  = 30 * time.Second // how long a reader that has gone may stay away
	takeTime  = 5 * time.Second  // how long a reader may take to read the last bytes
)

// Config says how a recording is played.
type Config struct {
	Decoder string  // the name of --decoder for which the device speaks
	Speed   float64 // times real time, positive
	Link    string  // a path that always leads to the device; empty for none
	Faults  Faults
	Seed    uint64 // of the faults
	// Tell is called with each path under which the device appears, the first time before anything is sent.
	Tell func(path string) error
}

// Check fails when there is no such decoder or speed.
func (c *Config) Check() error {
	if !(c.Speed > 0 && c.Speed <= speedMost) {
		return fmt.Errorf("speed %g: give a positive number up to %d, 1 for real time", c.Speed, speedMost)
	}
	_, err := newEncoder(c.Decoder)
	return err
}

// Play plays a recording, or those of several sensors on one link, and returns when the recording has ended and the device has hung up, or when ctx ends. It fails when
// there are no pseudo-terminals, when the link cannot be made, when the recording cannot be read, and when the reader goes away for good.
func Play(ctx context.Context, list []device.Source, cfg Config) (err error) {
	if err := cfg.Check(); err != nil {
		return err
	}
	t, err := newScenes(list, &cfg)
	if err != nil {
		return err
	}
	p := &player{Config: cfg, scenes: t}
	defer func() { err = errors.Join(err, p.hangUp()) }()
	if err := p.plugIn(); err != nil {
		return err
	}
	if err := p.await(ctx, 0); err != nil {
		return err
	}
	p.start = time.Now()
	return p.run(ctx)
}

// player sends a tape.
type player struct {
	Config
	scenes
	term  *terminal // nil while unplugged
	start time.Time // when the first sample was due
	batch []byte
}

// run sends scene after scene, each when it is due.
func (p *player) run(ctx context.Context) error {
	for {
		sc, err := p.scenes.next()
		if err != nil {
			if flushed := p.flush(ctx); flushed != nil || err != io.EOF {
				return errors.Join(flushed, notEOF(err))
			}
			if p.term == nil { // the recording ended while it was unplugged
				return nil
			}
			return p.term.settle(ctx, takeTime)
		}
		due := p.start.Add(time.Duration(float64(sc.at) / p.Speed))
		if ahead := time.Until(due); ahead > tick || len(p.batch) > 0 && ahead > 0 {
			if err := p.flush(ctx); err != nil {
				return err
			}
			if err := sleep(ctx, max(time.Until(due), 0)); err != nil {
				return err
			}
		}
		p.batch = append(p.batch, sc.data...)
		const most = 1 << 10 // bytes: a quarter of what a terminal holds
		if len(p.batch) >= most || sc.hangUp {
			if err := p.flush(ctx); err != nil {
				return err
			}
		}
		switch {
		case sc.hangUp:
			err = errors.Join(p.term.settle(ctx, takeTime), p.hangUp())
		case sc.plugIn:
			if err = p.plugIn(); err == nil {
				err = p.await(ctx, patience)
			}
		}
		if err != nil {
			return err
		}
	}
}

func notEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// flush sends the batch. While there is no reader the recording stands still.
func (p *player) flush(ctx context.Context) error {
	if len(p.batch) == 0 || p.term == nil {
		return ctx.Err()
	}
	defer func() { p.batch = p.batch[:0] }()
	here, err := p.term.write(ctx, p.batch)
	if err != nil || here {
		return err
	}
	return p.await(ctx, patience)
}

// await waits for a reader, at most for the given time, 0 for ever. The schedule waits with it.
func (p *player) await(ctx context.Context, limit time.Duration) error {
	began := time.Now()
	for !p.term.hasReader() {
		if limit > 0 && time.Since(began) > limit {
			return fmt.Errorf("nobody has read %s for %v", p.term.path, limit)
		}
		if err := sleep(ctx, pollTime); err != nil {
			return err
		}
	}
	p.start = p.start.Add(time.Since(began))
	return nil
}

// plugIn opens a terminal and makes the link lead to it.
func (p *player) plugIn() (err error) {
	if p.term, err = openTerminal(); err != nil {
		return err
	}
	if p.Link != "" {
		if err := point(p.Link, p.term.path); err != nil {
			return err
		}
	}
	return p.Tell(p.term.path)
}

// hangUp closes the terminal and takes the link away, if it still leads there.
func (p *player) hangUp() error {
	if p.term == nil {
		return nil
	}
	err := p.term.close()
	if to, readErr := os.Readlink(p.Link); readErr == nil && to == p.term.path {
		err = errors.Join(err, os.Remove(p.Link))
	}
	p.term = nil
	return err
}

// point makes link lead to path at once: readers see the old device or the new one. What is there and is no link stays.
func point(link, path string) error {
	if st, err := os.Lstat(link); err == nil && st.Mode()&os.ModeSymlink == 0 {
		return fmt.Errorf("--link %s: is there already and is no link; give another path", link)
	}
	fresh := filepath.Join(filepath.Dir(link), fmt.Sprintf(".%s.%d", filepath.Base(link), os.Getpid()))
	if err := os.Symlink(path, fresh); err != nil {
		return fmt.Errorf("--link: %w", err)
	}
	return os.Rename(fresh, link)
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
