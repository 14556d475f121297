package score

// combine adds a finished part to the open group of limbs or begins the next group.
func (s *Scorer) combine(p part) {
	duration := p.End - p.Onset
	long := duration > s.longest(p.Limb.Count())
	switch {
	case duration < s.rules.MinDuration:
		s.pass(p, TooShort)
		return
	case long && s.rules.Long == LongBridged && !s.breaks(p.large):
		s.pass(p, s.beforeSeries(p.verdict(), NonCandidate))
		return
	}
	if s.group != nil && s.joins(p) {
		s.group.End = max(s.group.End, p.End)
		s.group.Parts = append(s.group.Parts, p.Part)
		s.group.Respiratory = s.group.Respiratory || p.respiratory
		s.group.Large = s.group.Large || p.large
	} else {
		s.finish()
		s.group = p.verdict()
	}
	s.group.Ends = s.group.Ends || long || s.breaks(p.large)
}

// breaks reports whether a large body movement ends series by being one.
func (s *Scorer) breaks(large bool) bool { return large && s.rules.Large == LargeBreaks }

// longest returns the greatest duration of a candidate of so many limbs.
func (s *Scorer) longest(limbs int) Nanos {
	if limbs > 1 {
		return s.rules.MaxBilateral
	}
	return s.rules.MaxDuration
}

// joins reports whether p belongs to the open group: it is near enough, and the group holds another limb.
func (s *Scorer) joins(p part) bool {
	otherLimb := s.group.Limbs() != p.Limb || p.Limb.Count() > 1
	return otherLimb && p.Onset < s.groupCloses()
}

// groupCloses returns the time from which on no part can join the open group.
func (s *Scorer) groupCloses() Nanos {
	if s.rules.Bilateral == BilateralGap {
		return s.group.End + s.rules.BilateralWindow
	}
	return s.group.Onset + s.rules.BilateralWindow
}

// finish closes the open group, if any: it becomes a verdict and takes its place in the chain.
func (s *Scorer) finish() {
	v := s.group
	if v == nil {
		return
	}
	s.group = nil
	shape := Candidate
	if v.Ends || s.overgrown(v) {
		shape = NonCandidate
		v.Ends = v.Ends || s.rules.Long == LongBreaks
	}
	v.Class = s.beforeSeries(v, shape)
	v.Ends = v.Ends && v.Class == NonCandidate
	s.file(v)
	s.chain.step(v)
}

// overgrown reports whether the combined movement is too long or has too many parts.
func (s *Scorer) overgrown(v *Verdict) bool {
	limbs, parts := v.Limbs().Count(), 0
	for _, p := range v.Parts {
		parts += p.Limb.Count()
	}
	return v.Duration() > s.longest(limbs) || s.rules.MaxParts > 0 && parts > s.rules.MaxParts
}

// beforeSeries returns the class of a movement whose shape is known once the clauses on sleep and respiration have been asked.
func (s *Scorer) beforeSeries(v *Verdict, shape Class) Class {
	switch {
	case s.rules.Wake == WakeRemoved && v.Asleep == Awake:
		return AwakeRemoved
	case s.rules.Respiratory == RespiratoryExcluded && v.Respiratory && shape == Candidate:
		return RespiratoryRemoved
	}
	return shape
}
