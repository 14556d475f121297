package dsp

// Sparse takes stretches out of a stream of blocks in which more than half of the samples are missing: losses of 50 ms may be made up, but where most of what
// there is was made up, nothing has been measured. It looks back only and holds nothing back, and what comes out is the same however the input was cut.
type Sparse struct {
	gone    []bool // whether the latest samples were missing, in a ring
	at      int    // of the oldest in it
	missing int    // of those in it
	next    Index  // number of the sample after the last one
	begun   bool
	sparse  bool // the last sample was taken out
	bridged bool // the hole before the latest block is part of what is being taken out
	run     Span // what is being taken out
	taken   []Span
	out     []Block
}

const (
	sparseMS    = 10_000 // ms looked back: some breaths
	sparseShare = 0.5    // of the samples; at one corrupt byte in a hundred the longest frames lose as much
	denseShare  = 0.25   // of the samples, at which what comes is believed again
	sparseLong  = 1_000  // ms: a hole longer than this is one, and says nothing of what is around it
)

// NewSparse returns a filter for samples at rate r.
func NewSparse(r Rate) *Sparse { return &Sparse{gone: make([]bool, max(2, r.Samples(sparseMS)))} }

// Push passes b on as zero or more blocks, which are valid until b changes.
func (s *Sparse) Push(b *Block) []Block {
	s.out = s.out[:0]
	s.bridged = false
	if gap := b.Start - s.next; s.begun && gap > 0 {
		short := gap*Index(sparseMS) <= Index(len(s.gone))*sparseLong
		if s.bridged = short && s.sparse && s.run.Len() > 0; s.bridged {
			s.run.End = b.Start
		} else {
			s.end()
		}
		if short {
			for range gap {
				s.see(true)
			}
		}
	}
	s.begun = true
	s.next = b.Start + Index(b.Len())
	if s.missing == 0 && b.Marks()&Interpolated == 0 {
		s.pass(b, 0, b.Len()) // the ring holds nothing that could change
		return s.out
	}
	from := 0
	for i, f := range b.Flags {
		was := s.sparse
		s.see(f&Interpolated != 0)
		at := b.Start + Index(i)
		switch {
		case s.sparse && !was:
			s.pass(b, from, i)
			s.run = Span{at, at + 1}
		case s.sparse:
			if s.run.Len() == 0 { // a hole has ended the one before
				s.run = Span{at, at}
			}
			s.run.End = at + 1
		case was:
			s.end()
			from = i
		}
	}
	if !s.sparse {
		s.pass(b, from, b.Len())
	}
	return s.out
}

// Bridged reports whether the hole before the block that was pushed last belongs to a stretch that is taken out as a whole.
func (s *Sparse) Bridged() bool { return s.bridged }

// Close ends the stretch at hand.
func (s *Sparse) Close() { s.end() }

// Taken appends the stretches that were taken out and have ended since the last call to dst.
func (s *Sparse) Taken(dst []Span) []Span {
	dst = append(dst, s.taken...)
	s.taken = s.taken[:0]
	return dst
}

// see takes one sample, or one that is missing, into account.
func (s *Sparse) see(gone bool) {
	if s.gone[s.at] {
		s.missing--
	}
	if gone {
		s.missing++
	}
	s.gone[s.at] = gone
	if s.at++; s.at == len(s.gone) {
		s.at = 0
	}
	share := float64(s.missing) / float64(len(s.gone))
	s.sparse = share > sparseShare || s.sparse && share >= denseShare
}

// end completes the stretch at hand.
func (s *Sparse) end() {
	if s.run.Len() > 0 {
		s.taken = append(s.taken, s.run)
	}
	s.run = Span{}
}

func (s *Sparse) pass(b *Block, from, to int) {
	if from < to {
		s.out = append(s.out, b.Slice(from, to))
	}
}
