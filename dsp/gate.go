package dsp

import (
	"errors"
	"fmt"
)

// Gate finds the spans in which a series is up: it opens at the first value of
// at least high and closes once hold values in a row were below low, so that
// a value between the two neither opens nor closes it (a Schmitt trigger with a
// hold time). A span ends after its last value of at least low; the hold is not
// part of it. A NaN counts as below low.
type Gate struct {
	low, high float64
	hold      Index
	next      Index // number of the value expected
	span      Span  // from the opening to the last value up
	open      bool
}

// NewGate returns a closed gate. The thresholds are in the unit of the values,
// low at most high; hold is at least 1 value.
func NewGate(low, high float64, hold Index) (*Gate, error) {
	if !(low <= high) {
		return nil, fmt.Errorf("gate closes below %g and opens at %g: the first must not be above the second", low, high)
	}
	if hold < 1 {
		return nil, errors.New("gate without hold: give at least 1 value")
	}
	return &Gate{low: low, high: high, hold: hold}, nil
}

// SetThresholds changes the thresholds for the values to come, as for a floor
// that moves. A low above high counts as high.
func (g *Gate) SetThresholds(low, high float64) { g.low, g.high = min(low, high), high }

// Push takes the values numbered from start on and appends to dst the spans that
// they close. Values that do not follow those before them (a hole) first close
// the gate as Close does: no span reaches across.
func (g *Gate) Push(dst []Span, start Index, values []float64) []Span {
	if start != g.next {
		dst = g.Close(dst)
	}
	for i, v := range values {
		at := start + Index(i)
		switch {
		case v >= g.high || g.open && v >= g.low:
			if !g.open {
				g.open, g.span.Start = true, at
			}
			g.span.End = at + 1
		case g.open && at-g.span.End+1 >= g.hold:
			dst = g.Close(dst)
		}
	}
	g.next = start + Index(len(values))
	return dst
}

// Close appends the span that is open to dst, if there is one, and closes the
// gate. It serves the end of the series.
func (g *Gate) Close(dst []Span) []Span {
	if g.open {
		dst = append(dst, g.span)
		g.open = false
	}
	return dst
}

// Settled returns the number of the value before which no span will change any
// more and none will start.
func (g *Gate) Settled() Index {
	if g.open {
		return g.span.Start
	}
	return g.next
}
