package report

import (
	"fmt"
	"html/template"
	"math"
)

// What the picture of falling asleep shows around persistent sleep onset (standards.md §8: starts lie in a band of −15…+10 min, to which its own uncertainty
// of up to 20 min comes).
const (
	onsetBefore = 30 * minute
	onsetAfter  = 40 * minute
)

// onsetChart draws the time around falling asleep; empty when it is not known.
func (t *text) onsetChart(n *Night) template.HTML {
	if n.Sleep.Onset == nil {
		return ""
	}
	at := *n.Sleep.Onset
	whole := frameOf(n, 0, 1)
	f := newFrame(max(whole.start, at-onsetBefore), min(whole.end, at+onsetAfter), timelineLeft, timelineRight)
	const top, height = 8.0, 96.0
	shown := []lane{lanes[0], lanes[1], lanes[2], lanes[5], lanes[6]}
	bottom := top + height + 8 + laneHeight*float64(len(shown)+1)
	s := newSVG(timelineWidth, bottom+24, "timeline", "The time around falling asleep", "Every hypnic start is listed below")
	t.hourMarks(s, n, &f, 10*minute, top, bottom)
	if u := n.Sleep.OnsetUncertainty; u != nil {
		half := MillisOf(*u)
		drawStretches(s, "unsure", &f, [][2]Millis{{at - half, at + half}}, top, bottom-top)
	}
	if n.Trace != nil {
		for i := range n.Trace.Motion {
			s.path(fmt.Sprintf("motion limb%d", t.limbOf(n.Trace.Motion[i].Site)), motionPath(&n.Trace.Motion[i], &f))
		}
		s.text(timelineLeft-8, top+12, "end", "motion")
	}
	s.line("onset", f.at(at), top, f.at(at), bottom)
	drawLanes(s, &f, n, shown, top+height+8)
	return s.done()
}

// startView is what pages show of one hypnic start.
type startView struct {
	Number  int // of the event, from 1
	At      string
	Around  string
	Figures string
	Wave    template.HTML
}

// starts lists every hypnic start with its wave.
func (t *text) starts(n *Night) []startView {
	var out []startView
	for i := range n.Events {
		e := &n.Events[i]
		if e.Class != HypnicStart {
			continue
		}
		v := startView{Number: i + 1, At: moment(e), Wave: t.waveSVG(e)}
		if e.SinceOnsetS != nil {
			v.Around = aroundOnset(*e.SinceOnsetS)
		}
		v.Figures = fmt.Sprintf("%.0f mg, %.1f s, %s sure", milliPerG*e.PeakG, e.Duration.Seconds(), percent(e.Confidence))
		out = append(out, v)
	}
	return out
}

// percent writes a share as a whole percentage.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", math.Round(100*share)) }
