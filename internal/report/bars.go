package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Bins of the histograms of intervals (PLMScoRe and SOMAS; standards.md §2.3).
const (
	binS     = 2.0  // s
	binLn    = 0.1  // of the natural logarithm of seconds
	bins     = 45   // of either
	periodLo = 10.0 // s: WASM's band of periodic intervals, marked whatever the rules
	periodHi = 90.0 // s
)

// Sizes of the bar charts in their own units.
const (
	barsWidth, barsHeight = 460.0, 230.0
	barsLeft, barsRight   = 38.0, 452.0
	barsTop, barsBottom   = 12.0, 186.0
)

// histogram is how often intervals between limb movements asleep had which length.
type histogram struct {
	seconds, logs [bins]int
	all           int // every interval
	below, within int // below 10 s; 10–90 s
	above         int // above 90 s
}

// histogramOf counts the intervals of the limb movements whose onset lay in sleep.
func histogramOf(n *Night) histogram {
	var h histogram
	for i := range n.Events {
		e := &n.Events[i]
		if e.IMIS == nil || e.Asleep == nil || !*e.Asleep || *e.IMIS <= 0 {
			continue
		}
		s := *e.IMIS
		h.all++
		switch {
		case s < periodLo:
			h.below++
		case s <= periodHi:
			h.within++
		default:
			h.above++
		}
		if b := int(s / binS); b < bins {
			h.seconds[b]++
		}
		if b := int(math.Log(s) / binLn); s >= 1 && b < bins {
			h.logs[b]++
		}
	}
	return h
}

// chance returns how many of the intervals would lie between a and b seconds if as many movements came at random: λ an hour.
func (h *histogram) chance(perHour, a, b float64) float64 {
	lambda := perHour / hour.Seconds()
	return float64(h.all) * (math.Exp(-lambda*a) - math.Exp(-lambda*b))
}

// intervalCharts draws the intervals in bins of 2 s and of the logarithm; empty without intervals.
func intervalCharts(n *Night) []template.HTML {
	h := histogramOf(n)
	rate := n.Indices.LMPerH
	if h.all == 0 {
		return nil
	}
	about := fmt.Sprintf("%d intervals: %d under 10 s, %d of 10 to 90 s, %d longer", h.all, h.below, h.within, h.above)
	edges := func(i int) (float64, float64) { return binS * float64(i), binS * float64(i+1) }
	linearChart := h.draw("Intervals in steps of 2 s", about, h.seconds[:], edges, rate, func(s *svg, x linear) {
		for v := 0.0; v <= periodHi; v += periodLo {
			s.text(x.at(v/binS), barsBottom+16, "middle", fmt.Sprintf("%.0f", v))
		}
		bracket(s, x.at(periodLo/binS), x.at(periodHi/binS))
	})
	logEdges := func(i int) (float64, float64) { return math.Exp(binLn * float64(i)), math.Exp(binLn * float64(i+1)) }
	logChart := h.draw("Intervals in equal steps of their logarithm", about, h.logs[:], logEdges, rate, func(s *svg, x linear) {
		for _, v := range []float64{1, 2, 5, 10, 20, 50, 90} {
			s.text(x.at(math.Log(v)/binLn), barsBottom+16, "middle", fmt.Sprintf("%.0f", v))
		}
		bracket(s, x.at(math.Log(periodLo)/binLn), x.at(math.Log(periodHi)/binLn))
	})
	return []template.HTML{linearChart, logChart}
}

