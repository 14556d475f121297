package sleep

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// block sums 5 s of samples.
type block struct {
	number      int64
	span        dsp.Span
	all, moving sums // every sample, and those within movements
	still       sums // all others, once the block is closed
	touched     bool // a movement lies in it

	last   [cellTicks]dsp.Vector // g: means of the last quarter seconds
	run    int                   // still ones among them without a break
	cells  [blockTicks / cellTicks][3]float64
	n      int                             // whole still seconds of the clock in cells
	curves [blockTicks / cellTicks]float64 // g²: micro-motion of each
	peak   float64                         // g²: greatest micro-motion of any still second
	peakAt dsp.Index                       // where that second ends
}

// add takes a tick that belongs to the block and whose mean is m, in g.
func (b *block) add(t *tick, m dsp.Vector, masked bool) {
	b.all.join(&t.sums)
	b.span.End = t.end
	if masked {
		b.moving.join(&t.sums)
		b.touched, b.run = true, 0
		return
	}
	b.last[0], b.last[1], b.last[2], b.last[3] = b.last[1], b.last[2], b.last[3], m
	b.run++
	if b.run < cellTicks {
		return
	}
	c := curve(&b.last)
	if c > b.peak {
		b.peak, b.peakAt = c, t.end
	}
	if t.number%cellTicks == cellTicks-1 {
		l := &b.last
		b.cells[b.n] = [3]float64{
			(l[0].X + l[1].X + l[2].X + l[3].X) / cellTicks,
			(l[0].Y + l[1].Y + l[2].Y + l[3].Y) / cellTicks,
			(l[0].Z + l[1].Z + l[2].Z + l[3].Z) / cellTicks,
		}
		b.curves[b.n] = c
		b.n++
	}
}

// close takes what was within movements off all samples: most blocks have none.
func (b *block) close() {
	b.still = b.all
	b.still.leave(&b.moving)
}

// breath returns the variance of the block's seconds about their mean, in g², and whether all of them were still.
func (b *block) breath() (float64, bool) {
	if b.n < len(b.cells) {
		return 0, false
	}
	total := 0.0
	for i := range 3 {
		m := 0.0
		for _, c := range b.cells {
			m += c[i] / float64(len(b.cells))
		}
		for _, c := range b.cells {
			total += float64((c[i] - m) * (c[i] - m))
		}
	}
	return total / float64(len(b.cells)-1), true
}

// summary sums the blocks of one epoch.
type summary struct {
	number            int64
	end               dsp.Index
	n, stillN         int64
	motion, stillness float64 // g²: summed over samples
	still             sums
	moves, movesNext  int
}

// add takes a block that belongs to the epoch.
func (s *summary) add(b *block) {
	s.n, s.stillN, s.end = s.n+b.all.n, s.stillN+b.still.n, b.span.End
	s.motion += b.all.deviation()
	s.stillness += b.still.deviation()
	s.still.join(&b.still)
}

// epoch returns the summary as it goes into the track.
func (s *summary) epoch(start dsp.Index) Epoch {
	rest := s.still.mean()
	e := Epoch{Start: start, N: int(s.n), Posture: [3]float64{rest.X, rest.Y, rest.Z}, Moves: s.moves}
	if s.n > 0 {
		e.MotionG = math.Sqrt(s.motion / float64(s.n))
	}
	if s.stillN > 0 {
		e.StillG = math.Sqrt(s.stillness / float64(s.stillN))
	}
	return e
}
