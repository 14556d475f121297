package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// alarm rings the bell when something has moved, and runs a user's command then and when an event has settled.
type alarm struct {
	bell io.Writer // nil for none
	exec string
	jobs chan string
	done chan struct{}
}

// newAlarm returns an alarm; nil when none is wanted.
func newAlarm(bell io.Writer, command string) *alarm {
	if bell == nil && command == "" {
		return nil
	}
	a := &alarm{bell: bell, exec: command, jobs: make(chan string, alarmQueue), done: make(chan struct{})}
	go func() {
		defer close(a.done)
		for line := range a.jobs {
			a.call(line)
		}
	}()
	return a
}

const (
	alarmPatience = 10 * time.Second // that a user's command may take
	alarmQueue    = 4096             // lines that wait for it: more than a night has events, for a whole train of them settles at once
	alarmFarewell = 30 * time.Second // that the end waits for what is left
)

// call runs the command with a line on its standard input. What it does wrong is its own affair.
func (a *alarm) call(line string) {
	if a.exec == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), alarmPatience)
	defer cancel()
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], a.exec)
	cmd.Stdin = strings.NewReader(line + "\n")
	cmd.WaitDelay = time.Second
	_ = cmd.Run()
}

// command hands the command something to read. It never waits.
func (a *alarm) command(line string) {
	if a == nil {
		return
	}
	select {
	case a.jobs <- line:
	default: // a command that is slower than the night misses some
	}
}

// settled tells the command of an event that has settled, as JSON.
func (a *alarm) settled(event string) { a.command(`{"event":` + event + "}") }

// moved rings the bell and tells the command when movements have ended. The session's lock is held.
func (a *alarm) moved(fresh []pendingMovement) {
	if a == nil || len(fresh) == 0 {
		return
	}
	if a.bell != nil {
		fmt.Fprint(a.bell, "\a")
	}
	for _, p := range fresh {
		n := p.limb.engine.Now(p.limb.trace)
		at := time.Unix(0, n.StartNanos).Add(time.Duration(p.onset * float64(time.Second))).In(time.FixedZone("", n.Offset))
		sites := []string{}
		if site := p.limb.source.Info().Site; site != "" {
			sites = append(sites, string(site))
		}
		a.command(encodeLine(struct {
			Movement movementNow `json:"movement"`
		}{movementNow{at.Format("2006-01-02T15:04:05.000Z07:00"), report.MillisOf(p.end - p.onset), sites, math.Round(1e4*p.peakG) / 1e4}}))
	}
}

// movementNow is what is known of a movement when it has just ended, under the names that an event has for it.
type movementNow struct {
	OnsetAt  string        `json:"onset_at"`
	Duration report.Millis `json:"duration_s"`
	Sites    []string      `json:"sites"`
	PeakG    float64       `json:"peak_g"`
}

// end waits for the last command, though not for one that would keep a sleeper from going for long.
func (a *alarm) end() {
	if a == nil {
		return
	}
	close(a.jobs)
	select {
	case <-a.done:
	case <-time.After(alarmFarewell):
	}
}
