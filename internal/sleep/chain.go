package sleep

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	secondsPerHour = 3600
	teachWakeS     = 3600  // s of wakefulness after which the older teaches less (ours)
	teachSleepS    = 10800 // s of sleep after which the older teaches less (ours)
	maxRatio       = 1e9   // greatest likelihood ratio of an epoch either way; keeps the chain's arithmetic finite
)

// step is an epoch as the chain sees it.
type step struct {
	span  dsp.Span
	secs  float64 // s of samples in it
	micro float64 // nats for wakefulness from micro-motion
}

// rate is an event rate learned from the sleeper, starting at a published one.
type rate struct {
	count, secs float64 // events and seconds, the published ones' worth included
	limit       float64 // s beyond which the older fades
}

func newRate(perHour, worthS, fadeS float64) rate {
	return rate{count: perHour / secondsPerHour * worthS, secs: worthS, limit: worthS + fadeS}
}

// learn adds events seen during secs.
func (r *rate) learn(count, secs float64) {
	r.count, r.secs = r.count+count, r.secs+secs
	if r.secs > r.limit {
		r.count, r.secs = float64(r.count*(r.limit/r.secs)), r.limit
	}
}

// perSecond returns events per second.
func (r *rate) perSecond() float64 { return r.count / r.secs }

// The states of the chain. Wakefulness has two, since people who wait for sleep lie still for minutes.
const (
	restless = iota
	quiet
	asleep
	states
)

// chain is the three-state chain read with a fixed lag.
type chain struct {
	steps         ring[step]
	now           [states]float64 // probabilities of the states at the first waiting step, by all before it
	wakes, sleeps rate
	likely        [][states]float64 // scratch: likelihood of each waiting step under each state, up to a factor
	weights       []float64         // scratch: weight of each event
	counts        []float64         // scratch: weight of events in each waiting step
}

// start sets the probabilities of the states before anything is known.
func (c *chain) start(awake float64) { c.now = [states]float64{awake / 2, awake / 2, 1 - awake} }

// moves returns the probabilities of going from one state to another within secs.
func moves(secs float64, p *limits) [states][states]float64 {
	share := func(s float64) float64 { return min(0.3, secs/s) }
	var m [states][states]float64
	m[restless][quiet], m[restless][asleep] = share(p.RestlessSpellS), share(p.WakeSpellS)
	m[quiet][restless], m[quiet][asleep] = share(p.QuietSpellS), share(p.WakeSpellS)
	m[asleep][restless], m[asleep][quiet] = share(p.SleepSpellS), share(4*p.SleepSpellS)
	for i := range m {
		m[i][i] = 1
		for j := range m[i] {
			if i != j {
				m[i][i] -= m[i][j]
			}
		}
	}
	return m
}

// normed scales v to a sum of 1.
func normed(v [states]float64) [states]float64 {
	total := v[0] + v[1] + v[2]
	for i := range v {
		v[i] /= total
	}
	return v
}

// posterior returns the probability that the sleeper was awake in the first waiting step, by everything seen so far, and takes that step into
// the past.
func (c *chain) posterior(l *events, p *limits) (step, float64) {
	c.weigh(l, p)
	after := [states]float64{1, 1, 1}
	for i := c.steps.n - 1; i > 0; i-- {
		m := moves(c.steps.at(i-1).secs, p)
		var before [states]float64
		for a := range states {
			for b := range states {
				before[a] += float64(float64(m[a][b]*c.likely[i][b]) * after[b])
			}
		}
		after = normed(before)
	}
	first := *c.steps.at(0)
	var past, both [states]float64
	for a := range states {
		past[a] = float64(c.now[a] * c.likely[0][a])
		both[a] = float64(past[a] * after[a])
	}
	past, both = normed(past), normed(both)
	c.now = [states]float64{}
	m := moves(first.secs, p)
	for a := range states {
		for b := range states {
			c.now[b] += float64(past[a] * m[a][b])
		}
	}
	c.wakes.learn(float64(both[restless]*c.counts[0]), float64(both[restless]*first.secs))
	c.sleeps.learn(float64(both[asleep]*c.counts[0]), float64(both[asleep]*first.secs))
	c.steps.pop()
	return first, rounded(both[restless] + both[quiet])
}

// weigh fills the likelihoods of every waiting step: Poisson counts of weighted events under the rates, and micro-motion.
func (c *chain) weigh(l *events, p *limits) {
	s := c.sleeps.perSecond()
	w := max(c.wakes.perSecond(), float64(p.MinRatio*s))
	q := math.Sqrt(float64(w * s))
	each := rounded(math.Log(w / s))
	c.likely, c.counts = c.likely[:0], c.counts[:0]
	c.weights = l.weights(c.weights[:0], c.steps.last().span.End, p)
	for i := range c.steps.n {
		t := c.steps.at(i)
		n := l.during(t.span, c.weights, p)
		c.counts = append(c.counts, n)
		c.likely = append(c.likely, [states]float64{
			odds(float64(n*each) - float64((w-s)*t.secs) + t.micro),
			odds(float64(n*each)/2 - float64((q-s)*t.secs) + t.micro),
			1,
		})
	}
}

// odds returns e to the power of nats, within the bounds of the chain's arithmetic.
func odds(nats float64) float64 { return min(maxRatio, max(1/maxRatio, rounded(math.Exp(nats)))) }
