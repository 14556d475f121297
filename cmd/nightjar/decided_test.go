package main

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// told is what people are told of an event that is decided.
func told(e *report.Event) string {
	asleep, series := "unknown", 0
	if e.Asleep != nil {
		asleep = fmt.Sprint(*e.Asleep)
	}
	if e.Series != nil {
		series = *e.Series
	}
	return fmt.Sprintf("%s at %v s for %v s, asleep %s, series %d", e.Class, e.Onset, e.Duration, asleep, series)
}

// TestDecidedStays: while a night lasts, what is shown as counted is in the night as it ends, and no event asleep waits for longer than its train and three quarters of
// an hour.
func TestDecidedStays(t *testing.T) {
	rules, err := resolveRules("wasm2016")
	if err != nil {
		t.Fatal(err)
	}
	for i, profile := range []string{"hypnic", "rls", "plm-severe", "restless"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			set := simulate.Default()
			set.Profile, set.Hours, set.Seed, set.Rate = profile, 5, 31_000+uint64(i), 50
			n, err := simulate.New(set)
			if err != nil {
				t.Fatal(err)
			}
			src := n.Source(0)
			info := src.Info()
			info.Format = report.LiveFormat + "mavlink"
			s := &session{limbs: []*limb{{engine: night.NewEngine(info, night.ConfigFor(info.Site)), keeper: &keeper{}}}}
			s.scoring = report.Options{Rules: rules, Criteria: report.DefaultCriteria()}
			e := s.limbs[0].engine
			var shown []string
			const look = 600 // s
			for next := look; ; {
				var c device.Chunk
				err := src.Next(&c)
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				e.Push(&c)
				if l := e.Ledger(); l.Seconds(float64(l.Data.End)) < float64(next) {
					continue
				}
				next += look
				s.joined = time.Time{} // the last one may be younger than 2 s
				if !s.join() {
					continue
				}
				s.settle()
				for i := range s.decided {
					now := told(&s.night.Events[i])
					if i == len(shown) {
						shown = append(shown, now)
					}
					if now != shown[i] {
						t.Fatalf("event %d was shown as %s, then as %s", i, shown[i], now)
					}
				}
				if len(s.emitted) > s.decided {
					t.Errorf("%d settled, %d decided", len(s.emitted), s.decided)
				}
			}
			e.Close()
			scored, err := report.Join(s.group(), s.scoring)
			if err != nil {
				t.Fatal(err)
			}
			events := scored.Nights[0].Events
			for i := range shown {
				if end := told(&events[i]); end != shown[i] {
					t.Errorf("event %d was shown as %s, the night ends with %s", i, shown[i], end)
				}
			}
			t.Logf("%d events decided, %d settled, of %d", len(shown), len(s.emitted), len(events))
			if len(shown) < len(events)/2 {
				t.Errorf("only %d of %d events decided before the night ended", len(shown), len(events))
			}
		})
	}
}
