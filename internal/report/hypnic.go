package report

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// nearness says how near to a return to sleep m lies: 1 within the core, widened by the uncertainty of that onset, falling to 0 at the ends of the band of
// standards.md §8 (15 min before, 10 min after), which move out with the core.
func (n *nightly) nearness(m Millis) float64 {
	o := n.sleep.nearest(m)
	if o == nil {
		return 0
	}
	if n.sleep.awake.contains(m) && o.at > m {
		return 1 // the later half of a wakefulness in bed, nearer to the sleep that ends it than to the one before: whoever lies there drowses off and on
	}
	c := &n.opt.Criteria
	core := c.OnsetCore + min(o.unsure, c.OnsetUnsure)
	limit := c.OnsetAfter
	if m < o.at {
		limit = c.OnsetBefore
	}
	outside := distance(m, o.at) - core
	return min(1, max(0, 1-outside.Seconds()/(limit-c.OnsetCore).Seconds()))
}

// pickStarts decides which movements are hypnic starts: those that the model takes for one and that are neither part of what the limb or another one does nor
// members of a periodic series. The other kicks become what their duration makes them.
func (n *nightly) pickStarts() error {
	c := &n.opt.Criteria
	n.weighStarts()
	for i := range n.seen {
		s := &n.seen[i]
		switch {
		case s.startOdds >= c.StartOdds:
			s.kind, s.end = kindKick, s.rung
		case s.kind == kindKick:
			s.kind = c.byLength(s)
		}
	}
	for i := range n.seen {
		if s := &n.seen[i]; s.kind == kindKick && (n.insideOther(s) || n.betweenPieces(i)) {
			s.kind = c.byLength(s)
		}
	}
	periodic, err := n.periodicKicks()
	for _, i := range periodic {
		n.seen[i].kind = c.byLength(&n.seen[i])
	}
	return err
}

// mayReturn reports whether what lies far from every return to sleep that is known may lie at one that is not: short awakenings without a movement escape what is
// detected, but no hypnogram. Only a row of kicks says so much; a single one is a twitch.
func (n *nightly) mayReturn(s *seen) bool {
	return n.sleep.source == "detected" && s.evidence.Kicks > 0 && n.sleep.nearest(s.start) != nil
}

// weighStarts weighs what may be a hypnic start.
func (n *nightly) weighStarts() {
	c := &n.opt.Criteria
	var before Tonight
	for i := range n.seen {
		s := &n.seen[i]
		if i > 0 && n.seen[i-1].track.limb != s.track.limb {
			before = Tonight{} // another limb's night begins
		}
		s.startOdds = noOdds
		if !n.sleep.known() || s.track.Ledger.Info.Rate.Hz() < jerkHz {
			continue
		}
		if c.mayStart(s) {
			n.weigh(i, &before)
		}
	}
}

// weigh weighs movement i, before which the limb did so much.
func (n *nightly) weigh(i int, before *Tonight) {
	s := &n.seen[i]
	s.evidence = n.startFeatures(i)
	s.evidence.Night = before.Evidence()
	if s.evidence.Near == 0 && !n.mayReturn(s) {
		return
	}
	s.startOdds = n.opt.Criteria.StartModel.Odds(s.evidence.Values())
	before.Add(s.startOdds)
	if n.opt.weighed != nil {
		n.opt.weighed(s.start-n.zero, s.evidence)
	}
}

// insideOther reports whether another limb makes a limb movement or a train at the same time: a burst inside it is a feature of
// it, not a second event (contract.md).
func (n *nightly) insideOther(s *seen) bool {
	if len(n.axis.limbs) < 2 {
		return false
	}
	return slices.ContainsFunc(n.seen, func(o seen) bool {
		return o.track.limb != s.track.limb && (o.kind == kindLimb || o.kind == kindRhythmic) && o.start < s.end && s.start < o.end
	})
}

// betweenPieces reports whether movement i of n.seen lies between two of the same limb that the rules join into one, so that it is a burst inside that.
func (n *nightly) betweenPieces(i int) bool {
	beside := func(step int) *seen {
		for k := i + step; k >= 0 && k < len(n.seen) && n.seen[k].track.limb == n.seen[i].track.limb; k += step {
			if o := &n.seen[k]; o.kind == kindLimb || o.kind == kindBrief {
				return o
			}
		}
		return nil
	}
	before, after := beside(-1), beside(1)
	return before != nil && after != nil && nanos(after.start)-nanos(before.end) < n.opt.Rules.JoinGap
}

