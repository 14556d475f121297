package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Options are what a user decides about scoring.
type Options struct {
	Version     string
	Rules       score.Rules
	Criteria    Criteria
	Tuning      any // what the detectors were set up with, printed as it stands
	SleepParams any // what the sleep estimators were set up with, printed as it stands
	Lights      Lights
	Diary       []DiaryLine
	Hypnogram   []Bout         // of one night only, counted from the first sample; beats everything else
	Zone        *time.Location // nil when none was given
	NightShift  time.Duration  // by which nights are cut later than at noon; −12 to 12 h
	AgeYears    *float64       // of the sleeper; nil when nobody said
	Release     bool           // take the clips off the ledgers' movements once their night is made, which are nobody's after that
	Pictures    bool           // keep the waves of events and the motion of nights, for pages and figures

	weighed func(Millis, StartFeatures) // told what is weighed, nil but for training
}

// Scored is what one group of recordings comes to.
type Scored struct {
	Recordings []Recording
	Nights     []Night
}

// Join makes the nights of one group of recordings. It fails when the rules are not valid, two recordings of one limb overlap, or the hypnogram is
// not of one of the nights.
func Join(g Group, opt Options) (Scored, error) {
	g = byStart(g)
	a, err := newAxis(g, opt.Zone)
	if err != nil {
		return Scored{}, err
	}
	var p Scored
	var beside sync.WaitGroup // what is said of the sensors takes about as long as the nights, and neither needs the other
	beside.Go(func() {
		for i := range a.tracks {
			p.Recordings = append(p.Recordings, printRecording(&a.tracks[i], opt.Zone))
		}
	})
	p.Nights, err = nightsOf(&a, &opt)
	beside.Wait()
	if err != nil {
		return Scored{}, err
	}
	return p, nil
}

// nightsOf makes the nights of recordings on one axis.
func nightsOf(a *axis, opt *Options) ([]Night, error) {
	nights := windows(a, opt.NightShift)
	if h := opt.Hypnogram; len(h) > 0 {
		staged := span{h[0].Start, h[len(h)-1].End}
		nights = slices.DeleteFunc(nights, func(w window) bool { return w.meet(staged).length() == 0 })
		if len(nights) != 1 {
			return nil, fmt.Errorf("%s: the hypnogram is of %d nights of it, and must be of one", a.tracks[0].File, len(nights))
		}
	}
	var out []Night
	for _, w := range nights {
		n, err := nightOf(opt, a, w, len(nights) == 1)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		if opt.Release {
			release(a, w.end)
		}
	}
	return out, nil
}

// release takes the clips off the movements that ended before end.
func release(a *axis, end Millis) {
	for i := range a.tracks {
		t := &a.tracks[i]
		for list := t.Ledger.Movements; t.released < len(list) && t.at(list[t.released].End) < end; t.released++ {
			list[t.released].Clip = movement.Clip{}
		}
	}
}

// byStart returns the recordings in the order in which they began, so that no time of a night is negative; as given when one of them has no date, or only
// some have a zone.
func byStart(g Group) Group {
	for i := range g {
		if l := g[i].Ledger; !l.Info.Dated || l.Info.Zoned != g[0].Ledger.Info.Zoned || len(l.Anchors) == 0 {
			return g
		}
	}
	g = slices.Clone(g)
	slices.SortStableFunc(g, func(p, q Input) int { return cmp.Compare(p.Ledger.Anchors[0].Nanos, q.Ledger.Anchors[0].Nanos) })
	return g
}

// Build puts scored groups together in their order.
func Build(opt Options, groups []Scored, failed []Failure) Analysis {
	a := Analysis{
		Schema: Schema, Version: opt.Version, Rules: opt.Rules, Tuning: opt.Tuning, SleepParams: opt.SleepParams, Criteria: opt.Criteria, AgeYears: opt.AgeYears,
		Recordings: []Recording{}, Nights: []Night{}, Failed: append([]Failure{}, failed...),
	}
	for _, p := range groups {
		base := len(a.Recordings)
		a.Recordings = append(a.Recordings, p.Recordings...)
		for _, n := range p.Nights {
			for i := range n.Recordings {
				n.Recordings[i] += base
			}
			a.Nights = append(a.Nights, n)
		}
	}
	return a
}

// printRecording says what was read of one file; its stamps are those of its own clock, whatever group it is in.
func printRecording(t *track, zone *time.Location) Recording {
	l, s := t.Ledger, &t.Summary
	c := clockOf(l, zone)
	length := durationOf(l)
	r := Recording{
		File: t.File, Format: l.Info.Format, SHA256: s.SHA256, Site: siteName(t.Site),
		StartAt: c.stamp(0), EndAt: c.stamp(length), Samples: s.Samples, Hours: round(length.Hours(), hourDecimals),
		Interpolated: s.Interpolated, Holes: []Hole{}, Calibration: estimate(l, t.Calibration),
		Clock: t.alignment, Warnings: append(recordingWarnings(l, s), t.warnings...),
	}
	if s.Rate > 0 {
		r.RateHz = known(round(s.Rate, rateDecimals))
	}
	if l.Level.MedianG > 0 {
		r.NormG = known(round(l.Level.MedianG, rateDecimals))
	}
	if l.Level.Gain > 0 {
		r.GainAtRest = known(round(l.Level.Gain, rateDecimals))
	}
	for _, h := range l.Holes {
		from, to := holeMillis(l, h)
		r.Holes = append(r.Holes, Hole{from, to - from, h.Cause.String()})
	}
	return r
}

// holeMillis returns where a hole begins and ends, counted from the recording's first sample.
func holeMillis(l *night.Ledger, h night.Hole) (from, to Millis) {
	at := func(pos float64) Millis { return Millis(math.Round(float64(l.Nanos(pos)) / nanosPerMilli)) }
	return at(float64(h.Span.Start)), at(float64(h.Span.End))
}
