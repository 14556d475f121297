package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// posture holds the mean gravity of the last 5-s block that had enough samples outside movements.
type posture struct {
	held dsp.Vector // g
	end  dsp.Index  // of the block it was measured in
	have bool
}

// next takes the mean gravity of a block and reports whether it points elsewhere than the one held: by more than the angle with cosine cos.
func (h *posture) next(m dsp.Vector, s dsp.Span, cos float64) bool {
	changed := h.have && turned(h.held, m, cos)
	h.held, h.end, h.have = m, s.End, true
	return changed
}

// turned reports whether the angle between a and b is beyond the one with cosine cos (positive). It compares squares, so no root or arc
// enters the decision.
func turned(a, b dsp.Vector, cos float64) bool {
	ab, aa, bb := a.Dot(b), a.Dot(a), b.Dot(b)
	if aa == 0 || bb == 0 {
		return false
	}
	return ab <= 0 || float64(ab*ab) < float64(cos*cos)*float64(aa*bb)
}