// periodicKicks scores limb movements and kicks together and returns the kicks that are periodic: in a series whose intervals are as regular as those of a train. In
// the restlessness before sleep, series form by chance, and hypnic starts come in rows too, but neither is regular; and what is a start by everything else stays one when a series that is no clockwork
// has formed around it.
func (n *nightly) periodicKicks() ([]int, error) {
	verdicts, err := n.judge(func(s *seen) bool { return s.kind == kindLimb || s.kind == kindBrief || s.kind == kindKick })
	if err != nil {
		return nil, err
	}
	var out []int
	for _, series := range bySeries(verdicts) {
		var kicks []int
		kicky := 0
		for _, v := range series {
			if ids := n.kicksOf(v); len(ids) > 0 {
				kicks, kicky = append(kicks, ids...), kicky+1
			}
		}
		spread := logSpread(series)
		if !n.opt.Criteria.periodic(kicky, len(series), spread) {
			continue
		}
		for _, i := range kicks {
			if spread <= n.opt.Criteria.ClockworkSD || n.seen[i].startOdds < n.opt.Criteria.StartOdds+n.opt.Criteria.PeriodicOdds {
				out = append(out, i)
			}
		}
	}
	return out, nil
}

// periodic reports whether the kicks of a series are periodic, in which so many members are kicks: in a train of limb movements, when it is as even as such trains are; among
// themselves, only when they are far more even than chance makes a few of them.
func (c *Criteria) periodic(kicky, members int, spread float64) bool {
	if members < c.PeriodicRun || float64(kicky) > float64(c.KickyShare*float64(members)) {
		return spread <= c.ClockworkSD
	}
	return spread <= c.PeriodicSD
}

// kicksOf returns which of n.seen are the kicks in a verdict.
func (n *nightly) kicksOf(v *score.Verdict) []int {
	var out []int
	for _, p := range v.Parts {
		for _, id := range p.IDs {
			if n.seen[id].kind == kindKick {
				out = append(out, id)
			}
		}
	}
	return out
}

// bySeries returns the members of each series in order.
func bySeries(verdicts []score.Verdict) [][]*score.Verdict {
	var out [][]*score.Verdict
	for i := range verdicts {
		v := &verdicts[i]
		if v.Series == 0 {
			continue
		}
		for len(out) < v.Series {
			out = append(out, nil)
		}
		out[v.Series-1] = append(out[v.Series-1], v)
	}
	return out
}

// logSpread returns the standard deviation of the logarithms of a series' intervals, to three decimals so that no platform differs.
func logSpread(series []*score.Verdict) float64 {
	var logs []float64
	for _, v := range series {
		if v.Place > 1 && v.HasInterval {
			logs = append(logs, math.Log(v.Interval.Seconds()))
		}
	}
	if len(logs) == 0 {
		return 0
	}
	mean := average(logs)
	var sum float64
	for _, x := range logs {
		sum += float64((x - mean) * (x - mean))
	}
	return round(math.Sqrt(sum/float64(len(logs))), 3)
}

// together groups the movements of several limbs that are one event though no rule set is asked about them: of the same
// kind, and overlapping or closer than JoinMS. Their order is that of their onsets.
func (n *nightly) together(k kind) [][]int {
	var ids []int
	for i := range n.seen {
		if n.seen[i].kind == k {
			ids = append(ids, i)
		}
	}
	slices.SortStableFunc(ids, func(x, y int) int { return int(n.seen[x].start - n.seen[y].start) })
	var out [][]int
	var end Millis
	for _, id := range ids {
		s := &n.seen[id]
		if g := len(out) - 1; g >= 0 && s.start < end+n.opt.Criteria.JoinMS && n.otherLimb(out[g], s) {
			out[g] = append(out[g], id)
			end = max(end, s.end)
			continue
		}
		out = append(out, []int{id})
		end = s.end
	}
	return out
}

// otherLimb reports whether s is of a limb that is not in the group yet.
func (n *nightly) otherLimb(group []int, s *seen) bool {
	return !slices.ContainsFunc(group, func(id int) bool { return n.seen[id].track.limb == s.track.limb })
}

// average returns the mean of v, which is not empty.
func average(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
