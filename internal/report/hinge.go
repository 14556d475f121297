package report

import "github.com/nightjar-sleep/nightjar/dsp"

// A limb bends about a hinge, and from rest it bends one way: a knee is drawn up, not pushed through. So where a short movement went tells a lift from a release, once
// the sleeper has shown where lifts go: of two short movements in opposite directions, soon after one another, the first is nearly always the lift. On simulated
// nights some 70 of 100 lifts and releases are told by that, and 88 of 100 of those right.

// hinge is what the short movements of one recording so far tell of the way in which the limb is lifted, along the axes of the sensor.
type hinge struct {
	track *track
	ways  []dsp.Vector // of the latest witnesses, each of length 1 at most
	sum   dsp.Vector   // of ways
	last  *seen        // short movement before
}

// learnHinge fills in the way of each short movement of one limb, in order, from those before it, and parts what the detector took for one movement but was none. weighed, when
// not nil, is given the pieces of each movement that has some, and the evidence on their being one.
func (c *Criteria) learnHinge(list []seen, weighed func(a, b *seen, f StageFeatures)) []seen {
	var h hinge
	out := roomFor(list)
	for i := range list {
		if list[i].track != h.track {
			h = hinge{track: list[i].track} // the sensor may have been strapped on anew
		}
		for _, s := range c.parted(&h, out, list[i:], weighed) {
			if c.lifted(&s) && s.m.Net.Norm() > 0 {
				s.way = h.way(s.m.Net, c)
				h.learn(&s, c)
			}
			out = append(out, s)
		}
	}
	return out
}

// way returns the cosine of the angle between where a movement went and where the limb is lifted to, 0 as long as that is not known.
func (h *hinge) way(net dsp.Vector, c *Criteria) float64 {
	n, size := h.sum.Norm(), net.Norm()
	if size == 0 || len(h.ways) < c.HingeLeast || n < float64(c.HingeShare*float64(len(h.ways))) {
		return 0
	}
	return net.Dot(h.sum) / (size * n)
}

// learn takes in s, which is a witness when it was found held, and one together with the movement before when they went there and back.
func (h *hinge) learn(s *seen, c *Criteria) {
	if held := MillisOf(s.m.HeldS); held >= c.BriefMS && held <= c.HoldGapMS {
		h.add(unit(s.m.Net), c)
	}
	last := h.last
	h.last = s
	if last == nil || s.start-last.end > c.HoldGapMS {
		return
	}
	out, back := unit(last.m.Net), unit(s.m.Net)
	if out.Dot(back) <= c.BackCos {
		w := out.Sub(back)
		h.add(dsp.Vector{X: w.X / 2, Y: w.Y / 2, Z: w.Z / 2}, c)
	}
}

// add takes in one witness, and forgets the oldest one when there are enough.
func (h *hinge) add(w dsp.Vector, c *Criteria) {
	h.ways = append(h.ways, w)
	h.sum = h.sum.Add(w)
	if len(h.ways) > c.HingeKept {
		h.sum = h.sum.Sub(h.ways[0])
		h.ways = h.ways[1:]
	}
}

// unit returns v, which is not zero, at length 1.
func unit(v dsp.Vector) dsp.Vector {
	n := v.Norm()
	return dsp.Vector{X: v.X / n, Y: v.Y / n, Z: v.Z / n}
}

// piece reports whether a movement may be a piece of a limb movement.
func (c *Criteria) piece(s *seen) bool {
	return (s.kind == kindLimb || s.kind == kindBrief) && !s.cut() && !s.turned(c)
}

// lifted reports whether a movement is short and left the limb elsewhere.
func (c *Criteria) lifted(s *seen) bool {
	return c.piece(s) && s.m.NetShare >= c.LiftNet && s.length() <= c.LiftMS
}
