package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// A limb that lay still in the middle of a movement was held out, as a rule, and both ways belong together. But a limb that jerked and stirred a little some seconds later did the
// same, and so did one that was let go and lifted anew before long, seen from the posture in which it was held. Which of them it was, whoever knows what lies around it can tell.

const leastRestTicks = 5 // ticks: half a second, the rest that parts two limb movements (WASM 2016)

// parted fills in the pieces of m around hold h, the longest rest within it. The samples of m were taken in from clip, and described.
func (d *Detector) parted(m *Movement, h hold, clip *dsp.Block) {
	if h.leave-h.first < leastRestTicks || h.first < d.past.count-len(d.past.ticks) {
		return
	}
	s := &d.shape
	length := s.raw.Len()
	from, to := max(0, int(m.Onset-float64(clip.Start))), min(length, int(m.End-float64(clip.Start))+1)
	first, leave := int(d.past.at(h.first).start-clip.Start), int(d.past.at(h.leave).start-clip.Start)
	if first <= from || leave >= to {
		return // it outgrew the clip
	}
	onset, _ := s.edge(leave, first, m.PeakG, h.posture)
	s.turn()
	end, _ := s.edge(length-1-first, length-1-leave, m.PeakG, h.posture)
	s.turn()
	end = min(float64(length-1)-end, onset)
	if int(onset) <= first || int(end) <= from || int(onset) >= to {
		return
	}
	start := float64(clip.Start)
	out := Movement{Onset: m.Onset, End: start + end, Closing: h.closing(), Before: m.Before, After: h.posture, QuietBeforeS: m.QuietBeforeS}
	back := Movement{Onset: start + onset, End: m.End, Closing: m.Closing, Before: h.posture, After: m.After, QuietBeforeS: (onset - end) / d.rate.Hz()}
	s.piece(&out, from, int(end)+1)
	s.piece(&back, int(onset), to)
	out.FloorG, out.ThresholdG, back.FloorG, back.ThresholdG = m.FloorG, m.ThresholdG, m.FloorG, m.ThresholdG
	m.Pieces = &[2]Movement{out, back}
}

// piece fills in the size and the shape of a piece of a movement that was described: samples [from, to).
func (s *shaper) piece(m *Movement, from, to int) {
	m.PeakG, m.JerkGS = s.size(from, to, m.Before)
	s.form(m, from, to, m.Before, m.After)
}
