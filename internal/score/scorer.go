package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Scorer gives verdicts on movements as they come in. Push and Break hand over what was found, in any order and from any number of limbs;
// Advance promises that nothing earlier will come and returns the verdicts that are settled by it. Verdicts come in order of onset and none
// is ever taken back; how the pushes and promises are cut makes no difference to them.
//
// A verdict waits until a candidate's series is decided: until the MinRun-th candidate of its series, or until MaxInterval has passed.
type Scorer struct {
	rules    Rules
	frontier Nanos  // nothing earlier will come
	staged   []item // not yet released, in no order
	joined   []part // fragments joined, in order of onset; a later fragment may still join the last of its limb
	group    *Verdict
	chain    chain
	queue    []*Verdict // in order of onset, waiting for their series or for the order
	gapEnd   Nanos      // end of the latest gap
}

// item is something staged: a movement, or a gap when gap is set.
type item struct {
	span Span
	gap  bool
}

// part is a Part that may still grow, with what is known of it.
type part struct {
	Part
	asleep             Sleep
	respiratory, large bool
	stretch            int
}

// NewScorer returns a Scorer under the rules. It fails when the rules are not valid.
func NewScorer(rules Rules) (*Scorer, error) {
	if err := rules.Validate(); err != nil {
		return nil, fmt.Errorf("rule set %q: %w", rules.Name, err)
	}
	return &Scorer{rules: rules, frontier: math.MinInt64, gapEnd: math.MinInt64, chain: chain{rules: rules}}, nil
}

// Score gives the verdicts on a whole list. Movements and gaps may be in any order.
func Score(rules Rules, movements []Span, gaps []Stretch) ([]Verdict, error) {
	s, err := NewScorer(rules)
	if err != nil {
		return nil, err
	}
	for _, g := range gaps {
		if err := s.Break(g); err != nil {
			return nil, err
		}
	}
	for _, m := range movements {
		if err := s.Push(m); err != nil {
			return nil, err
		}
	}
	return s.Close(nil), nil
}

// Push hands over one movement. It fails, and leaves everything as it was, when the movement begins before the frontier that Advance
// promised, ends before it begins, lies beyond ±MaxSeconds or has no limb.
func (s *Scorer) Push(m Span) error {
	if err := s.admit("movement", m.Onset, m.End); err != nil {
		return err
	}
	if m.Limb == 0 {
		return fmt.Errorf("movement at %s s has no limb: give it one, or Unsited", m.Onset)
	}
	s.staged = append(s.staged, item{span: m})
	return nil
}

// Break hands over a gap in the data. No fragment is joined, no limb combined and no interval measured across it, and movements that begin
// inside it do not count. A gap shorter than MinDuration can hide no movement and changes nothing. Break fails as Push does.
func (s *Scorer) Break(gap Stretch) error {
	if err := s.admit("gap", gap.From, gap.To); err != nil {
		return err
	}
	if gap.Length() >= s.rules.MinDuration {
		s.staged = append(s.staged, item{span: Span{Onset: gap.From, End: gap.To}, gap: true})
	}
	return nil
}

// admit checks the times of something that comes in.
func (s *Scorer) admit(what string, from, to Nanos) error {
	switch {
	case from < -MaxSeconds*Second || to > MaxSeconds*Second:
		return fmt.Errorf("%s from %s to %s s lies beyond ±%d s", what, from, to, int64(MaxSeconds))
	case to < from:
		return fmt.Errorf("%s at %s s ends before it begins, at %s s", what, from, to)
	case from < s.frontier:
		return fmt.Errorf("%s at %s s comes too late: all before %s s was promised to be complete", what, from, s.frontier)
	}
	return nil
}

// Advance promises that every movement and gap that begins before t has been handed over, and appends the verdicts that this settles to dst.
// A t at or before an earlier promise changes nothing.
func (s *Scorer) Advance(dst []Verdict, t Nanos) []Verdict {
	if t <= s.frontier {
		return dst
	}
	s.frontier = t
	s.release(t)
	s.drain(t)
	return s.emit(dst, s.settled(t))
}

// Close says that nothing more will come and appends all remaining verdicts to dst.
func (s *Scorer) Close(dst []Verdict) []Verdict { return s.Advance(dst, math.MaxInt64) }

// Frontier returns the time before which every verdict has been given: what the next ones are about begins at or after it.
func (s *Scorer) Frontier() Nanos {
	f := s.settled(s.frontier)
	if len(s.queue) > 0 {
		f = min(f, s.queue[0].Onset)
	}
	return f
}

