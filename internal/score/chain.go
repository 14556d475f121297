package score

import "slices"

// chain is the last step: intervals between consecutive movements, and runs of candidates that become series.
type chain struct {
	rules   Rules
	last    *Verdict // the movement before, nil at the start and after a gap; never one that the rules pass over
	run     []*Verdict
	series  int // series so far
	stretch int // gaps so far
}

// step gives the next movement its interval, link, series and place. Movements that the rules pass over change nothing.
func (c *chain) step(v *Verdict) {
	if v.Stretch != c.stretch {
		c.cut()
		c.stretch = v.Stretch
	}
	switch {
	case v.Class == Candidate:
		c.candidate(v)
	case v.Ends:
		c.endRun()
		c.last = v
	}
}

func (c *chain) candidate(v *Verdict) {
	v.Link = c.link(v)
	if v.Link == Skipped {
		return
	}
	if c.last != nil && c.last.Class == Candidate {
		v.Interval, v.HasInterval = v.Onset-c.last.Onset, true
	}
	if v.Link != Follows {
		c.endRun()
	}
	c.last = v
	if v.Link != Barred {
		c.join(v)
	}
}

// link says how a candidate stands to the movement before it.
func (c *chain) link(v *Verdict) Link {
	if c.last == nil {
		return First
	}
	interval := v.Onset - c.last.Onset
	candidates := c.last.Class == Candidate
	switch {
	case interval < c.rules.MinInterval && candidates && c.rules.Short == ShortSkipped:
		return Skipped
	case interval < c.rules.MinInterval && c.rules.Restart == RestartBarred:
		return Barred
	case !candidates:
		return AfterNonCLM
	case interval < c.rules.MinInterval:
		return AfterShort
	case interval > c.rules.MaxInterval:
		return AfterLong
	}
	return Follows
}

// join adds a candidate to the run, which is a series from its MinRun-th on.
func (c *chain) join(v *Verdict) {
	c.run = append(c.run, v)
	switch {
	case len(c.run) > c.rules.MinRun:
		v.Series, v.Place = c.series, len(c.run)
	case len(c.run) == c.rules.MinRun:
		c.series++
		for i, m := range c.run {
			m.Series, m.Place = c.series, i+1
		}
	}
}

// endRun decides that the run does not go on.
func (c *chain) endRun() { c.run = c.run[:0] }

// cut ends everything at a gap.
func (c *chain) cut() {
	c.endRun()
	c.last = nil
	c.stretch++
}

// expire ends the run when a movement that begins at or after frontier cannot continue it.
func (c *chain) expire(frontier Nanos) {
	if n := len(c.run); n > 0 && c.run[n-1].Onset+c.rules.MaxInterval < frontier {
		c.endRun()
	}
}

// undecided reports whether v is in a run that may yet become a series.
func (c *chain) undecided(v *Verdict) bool {
	return len(c.run) < c.rules.MinRun && slices.Contains(c.run, v)
}
