package main

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/events"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// calibrationFile is what --calibration names; its zero value leaves samples alone.
type calibrationFile struct{ night.Calibration }

// understandLights checks --lights-off and --lights-on.
func (f *analyzeFlags) understandLights(a *analysis) error {
	for _, l := range []struct {
		flag, value string
		to          *report.Moment
	}{{"--lights-off", f.lightsOff, &a.scoring.Lights.Off}, {"--lights-on", f.lightsOn, &a.scoring.Lights.On}} {
		if l.value == "" {
			continue
		}
		m, err := events.ParseMoment(l.value)
		if err != nil {
			return usageError{fmt.Errorf("%s: %w", l.flag, err)}
		}
		*l.to = momentOf(m)
	}
	return nil
}

// momentOf turns a moment as it was written into one that reports resolve.
func momentOf(m events.Moment) report.Moment {
	switch m.Kind {
	case events.Instant:
		return report.Instant(m.Instant)
	case events.Offset:
		return report.AfterFirstSample(time.Duration(m.Offset))
	}
	return report.OfDay(m.OfDay)
}

// readFiles reads the files that flags name.
func (f *analyzeFlags) readFiles(ctx context.Context, a *analysis) error {
	diary, err := readFile(ctx, nil, f.diary, events.ReadDiary)
	if err != nil {
		return err
	}
	for _, e := range diary {
		line := report.DiaryLine{File: e.File, Lights: report.Lights{Off: momentOf(e.LightsOff), On: momentOf(e.LightsOn)}}
		if !e.Night.IsZero() {
			line.Night = e.Night.Format(time.DateOnly)
		}
		a.scoring.Diary = append(a.scoring.Diary, line)
	}
	hypnogram, err := readFile(ctx, nil, f.hypnogram, events.ReadHypnogram)
	if err != nil {
		return err
	}
	a.scoring.Hypnogram = boutsOf(hypnogram)
	a.calibrate.Calibration, err = readFile(ctx, nil, f.calibration, report.ReadCalibration)
	return err
}

// boutsOf turns a hypnogram into bouts.
func boutsOf(h events.Hypnogram) []report.Bout {
	states := map[score.Sleep]sleep.State{score.Asleep: sleep.Asleep, score.Awake: sleep.Awake, score.SleepUnknown: sleep.Unknown}
	var out []report.Bout
	for _, e := range h {
		out = append(out, report.Bout{Start: nanosToMillis(e.From), End: nanosToMillis(e.To), State: states[e.Stage.Sleep()]})
	}
	return out
}

// configs are the settings of the engines of a call, by site.
type configs struct {
	sites    []device.Site
	settings []night.Config
}

func (c *configs) add(site device.Site, config night.Config) {
	for _, s := range c.sites {
		if s == site {
			return
		}
	}
	c.sites, c.settings = append(c.sites, site), append(c.settings, config)
}

func (c *configs) join(other configs) {
	for i := range other.sites {
		c.add(other.sites[i], other.settings[i])
	}
}

// print returns the tuning and the sleep parameters as reports print them: one of each when they are the same for all sites, else one for each site.
func (c *configs) print() (tuning, params any) {
	tunings, estimators := map[string]movement.Tuning{}, map[string]sleep.Params{}
	same := true
	for i, s := range c.sites {
		name := string(s)
		if s == device.SiteUnknown {
			name = "unknown"
		}
		tunings[name], estimators[name] = c.settings[i].Movement, c.settings[i].Sleep
		same = same && reflect.DeepEqual(c.settings[i], c.settings[0])
	}
	switch {
	case len(c.sites) == 0:
		return movement.Ankle(), sleep.Ankle()
	case same:
		return c.settings[0].Movement, c.settings[0].Sleep
	}
	return tunings, estimators
}
