package report

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

const (
	explainAround Millis = 5 * second // shown before and after what is explained
	explainReach  Millis = second     // an event that began or ended this near to the time asked for is meant
	explainLong   Millis = minute     // of a longer event the part around the time asked for is shown
)

// Explanation says what was made of one moment of one recording, and by which rule.
type Explanation struct {
	Recording     Recording
	At            Millis  // from the recording's first sample
	AtAt          *string // null when undated
	Sleep         string  // "asleep", "awake", or why neither is known
	Event         *Event  // that the moment lies in, or nearly; nil when nothing is listed there
	Before, After *Event  // its neighbours
	Unlisted      *movement.Movement
	FloorG        float64 // g: at the event, else of the movement nearest in time; 0 when there is none
	ThresholdG    float64 // g: likewise
	Gain          float64 // ×: what the sensor had for 1 g, as it was known at the movement nearest in time; 1 when there is none
	Samples       dsp.Span
	Lost          string // why there are no samples; empty when there are

	rate   dsp.Rate
	track  track
	extent span // what is shown
	rules  score.Rules
	limits *Criteria
}

// unlistedWhy names the rule by which the movement there was left out.
func (e *Explanation) unlistedWhy() string {
	switch s := e.track.look(e.Unlisted, e.limits); {
	case s.kind == kindShock:
		return "a blow to the bed: too short, wide-band and without tilt to be this person's"
	case s.faint(e.limits):
		return fmt.Sprintf("too faint: a limb movement below %.1f mg is not told from noise and breath", milliPerG*e.limits.FaintG)
	}
	return "a part of the movement beside it, or made out of bed or on foot"
}

// Explain finds what was made of a moment. Samples says which samples of the recording Show wants to see.
func Explain(in Input, at Moment, opt Options) (*Explanation, error) {
	a, err := newAxis(Group{in}, opt.Zone)
	if err != nil {
		return nil, err
	}
	scored, err := Join(Group{in}, opt)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Recording: scored.Recordings[0], track: a.tracks[0], rate: in.Ledger.Info.Rate, rules: opt.Rules, Gain: 1, limits: &opt.Criteria, Sleep: "sleep is not known there"}
	windows := windows(&a, opt.NightShift)
	for i := range windows {
		when, ok := at.resolve(&a, &windows[i])
		if !ok {
			continue
		}
		e.At, e.AtAt = when, a.stamp(when)
		if i < len(scored.Nights) {
			e.find(&scored.Nights[i])
		}
		e.measure(in.Ledger.Movements)
		return e, nil
	}
	where := "it tells no time of day; give seconds from its first sample, as +3600"
	if r := e.Recording; r.StartAt != nil && r.EndAt != nil {
		where = fmt.Sprintf("it lasts from %s to %s", *r.StartAt, *r.EndAt)
	}
	return nil, errors.New("that time is not in the recording: " + where)
}

// find picks the event that is meant, its neighbours and the state of sleep.
func (e *Explanation) find(n *Night) {
	at := e.At // a single recording's first sample is zero to its nights as well
	best := explainReach + 1
	for i := range n.Events {
		v := &n.Events[i]
		if d := max(0, v.Onset-at, at-v.Onset-v.Duration); d < best {
			best, e.Event = d, v
		}
	}
	for i := range n.Events {
		v := &n.Events[i]
		switch {
		case v == e.Event:
		case v.Onset <= at:
			e.Before = v
		case e.After == nil:
			e.After = v
		}
	}
	switch {
	case n.Sleep.Source == nil:
	case spansOf(n.Sleep.Intervals).contains(at):
		e.Sleep = "asleep"
	default:
		e.Sleep = "awake, or out of bed"
	}
}

// spansOf turns printed stretches into spans.
func spansOf(list [][2]Millis) spans {
	var out spans
	for _, i := range list {
		out = append(out, span{i[0], i[1]})
	}
	return out
}

// measure finds the floor and threshold at the moment, the movement there that was not listed, and which samples to show.
func (e *Explanation) measure(all []movement.Movement) {
	t := &e.track
	nearest := Millis(math.MaxInt64)
	for i := range all {
		m := &all[i]
		from, to := t.at(m.Onset), t.at(m.End)
		d := max(0, from-e.At, e.At-to)
		if d < nearest {
			nearest, e.FloorG, e.ThresholdG, e.Gain = d, m.FloorG, m.ThresholdG, m.Gain
			if d <= explainReach && e.Event == nil {
				e.Unlisted = m
			}
		}
	}
	e.extent = span{e.At - explainAround, e.At + explainAround}
	switch {
	case e.Event != nil && e.Event.Duration <= explainLong:
		e.FloorG, e.ThresholdG = e.Event.FloorG, e.Event.ThresholdG
		e.extent = span{e.Event.Onset - explainAround, e.Event.Onset + e.Event.Duration + explainAround}
	case e.Unlisted != nil:
		e.extent = span{t.at(e.Unlisted.Onset) - explainAround, min(t.at(e.Unlisted.End), t.at(e.Unlisted.Onset)+explainLong) + explainAround}
	}
	for _, h := range t.Ledger.Holes {
		if t.span(h.Span).contains(e.At) {
			e.Lost = "there are no usable samples at that time: " + h.Cause.String()
		}
	}
	e.Samples = dsp.Span{Start: e.position(e.extent.start), End: e.position(e.extent.end)}
}

