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

// chain is the two-state chain read with a fixed lag.
type chain struct {
	steps         ring[step]
	awake         float64 // probability of being awake at the first waiting step, by all before it
	wakes, sleeps rate
	ratios        []float64 // scratch: likelihood ratio awake : asleep of each waiting step
	counts        []float64 // scratch: weight of events in each waiting step
}

// posterior returns the probability that the sleeper was awake in the first waiting step, by everything seen so far, and takes that step into
// the past.
func (c *chain) posterior(l *events, p *limits) (step, float64) {
	c.weigh(l, p)
	toSleep, toWake := func(s float64) float64 { return min(0.5, s/p.WakeSpellS) }, func(s float64) float64 { return min(0.5, s/p.SleepSpellS) }
	w, s := 1.0, 1.0
	for i := c.steps.n - 1; i > 0; i-- {
		a, b := toSleep(c.steps.at(i-1).secs), toWake(c.steps.at(i-1).secs)
		w *= c.ratios[i]
		w, s = float64(w*(1-a))+float64(s*a), float64(w*b)+float64(s*(1-b))
		w, s = w/(w+s), s/(w+s)
	}
	first := *c.steps.at(0)
	past := float64(c.awake * c.ratios[0])
	post := float64(past*w) / (float64(past*w) + float64((1-c.awake)*s))
	past /= past + (1 - c.awake)
	c.awake = float64(past*(1-toSleep(first.secs))) + float64((1-past)*toWake(first.secs))
	c.wakes.learn(float64(post*c.counts[0]), float64(post*first.secs))
	c.sleeps.learn(float64((1-post)*c.counts[0]), float64((1-post)*first.secs))
	c.steps.pop()
	return first, rounded(post)
}

// weigh fills the likelihood ratio of every waiting step: Poisson counts of weighted events under the two rates, and micro-motion.
func (c *chain) weigh(l *events, p *limits) {
	asleep := c.sleeps.perSecond()
	awake := max(c.wakes.perSecond(), float64(p.MinRatio*asleep))
	each := rounded(math.Log(awake / asleep))
	c.ratios, c.counts = c.ratios[:0], c.counts[:0]
	limit := c.steps.last().span.End
	for i := range c.steps.n {
		s := c.steps.at(i)
		n := l.during(s.span, limit, p)
		nats := float64(n*each) - float64((awake-asleep)*s.secs) + s.micro
		c.counts = append(c.counts, n)
		c.ratios = append(c.ratios, min(maxRatio, max(1/maxRatio, rounded(math.Exp(nats)))))
	}
}
