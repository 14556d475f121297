package simulate

import "math"

// VisibleEdgeG is the distance from the posture before at which a movement is taken to begin and to end (contract.md: 5 mg).
const VisibleEdgeG = 0.005 // g

// VisiblePeakG is the peak from which a movement counts as visible to a sensor (contract.md: 15 mg).
const VisiblePeakG = 0.015 // g

// edgePrecision is how closely onset and end are found, s.
const edgePrecision = 1e-5

// measure finds the edges and the peak of a motion on its noise-free force:
// onset is the first instant more than VisibleEdgeG from the posture before, end the
// last one, or when the movement ends in another posture the last one more than that from the new one.
func (m *motion) measure() felt {
	home := m.before
	if m.after.distance(m.before) > VisibleEdgeG {
		home = m.after
	}
	step := m.grid()
	first, last := math.NaN(), math.NaN()
	var f felt
	for t := 0.0; t < m.length+step; t += step {
		now := m.force(t)
		away := now.distance(m.before)
		f.peak = max(f.peak, away)
		if away > VisibleEdgeG && math.IsNaN(first) {
			first = t
		}
		if now.distance(home) > VisibleEdgeG {
			last = t
		}
	}
	f.tilt = math.Acos(clamp(m.before.unit().dot(m.after.unit()), -1, 1)) / degree
	if math.IsNaN(first) || math.IsNaN(last) || last < first {
		f.faint = true
		f.onset, f.end = m.start, m.end()
		return f
	}
	f.onset = m.start + crossing(first, first-step, func(t float64) bool { return m.excursion(t) > VisibleEdgeG })
	f.end = m.start + crossing(last, last+step, func(t float64) bool { return m.force(t).distance(home) > VisibleEdgeG })
	return f
}

// crossing bisects between an instant where outside holds and one where it does not.
func crossing(in, out float64, outside func(t float64) bool) float64 {
	for math.Abs(in-out) > edgePrecision {
		if mid := (in + out) / 2; outside(mid) {
			in = mid
		} else {
			out = mid
		}
	}
	return in
}