// position returns the first sample at or after axis time m.
func (e *Explanation) position(m Millis) dsp.Index {
	d := e.track.Ledger.Data
	return d.Start + dsp.Index(sort.Search(int(d.End-d.Start), func(i int) bool { return e.track.at(float64(d.Start+dsp.Index(i))) >= m }))
}

// Picture is the acceleration around the moment.
type Picture struct {
	ex      *Explanation
	times   []Millis   // axis time of each sample
	distMG  []float64  // of single samples
	meanMG  []float64  // of the mean over the tick that each sample lies in: what is held against the threshold
	Before  dsp.Vector // g: posture before, in the axes of the sensor
	After   dsp.Vector // g: posture after
	TiltDeg float64
	PeakMG  float64 // of single samples, in what is explained
	MeanMG  float64 // of means over a tick
}

// explainTick is over how long samples are averaged before they are held against the threshold (package movement: tick.go).
const explainTick = 100 // ms

// Show measures the samples around the moment: blocks in order, of which those in Samples are used.
func (e *Explanation) Show(blocks []dsp.Block) *Picture {
	p := &Picture{ex: e}
	var at []dsp.Vector
	for i := range blocks {
		b := &blocks[i]
		for k := range b.X {
			if n := b.Start + dsp.Index(k); e.Samples.Contains(n) {
				p.times = append(p.times, e.track.at(float64(n)))
				at = append(at, dsp.Vector{X: float64(b.X[k]) / dsp.MicroG, Y: float64(b.Y[k]) / dsp.MicroG, Z: float64(b.Z[k]) / dsp.MicroG})
			}
		}
	}
	if len(at) == 0 {
		return p
	}
	onset, end := e.active()
	p.Before = meanOf(at, p.times, span{onset - waveRefer, onset - waveSettle})
	p.After = meanOf(at, p.times, span{end + waveSettle, end + waveRefer})
	for i := 0; i < len(at); {
		k := i
		for k < len(at) && p.times[k]/explainTick == p.times[i]/explainTick {
			k++
		}
		mean := milliPerG / e.Gain * meanOf(at[i:k], p.times[i:k], span{p.times[i], p.times[k-1] + 1}).Sub(p.Before).Norm()
		for ; i < k; i++ {
			d := milliPerG / e.Gain * at[i].Sub(p.Before).Norm()
			p.distMG, p.meanMG = append(p.distMG, d), append(p.meanMG, mean)
			if p.times[i] >= onset && p.times[i] <= end {
				p.PeakMG, p.MeanMG = max(p.PeakMG, d), max(p.MeanMG, mean)
			}
		}
	}
	if a, b := p.Before.Norm(), p.After.Norm(); a > 0 && b > 0 {
		p.TiltDeg = degrees(p.Before.Dot(p.After) / a / b)
	}
	return p
}

// degrees returns the angle of a cosine.
func degrees(cos float64) float64 { return math.Acos(min(1, max(-1, cos))) * 180 / math.Pi }

// active returns the stretch that is explained: the event, the movement that was not listed, else a second about the moment.
func (e *Explanation) active() (onset, end Millis) {
	switch {
	case e.Event != nil:
		return e.Event.Onset, e.Event.Onset + e.Event.Duration
	case e.Unlisted != nil:
		return e.track.at(e.Unlisted.Onset), e.track.at(e.Unlisted.End)
	}
	return e.At - second/2, e.At + second/2
}

// meanOf returns the mean acceleration in a stretch, the first one when it has none.
func meanOf(at []dsp.Vector, times []Millis, in span) dsp.Vector {
	var sum dsp.Vector
	n := 0
	for i, v := range at {
		if in.contains(times[i]) {
			sum, n = sum.Add(v), n+1
		}
	}
	if n == 0 {
		return at[0]
	}
	return dsp.Vector{X: sum.X / float64(n), Y: sum.Y / float64(n), Z: sum.Z / float64(n)}
}
