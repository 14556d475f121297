package main

import (
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// onTheWay is what passes between a sample and the look at the screen that shows it, beside the engine: a read that waits for its timeout (0.2 s), a tenth of a
// second on the tape, three samples that the decoder holds back, and the time to the next look. s.
var onTheWay = 0.2 + 0.1 + 0.03 + lookEvery.Seconds()

// TestBriefEventIsShownSoon: a brief event is on the screen, as pending, 1.5 s after its end, by the time of the samples.
func TestBriefEventIsShownSoon(t *testing.T) {
	set := simulate.Default()
	set.Profile, set.Hours, set.Seed = "hypnic", 2, 40
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	type shown struct{ onset, at float64 } // s
	var told []shown
	src := n.Source(0)
	info := src.Info()
	b := &limb{engine: night.NewEngine(info, night.ConfigFor(info.Site)), trace: night.NewTrace(info.Rate)}
	const step = 10 // samples: a tenth of a second
	for {
		var c device.Chunk
		err := src.Next(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for from := 0; from < c.Len(); from += step {
			part := device.Chunk{Block: c.Slice(from, min(from+step, c.Len()))}
			if from == 0 {
				part.Hole, part.Anchors = c.Hole, c.Anchors
			}
			b.trace.Push(&part.Block)
			b.engine.Push(&part)
			for _, p := range pendingNow(b) {
				told = append(told, shown{p.onset, info.Rate.Seconds(part.Span().End)})
			}
		}
	}
	asked, soon := 0, 0
	for _, e := range n.Truth().Events {
		if e.Class != "hypnic_start" || !e.Visible || e.PeakMG < 30 {
			continue
		}
		asked++
		end, first := e.EndS, math.Inf(1)
		for _, s := range told {
			if s.onset > e.OnsetS-1 && s.onset < end+1 {
				first = min(first, s.at-end)
			}
		}
		if first+onTheWay <= 1.5 {
			soon++
		} else {
			t.Logf("hypnic start at %.1f s of %.0f mg: shown %.1f s after its end", e.OnsetS, e.PeakMG, first+onTheWay)
		}
	}
	t.Logf("%d of %d within 1.5 s", soon, asked)
	if asked < 5 || soon < asked {
		t.Errorf("%d of %d hypnic starts are shown within 1.5 s of their end", soon, asked)
	}
}

// TestLightsOffIsAskedTwice: once sleep was seen, one press of the key leaves no night out; without sleep one is enough.
func TestLightsOffIsAskedTwice(t *testing.T) {
	var said strings.Builder
	s := &session{speaker: &speaker{out: &said}, night: &report.Night{}}
	s.lightsOff()
	if s.moves != -1 || said.String() != "lights off marked\n" {
		t.Errorf("before any sleep: %q", said.String())
	}
	said.Reset()
	s.moves, s.asked, s.night.Sleep.Onset = 0, time.Time{}, new(report.Millis)
	s.lightsOff()
	if s.moves != 0 || !strings.Contains(said.String(), "once more") {
		t.Errorf("after sleep, once: %q", said.String())
	}
	s.lightsOff()
	if s.moves != -1 {
		t.Errorf("after sleep, twice: %q", said.String())
	}
}
