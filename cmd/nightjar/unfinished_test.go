package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestUnfinished: of the journals that were not ended, the one of the same sensor that stops nearest to now on the latest side is continued, before or after.
func TestUnfinished(t *testing.T) {
	now := time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		ages map[string]time.Duration // how long ago journals of sensor A stop
		want string                   // that is continued; empty for none
		said string
		by   time.Duration // that the calendar is set forward
	}{
		{name: "none"},
		{name: "one minute ago", ages: map[string]time.Duration{"a": time.Minute}, want: "a", said: "stopped 1m0s ago"},
		{name: "the latest of two", ages: map[string]time.Duration{"a": time.Hour, "b": time.Minute}, want: "b"},
		{name: "yesterday", ages: map[string]time.Duration{"a": 23 * time.Hour}},
		{name: "clock set back", ages: map[string]time.Duration{"a": -50 * time.Minute, "b": time.Hour}, want: "a", said: "set back", by: 50 * time.Minute},
		{name: "clock years behind", ages: map[string]time.Duration{"a": -50 * 365 * 24 * time.Hour}, said: "not continued"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("XDG_DATA_HOME", dir)
			folder, err := dataFolder()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			info := device.Info{Serial: "A", Rate: 100_000, Dated: true, Zoned: true}
			for name, age := range c.ages {
				interrupted(t, filepath.Join(folder, name+".njr"), info, now.Add(-age))
			}
			other := info
			other.Serial = "B"
			interrupted(t, filepath.Join(folder, "z.njr"), other, now.Add(-time.Second))
			u := lookForUnfinished("", now)
			r := u.resume("A")
			if (r.Next > 0) != (c.want != "") || u.ahead() != c.by {
				t.Errorf("goes on at %+v, %v ahead", r, u.ahead())
			}
			w, path, e, said, err := u.open(info, filepath.Join(folder, "fresh.njr"))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			want := c.want
			if want == "" {
				want = "fresh"
			}
			if filepath.Base(path) != want+".njr" || (e.Next > 0) != (c.want != "") || !strings.Contains(said, c.said) || c.said == "" && c.want == "" && said != "" {
				t.Errorf("%s at %d: %q", path, e.Next, said)
			}
		})
	}
}

// interrupted writes a journal of 5 s that was not ended and stops at the given time, for the computer's clock as well.
func interrupted(t *testing.T, path string, info device.Info, end time.Time) {
	t.Helper()
	w, err := journal.Create(path, info)
	if err != nil {
		t.Fatal(err)
	}
	const n = 500
	c := device.Chunk{Anchors: []device.Anchor{{Nanos: end.Add(-(n - 1) * 10 * time.Millisecond).UnixNano()}}}
	for i := range n {
		c.Append(0, 0, int32(1_000_000+i%2), dsp.Flag(0))
	}
	if err := errors.Join(w.Record(&c), w.Sync(), w.Close(), os.Chtimes(path, end, end)); err != nil {
		t.Fatal(err)
	}
}
