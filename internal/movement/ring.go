package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// ring keeps the latest samples in one piece: a buffer of ringRoom times the wanted length whose end is moved to
// the front when it is full, so that any stretch of the last keep samples is a plain slice. Flags are not kept: nobody asks for them.
type ring struct {
	b    dsp.Block
	keep int
}

// ringRoom is how many times what is kept there is room for: of every three samples one is moved, once.
const ringRoom = 4

func newRing(keep dsp.Index) ring {
	n := int(keep)
	return ring{keep: n, b: dsp.Block{X: make([]int32, 0, ringRoom*n), Y: make([]int32, 0, ringRoom*n), Z: make([]int32, 0, ringRoom*n)}}
}

// reset forgets everything; the next sample is number start.
func (r *ring) reset(start dsp.Index) { r.b.Reset(start) }

// push adds the samples of b, keep of them at most, which follow those already there. The keep samples before them stay.
func (r *ring) push(b *dsp.Block) {
	if r.b.Len()+b.Len() > ringRoom*r.keep {
		r.drop(max(0, r.b.Len()-r.keep))
	}
	r.b.X = append(r.b.X, b.X...)
	r.b.Y = append(r.b.Y, b.Y...)
	r.b.Z = append(r.b.Z, b.Z...)
}

// drop forgets the oldest n samples.
func (r *ring) drop(n int) {
	b := &r.b
	b.X = b.X[:copy(b.X, b.X[n:])]
	b.Y = b.Y[:copy(b.Y, b.Y[n:])]
	b.Z = b.Z[:copy(b.Z, b.Z[n:])]
	b.Start += dsp.Index(n)
}

// cut returns the samples of span that are still there, without flags and sharing the ring's memory.
func (r *ring) cut(s dsp.Span) dsp.Block {
	have := r.b.Span()
	from, to := max(s.Start, have.Start), min(s.End, have.End)
	if to <= from {
		return dsp.Block{Start: from}
	}
	i, j := int(from-have.Start), int(to-have.Start)
	return dsp.Block{Start: from, X: r.b.X[i:j], Y: r.b.Y[i:j], Z: r.b.Z[i:j]}
}
