package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"
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

// waveView is what pages show of one event with its wave.
type waveView struct {
	Number  int // of the event, from 1
	At      string
	What    string // what it was, or where it lay
	Figures string
	Wave    template.HTML
}

// waveOf makes the view of event i.
func (t *text) waveOf(n *Night, i int, what string) waveView {
	e := &n.Events[i]
	return waveView{
		Number: i + 1, At: e.Moment(), What: what, Wave: t.waveSVG(e),
		Figures: fmt.Sprintf("%.0f mg, %.1f s, %s sure; %s", milliPerG*e.PeakG, e.Duration.Seconds(), percent(e.Confidence), strings.Join(e.Why, "; ")),
	}
}

// starts lists every hypnic start with its wave.
func (t *text) starts(n *Night) []waveView {
	var out []waveView
	for i := range n.Events {
		e := &n.Events[i]
		if e.Class != HypnicStart {
			continue
		}
		around := ""
		if e.SinceOnsetS != nil {
			around = aroundOnset(*e.SinceOnsetS)
		}
		out = append(out, t.waveOf(n, i, around))
	}
	return out
}

// examples is how many events of a class paper and pages without scripts show large (ours).
var examples = []struct {
	class Class
	most  int
}{{PLM, 6}, {Isolated, 2}, {ShortInterval, 2}, {Gross, 2}}

// sampled lists some limb movements with their waves, of each class as evenly over the night as it can be.
func (t *text) sampled(n *Night) []waveView {
	var out []waveView
	for _, want := range examples {
		var of []int
		for i := range n.Events {
			if n.Events[i].Class == want.class && len(n.Events[i].Waves) > 0 {
				of = append(of, i)
			}
		}
		most := min(want.most, len(of))
		for k := range most {
			out = append(out, t.waveOf(n, of[(2*k+1)*len(of)/(2*most)], className(want.class)))
		}
	}
	return out
}

// percent writes a share as a whole percentage.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", math.Round(100*share)) }
