package movement

import (
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Timing is kept apart from detection: a trigger says that something moved, the edge is where the lightly low-passed
// acceleration leaves the quiet posture next to it. High-passed data would ring ahead by half a second
// (detection.md item 4), so none is used here.

const (
	quietMS   = 900  // ms of posture before an edge that is averaged: short against a breath, so that breathing hardly moves it
	clearMS   = 120  // ms between that stretch and the edge
	dipMS     = 160  // ms for which the distance may fall below the edge on its way: the acceleration of a lift changes sign
	robustG   = 0.02 // g: an excursion that is no noise, from which the edge is sought
	robustOf  = 0.3  // × peak, for movements too weak to reach robustG
	smearOf   = 0.02 // × peak: what the zero-phase low-pass leaks ahead of a kick
	quietTop  = 0.95 // quantile of the distance in the quiet stretch that counts as its noise
	quietOver = 1.5  // × that noise lies the edge at least
)

// edge finds where a movement leaves the posture before it, in the samples of w counted from 0. The movement is known to have been under way at
// sample at; reach is the earliest sample that the edge may have and peak the movement's size in g. It returns the edge, with a
// fraction, and the quiet posture before it.
func (s *shaper) edge(w *dsp.Axes, at, reach int, peak float64, posture dsp.Vector) (float64, dsp.Vector) {
	clear := int(s.rate.Samples(clearMS))
	quiet := int(s.rate.Samples(quietMS))
	edge := float64(at)
	from := at
	for range 2 {
		noise := 0.0
		if q, top, ok := s.quiet(w, max(reach, from-clear-quiet), from-clear); ok {
			posture, noise = q, top
		}
		limit := max(s.tuning.EdgeG, quietOver*noise, smearOf*peak)
		robust := max(1.5*limit, min(robustG, robustOf*peak))
		anchor, ok := s.excursion(w, posture, max(reach, from-clear), robust)
		if !ok {
			return edge, posture
		}
		edge = s.walk(w, posture, anchor, reach, limit)
		from = int(edge)
	}
	return edge, posture
}

// quiet returns the median posture of samples [from, to) and the upper quantile of the distance from it in g; ok is false when there are too few.
func (s *shaper) quiet(w *dsp.Axes, from, to int) (posture dsp.Vector, top float64, ok bool) {
	const least = 4 // samples that make a median
	if to-from < least {
		return posture, 0, false
	}
	posture = dsp.Vector{X: s.median(w.X[from:to]), Y: s.median(w.Y[from:to]), Z: s.median(w.Z[from:to])}
	s.sorted = s.sorted[:0]
	for i := from; i < to; i++ {
		s.sorted = append(s.sorted, at(w, i).Sub(posture).Norm())
	}
	slices.Sort(s.sorted)
	return posture, s.sorted[int(quietTop*float64(len(s.sorted)-1))], true
}

func (s *shaper) median(v []float64) float64 {
	s.sorted = append(s.sorted[:0], v...)
	slices.Sort(s.sorted)
	n := len(s.sorted)
	return (s.sorted[(n-1)/2] + s.sorted[n/2]) / 2
}

// excursion returns the first sample from number from on that lies at least far from the posture.
func (s *shaper) excursion(w *dsp.Axes, posture dsp.Vector, from int, far float64) (int, bool) {
	for i := from; i < w.Len(); i++ {
		if at(w, i).Sub(posture).Norm() >= far {
			return i, true
		}
	}
	return 0, false
}

// walk goes back from the anchor to where the distance first rose above limit, over short dips, and interpolates between samples.
func (s *shaper) walk(w *dsp.Axes, posture dsp.Vector, anchor, reach int, limit float64) float64 {
	dip := int(s.rate.Samples(dipMS))
	first := anchor
	for i := anchor - 1; i >= reach && first-i <= dip; i-- {
		if at(w, i).Sub(posture).Norm() >= limit {
			first = i
		}
	}
	if first <= reach {
		return float64(reach)
	}
	inside, outside := at(w, first).Sub(posture).Norm(), at(w, first-1).Sub(posture).Norm()
	if inside <= outside {
		return float64(first)
	}
	return float64(first) - min(1, max(0, (inside-limit)/(inside-outside)))
}

func at(w *dsp.Axes, i int) dsp.Vector { return dsp.Vector{X: w.X[i], Y: w.Y[i], Z: w.Z[i]} }
