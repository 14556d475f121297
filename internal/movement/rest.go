package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// Rest is where a limb lay still in the middle of a movement: held out, as a rule. But a limb that was let go and lifted anew before long did the same, seen from the posture in which
// it was held. Which of the two it was, whoever knows where this limb is lifted to can tell.
type Rest struct {
	Start, End float64    // first and last instant, as sample numbers; equal when the movement had no rest
	Posture    dsp.Vector // g
	Out, Back  Stage      // the ways there and back
}

// Stage is one way of a limb: to a rest, or from there on.
type Stage struct {
	PeakG    float64    // g: greatest distance from the posture before
	Net      dsp.Vector // g·s²: as of a movement
	NetShare float64    // 0…1: as of a movement
}

const leastRestTicks = 5 // ticks: half a second, the rest that parts two limb movements (WASM 2016)

// parted fills in the rest of m during hold h. The samples of m were taken in from clip, and described.
func (d *Detector) parted(m *Movement, h hold, clip *dsp.Block) {
	if h.leave-h.first < leastRestTicks || h.first < d.past.count-len(d.past.ticks) {
		return
	}
	s := &d.shape
	from, to := max(0, int(m.Onset-float64(clip.Start))), min(s.raw.Len(), int(m.End-float64(clip.Start))+1)
	first, leave := int(d.past.at(h.first).start-clip.Start), int(d.past.at(h.leave).start-clip.Start)
	if first <= from || leave >= to {
		return // it outgrew the clip
	}
	edge, _ := s.seek(&s.smooth, leave, first, smearOf, quietOver, h.posture)
	onset := int(edge)
	r := Rest{Start: float64(clip.Start) + float64(first), End: float64(clip.Start) + edge, Posture: h.posture}
	if onset <= first || r.Start <= m.Onset || r.End >= m.End {
		return
	}
	r.Out = s.stage(from, first, m.Before, h.posture)
	r.Back = s.stage(onset, to, h.posture, m.After)
	m.Rest = r
}

// stage measures the samples [from, to) of a movement that took the limb from one posture to the next.
func (s *shaper) stage(from, to int, before, after dsp.Vector) Stage {
	var g Stage
	g.PeakG = s.reachOf(&s.smooth, before, from, to)
	g.Net, g.NetShare = s.net(from, to, before, after)
	return g
}
