package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// svg is a drawing in the making: lines of SVG whose colours come from the page's style sheet by class, so that it follows light, dark and print.
type svg struct{ b strings.Builder }

// newSVG begins a drawing of w × h units with a title and a description for those who do not see it.
func newSVG(w, h float64, class, title, about string) *svg {
	s := &svg{}
	fmt.Fprintf(&s.b, `<svg class="%s" viewBox="0 0 %s %s" role="img" aria-label="%s">`, class, num(w), num(h),
		template.HTMLEscapeString(title+". "+about))
	return s
}

// done ends the drawing.
func (s *svg) done() template.HTML {
	s.b.WriteString("</svg>")
	return template.HTML(s.b.String()) // all text in it went through HTMLEscapeString
}

// rect draws a rectangle.
func (s *svg) rect(class string, x, y, w, h float64) {
	fmt.Fprintf(&s.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, num(x), num(y), num(w), num(h))
}

// line draws a straight line.
func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&s.b, `<path class="%s" d="M%s %sL%s %s"/>`, class, num(x1), num(y1), num(x2), num(y2))
}

// path draws a path given in SVG's own letters.
func (s *svg) path(class, d string) {
	if d != "" {
		fmt.Fprintf(&s.b, `<path class="%s" d="%s"/>`, class, d)
	}
}

// text writes words; anchor is start, middle or end.
func (s *svg) text(x, y float64, anchor, words string) {
	fmt.Fprintf(&s.b, `<text x="%s" y="%s" text-anchor="%s">%s</text>`, num(x), num(y), anchor, template.HTMLEscapeString(words))
}

// num prints a coordinate to a tenth of a unit.
func num(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// linear maps [from, to] to [a, b].
type linear struct{ from, to, a, b float64 }

func (l linear) at(v float64) float64 {
	if l.to == l.from {
		return l.a
	}
	return l.a + (l.b-l.a)*(v-l.from)/(l.to-l.from)
}

// niceStep returns the least of 1, 2, 5 × 10^k, at least 1, that divides top into at most n steps.
func niceStep(top float64, n int) float64 {
	for step := 1.0; ; step *= 10 {
		for _, m := range []float64{1, 2, 5} {
			if m*step*float64(n) >= top {
				return m * step
			}
		}
	}
}