// draw draws one histogram with its chance curve; marks writes the axis.
func (h *histogram) draw(title, about string, counts []int, edges func(int) (float64, float64), rate *float64, marks func(*svg, linear)) template.HTML {
	expected := make([]float64, len(counts))
	top := 1.0
	for i, c := range counts {
		if rate != nil {
			a, b := edges(i)
			expected[i] = h.chance(*rate, a, b)
		}
		top = max(top, float64(c), expected[i])
	}
	s := newSVG(barsWidth, barsHeight, "bars", title, about)
	x, y := linear{0, float64(len(counts)), barsLeft, barsRight}, linear{0, top * 1.05, barsBottom, barsTop}
	yAxis(s, y, top)
	marks(s, x)
	s.text((barsLeft+barsRight)/2, barsBottom+34, "middle", "seconds from one limb movement to the next")
	for i, c := range counts {
		if c > 0 {
			s.rect("bar", x.at(float64(i))+0.5, y.at(float64(c)), x.at(1)-x.at(0)-1, barsBottom-y.at(float64(c)))
		}
	}
	if rate != nil {
		var b strings.Builder
		for i, v := range expected {
			fmt.Fprintf(&b, "%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], num(x.at(float64(i)+0.5)), num(y.at(v)))
		}
		s.path("chance", b.String())
	}
	return s.done()
}

// bracket marks the band of periodic intervals.
func bracket(s *svg, a, b float64) {
	s.rect("band", a, barsTop, b-a, barsBottom-barsTop)
}

// yAxis draws whole numbers up to top.
func yAxis(s *svg, y linear, top float64) {
	for v := 0.0; v <= top; v += niceStep(top, 4) {
		s.line("grid", barsLeft, y.at(v), barsRight, y.at(v))
		s.text(barsLeft-5, y.at(v)+4, "end", fmt.Sprintf("%.0f", v))
	}
}

// hourChart draws periodic movements asleep and hypnic starts hour by hour; empty without hours, or when neither is known.
func hourChart(n *Night) template.HTML {
	if plm, hypnic := KnownByHour(n); !plm && !hypnic {
		return ""
	}
	top := 1.0
	for i := range n.ByHour {
		top = max(top, float64(value(n.ByHour[i].PLMS)), float64(value(n.ByHour[i].HypnicStarts)))
	}
	s := newSVG(barsWidth, barsHeight, "bars", "Hour by hour from falling asleep", "The same figures are in the table beside it")
	x, y := linear{0, float64(len(n.ByHour)), barsLeft, barsRight}, linear{0, top * 1.05, barsBottom, barsTop}
	yAxis(s, y, top)
	width := x.at(1) - x.at(0)
	for i := range n.ByHour {
		h := &n.ByHour[i]
		left := x.at(float64(i))
		s.text(left+width/2, barsBottom+16, "middle", fmt.Sprintf("%d", HourNumber(h.Hour)))
		if c := float64(value(h.PLMS)); c > 0 {
			s.rect("bar plm", left+0.12*width, y.at(c), 0.4*width, barsBottom-y.at(c))
		}
		if c := float64(value(h.HypnicStarts)); c > 0 {
			s.rect("bar hypnic_start", left+0.56*width, y.at(c), 0.32*width, barsBottom-y.at(c))
		}
	}
	about := "hour from falling asleep"
	if n.ByHour[0].Hour < 0 {
		about += " (−1 = the hour before)"
	}
	s.text((barsLeft+barsRight)/2, barsBottom+34, "middle", about)
	return s.done()
}

// KnownByHour reports whether periodic movements and whether hypnic starts are known hour by hour: what is not known is no bar of height zero.
func KnownByHour(n *Night) (plm, hypnic bool) {
	for i := range n.ByHour {
		plm, hypnic = plm || n.ByHour[i].PLMS != nil, hypnic || n.ByHour[i].HypnicStarts != nil
	}
	return plm, hypnic
}

// HourNumber numbers the hours as people do: the first is 1, the one before it −1.
func HourNumber(h int) int {
	if h >= 0 {
		return h + 1
	}
	return h
}

// IntervalCounts returns how many intervals between limb movements asleep fall into each bin, and the length of a bin in seconds; nil without intervals.
func IntervalCounts(n *Night) (counts []int, bin float64) {
	h := histogramOf(n)
	if h.all == 0 {
		return nil, binS
	}
	return h.seconds[:], binS
}

// ChanceCount returns how many of those intervals would lie between from and to seconds if as many limb movements came at random; false when their rate is unknown.
func ChanceCount(n *Night, from, to float64) (float64, bool) {
	if n.Indices.LMPerH == nil {
		return 0, false
	}
	h := histogramOf(n)
	return h.chance(*n.Indices.LMPerH, from, to), true
}
