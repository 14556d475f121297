package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/device/live"
)

// unfinished are the journals that were not ended in order, to continue them.
//
// Where the computer's clock was set back since, as on boards that have none of their own and begin again where they saved it last, a journal ends later than it is now.
// The night is continued all the same: its times go on from the journal's end, as they go on when the clock is set while a night is recorded. How long nothing was
// recorded is not known then.
type unfinished struct {
	now   time.Time
	list  []loose          // that may be continued, the latest first
	far   []loose          // that end too far in the future for that
	found map[string]loose // those that are continued, by sensor
}

// loose is a journal that was not ended in order.
type loose struct {
	path string
	end  journal.End
}

// lookForUnfinished finds the journals that stop less than two hours from now: at the path given with --journal, else in the data folder.
func lookForUnfinished(given string, now time.Time) *unfinished {
	u := &unfinished{now: now, found: map[string]loose{}}
	for _, path := range journalsOf(given) {
		st, err := os.Stat(path)
		if err != nil || !st.Mode().IsRegular() || now.Sub(st.ModTime()) > journal.ContinueWithin {
			continue
		}
		e, err := journal.Look(path)
		if err != nil || e.Clean || e.Nanos == 0 || e.Next == 0 {
			continue
		}
		switch age := u.age(e); {
		case age < -journal.ContinueWithin:
			u.far = append(u.far, loose{path, e})
		case age <= journal.ContinueWithin:
			u.list = append(u.list, loose{path, e})
		}
	}
	slices.SortStableFunc(u.list, func(a, b loose) int { return cmp.Compare(u.age(a.end), u.age(b.end)) })
	return u
}

// journalsOf lists the paths under which a journal may lie.
func journalsOf(given string) []string {
	if ext := filepath.Ext(given); given != "" {
		paths := []string{given}
		for _, site := range siteNames {
			paths = append(paths, strings.TrimSuffix(given, ext)+"-"+site+ext)
		}
		return paths
	}
	dir, err := dataFolder()
	if err != nil {
		return nil // the new journal will fail for the same reason
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.njr"))
	if err != nil {
		return nil
	}
	return paths
}

// age returns how long ago a journal stopped, negative for one that ends in the future.
func (u *unfinished) age(e journal.End) time.Duration { return u.now.Sub(time.Unix(0, e.Nanos)) }

// ahead returns by how much the calendar of a session must be set forward so that every journal that may be continued ends before it: of all its limbs, for they are
// compared with one another.
func (u *unfinished) ahead() time.Duration {
	var most time.Duration
	for _, l := range u.list {
		most = max(most, -u.age(l.end))
	}
	return most
}

// resume returns where the recording of a sensor goes on.
func (u *unfinished) resume(sensor string) live.Resume {
	for _, l := range u.list {
		if l.end.Info.Serial != sensor {
			continue
		}
		u.found[sensor] = l
		r := live.Resume{Rate: l.end.Info.Rate, Next: l.end.Next, Nanos: l.end.Nanos, Cause: device.CauseRestart}
		if u.ahead() > 0 {
			r.Cause = device.CauseBackward
		}
		return r
	}
	return live.Resume{}
}

// open continues the journal of a source when one was found for it, and else begins one. It returns the samples that are in it already, and what a user should
// know about it.
func (u *unfinished) open(info device.Info, path string) (w *journal.Writer, at string, e journal.End, said string, err error) {
	if old, ok := u.found[info.Serial]; ok && old.end.Info.Rate == info.Rate {
		w, e, err := journal.Continue(old.path)
		return w, old.path, e, u.continued(e), err
	}
	if w, err = journal.Create(path, info); errors.Is(err, os.ErrExist) {
		err = fmt.Errorf("%s is there already and is not overwritten: give another name", path)
	}
	for _, l := range u.far {
		if l.end.Info.Serial == info.Serial {
			said = fmt.Sprintf("%s of this sensor was not ended and stops at a time that is %s from now: it is not continued; if it is of this night, analyze both with --night",
				l.path, (-u.age(l.end)).Round(time.Minute))
		}
	}
	return w, path, journal.End{}, said, err
}

// continued says that a night goes on.
func (u *unfinished) continued(e journal.End) string {
	age := u.age(e).Round(time.Second)
	when := fmt.Sprintf("the night that stopped %s ago is continued (--new begins another)", age)
	if u.ahead() > 0 {
		when = "the night that was interrupted is continued (--new begins another); the computer's clock was set back since, so that times go on from where it stopped " +
			"and how long it was interrupted is not known"
	}
	return fmt.Sprintf("%s; %d torn bytes at its end were dropped", when, e.Torn)
}
