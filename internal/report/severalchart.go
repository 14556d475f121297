package report

import (
	"fmt"
	"html/template"
	"time"
)

// Sizes of the chart of nights in its own units.
const (
	nightsLeft, nightsTop       = 44.0, 36.0
	nightsPitch                 = 54.0 // from night to night, when there are few
	nightsNarrow, nightsWide    = 460.0, 1000.0
	nightsIndex, nightsStarts   = 150.0, 70.0 // heights of the two panels
	nightsBetween, nightsBottom = 40.0, 40.0
	nightsLabel                 = 46.0 // room for a date
	nightsFigures               = 30.0 // room for a figure above a bar
)

// chart draws the index of every night with its likely range, and below it the hypnic starts. A night without a bar is one of which that is not known, or that is not usable;
// without any bar there is no chart.
func (s *Several) chart() template.HTML {
	if s.Index.Nights == 0 && s.spread(startsOf).Nights == 0 {
		return ""
	}
	width := min(nightsWide, max(nightsNarrow, nightsLeft+nightsPitch*float64(len(s.List))))
	x := linear{0, float64(len(s.List)), nightsLeft, width - 6}
	second := nightsTop + nightsIndex + nightsBetween
	class := "bars nights few"
	if width > 1.5*nightsNarrow {
		class = "bars nights" // so many that a phone shows a part of them
	}
	v := newSVG(width, second+nightsStarts+nightsBottom, class, "Night by night", "Above, periodic limb movements for each hour of sleep; below, hypnic starts. The same figures are in the table of nights")
	s.indexPanel(v, x)
	s.startsPanel(v, x, second)
	pitch := x.at(1) - x.at(0)
	every := 1
	for float64(every)*pitch < nightsLabel {
		every++
	}
	for i := range s.List {
		if i%every == 0 {
			v.text(x.at(float64(i)+0.5), second+nightsStarts+16, "middle", s.List[i].label(i))
		}
	}
	return v.done()
}

// label names a night below its bar.
func (v *Nightly) label(i int) string {
	if v.Night.Night != nil {
		if at, err := time.Parse(time.DateOnly, *v.Night.Night); err == nil {
			return at.Format("2 Jan")
		}
	}
	return fmt.Sprintf("no. %d", i+1)
}

// indexPanel draws the index with its likely range, and the lines that it is held against.
func (s *Several) indexPanel(v *svg, x linear) {
	bottom := nightsTop + nightsIndex
	top := max(adultLine, s.Index.Most)
	for _, n := range s.usable() {
		if b := n.Night.Intervals.PLMSPerH; b != nil {
			top = max(top, b[1])
		}
	}
	y := linear{0, 1.08 * top, bottom, nightsTop}
	scaleLines(v, x, y, top, 5)
	v.text(nightsLeft, nightsTop-20, "start", "periodic movements an hour of sleep")
	for i := range s.List {
		n := s.List[i].Night
		if p := n.Indices.PLMSPerH; p != nil && n.Usable {
			s.bar(v, x, y, i, *p, "plm", decimal(p, 1), n.Intervals.PLMSPerH)
		}
	}
	line := s.Line
	if line == 0 {
		line = adultLine
	}
	v.path("chance", fmt.Sprintf("M%s %sH%s", num(x.a), num(y.at(line)), num(x.b)))
}

// startsPanel draws hypnic starts.
func (s *Several) startsPanel(v *svg, x linear, from float64) {
	top := max(1, s.spread(startsOf).Most)
	y := linear{0, 1.2 * top, from + nightsStarts, from}
	scaleLines(v, x, y, top, 2)
	v.text(nightsLeft, from-8, "start", "hypnic starts")
	for i := range s.List {
		n := s.List[i].Night
		if c := n.Counts.HypnicStarts; c != nil && n.Usable {
			s.bar(v, x, y, i, float64(*c), "hypnic_start", fmt.Sprint(*c), nil)
		}
	}
}

// bar draws the bar of night i, its likely range when that is known, and its figure where there is room.
func (s *Several) bar(v *svg, x, y linear, i int, height float64, class, figure string, likely *[2]float64) {
	pitch := x.at(1) - x.at(0)
	wide := min(0.62*pitch, 30)
	mid, top := x.at(float64(i)+0.5), y.at(height)
	if height > 0 {
		v.rect("bar "+class, mid-wide/2, top, wide, y.a-top)
	}
	if likely != nil {
		v.path("tick both", fmt.Sprintf("M%s %sV%sm-3 0h6M%s %sh6", num(mid), num(y.at(likely[0])), num(y.at(likely[1])), num(mid-3), num(y.at(likely[0]))))
		top = min(top, y.at(likely[1]))
	}
	if pitch >= nightsFigures {
		v.text(mid, top-4, "middle", figure)
	}
}

// scaleLines draws whole numbers up to top across a panel.
func scaleLines(v *svg, x, y linear, top float64, steps int) {
	for k := 0.0; k <= top; k += niceStep(top, steps) {
		v.line("grid", x.a, y.at(k), x.b, y.at(k))
		v.text(x.a-5, y.at(k)+4, "end", fmt.Sprintf("%.0f", k))
	}
}
