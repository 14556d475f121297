package dsp

// Grain is how fine samples are, as they show it: the least change between neighbours on an axis, in micro-g. A reader does not know it of most tables, and numbers that were
// rounded when they were written are as coarse as a sensor's own steps. It looks until the change is below what anybody asks about.
type Grain struct {
	enough int32 // micro-g: no smaller change is looked for
	last   [3]int32
	known  bool  // last is the sample before
	step   int32 // micro-g: the least change so far, 0 before any
}

// NewGrain returns a grain that is sought down to enough g.
func NewGrain(enough float64) Grain { return Grain{enough: int32(enough * MicroG)} }

// Fine reports whether a change of enough g or less was seen: nothing is looked for any more.
func (g *Grain) Fine() bool { return g.step > 0 && g.step <= g.enough }

// Break says that the next sample does not follow the last one.
func (g *Grain) Break() { g.known = false }

// StepG returns the least change seen, in g; 0 before any.
func (g *Grain) StepG() float64 { return InG(float64(g.step)) }

// Look takes in samples [from, to) of b, of which those made up for a loss lie between two steps and do not count, and reports whether the step became smaller.
func (g *Grain) Look(b *Block, from, to int) bool {
	before := g.step
	for i := from; i < to && !g.Fine(); i++ {
		if b.Flags[i]&Interpolated != 0 {
			g.known = false
			continue
		}
		now := [3]int32{b.X[i], b.Y[i], b.Z[i]}
		for a := range now {
			if d := now[a] - g.last[a]; g.known && d != 0 {
				if d = max(d, -d); g.step == 0 || d < g.step {
					g.step = d
				}
			}
		}
		g.last, g.known = now, true
	}
	return g.step != before
}
