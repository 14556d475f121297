package report

import (
	"fmt"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// nanos turns a time of the axis into the unit of package score, exactly.
func nanos(m Millis) score.Nanos { return score.Nanos(m) * (score.Second / score.Nanos(second)) }

// millis turns a time of package score back.
func millis(n score.Nanos) Millis { return Millis(n / (score.Second / score.Nanos(second))) }

// limbsOfSites are the limbs of package score by site.
var limbsOfSites = map[device.Site]score.Limb{
	device.SiteLeftAnkle:  score.LeftAnkle,
	device.SiteRightAnkle: score.RightAnkle,
	device.SiteLeftWrist:  score.LeftWrist,
	device.SiteRightWrist: score.RightWrist,
	device.SiteTrunk:      score.Trunk,
	device.SiteUnknown:    score.Unsited,
}

// judge asks the rule set about the movements that pick names. Time in bed that was not seen, and time out of bed, are gaps: no interval
// is measured across them.
func (n *nightly) judge(pick func(*seen) bool) ([]score.Verdict, error) {
	var list []score.Span
	for i := range n.seen {
		s := &n.seen[i]
		if !pick(s) {
			continue
		}
		end := s.end
		if s.kind == kindKick {
			end = max(end, s.start+n.opt.Criteria.BriefMS) // whether kicks are periodic does not hang on how long the limb rings
		}
		list = append(list, score.Span{
			Onset: nanos(s.start), End: nanos(end), Limb: limbsOfSites[s.track.Site],
			Asleep: n.sleepAt(s.start), Large: s.turned(&n.opt.Criteria), ID: i,
		})
	}
	var gaps []score.Stretch
	for _, g := range n.gaps() {
		gaps = append(gaps, score.Stretch{From: nanos(g.start), To: nanos(g.end)})
	}
	verdicts, err := score.Score(n.opt.Rules, list, gaps)
	if err != nil {
		return nil, fmt.Errorf("scoring the night under %s: %w", n.opt.Rules.Name, err)
	}
	return verdicts, nil
}

// gaps returns the stretches between the first and the last moment in bed that were not seen or not spent in bed.
func (n *nightly) gaps() spans {
	return spans{n.bed.extent}.without(n.bed.time)
}

// sleepAt returns the state of sleep at m in the words of package score.
func (n *nightly) sleepAt(m Millis) score.Sleep {
	switch asleep := n.sleep.at(m); {
	case asleep == nil:
		return score.SleepUnknown
	case *asleep:
		return score.Asleep
	}
	return score.Awake
}

// verdictsOfNight looks at every movement of the night and judges what are limb movements.
func (n *nightly) verdictsOfNight() error {
	n.lookAtMovements()
	if err := n.pickStarts(); err != nil {
		return err
	}
	var err error
	n.verdicts, err = n.judge(func(s *seen) bool { return s.kind == kindLimb || s.kind == kindBrief })
	return err
}

// assemble puts together what belongs together among the movements of one limb, in order: beats to trains, stages to movements. Before lifts and releases are joined,
// they show where the limb is lifted to.
func (c *Criteria) assemble(list []seen) []seen {
	return c.weighLimbs(c.joinStages(c.learnHinge(c.chainBeats(list), nil)))
}

// roomFor returns an empty list that holds what becomes of the movements of list: hardly ever more of them.
func roomFor(list []seen) []seen { return make([]seen, 0, len(list)+len(list)/16) }

// lookAtMovements fills n.seen with the movements that begin in bed, in order of limb and time, trains already chained, and counts what happened out
// of bed and what came from outside.
func (n *nightly) lookAtMovements() {
	for limb := range n.axis.limbs {
		var list []seen
		for _, t := range n.tracks() {
			if t.limb != limb || t.Ledger.Info.Rate.Hz() < limbHz || t.Ledger.Level.StepG >= coarseLimb {
				continue
			}
			var near []int
			for i, onset := range t.sight.movements {
				if n.reach().contains(onset) {
					near = append(near, i)
				}
			}
			list = slices.Grow(list, len(near))
			for _, i := range near {
				s := t.look(&t.Ledger.Movements[i], &n.opt.Criteria)
				switch {
				case !n.window.contains(s.start) || n.unworn.contains(s.start):
				case !n.bed.time.contains(s.start):
					n.outOfBed++
				default:
					list = append(list, s)
				}
			}
		}
		n.seen = append(n.seen, n.opt.Criteria.assemble(list)...)
	}
	kept := n.seen[:0]
	for _, s := range n.seen {
		if s.kind == kindShock {
			n.shocks++
			continue
		}
		if s.faint(&n.opt.Criteria) {
			continue
		}
		kept = append(kept, s)
	}
	n.seen = kept
}