// release takes what begins before t out of the stage, in order of time whatever the order in which it came.
func (s *Scorer) release(t Nanos) {
	if len(s.staged) == 0 {
		return
	}
	slices.SortStableFunc(s.staged, compareItems)
	n := 0
	for ; n < len(s.staged) && s.staged[n].span.Onset < t; n++ {
		it := s.staged[n]
		s.drain(it.span.Onset)
		if it.gap {
			s.cut(it.span)
		} else {
			s.take(it.span)
		}
	}
	s.staged = slices.Delete(s.staged, 0, n)
}

// compareItems is the order of time; a gap comes before the movements that begin with it.
func compareItems(a, b item) int {
	if c := cmp.Compare(a.span.Onset, b.span.Onset); c != 0 {
		return c
	}
	if a.gap != b.gap {
		if a.gap {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.span.End, b.span.End), cmp.Compare(a.span.Limb, b.span.Limb), cmp.Compare(a.span.ID, b.span.ID))
}

// cut ends everything at the beginning of a gap.
func (s *Scorer) cut(gap Span) {
	s.drain(math.MaxInt64)
	s.chain.cut()
	s.gapEnd = max(s.gapEnd, gap.End)
}

// take joins the movement to an earlier fragment on its limb or begins a new part.
func (s *Scorer) take(m Span) {
	p := part{
		Part:   Part{Onset: m.Onset, End: m.End, Limb: m.Limb, IDs: []int{m.ID}},
		asleep: m.Asleep, respiratory: m.Respiratory, large: m.Large, stretch: s.chain.stretch,
	}
	switch {
	case m.Onset < s.gapEnd:
		s.pass(p, InGap)
		return
	case m.Large && s.rules.Large == LargeIgnored:
		s.pass(p, LargeRemoved)
		return
	}
	for i := len(s.joined) - 1; i >= 0; i-- {
		if f := &s.joined[i]; f.Limb == m.Limb {
			if m.Onset < f.End+s.rules.JoinGap {
				f.grow(p)
				return
			}
			break
		}
	}
	s.joined = append(s.joined, p)
}

// grow takes a later fragment in.
func (p *part) grow(f part) {
	p.End = max(p.End, f.End)
	p.IDs = append(p.IDs, f.IDs...)
	p.respiratory = p.respiratory || f.respiratory
	p.large = p.large || f.large
}

// drain moves everything on that nothing beginning at or after frontier can change.
func (s *Scorer) drain(frontier Nanos) {
	for len(s.joined) > 0 && s.joined[0].End+s.rules.JoinGap <= frontier {
		p := s.joined[0]
		s.joined = s.joined[1:]
		s.combine(p)
	}
	if s.group != nil && s.groupCloses() <= s.earliestPart(frontier) {
		s.finish()
	}
	s.chain.expire(s.settled(frontier))
}

// earliestPart returns the time before which no further part will be combined.
func (s *Scorer) earliestPart(frontier Nanos) Nanos {
	if len(s.joined) > 0 {
		return min(frontier, s.joined[0].Onset)
	}
	return frontier
}

// settled returns the time before which no further verdict will begin.
func (s *Scorer) settled(frontier Nanos) Nanos {
	t := s.earliestPart(frontier)
	if s.group != nil {
		t = min(t, s.group.Onset)
	}
	return t
}

// emit appends the verdicts before t whose series is decided.
func (s *Scorer) emit(dst []Verdict, t Nanos) []Verdict {
	n := 0
	for n < len(s.queue) && s.queue[n].Onset < t && !s.chain.undecided(s.queue[n]) {
		dst = append(dst, *s.queue[n])
		n++
	}
	s.queue = slices.Delete(s.queue, 0, n)
	return dst
}

// file puts a verdict into the queue at its place in the order.
func (s *Scorer) file(v *Verdict) {
	i := len(s.queue)
	for i > 0 && compareVerdicts(v, s.queue[i-1]) < 0 {
		i--
	}
	s.queue = slices.Insert(s.queue, i, v)
}

// pass files a part that takes no part in combining.
func (s *Scorer) pass(p part, c Class) {
	v := p.verdict()
	v.Class = c
	s.file(v)
}

// verdict begins the verdict on a movement with its first part.
func (p *part) verdict() *Verdict {
	return &Verdict{
		Onset: p.Onset, End: p.End, Parts: []Part{p.Part},
		Asleep: p.asleep, Respiratory: p.respiratory, Large: p.large, Stretch: p.stretch,
	}
}
