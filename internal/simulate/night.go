package simulate

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Night is a simulated night: who slept, how they moved, and what each sensor
// will record. It does not change once made, so that several sources may read it at once.
type Night struct {
	Settings Settings

	rate   dsp.Rate
	law    Laws[float64]
	sleep  *sleeper
	limbs  []*limb
	clocks []*clock
	truth  *Truth
}

// New plans the night that the settings and their seed describe, carries its
// movements out and measures them. It fails when a setting is out of bounds.
func New(set Settings) (*Night, error) {
	if err := set.check(); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	rate, err := dsp.RateOf(set.Rate)
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	ranges := set.Vary
	if ranges == nil {
		own, err := ProfileLaws(set.Profile)
		if err != nil {
			return nil, fmt.Errorf("simulate: %w", err)
		}
		ranges = &own
	}
	n := &Night{Settings: set, rate: rate, law: drawLaws(*ranges, set.stream(streamLaws))}
	n.sleep = newSleeper(set.Hours*hour, n.law, set.stream(streamSleep))
	plan := newSchedule(set, n.law, n.sleep)
	for number := range set.Limbs {
		n.limbs = append(n.limbs, newLimb(number, set, n.law, plan.list))
		n.clocks = append(n.clocks, newClock(number, set, n.law))
	}
	truth, err := n.tell()
	if err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	n.truth = truth
	return n, nil
}

// Drawn returns what the night drew from the ranges of its laws.
func (n *Night) Drawn() Laws[float64] { return n.law }

// Truth returns what happened. The caller must not change it.
func (n *Night) Truth() *Truth { return n.truth }
