package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"
)

// Sizes of the timeline in its own units.
const (
	timelineWidth = 1000.0
	timelineLeft  = 108.0
	timelineRight = 990.0
	motionTop     = 8.0
	motionHeight  = 92.0
	laneHeight    = 21.0
	letterWidth   = 8.0 // of a wide one
)

// Limits of the picture of motion, on a logarithmic axis: from a sensor's noise to walking.
const (
	motionLowG  = 0.001 // g
	motionHighG = 1.0   // g
)

// frame is the stretch of time that a picture shows.
type frame struct {
	start, end Millis
	x          linear // seconds → units
}

// frameOf returns the frame of a whole night: everything recorded of it.
func frameOf(n *Night, left, right float64) frame {
	start, end := Millis(math.MaxInt64), Millis(math.MinInt64)
	add := func(list [][2]Millis) {
		for _, s := range list {
			start, end = min(start, s[0]), max(end, s[1])
		}
	}
	add(n.Sleep.Bed)
	if n.Trace != nil && len(n.Sleep.Bed) == 0 {
		for _, m := range n.Trace.Motion {
			for _, e := range m.Epochs {
				start, end = min(start, e.Onset), max(end, e.Onset+epochLength)
			}
		}
	}
	if start >= end {
		start, end = 0, minute
	}
	return newFrame(start, end, left, right)
}

func newFrame(start, end Millis, left, right float64) frame {
	return frame{start, end, linear{start.Seconds(), end.Seconds(), left, right}}
}

// at returns where a time is drawn.
func (f *frame) at(m Millis) float64 { return f.x.at(m.Seconds()) }

// clip returns the part of a stretch inside the frame as x and width; ok is false when there is none.
func (f *frame) clip(s [2]Millis) (x, w float64, ok bool) {
	a, b := max(s[0], f.start), min(s[1], f.end)
	if b <= a {
		return 0, 0, false
	}
	return f.at(a), f.at(b) - f.at(a), true
}

// marks returns the times inside the frame at which the clock shows a multiple of step.
func (t *text) marks(n *Night, f *frame, step Millis) []Millis {
	var off Millis
	if at, ok := t.zero(n); ok {
		midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
		off = Millis(at.Sub(midnight).Milliseconds()) % step
	}
	var out []Millis
	first := (f.start+off)/step*step - off
	for m := first; m <= f.end; m += step {
		if m >= f.start {
			out = append(out, m)
		}
	}
	return out
}

// zero returns the wall time of the night's first sample; false when undated.
func (t *text) zero(n *Night) (time.Time, bool) {
	s := t.a.Recordings[n.Recordings[0]].StartAt
	if s == nil {
		return time.Time{}, false
	}
	at, err := parseStamp(*s)
	return at, err == nil
}

// timeline draws the night: motion, sleep, and a lane for each class.
func (t *text) timeline(n *Night) template.HTML {
	f := frameOf(n, timelineLeft, timelineRight)
	top := motionTop + motionHeight + 8
	bottom := top + laneHeight*float64(len(lanes)+1)
	s := newSVG(timelineWidth, bottom+24, "timeline", "Timeline of the night", "The same events are in the table of events")
	t.hourMarks(s, n, &f, hour, motionTop, bottom)
	if n.Trace != nil {
		for i := range n.Trace.Motion {
			s.path(fmt.Sprintf("motion limb%d", t.limbOf(n.Trace.Motion[i].Site)), motionPath(&n.Trace.Motion[i], &f))
		}
		s.text(timelineLeft-8, motionTop+12, "end", "motion")
		s.text(timelineLeft-8, motionTop+motionHeight, "end", "1 mg")
		s.text(timelineLeft-8, motionTop+30, "end", "1 g")
		drawStretches(s, "lost", &f, n.Trace.Lost, motionTop, bottom-motionTop)
		drawStretches(s, "unworn", &f, n.Trace.Unworn, motionTop, bottom-motionTop)
	}
	drawLanes(s, &f, n, lanes, top)
	for i := range n.Marks {
		if m := &n.Marks[i]; f.start <= m.At && m.At <= f.end {
			s.line("mark", f.at(m.At), motionTop, f.at(m.At), bottom)
		}
	}
	return s.done()
}

// hourMarks draws the times of the clock along the bottom.
func (t *text) hourMarks(s *svg, n *Night, f *frame, step Millis, top, bottom float64) {
	for _, m := range t.marks(n, f, step) {
		s.line("grid", f.at(m), top, f.at(m), bottom)
		words := t.clock(n, &m)
		if half := letterWidth * float64(len(words)) / 2; f.at(m)+half > timelineWidth {
			s.text(timelineWidth, bottom+17, "end", words) // would be cut off in its middle
			continue
		}
		s.text(f.at(m), bottom+17, "middle", words)
	}
}

func drawStretches(s *svg, class string, f *frame, list [][2]Millis, y, h float64) {
	for _, v := range list {
		if x, w, ok := f.clip(v); ok {
			s.rect(class, x, y, max(0.5, w), h)
		}
	}
}

// ticks returns the path of a tick for every event of a class.
func ticks(events []Event, f *frame, class Class, y, h float64) string {
	var b strings.Builder
	for i := range events {
		if e := &events[i]; e.Class == class && f.start <= e.Onset && e.Onset <= f.end {
			fmt.Fprintf(&b, "M%s %sv%s", num(f.at(e.Onset)), num(y), num(h))
		}
	}
	return b.String()
}

// motionPath returns the path of motion as steps on a logarithmic axis; it breaks where nothing was recorded.
func motionPath(m *Motion, f *frame) string {
	scale := linear{math.Log10(motionLowG), math.Log10(motionHighG), motionTop + motionHeight, motionTop}
	var b strings.Builder
	var last Millis = -day
	for _, e := range m.Epochs {
		if e.Onset < f.start || e.Onset > f.end {
			continue
		}
		y := scale.at(math.Log10(min(motionHighG, max(motionLowG, e.MotionG))))
		letter := "L"
		if e.Onset-last > 2*epochLength {
			letter = "M"
		}
		fmt.Fprintf(&b, "%s%s %s", letter, num(f.at(e.Onset)), num(y))
		last = e.Onset
	}
	return b.String()
}

// drawLanes draws sleep and the events of each lane, one below the other from top on.
func drawLanes(s *svg, f *frame, n *Night, shown []lane, top float64) {
	unknown := unknownLanes(n)
	s.text(timelineLeft-8, top+14, "end", "asleep")
	if n.Sleep.Source == nil {
		s.text(timelineLeft+8, top+14, "start", notKnown)
	}
	drawStretches(s, "asleep", f, n.Sleep.Intervals, top+2, laneHeight-6)
	for i, l := range shown {
		y := top + laneHeight*float64(i+1)
		s.text(timelineLeft-8, y+14, "end", l.name)
		s.line("lane", timelineLeft, y+laneHeight-2, timelineRight, y+laneHeight-2)
		s.path("tick "+string(l.class), ticks(n.Events, f, l.class, y+1, laneHeight-5))
		if slices.Contains(unknown, laneOf(l.class)) {
			s.text(timelineLeft+8, y+14, "start", notKnown)
		}
	}
}
