package dsp

// Stuck takes runs of one repeated value out of a stream of blocks: a sensor that
// repeats all three axes to the micro-g for a minute is asleep or broken, and exact
// zeros are no measurement at all (free fall does not last in bed). The samples of a run
// are held back until it is known how the run ends, so that neither its beginning nor its
// end looks like a movement; a run too long to be passed on needs no memory but its length.
//
// The samples that come out are the same however the input was cut.
type Stuck struct {
	frozen, zeros Index  // shortest runs that are taken out, in samples
	held          Span   // the run at the end of the input; empty before the first sample
	x, y, z       int32  // its value
	flags         []Flag // its flags, no more of them than a run has that is still passed on
	taken         []StuckRun
	fill          Block // held samples on their way out
	out           []Block
}

// StuckRun is a run that was taken out.
type StuckRun struct {
	Span  Span
	Zeros bool // the repeated value was 0, 0, 0
}

const (
	frozenMS = 60_000 // ms of one value: idle sleep mode holds for minutes
	frozenN  = 2_000  // samples of one value: fewer can be a coarse sensor on a still limb (steps of 10 mg at 5 Hz repeat for minutes)
	zerosMS  = 500    // ms of exactly 0 g on all axes: longer than any free fall in a bed
	minRun   = 4      // samples: at very low rates a shorter run says nothing
)

// NewStuck returns a filter for samples at rate r.
func NewStuck(r Rate) *Stuck {
	return &Stuck{frozen: max(frozenN, r.Samples(frozenMS)), zeros: max(minRun, r.Samples(zerosMS))}
}

// Push passes b on as zero or more blocks, which are valid until the next call: parts of b, and samples held back before it.
func (s *Stuck) Push(b *Block) []Block {
	s.out = s.out[:0]
	n := b.Len()
	if n == 0 {
		return s.out
	}
	if s.held.Len() > 0 && b.Start != s.held.End {
		s.release()
	}
	i := 0
	if s.held.Len() > 0 {
		for i < n && s.same(b, i) {
			i++
		}
		s.held.End += Index(i)
		s.keep(b.Flags[:i])
		if i == n {
			return s.out
		}
		s.release()
	}
	s.scan(b, i)
	return s.out
}

// Close passes on what was held back.
func (s *Stuck) Close() []Block {
	s.out = s.out[:0]
	s.release()
	return s.out
}

// Taken appends the runs taken out since the last call to dst.
func (s *Stuck) Taken(dst []StuckRun) []StuckRun {
	dst = append(dst, s.taken...)
	s.taken = s.taken[:0]
	return dst
}

// scan passes on the samples of b from number from on, without the long runs, and holds the last run back. A run of the shortest length that matters
// covers two neighbours at every stride, so only these are looked at, and what is around them when they are equal.
func (s *Stuck) scan(b *Block, from int) {
	n, stride := b.Len(), int(s.zeros)-1
	pass := from // first sample not yet passed on
	for i := from + stride; i < n; i += stride {
		if !repeats(b, i) {
			continue
		}
		run, end := i-1, i+1 // the run about the two
		for run > from && repeats(b, run) {
			run--
		}
		for end < n && repeats(b, end) {
			end++
		}
		if end == n {
			break // held back below
		}
		if Index(end-run) >= s.zeros {
			s.hold(b, run, end)
			if s.long() {
				s.pass(b, pass, run)
				pass = end
				s.release()
			}
			s.held = Span{}
		}
		for i+stride < end { // no run begins before end
			i += stride
		}
	}
	run := n - 1 // the last run
	for run > from && repeats(b, run) {
		run--
	}
	s.pass(b, pass, run)
	s.hold(b, run, n)
}

// repeats reports whether sample i of b has the value of the one before.
func repeats(b *Block, i int) bool {
	return b.X[i] == b.X[i-1] && b.Y[i] == b.Y[i-1] && b.Z[i] == b.Z[i-1]
}

// hold makes samples [from, to) of b, all of one value, the held run.
func (s *Stuck) hold(b *Block, from, to int) {
	s.held = Span{b.Start + Index(from), b.Start + Index(to)}
	s.x, s.y, s.z = b.X[from], b.Y[from], b.Z[from]
	s.flags = s.flags[:0]
	s.keep(b.Flags[from:to])
}

// keep adds the flags of samples of the held run, while they may still be needed.
func (s *Stuck) keep(flags []Flag) {
	s.flags = append(s.flags, flags[:min(len(flags), int(s.frozen)-len(s.flags))]...)
}

func (s *Stuck) pass(b *Block, from, to int) {
	if from < to {
		s.out = append(s.out, b.Slice(from, to))
	}
}

func (s *Stuck) same(b *Block, i int) bool { return b.X[i] == s.x && b.Y[i] == s.y && b.Z[i] == s.z }

func (s *Stuck) zero() bool { return s.x == 0 && s.y == 0 && s.z == 0 }

// long reports whether the held run is to be taken out.
func (s *Stuck) long() bool {
	return s.held.Len() >= s.frozen || s.zero() && s.held.Len() >= s.zeros
}

// release ends the held run: taken out when it is long, else passed on.
func (s *Stuck) release() {
	switch {
	case s.held.Len() == 0:
		return
	case s.long():
		s.taken = append(s.taken, StuckRun{Span: s.held, Zeros: s.zero()})
	default:
		s.fill.Reset(s.held.Start)
		for _, f := range s.flags {
			s.fill.Append(s.x, s.y, s.z, f)
		}
		s.out = append(s.out, s.fill)
	}
	s.held = Span{}
}
