package movement

import (
	"math"
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
	sureOf    = 1.5  // × the edge lies an excursion that is no noise, from which the edge is sought
	abruptG   = 0.03 // g: the noise of single samples, some 4 mg, is small against a larger movement
	jumpG     = 0.04 // g: gained within jumpMS by a kick; a lift of a whole g, in half a second, gains less
	jumpMS    = 20   // ms
	leakMS    = 200  // ms that the low-pass leaks ahead of a kick at most: a jump later than that is another part of the movement
	smearOf   = 0.02 // × the size of a kick: what the zero-phase low-pass leaks ahead of a kick
	closeOf   = 0.75 // quantile of the distance within which a sample of the quiet stretch counts for the posture
	quietTop  = 0.95 // quantile of the distance in the quiet stretch that counts as its noise
	halfway   = 0.5  // sample: a movement that begins with a jump began, on the average, half a sample before it was seen
	quietOver = 1.5  // × that noise lies the edge at least
	sharpOver = 2.2  // × that noise on single samples, which are no smoother than chance makes them
)

// edge finds where a movement leaves the posture before it, in the loaded samples counted from 0. The movement is known to have been under way at
// sample at; reach is the earliest sample that the edge may have and peak the movement's size in g. It returns the edge, with a
// fraction, and the quiet posture before it. An abrupt movement is timed once more on the samples as they are: the low-pass leaks ahead of
// a kick, and a kick needs none.
func (s *shaper) edge(at, reach int, peak float64, posture dsp.Vector) (float64, dsp.Vector) {
	edge, posture := s.seek(&s.smooth, at, reach, smearOf, quietOver, posture)
	if peak < s.gain*abruptG {
		return edge, posture
	}
	if sharp, q := s.seek(&s.raw, at, reach, 0, sharpOver, posture); sharp > edge && sharp <= edge+float64(s.rate.Samples(leakMS)) && s.jumps(sharp, q) {
		return sharp, q
	}
	return edge, posture
}

// jumps reports whether the movement is abrupt at the given edge.
func (s *shaper) jumps(edge float64, posture dsp.Vector) bool {
	i := min(s.raw.Len()-1, int(edge)+1+int(s.rate.Samples(jumpMS)))
	return at(&s.raw, i).Sub(posture).Norm() >= s.gain*jumpG
}

// seek is edge on one version of the samples: at their noise, as many times as over says, and at the share leak of the size of what follows at once, nothing counts.
func (s *shaper) seek(w *dsp.Axes, at, reach int, leak, over float64, posture dsp.Vector) (float64, dsp.Vector) {
	clear := int(s.rate.Samples(clearMS))
	quiet := int(s.rate.Samples(quietMS))
	edge := float64(at)
	from := at
	for pass := range 2 {
		noise := 0.0
		end := from - clear
		if pass == 0 {
			end = from - int(s.rate.Samples(earlyMS)) - clear // a slow beginning may lie before the trigger
		}
		if q, top, ok := s.quiet(w, max(reach, end-quiet), end); ok {
			posture, noise = q, top
		}
		limit := max(s.tuning.EdgeG, over*noise)
		anchor, ok := s.excursion(w, posture, max(reach, from-clear), sureOf*limit)
		if !ok {
			return edge, posture
		}
		limit = max(limit, leak*s.reachOf(w, posture, anchor, anchor+clear))
		edge = s.walk(w, posture, anchor, reach, limit)
		from = int(edge)
	}
	return edge, posture
}

// reachOf returns the greatest distance from the posture of samples [from, to), in g.
func (s *shaper) reachOf(w *dsp.Axes, posture dsp.Vector, from, to int) float64 {
	var far float64
	for i := from; i < min(to, w.Len()); i++ {
		far = max(far, at(w, i).Sub(posture).Norm())
	}
	return far
}

// quiet returns the posture of samples [from, to), the mean of the three quarters that lie closest together, and the upper quantile of the
// distance from it in g; ok is false when there are too few. Turning the sensor turns the posture: no axis is looked at by itself.
func (s *shaper) quiet(w *dsp.Axes, from, to int) (posture dsp.Vector, top float64, ok bool) {
	const least = 4 // samples that make a posture
	if to-from < least {
		return posture, 0, false
	}
	s.distances(w, from, to, mean(w, from, to))
	posture = s.center(w, from, s.quantile(closeOf))
	s.distances(w, from, to, posture)
	return posture, math.Sqrt(s.quantile(quietTop)), true
}

// mean returns the mean of the samples [from, to).
func mean(w *dsp.Axes, from, to int) dsp.Vector {
	var sum dsp.Vector
	for i := from; i < to; i++ {
		sum = add(sum, at(w, i), 1)
	}
	return add(dsp.Vector{}, sum, 1/float64(max(1, to-from)))
}

// distances squares the distances of samples [from, to) from the posture.
func (s *shaper) distances(w *dsp.Axes, from, to int, posture dsp.Vector) {
	x := w.X[from:to]
	y, z := w.Y[from:to][:len(x)], w.Z[from:to][:len(x)]
	s.squares = slices.Grow(s.squares[:0], len(x))[:len(x)]
	squares := s.squares
	for i := range squares {
		d := dsp.Vector{X: x[i], Y: y[i], Z: z[i]}.Sub(posture)
		squares[i] = d.Dot(d)
	}
}

// quantile returns a quantile of the squared distances: its root is that of the distances, to the bit, for roots are in the same order.
func (s *shaper) quantile(q float64) float64 {
	s.spreads = append(s.spreads[:0], s.squares...)
	return nth(s.spreads, int(q*float64(len(s.spreads)-1)))
}

// center returns the mean of the samples from number from on whose distances are no more than the root of square.
func (s *shaper) center(w *dsp.Axes, from int, square float64) dsp.Vector {
	far, most := math.Sqrt(square), square
	for next := math.Nextafter(most, math.Inf(1)); next > most && math.Sqrt(next) <= far; next = math.Nextafter(most, math.Inf(1)) {
		most = next // more than one square has the same root
	}
	var sum dsp.Vector
	n := 0
	for i, d := range s.squares {
		counts := 0 // without a branch: no processor foresees it
		if d <= most {
			counts = 1
		}
		sum, n = add(sum, at(w, from+i), float64(counts)), n+counts
	}
	return add(dsp.Vector{}, sum, 1/float64(max(1, n)))
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
	return float64(first) - min(halfway, max(0, (inside-limit)/(inside-outside)))
}

func at(w *dsp.Axes, i int) dsp.Vector { return dsp.Vector{X: w.X[i], Y: w.Y[i], Z: w.Z[i]} }
