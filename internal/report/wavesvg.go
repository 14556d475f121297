package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Sizes of the picture of a wave in its own units.
const (
	waveWidth, waveHeight = 300.0, 130.0
	waveLeft, waveTop     = 40.0, 8.0
	waveBottom            = 104.0
	sparkPoints           = 32   // points of the small wave in the table of events
	sparkStep             = 2.0  // units from point to point
	sparkHeight           = 20.0 // units
)

// extentOf returns the stretch and the greatest distance in mg of an event's waves; ok is false without any.
func extentOf(e *Event) (start, end Millis, topMG float64, ok bool) {
	for i := range e.Waves {
		w := &e.Waves[i]
		if !ok {
			start, end = w.Onset, w.end()
		}
		start, end, ok = min(start, w.Onset), max(end, w.end()), true
		for _, v := range w.Steps {
			topMG = max(topMG, stepMG(v))
		}
	}
	return start, end, topMG, ok
}

// end returns the time of the wave's end.
func (w *Wave) end() Millis { return w.at(len(w.Steps)) }

// at returns the time of sample i.
func (w *Wave) at(i int) Millis { return w.Onset + MillisOf(float64(i)/w.RateHz) }

// stepMG returns a step in mg.
func stepMG(v uint16) float64 { return float64(v) * WaveStepG * milliPerG }

// waveSVG draws an event's waves with its length shaded, its floor and its threshold.
func (t *text) waveSVG(e *Event) template.HTML {
	start, end, top, ok := extentOf(e)
	if !ok {
		return ""
	}
	top = max(top, 1.2*milliPerG*e.ThresholdG)
	f := newFrame(start, end, waveLeft, waveWidth-4)
	y := linear{0, top, waveBottom, waveTop}
	s := newSVG(waveWidth, waveHeight, "wave", fmt.Sprintf("Wave of the %s at %s", className(e.Class), e.Moment()),
		fmt.Sprintf("It lasted %s s with a peak of %.0f mg", e.Duration, milliPerG*e.PeakG))
	if x, w, ok := f.clip([2]Millis{e.Onset, e.Onset + e.Duration}); ok {
		s.rect("event", x, waveTop, w, waveBottom-waveTop)
	}
	step := niceStep(top, 3)
	for v := 0.0; v <= top; v += step {
		s.line("grid", waveLeft, y.at(v), waveWidth-4, y.at(v))
		s.text(waveLeft-4, y.at(v)+4, "end", fmt.Sprintf("%.0f", v))
	}
	s.line("floor", waveLeft, y.at(milliPerG*e.FloorG), waveWidth-4, y.at(milliPerG*e.FloorG))
	s.line("threshold", waveLeft, y.at(milliPerG*e.ThresholdG), waveWidth-4, y.at(milliPerG*e.ThresholdG))
	for i := range e.Waves {
		s.path(fmt.Sprintf("curve limb%d", t.limbOf(e.Waves[i].Site)), wavePath(&e.Waves[i], &f, y))
	}
	length := (end - start).Seconds()
	for v := 0.0; v < length; v += niceStep(length, 4) {
		s.text(f.at(start+MillisOf(v)), waveBottom+16, "middle", fmt.Sprintf("%.0f s", v))
	}
	return s.done()
}

// limbOf returns the number by which pictures colour a site: the right limb 1, every other 0.
func (t *text) limbOf(site *string) int {
	if site != nil && strings.HasPrefix(*site, "right") {
		return 1
	}
	return 0
}

// wavePath returns the path of a wave, at most one point for each unit of width, the greatest of its stretch.
func wavePath(w *Wave, f *frame, y linear) string {
	stride := max(1, int(math.Ceil(float64(len(w.Steps))/(f.x.b-f.x.a))))
	var b strings.Builder
	letter := "M"
	for i := 0; i < len(w.Steps); i += stride {
		var peak uint16
		for _, v := range w.Steps[i:min(len(w.Steps), i+stride)] {
			peak = max(peak, v)
		}
		fmt.Fprintf(&b, "%s%s %s", letter, num(f.at(w.at(i))), num(y.at(stepMG(peak))))
		letter = "L"
	}
	return b.String()
}

// spark draws an event's waves small, for the table: a stretch for each point, its greatest distance by any limb.
func (t *text) spark(e *Event) template.HTML {
	start, end, top, ok := extentOf(e)
	if !ok || top == 0 {
		return ""
	}
	var peaks [sparkPoints]float64
	f := newFrame(start, end, 0, sparkPoints-1)
	for i := range e.Waves {
		w := &e.Waves[i]
		from := f.at(w.Onset)
		perSample := (f.at(w.end()) - from) / float64(max(1, len(w.Steps)))
		for k, v := range w.Steps {
			p := min(sparkPoints-1, max(0, int(from+perSample*float64(k)+0.5)))
			peaks[p] = max(peaks[p], stepMG(v))
		}
	}
	b := append(make([]byte, 0, 256), `<svg class="spark" viewBox="0 0 62 20" aria-hidden="true">`...)
	if x, w, ok := f.clip([2]Millis{e.Onset, e.Onset + e.Duration}); ok {
		wide := strconv.Itoa(max(1, int(w*sparkStep)))
		b = append(b, `<path class="event" d="M`+strconv.Itoa(int(x*sparkStep))+` 0h`+wide+`v20h-`+wide+`"/>`...)
	}
	b = append(b, `<path d="M0 `...)
	last := 0
	for p, v := range peaks {
		if v == 0 && p > 0 {
			v = peaks[p-1] // fewer samples than points
			peaks[p] = v
		}
		y := 1 + int(math.Round((1-v/top)*(sparkHeight-2)))
		if p > 0 {
			b = append(b, "l2 "...)
			y -= last
		}
		b = strconv.AppendInt(b, int64(y), 10)
		last += y
	}
	return template.HTML(append(b, `"/></svg>`...)) // numbers only
}
