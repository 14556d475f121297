package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// postures is the recent history of ticks and the rest posture made from it: the mean of the ticks of one breath, ending half a
// second ago so that the slow beginning of a movement does not pull it along. It is summed anew each time, so nothing drifts.
type postures struct {
	ticks []tick // ring, by tick number
	count int    // ticks since the last reset
	from  int    // first tick number of the present rest
	width int    // ticks that the posture averages
	lag   int    // latest ticks that it leaves out
}

func newPostures(width, lag, history int) postures {
	return postures{ticks: make([]tick, history), width: width, lag: lag}
}

func (p *postures) reset() { p.count, p.from = 0, 0 }

func (p *postures) push(t tick) {
	p.ticks[p.slot(p.count)] = t
	p.count++
}

// slot returns where tick k is kept. Tick numbers fit 32 bits for six years, and such a division takes a third of the time.
func (p *postures) slot(k int) int { return int(uint32(k) % uint32(len(p.ticks))) }

// at returns the tick with number k, one of the last len(p.ticks).
func (p *postures) at(k int) *tick { return &p.ticks[p.slot(k)] }

// restFrom says that the limb has been at rest in its present posture since tick k.
func (p *postures) restFrom(k int) { p.from = max(k, p.count-len(p.ticks)) }

// rest returns the rest posture before the latest tick.
func (p *postures) rest() dsp.Vector {
	to := max(p.from+1, p.count-p.lag)
	return p.mean(max(p.from, to-p.width), min(to, p.count))
}

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
