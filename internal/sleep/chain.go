package sleep

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	secondsPerHour = 3600
	maxRatio       = 1e9 // greatest likelihood ratio of an epoch either way; keeps the chain's arithmetic finite
)

// step is an epoch as the chain sees it.
type step struct {
	span dsp.Span
	secs float64 // s of samples in it
}

// rates are how often events of each kind happen, learned from the sleeper, starting at what Params says.
type rates struct {
	count [kinds]float64 // events, the start's worth included
	secs  float64        // s
	limit float64        // s beyond which the older fades
}

func newRates(start Rates, worthS, fadeS float64) rates {
	r := rates{secs: worthS, limit: worthS + fadeS}
	for k := range kinds {
		r.count[k] = start.of(k) / secondsPerHour * worthS
	}
	return r
}

// learn adds a share of the events seen during secs.
func (r *rates) learn(of *[kinds]float64, secs, share float64) {
	for k := range r.count {
		r.count[k] += float64(share * of[k])
	}
	r.secs += float64(share * secs)
	if r.secs > r.limit {
		for k := range r.count {
			r.count[k] = float64(r.count[k] * (r.limit / r.secs))
		}
		r.secs = r.limit
	}
}

// perSecond returns events of a kind per second.
func (r *rates) perSecond(k Kind) float64 { return r.count[k] / r.secs }

// The states of the chain. Wakefulness has two, since people who wait for sleep lie still for minutes, and sleep has two, since limb movements come in trains.
const (
	restless = iota
	quiet
	still
	train
	states
)

// belief is a probability, or a likelihood up to a factor, of each state.
type belief [states]float64

// awake returns the probability of wakefulness.
func (v *belief) awake() float64 { return v[restless] + v[quiet] }

// normed scales v to a sum of 1.
func (v belief) normed() belief {
	total := 0.0
	for _, x := range v {
		total += x
	}
	for i := range v {
		v[i] /= total
	}
	return v
}

// chain is the chain of states read with a fixed lag.
type chain struct {
	steps         ring[step]
	now           belief // the states at the first waiting step, by all before it
	least         Kind   // the slightest events that the samples can show: that slighter ones do not happen says nothing
	wakes, sleeps rates
	trains        rates
	going         going    // scratch
	likely        []belief // scratch: likelihood of each waiting step
	tallies       []tally  // scratch: what happened in each waiting step
}

// start sets the probabilities of the states before anything is known, and the rates of a sleeper of whom nothing is.
func (c *chain) start(awake float64, p *limits) {
	c.now = belief{awake / 2, awake / 2, (1 - awake) / 2, (1 - awake) / 2}
	c.wakes = newRates(p.WakePerH, p.WakePriorS, p.WakeFadeS)
	c.sleeps = newRates(p.SleepPerH, p.SleepPriorS, p.SleepFadeS)
	c.trains = newRates(p.TrainPerH, p.TrainPriorS, p.SleepFadeS)
}

// going holds the probabilities of going from one state to another within secs: most epochs are as long as the one before.
type going struct {
	secs float64 // 0 before any
	m    [states]belief
}

// within returns moves(secs, p). All calls have the same p.
func (g *going) within(secs float64, p *limits) *[states]belief {
	if g.secs != secs {
		g.secs, g.m = secs, moves(secs, p)
	}
	return &g.m
}

// moves returns the probabilities of going from one state to another within secs.
func moves(secs float64, p *limits) [states]belief {
	share := func(s float64) float64 { return min(0.2, secs/s) }
	wake, sleep := share(p.WakeSpellS), share(p.SleepSpellS)
	var m [states]belief
	m[restless] = belief{quiet: share(p.RestlessSpellS), still: wake * 0.75, train: wake * 0.25}
	m[quiet] = belief{restless: share(p.QuietSpellS), still: wake * 0.75, train: wake * 0.25}
	m[still] = belief{restless: sleep * 0.75, quiet: sleep * 0.25, train: share(p.StillSpellS)}
	m[train] = belief{restless: sleep * 0.75, quiet: sleep * 0.25, still: share(p.TrainSpellS)}
	for i := range m {
		left := 1.0
		for _, x := range m[i] {
			left -= x
		}
		m[i][i] = left
	}
	return m
}

// posterior returns the probability that the sleeper was awake in the first waiting step, by everything seen so far, and takes that step into
// the past.
func (c *chain) posterior(l *events, p *limits) (step, float64) {
	c.weigh(l, p)
	after := belief{1, 1, 1, 1}
	for i := c.steps.n - 1; i > 0; i-- {
		m, likely := c.going.within(c.steps.at(i-1).secs, p), &c.likely[i]
		var before belief
		for a := range states {
			for b := range states {
				before[a] += float64(float64(m[a][b]*likely[b]) * after[b])
			}
		}
		after = before.normed()
	}
	first := *c.steps.at(0)
	var past, both belief
	for a := range states {
		past[a] = float64(c.now[a] * c.likely[0][a])
		both[a] = float64(past[a] * after[a])
	}
	past, both = past.normed(), both.normed()
	c.now = belief{}
	m := c.going.within(first.secs, p)
	for a := range states {
		for b := range states {
			c.now[b] += float64(past[a] * m[a][b])
		}
	}
	c.wakes.learn(&c.tallies[0].of, first.secs, both[restless])
	c.sleeps.learn(&c.tallies[0].of, first.secs, both[still])
	c.trains.learn(&c.tallies[0].of, first.secs, both[train])
	c.steps.pop()
	return first, rounded(both.awake())
}

// weigh fills the likelihoods of every waiting step: Poisson counts of events of each kind under the rates of each state, over those of still sleep.
func (c *chain) weigh(l *events, p *limits) {
	limit := c.steps.last().span.End
	var each [kinds]belief // nats of one event
	var rest belief        // nats of a second without any
	for k := c.least; k < kinds; k++ {
		s := c.sleeps.perSecond(k)
		w := max(c.wakes.perSecond(k), float64(p.WakeFloor*p.WakePerH.of(k)/secondsPerHour), float64(p.MinRatio.of(k)*s))
		under := belief{
			restless: w,
			quiet:    s + float64(p.QuietShare.of(k)*(w-s)),
			still:    s,
			train:    max(s, c.trains.perSecond(k)),
		}
		for a, r := range under {
			each[k][a] = rounded(math.Log(r / s))
			rest[a] -= r - s
		}
	}
	c.likely, c.tallies = c.likely[:0], c.tallies[:0]
	from := 0
	for i := range c.steps.n {
		t := c.steps.at(i)
		var n tally
		n, from = l.during(t.span, from, limit, p)
		if i > 0 && n == c.tallies[i-1] && t.secs == c.steps.at(i-1).secs { // most epochs are without events
			c.tallies, c.likely = append(c.tallies, n), append(c.likely, c.likely[i-1])
			continue
		}
		var v belief
		for a := range v {
			nats := float64(rest[a] * t.secs)
			for k := c.least; k < kinds; k++ {
				nats += float64(n.of[k] * each[k][a])
			}
			if a == train {
				nats += n.even
			}
			v[a] = odds(float64(nats * p.Trust))
		}
		c.tallies, c.likely = append(c.tallies, n), append(c.likely, v)
	}
}

// odds returns e to the power of nats, within the bounds of the chain's arithmetic.
func odds(nats float64) float64 { return min(maxRatio, max(1/maxRatio, rounded(math.Exp(nats)))) }
