package main

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/web"
)

// A stretch is read sample by sample, whole and nothing beside it; two recordings of the same file are two limbs with the same samples.
func TestSamplesOf(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "", "simulate", "--profile", "plm-severe", "--hours", "0.3", "--rate", "50", "--seed", "4", "--out", "n"); code != exitDone {
		t.Fatal(stderr)
	}
	limbs, err := samplesOf(context.Background(), []web.Recording{{File: "n.csv"}, {File: "n.csv"}}, 600, 660)
	if err != nil || len(limbs) != 2 {
		t.Fatalf("%d limbs, %v", len(limbs), err)
	}
	for i, list := range limbs {
		end, samples, top := 0.0, 0, 0.0
		for k, w := range list {
			if k > 0 && math.Abs(w.Onset-end) > 0.002 {
				t.Errorf("limb %d: from %v to %v", i, end, w.Onset)
			}
			end = w.Onset + float64(len(w.G))/w.RateHz
			samples += len(w.G)
			for _, g := range w.G {
				top = max(top, float64(g))
			}
		}
		if len(list) == 0 || list[0].Onset > 600 || list[0].Onset < 570 || end < 660 || end > 690 || samples < 60*50 || samples > 120*50 || top > 5 || top < 0.002 {
			t.Errorf("limb %d: %d parcels, %d samples up to %v s, up to %v g", i, len(list), samples, end, top)
		}
	}
	if _, err := samplesOf(context.Background(), []web.Recording{{File: "none.csv"}}, 0, 1); err == nil {
		t.Error("a recording that is not there was read")
	}
}

// Of two loggers whose clocks are off, the samples of both stand where the events do: the second limb is at half of its greatest distance within its part of the event.
func TestSamplesFollowTheCorrectedClock(t *testing.T) {
	t.Chdir(t.TempDir())
	if code, _, stderr := call(t, "", "simulate", "--profile", "plm-severe", "--hours", "3", "--rate", "50", "--seed", "5", "--limbs", "2", "--offset-s", "5", "--ppm", "60", "--out", "n"); code != exitDone {
		t.Fatal(stderr)
	}
	code, text, stderr := call(t, "", "analyze", "--night", "left-ankle=n.csv", "--night", "right-ankle=n.right.csv", "--json")
	var a report.Analysis
	if err := json.Unmarshal([]byte(text), &a); code != exitDone || err != nil {
		t.Fatal(code, stderr, err)
	}
	list := []web.Recording{{File: "n.csv", Clock: a.Recordings[0].Clock}, {File: "n.right.csv", Clock: a.Recordings[1].Clock}}
	if c := list[1].Clock; c == nil || !c.Applied || math.Abs(c.Ahead(*c.MiddleS)) < 4 {
		t.Fatalf("the clocks were not aligned: %+v", c)
	}
	right, wrong := 0, 0
	for i := range a.Nights[0].Events {
		e := &a.Nights[0].Events[i]
		if len(e.Parts) != 2 || e.PeakG < 0.06 || e.Parts[1].Site == nil || *e.Parts[1].Site != "right-ankle" || right+wrong == 12 || i%3 > 0 {
			continue
		}
		from, until := e.Parts[1].Onset.Seconds(), (e.Parts[1].Onset + e.Parts[1].Duration).Seconds()
		limbs, err := samplesOf(context.Background(), list, from-2, until+2)
		if err != nil {
			t.Fatal(err)
		}
		if at := halfWay(limbs[1], from-2, until+2); at >= from-0.05 && at <= until {
			right++
		} else {
			wrong++
		}
	}
	if right < 9 || wrong > 2 {
		t.Errorf("of %d events the samples of the second limb stand where %d are", right+wrong, right)
	}
}

// halfWay returns when a limb first reached half of its greatest distance from rest between two times.
func halfWay(list []night.WaveNow, from, to float64) float64 {
	top, out := float32(0), math.NaN()
	for _, half := range []bool{false, true} {
		for _, w := range list {
			for k, g := range w.G {
				at := w.Onset + float64(k)/w.RateHz
				switch {
				case at < from || at > to || g != g:
				case !half:
					top = max(top, g)
				case g >= top/2 && out != out:
					out = at
				}
			}
		}
	}
	return out
}
