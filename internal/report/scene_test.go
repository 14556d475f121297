package report

import (
	"slices"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// scene is a night written down by hand: what the engine would have settled. Times are seconds from the first sample.
type scene struct {
	file      string
	site      device.Site
	hz        float64
	stepG     float64
	hours     float64
	start     time.Time // zero = undated
	zoned     bool
	asleep    [][2]float64
	holes     [][2]float64
	unworn    [][2]float64
	walks     [][2]float64 // on foot
	movements []movement.Movement
}

// evening is the start of most scenes.
var evening = time.Date(2024, 3, 14, 22, 30, 0, 0, time.UTC)

// limb makes an ordinary limb movement of an ankle: held, planar, back where it was.
func limb(on, dur float64) movement.Movement {
	return movement.Movement{Gain: 1,
		Onset: on, End: on + dur, PeakG: 0.1, JerkGS: 3, TiltCos: 1, HoldG: 0.08, Planarity: 0.99, HighShare: 0.05,
		SpreadS: 0.8 * dur, Beats: 1, QuietBeforeS: 10, FloorG: 0.002, ThresholdG: 0.01,
	}
}

// kick makes the trace of a short muscle burst: it rings, is over at once and leaves nothing behind.
func kick(on, dur float64) movement.Movement {
	m := limb(on, dur)
	m.PeakG, m.JerkGS, m.HoldG, m.HighShare, m.SpreadS, m.Beats = 0.4, 40, 0.01, 0.5, 0.2, 2
	m.SwingHz, m.Ring = 6, 0.95
	return m
}

// turn makes a turn of the body, 60° away.
func turn(on, dur float64) movement.Movement {
	m := limb(on, dur)
	m.PeakG, m.TiltCos, m.Planarity, m.Closing = 0.9, 0.5, 0.8, movement.Relatched
	return m
}

// shock makes a blow to the bed.
func shock(on float64) movement.Movement {
	m := limb(on, 0.2)
	m.HighShare, m.SpreadS, m.HoldG, m.JerkGS = 0.95, 0.08, 0.001, 10
	return m
}

// train makes n limb movements at an interval.
func train(from float64, n int, interval, dur float64) []movement.Movement {
	var out []movement.Movement
	for i := range n {
		out = append(out, limb(from+float64(i)*interval, dur))
	}
	return out
}

// tremor makes one movement of separate beats.
func tremor(on, dur, hz float64) movement.Movement {
	m := limb(on, dur)
	m.Beats, m.BeatHz, m.Rhythm, m.HoldG, m.SpreadS, m.Lean, m.Dip = int(dur*hz), hz, 0.9, 0.01, 0.8*dur, 0.1, 0.015
	return m
}

// stopper is a test, of Go or of rapid.
type stopper interface{ Fatal(...any) }

// input turns a scene into what report is given.
func (s scene) input(t stopper) Input {
	if s.hz == 0 {
		s.hz = 100
	}
	rate, err := dsp.RateOf(s.hz)
	if err != nil {
		t.Fatal(err)
	}
	at := func(sec float64) dsp.Index { return rate.Samples(int64(sec * 1000)) }
	spans := func(list [][2]float64) (out []dsp.Span) {
		for _, i := range list {
			out = append(out, dsp.Span{Start: at(i[0]), End: at(i[1])})
		}
		return out
	}
	end := s.hours * 3600
	l := &night.Ledger{Data: dsp.Span{End: at(end)}, Level: night.Level{NormG: 1.001, MedianG: 1.002, NoiseG: 0.0021, StepG: s.stepG}}
	l.Info = device.Info{Format: "axivity-csv", Rate: rate, Dated: !s.start.IsZero(), Zoned: s.zoned, Site: s.site}
	if s.zoned {
		_, l.Info.Offset = s.start.Zone()
	}
	var zero int64
	if l.Info.Dated {
		zero = s.start.UnixNano()
	}
	for sec := 0.0; sec < end; sec += 60 {
		if slices.ContainsFunc(s.holes, func(h [2]float64) bool { return h[0] <= sec && sec < h[1] }) {
			continue // nothing tells the time within a hole
		}
		l.Anchors = append(l.Anchors, device.Anchor{Index: at(sec), Nanos: zero + int64(sec*1e9)})
	}
	l.Anchors = append(l.Anchors, device.Anchor{Index: at(end), Nanos: zero + int64(end*1e9)})
	for _, h := range spans(s.holes) {
		l.Holes = append(l.Holes, night.Hole{Span: h, Cause: device.CauseGap})
	}
	for _, m := range s.movements {
		m.Onset, m.End = m.Onset*s.hz, m.End*s.hz
		if p := m.Pieces; p != nil {
			m.Pieces = &[2]movement.Movement{p[0], p[1]}
			for i := range m.Pieces {
				m.Pieces[i].Onset, m.Pieces[i].End = p[i].Onset*s.hz, p[i].End*s.hz
			}
		}
		l.Movements = append(l.Movements, m)
	}
	s.sleepTrack(&l.Sleep, at, end)
	l.Sleep.Unworn = spans(s.unworn)
	return Input{File: s.file, Site: s.site, Ledger: l, Summary: device.Summary{Samples: int64(at(end)), Rate: s.hz, SHA256: "00ff"}}
}

// sleepTrack writes the sleep room's tracks: bouts from the sleep intervals, an onset at the begin of each, quiet epochs but for walks.
func (s scene) sleepTrack(track *sleep.Track, at func(float64) dsp.Index, end float64) {
	last, lasted := 0.0, false
	for _, i := range s.asleep {
		if i[0] > last {
			track.Bouts = append(track.Bouts, sleep.Bout{Span: dsp.Span{Start: at(last), End: at(i[0])}, State: sleep.Awake})
		}
		track.Bouts = append(track.Bouts, sleep.Bout{Span: dsp.Span{Start: at(i[0]), End: at(i[1])}, State: sleep.Asleep})
		long := i[1]-i[0] >= 600 && !lasted
		lasted = lasted || long
		track.Onsets = append(track.Onsets, sleep.Onset{At: at(i[0]), UncertaintyS: 300, Persistent: long})
		last = i[1]
	}
	if last < end && len(s.asleep) > 0 {
		track.Bouts = append(track.Bouts, sleep.Bout{Span: dsp.Span{Start: at(last), End: at(end)}, State: sleep.Awake})
	}
	s.judged(track, at, end)
	for sec := 0.0; sec < end; sec += 30 {
		e := sleep.Epoch{Start: at(sec), N: int(at(30)), Posture: [3]float64{0, 0, 1}, MotionG: 0.003, StillG: 0.002}
		for _, w := range s.walks {
			if w[0] <= sec && sec < w[1] {
				e.MotionG, e.StillG, e.Posture = 0.5, 0, [3]float64{} // all of it is movement
			}
		}
		track.Epochs = append(track.Epochs, e)
	}
}

// judged writes the epochs that the bouts are made of, in doubt over the 150 s before an onset, which states 300 s. Holes are in none.
func (s scene) judged(track *sleep.Track, at func(float64) dsp.Index, end float64) {
	if len(s.asleep) == 0 {
		return
	}
	const doubt = 150 // s
	edges := []float64{end}
	for _, i := range s.asleep {
		edges = append(edges, i[0]-doubt)
	}
	for sec := 0.0; sec < end; sec += 30 {
		edges = append(edges, sec)
	}
	for _, list := range [][][2]float64{s.asleep, s.holes} {
		for _, i := range list {
			edges = append(edges, i[0], i[1])
		}
	}
	slices.Sort(edges)
	in := func(list [][2]float64, sec float64) bool {
		return slices.ContainsFunc(list, func(i [2]float64) bool { return i[0] <= sec && sec < i[1] })
	}
	for i, from := range edges[:len(edges)-1] {
		j := sleep.Judged{Span: dsp.Span{Start: at(from), End: at(edges[i+1])}, Secs: edges[i+1] - from, AwakeP: 1}
		switch {
		case j.Span.Len() == 0 || from < 0 || edges[i+1] > end || in(s.holes, from):
			continue
		case in(s.asleep, from):
			j.AwakeP = 0
		case from >= 0 && in(s.asleep, from+doubt):
			j.AwakeP = 0.9
		}
		track.Judged = append(track.Judged, j)
	}
}

// options returns the options of most tests.
func options() Options {
	return Options{Version: "test", Rules: score.WASM2016(), Criteria: DefaultCriteria()}
}

// build makes the analysis of scenes as one group.
func build(t stopper, opt Options, scenes ...scene) Analysis {
	var g Group
	for _, s := range scenes {
		g = append(g, s.input(t))
	}
	scored, err := Join(g, opt)
	if err != nil {
		t.Fatal(err)
	}
	return Build(opt, []Scored{scored}, nil)
}

// full is a night with something of every class: eight hours in bed, asleep from 1200 to 8400 s and from 9000 to 27600 s.
func full() scene {
	moves := []movement.Movement{
		limb(300, 2), limb(304, 2), // awake: isolated, then soon after
		kick(1150, 0.6), kick(1190, 0.3), // a cluster of two starts just before sleep
	}
	moves = append(moves, train(2000, 6, 24, 3)...)
	moves = append(moves,
		turn(3000, 6),
		tremor(4000, 12, 1.5),
		limb(5000, 14),  // longer than 10 s
		limb(6000, 0.3), // brief
		shock(6500),
		kick(9050, 0.5),  // at the second return to sleep
		kick(20000, 0.7), // far from any: a limb movement by its length
	)
	cut := limb(15998, 2)
	cut.Closing = movement.Cut
	moves = append(moves, cut)
	moves = append(moves, train(16700, 5, 30, 2.5)...)
	return scene{
		file: "left.csv", site: device.SiteLeftAnkle, hours: 8, start: evening,
		asleep: [][2]float64{{1200, 8400}, {9000, 27600}}, holes: [][2]float64{{16000, 16600}}, movements: order(moves),
	}
}

// order puts movements in order of onset.
func order(m []movement.Movement) []movement.Movement {
	for i := 1; i < len(m); i++ {
		for k := i; k > 0 && m[k].Onset < m[k-1].Onset; k-- {
			m[k], m[k-1] = m[k-1], m[k]
		}
	}
	return m
}

// classes lists the classes of a night's events in order.
func classes(n *Night) []Class {
	var out []Class
	for i := range n.Events {
		out = append(out, n.Events[i].Class)
	}
	return out
}
