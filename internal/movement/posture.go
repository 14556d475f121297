package movement

import (
	"math"
	"math/bits"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// postures is the recent history of ticks and the rest posture made from it: the mean of the ticks of one breath, ending half a
// second ago so that the slow beginning of a movement does not pull it along. It is summed anew each time, so nothing drifts.
type postures struct {
	ticks   []tick     // ring, by tick number; a power of 2 long
	fixed   [][3]int64 // the means of the ticks, in whole fixedG
	count   int        // ticks since the last reset
	from    int        // first tick number of the present rest
	width   int        // ticks that the posture averages
	lag     int        // latest ticks that it leaves out
	scale   float64    // g per fixedG of the sum of so many
	sliding sliding
}

// sliding sums the means of ticks [from, to) in whole fixedG, so that ticks may be taken off again exactly.
type sliding struct {
	from, to int
	x, y, z  int64
}

const (
	fixedG  = 1.0 / (1 << 40) // g: 1e-12; the sum of 2000 ticks of the 2147 g that a block can hold fits 63 bits
	doubtG  = 1e-10           // g: a hundred times the rounding of such a mean, and of one summed in float64
	doubtUG = 1e-4            // micro-g: the same
)

func newPostures(width, lag, history int) postures {
	n := 1 << bits.Len(uint(max(history, width+lag)))
	return postures{ticks: make([]tick, n), fixed: make([][3]int64, n), width: width, lag: lag, scale: fixedG / float64(width)}
}

func (p *postures) reset() { p.count, p.from, p.sliding = 0, 0, sliding{} }

// push adds tick t, whose mean less the breath is mean, and returns it as it is kept.
func (p *postures) push(t *tick, mean dsp.Vector) *tick {
	i := p.slot(p.count)
	k := &p.ticks[i]
	k.start, k.end, k.mean, k.rms = t.start, t.end, mean, t.rms
	p.fixed[i] = [3]int64{fixed(mean.X), fixed(mean.Y), fixed(mean.Z)}
	p.count++
	return k
}

// slot returns where tick k is kept.
func (p *postures) slot(k int) int { return k & (len(p.ticks) - 1) }

// at returns the tick with number k, one of the last len(p.ticks).
func (p *postures) at(k int) *tick { return &p.ticks[p.slot(k)] }

// restFrom says that the limb has been at rest in its present posture since tick k.
func (p *postures) restFrom(k int) { p.from = max(k, p.count-len(p.ticks)) }

// rested returns the ticks that the rest posture before the latest tick averages.
func (p *postures) rested() (from, to int) {
	to = max(p.from+1, p.count-p.lag)
	return max(p.from, to-p.width), min(to, p.count)
}

// rest returns the rest posture before the latest tick.
func (p *postures) rest() dsp.Vector { return p.mean(p.rested()) }

// fromRest returns how far v lies from the rest posture before the latest tick, in g: as v.Sub(p.rest()).Norm() does to within doubtG and to the whole micro-g that
// it is rounded to, but for one tick in thousands without adding up that posture anew.
func (p *postures) fromRest(v dsp.Vector) float64 {
	from, to := p.rested()
	s := &p.sliding
	p.slide(from, to)
	scale := p.scale
	if to-from != p.width {
		scale = fixedG / float64(to-from)
	}
	far := v.Sub(dsp.Vector{X: float64(s.x) * scale, Y: float64(s.y) * scale, Z: float64(s.z) * scale}).Norm()
	micro := far * dsp.MicroG
	if math.Abs(micro-float64(int64(micro))-0.5) < doubtUG {
		return v.Sub(p.mean(from, to)).Norm()
	}
	return far
}

// slide makes ticks [from, to) the ones that are summed.
func (p *postures) slide(from, to int) {
	s := &p.sliding
	if from == s.from+1 && to == s.to+1 && from < to { // as at every tick of a long rest
		in, out := &p.fixed[p.slot(s.to)], &p.fixed[p.slot(s.from)]
		s.from, s.to = from, to
		s.x += in[0] - out[0]
		s.y += in[1] - out[1]
		s.z += in[2] - out[2]
		return
	}
	if from < s.from || from > s.to || to < s.to {
		*s = sliding{from: from, to: from}
	}
	for ; s.to < to; s.to++ {
		m := &p.fixed[p.slot(s.to)]
		s.x, s.y, s.z = s.x+m[0], s.y+m[1], s.z+m[2]
	}
	for ; s.from < from; s.from++ {
		m := &p.fixed[p.slot(s.from)]
		s.x, s.y, s.z = s.x-m[0], s.y-m[1], s.z-m[2]
	}
}

// fixed returns g in whole fixedG.
func fixed(g float64) int64 { return int64(g / fixedG) }

// mean returns the mean acceleration over ticks [from, to) in g.
func (p *postures) mean(from, to int) dsp.Vector {
	var s dsp.Vector
	for k := from; k < to; {
		run := p.ticks[p.slot(k):] // up to the end of the ring
		run = run[:min(len(run), to-k)]
		for i := range run {
			m := &run[i].mean
			s.X += m.X
			s.Y += m.Y
			s.Z += m.Z
		}
		k += len(run)
	}
	n := float64(max(1, to-from))
	return dsp.Vector{X: s.X / n, Y: s.Y / n, Z: s.Z / n}
}

// changeAt returns how far tick k lies from the one lag ticks before it, in g.
func (p *postures) changeAt(k, lag int) float64 {
	return p.at(k).mean.Sub(p.at(max(0, k-lag)).mean).Norm()
}
