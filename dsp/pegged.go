package dsp

// Pegged takes runs of samples at full scale out of a stream of blocks: no limb keeps an axis beyond what its sensor can show for a
// second, so an axis that stays there is stuck, and what the others say is no measurement of the limb either. The samples of a
// run are held back until it is known how long it is. What comes out is the same however the input was cut.
type Pegged struct {
	least Index // shortest run that is taken out, in samples
	held  Block // samples of the run at the end of the input, as long as they may still be passed on
	run   Span  // that run; empty when the last sample was not at full scale
	taken []Span
	out   []Block
}

const peggedMS = 1_000 // ms at full scale: kicks and blows are over in 250 ms

// NewPegged returns a filter for samples at rate r.
func NewPegged(r Rate) *Pegged { return &Pegged{least: max(minRun, r.Samples(peggedMS))} }

// Push passes b on as zero or more blocks, which are valid until the next call.
func (p *Pegged) Push(b *Block) []Block {
	p.out = p.out[:0]
	if p.run.Len() > 0 && b.Start != p.run.End {
		p.release()
	}
	if p.run.Len() == 0 && b.Marks()&Clipped == 0 {
		p.pass(b, 0, b.Len())
		return p.out
	}
	from := 0 // first sample not yet passed on
	for i, f := range b.Flags {
		at := b.Start + Index(i)
		switch {
		case f&Clipped != 0:
			if p.run.Len() == 0 {
				p.pass(b, from, i)
				p.run = Span{at, at}
				p.held.Reset(at)
			}
			if p.run.End++; p.run.Len() < p.least {
				p.held.Append(b.X[i], b.Y[i], b.Z[i], f)
			}
			from = i + 1
		case p.run.Len() > 0:
			p.release()
		}
	}
	p.pass(b, from, b.Len())
	return p.out
}

// Close passes on what was held back.
func (p *Pegged) Close() []Block {
	p.out = p.out[:0]
	p.release()
	return p.out
}

// Taken appends the runs taken out since the last call to dst.
func (p *Pegged) Taken(dst []Span) []Span {
	dst = append(dst, p.taken...)
	p.taken = p.taken[:0]
	return dst
}

// release ends the run at hand: taken out when it is long, else passed on.
func (p *Pegged) release() {
	switch {
	case p.run.Len() >= p.least:
		p.taken = append(p.taken, p.run)
	case p.run.Len() > 0:
		h := &p.held
		p.out = append(p.out, Block{Start: h.Start, X: append([]int32(nil), h.X...), Y: append([]int32(nil), h.Y...), Z: append([]int32(nil), h.Z...), Flags: append([]Flag(nil), h.Flags...)})
	}
	p.run = Span{}
}

func (p *Pegged) pass(b *Block, from, to int) {
	if from < to {
		p.out = append(p.out, b.Slice(from, to))
	}
}
