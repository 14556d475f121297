package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Sizes of the wave in text.
const (
	plotColumns = 72
	plotRows    = 10
)

// WriteText prints the moment, the wave around it, and why it was taken for what it was.
func (p *Picture) WriteText(w io.Writer) error {
	var b strings.Builder
	e := p.ex
	when := "+" + e.At.String() + " s"
	if e.AtAt != nil {
		when = *e.AtAt + " (" + when + " from the first sample)"
	} else {
		when += " (" + elapsed(e.At) + " from the first sample)"
	}
	fmt.Fprintf(&b, "%s, %s\n", e.Recording.File, when)
	switch {
	case e.Event != nil:
		fmt.Fprintf(&b, "%s, %s\n", className(e.Event.Class), e.Sleep)
	case e.Unlisted != nil:
		fmt.Fprintf(&b, "a movement that is no event, %s\n", e.Sleep)
	default:
		fmt.Fprintf(&b, "no movement, %s\n", e.Sleep)
	}
	if e.Lost != "" {
		fmt.Fprintln(&b, e.Lost)
	}
	p.plot(&b)
	for _, line := range p.lines() {
		fmt.Fprintf(&b, "  %-10s %s\n", line[0], line[1])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// lines returns what is said of the moment: a word, and what there is to it.
func (p *Picture) lines() [][2]string {
	e := p.ex
	var out [][2]string
	add := func(what, format string, args ...any) {
		out = append(out, [2]string{what, fmt.Sprintf(format, args...)})
	}
	if len(p.distMG) > 0 {
		add("posture", "%s before, %s after: %.1f° apart", vectorText(p.Before), vectorText(p.After), p.TiltDeg)
	}
	if e.Gain != 1 {
		add("gravity", "the sensor has %.3f g for 1 g, by the postures at rest up to then; sizes are corrected for that", e.Gain)
	}
	switch {
	case e.ThresholdG == 0:
		add("floor", "not known: nothing in this recording passed a threshold")
	case e.Event == nil && e.Unlisted == nil:
		add("floor", "%.1f mg at the nearest movement; its threshold was %.1f mg", milliPerG*e.FloorG, milliPerG*e.ThresholdG)
		add("margin", "within half a second means of 0.1 s were at most %.1f mg from the posture, breathing included; single samples, noise included, %.1f mg", p.MeanMG, p.PeakMG)
	default:
		add("floor", "%.1f mg, the quiet of the minute before", milliPerG*e.FloorG)
		add("threshold", "%.1f mg", milliPerG*e.ThresholdG)
	}
	switch {
	case e.Event != nil:
		v := e.Event
		if v.ThresholdG > 0 {
			add("margin", "peak %.1f mg, %.1f × the threshold", milliPerG*v.PeakG, v.PeakG/v.ThresholdG)
		}
		add("onset", "%s s, for %s s; greatest change %.1f g/s", v.Onset, v.Duration, v.PeakJerkGS)
		for _, why := range v.Why {
			add("rule", "%s", why)
		}
		add("confidence", "%.2f", v.Confidence)
	case e.Unlisted != nil:
		m := e.Unlisted
		add("margin", "peak %.1f mg, %.1f × the threshold", milliPerG*m.PeakG, m.PeakG/m.ThresholdG)
		add("wave", "%s s long, half its energy within %.2f s, %.0f %% of it above 5 Hz", MillisOf(e.rate.Seconds(dsp.Index(m.End-m.Onset))), m.FrontS, 100*m.HighShare)
		add("rule", "not listed: %s", e.unlistedWhy())
	}
	for _, near := range []struct {
		what  string
		event *Event
	}{{"before it", e.Before}, {"after it", e.After}} {
		if near.event != nil {
			add(near.what, "%s at %s s, %s s long", className(near.event.Class), near.event.Onset, near.event.Duration)
		}
	}
	return append(out, [2]string{"rule set", e.rules.Name})
}

// vectorText prints an acceleration along the sensor's axes.
func vectorText(v dsp.Vector) string { return fmt.Sprintf("(%+.2f, %+.2f, %+.2f) g", v.X, v.Y, v.Z) }

// columns returns the greatest distance in each column of a plot, of means and of single samples, and which columns have samples.
func (p *Picture) columns(n int) (mean, top []float64, seen []bool) {
	mean, top, seen = make([]float64, n), make([]float64, n), make([]bool, n)
	width := p.ex.extent.length()
	for i, t := range p.times {
		k := min(n-1, max(0, int(int64(t-p.ex.extent.start)*int64(n)/int64(width))))
		mean[k], top[k], seen[k] = max(mean[k], p.meanMG[i]), max(top[k], p.distMG[i]), true
	}
	return mean, top, seen
}

// plot draws the distance from the posture before in block characters, single samples lighter than the means that are held against the threshold, the threshold as a
// dotted line and the event underlined.
func (p *Picture) plot(b *strings.Builder) {
	if len(p.distMG) == 0 {
		return
	}
	means, top, seen := p.columns(plotColumns)
	most := 1.2 * milliPerG * p.ex.ThresholdG
	for _, v := range top {
		most = max(most, v)
	}
	eighths := []rune(" ▁▂▃▄▅▆▇█")
	perRow := most / plotRows
	decimals := 0
	if perRow < 2 { // mg: whole numbers would stand twice, or leave one out
		decimals = 1
	}
	fmt.Fprintln(b, "\n  distance from the posture before, mg: █ means of 0.1 s, which are held against the threshold; ░ single samples")
	for row := plotRows - 1; row >= 0; row-- {
		low := float64(row) * perRow
		dotted := p.ex.ThresholdG > 0 && milliPerG*p.ex.ThresholdG >= low && milliPerG*p.ex.ThresholdG < low+perRow
		fmt.Fprintf(b, "%8.*f │", decimals, low+perRow)
		for k, v := range means {
			fill := int(min(8, max(0, (v-low)/perRow*8)))
			switch {
			case fill == 0 && !seen[k]:
				b.WriteRune('?')
			case fill == 0 && top[k] >= low+perRow/2:
				b.WriteRune('░')
			case fill == 0 && dotted:
				b.WriteRune('┄')
			default:
				b.WriteRune(eighths[fill])
			}
		}
		if dotted {
			b.WriteString(" threshold")
		}
		b.WriteByte('\n')
	}
	onset, end := p.ex.active()
	f := newFrame(p.ex.extent.start, p.ex.extent.end, 0, plotColumns)
	fmt.Fprint(b, "         └")
	for k := range plotColumns {
		mark := '─'
		if at := float64(k) + 0.5; p.ex.Event != nil && at >= f.at(onset)-0.5 && at <= f.at(end)+0.5 {
			mark = '━'
		}
		b.WriteRune(mark)
	}
	fmt.Fprintf(b, "\n%10s%-36s%36s\n\n", "", p.ex.extent.start.String()+" s", p.ex.extent.end.String()+" s")
}

// Sizes of the picture of a moment in its own units.
const (
	momentWidth           = 760.0
	momentLeft, momentTop = 56.0, 30.0
	momentBottom          = 220.0
	momentWords           = momentBottom + 38 // where the words below begin
	momentLine            = 15.0
)

// momentStyle makes the picture readable without a page around it.
const momentStyle = `<style>svg{background:#fff;font:12px sans-serif;fill:#222}.event{fill:#dfe8f5}.grid{stroke:#e4e4e4}.floor{stroke:#8a8a8a;stroke-dasharray:2 3}` +
	`.threshold{stroke:#b3541e;stroke-dasharray:6 3}.curve{fill:none;stroke:#1f5fa8;stroke-width:1.4}.samples{fill:none;stroke:#8fb3df;stroke-width:.8}</style>`

// SVG draws the wave around the moment with the event's extent, floor and threshold; what WriteText says in words stands below it.
func (p *Picture) SVG() string {
	e := p.ex
	what := "no movement"
	if e.Event != nil {
		what = className(e.Event.Class)
	}
	below := append([]string{"Dark: means of 0.1 s, which are held against the dashed threshold. Pale: single samples. Dotted: the floor."}, p.words()...)
	s := newSVG(momentWidth, momentWords+momentLine*float64(len(below)), "moment", e.Recording.File+", "+what, "distance from the posture before, in mg")
	s.b.WriteString(momentStyle)
	top := 1.2 * milliPerG * e.ThresholdG
	for _, v := range p.distMG {
		top = max(top, v)
	}
	top = max(top, 1)
	f, y := newFrame(e.extent.start, e.extent.end, momentLeft, momentWidth-8), linear{0, top, momentBottom, momentTop}
	if onset, end := e.active(); e.Event != nil {
		if x, w, ok := f.clip([2]Millis{onset, end}); ok {
			s.rect("event", x, momentTop, w, momentBottom-momentTop)
		}
	}
	step := niceStep(top, 5)
	for v := 0.0; v <= top; v += step {
		s.line("grid", momentLeft, y.at(v), momentWidth-8, y.at(v))
		s.text(momentLeft-4, y.at(v)+4, "end", fmt.Sprintf("%.0f", v))
	}
	if e.ThresholdG > 0 { // unknown is not drawn, least of all at zero
		s.line("floor", momentLeft, y.at(milliPerG*e.FloorG), momentWidth-8, y.at(milliPerG*e.FloorG))
		s.line("threshold", momentLeft, y.at(milliPerG*e.ThresholdG), momentWidth-8, y.at(milliPerG*e.ThresholdG))
	}
	s.path("samples", p.path(p.distMG, &f, y))
	s.path("curve", p.path(p.meanMG, &f, y))
	for v := Millis(0); v <= e.extent.length(); v += MillisOf(niceStep(e.extent.length().Seconds(), 8)) {
		s.text(min(f.at(e.extent.start+v), momentWidth-24), momentBottom+16, "middle", fmt.Sprintf("%.0f s", (e.extent.start+v).Seconds()))
	}
	s.text(momentLeft, 18, "start", fmt.Sprintf("%s: %s; mg from the posture before", filepath.Base(e.Recording.File), what))
	for i, l := range below {
		s.text(momentLeft, momentWords+momentLine*float64(i), "start", l)
	}
	return strings.Replace(string(s.done()), `<svg class="moment"`, `<svg xmlns="http://www.w3.org/2000/svg" class="moment"`, 1) + "\n"
}

// words are the lines below the picture: margin and rules, a line for each of their parts.
func (p *Picture) words() []string {
	var out []string
	for _, l := range p.lines() {
		if l[0] == "rule" || l[0] == "margin" {
			out = append(out, strings.Split(l[0]+": "+l[1], "; ")...)
		}
	}
	return out
}

// path draws values over time; it breaks where samples are missing.
func (p *Picture) path(values []float64, f *frame, y linear) string {
	var d strings.Builder
	for i, t := range p.times {
		letter := "L"
		if i == 0 || t-p.times[i-1] > second/2 {
			letter = "M"
		}
		fmt.Fprintf(&d, "%s%s %s", letter, num(f.at(t)), num(y.at(values[i])))
	}
	return d.String()
}
