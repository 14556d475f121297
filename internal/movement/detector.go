package movement

import "github.com/nightjar-sleep/nightjar/dsp"

const (
	changeMS      = 300   // ms over which a change of posture is measured: the rise of a limb movement
	lagMS         = 500   // ms: the rest posture leaves out the latest half second
	settleMS      = 500   // ms of steadiness after a hole before anything can begin
	walkMS        = 1500  // ms: an onset is never moved back further than this from its trigger
	marginMS      = 2000  // ms of samples before the onset and after the end that the edges need
	glideMS       = 1000  // ms at the old posture that make a glide a return
	twitchMS      = 700   // ms: a shorter excursion from a hold and back is a tremor or a shock, not the end of the hold
	lockMS        = 5000  // ms of rest after which the breath is followed again
	breathLagMS   = 1000  // ms over which the breath is learnt: a quarter of it
	breathChangeG = 0.014 // g within changeMS: faster than the deepest breath, 25 mg at 0.3 Hz
	earlyMS       = 200   // ms that a movement may begin before its trigger
	turnMS        = 3000  // ms of rest within one turn of the body
	liftMS        = 1300  // ms: a transient so short is a lift, and a release is still to come
	edgeByMS      = 2500  // ms into a movement at which its onset is timed for good
)

// state is where the limb is.
type state uint8

const (
	settling state = iota // after a hole: no posture known yet
	resting
	away
)

// Detector finds the movements of one limb. It is fed blocks in order and keeps a minute of samples at most.
type Detector struct {
	given   Tuning // for fine samples of a sensor without an error of gain
	tuning  Tuning // for these
	grain   dsp.Grain
	gravity gravity
	rate    dsp.Rate
	next    dsp.Index // number of the sample after the last one
	begun   bool
	cut     Cutter
	ticks   Ticks // those of the samples at hand, when nobody else cuts them
	ring    ring
	past    postures
	shape   shaper
	floors  floors
	breath  breath

	glide  glide
	ramps  ramps
	former former

	spare []Spare // memory of clips that was given back

	state   state
	weighed bool // the present rest was asked about gravity
	steady  int  // number of steady ticks up to now
	gliding int  // number of ticks up to now in which nothing was faster than a breath
	open    open
	ended   float64 // end of the last movement, or start of the data after the last hole
	span    ticks
}

// ticks holds the tuning's times as numbers of ticks.
type ticks struct{ change, settle, gap, hold, pause, silent, glide, twitch, lift, turn, lock, early, edge, clip int }

// open is the movement at hand.
type open struct {
	from      dsp.Index  // start of the tick that triggered
	first     int        // number of that tick
	before    dsp.Vector // rest posture frozen at the trigger
	peak      float64    // g: greatest distance seen on ticks
	slow      float64    // g: greatest distance averaged over half a second, which a kick's ring is not
	quick     float64    // g: greatest change of posture within changeMS
	burst     float64    // g: greatest root mean square inside a tick
	breath    breathed   // at the trigger
	floor     float64    // g
	threshold float64    // g
	holds     []hold     // postures held since, oldest first
	stirs     []stir     // excursions from the last holds and back
	lay       hold       // the longest of those that turned out to be part of it
	restless  bool       // not steady since the last hold began
	timed     bool       // onset is final
	onset     float64
	quiet     dsp.Vector // posture just before the onset
	clip      dsp.Block  // taken early when the movement outgrows the ring
}

// New returns a detector for samples at rate r.
func New(r dsp.Rate, t Tuning) *Detector {
	cut := NewCutter(r)
	n := func(ms int64) int { return max(1, int((r.Samples(ms)+cut.length/2)/cut.length)) }
	d := &Detector{
		given: t, tuning: t, grain: dsp.NewGrain(t.fineG()), rate: r, cut: cut,
		ring:   newRing(r.Samples(t.ClipMS + t.HoldMS + 2*marginMS + edgeByMS)),
		past:   newPostures(n(t.PostureMS), n(lagMS), n(t.ClipMS+t.HoldMS)+64),
		shape:  newShaper(r, t),
		breath: newBreath(r.Seconds(cut.length), n(breathLagMS)),
		floors: newFloors(n(t.FloorMS), t),
		span:   ticks{change: n(changeMS), settle: n(settleMS), gap: n(t.GapMS), hold: n(t.HoldMS), pause: n(t.PauseMS), silent: n(t.SilentMS), glide: n(glideMS), twitch: n(twitchMS), lift: n(liftMS), turn: n(turnMS), lock: n(lockMS), early: n(earlyMS), edge: n(edgeByMS), clip: n(t.ClipMS)},
	}
	d.gravity.reset()
	d.suit()
	return d
}

// Push adds the samples of b and appends the movements that they settle to dst, in order of onset. A block that does not follow the one before is beyond a hole.
func (d *Detector) Push(dst []Movement, b *dsp.Block) []Movement {
	d.cut.Cut(&d.ticks, b)
	return d.PushTicks(dst, b, &d.ticks)
}

// PushTicks is Push with the ticks of b, which a Cutter of the same rate made of every block in order, wherever it runs: a tenth of the work.
func (d *Detector) PushTicks(dst []Movement, b *dsp.Block, t *Ticks) []Movement {
	if b.Len() == 0 {
		return dst
	}
	if !d.begun || b.Start != d.next {
		dst = d.hole(dst, b.Start)
	}
	k := 0
	for i := 0; i < b.Len(); i += d.ring.keep {
		run := b.Slice(i, min(b.Len(), i+d.ring.keep))
		d.ring.push(&run)
		end, seen := run.Span().End, 0
		for ; k < len(t.list) && t.list[k].end <= end; k++ {
			d.next = t.list[k].end // what lies behind in the ring is yet to come
			seen = d.grade(&run, seen, int(d.next-run.Start))
			dst = d.tick(dst, &t.list[k])
		}
		d.grade(&run, seen, run.Len())
		d.next = end
	}
	return dst
}

// Close ends the recording: a movement still open is cut.
func (d *Detector) Close(dst []Movement) []Movement {
	return d.finish(dst)
}

// Frontier returns the sample number before which no further movement will be reported to begin.
func (d *Detector) Frontier() dsp.Index {
	at := d.next
	if d.state == away {
		at = d.open.from
	}
	if d.glide.any {
		at = min(at, dsp.Index(d.glide.from)-d.rate.Samples(glideSeekMS))
	}
	return max(0, at-d.rate.Samples(walkMS)-2*d.cut.length)
}

// hole cuts what is open and begins anew at sample start. The floor outlives a short hole.
func (d *Detector) hole(dst []Movement, start dsp.Index) []Movement {
	if d.begun {
		dst = d.finish(dst)
		if start-d.next > d.rate.Samples(d.tuning.FloorKeepMS) {
			d.floors.reset()
			d.gravity.reset()
			d.suit()
		}
	}
	d.grain.Break()
	d.ring.reset(start)
	d.past.reset()
	d.breath.reset()
	d.former = former{}
	d.begun, d.next, d.state, d.steady, d.ended = true, start, settling, 0, float64(start)
	return dst
}

// finish ends the stretch of data. An open movement was over if the limb lay where it had let go; of one that is held out, or under way, the
// end is unknown.
func (d *Detector) finish(dst []Movement) []Movement {
	if d.state != away {
		return d.glideOver(dst, d.next)
	}
	d.state = settling
	if n := len(d.open.holds); n > 0 && !d.open.restless && d.open.holds[n-1].kind != outHold {
		dst = d.relatch(dst)
	} else {
		dst = d.report(dst, d.next, d.next, Cut)
	}
	return d.glideOver(dst, d.next)
}

// tick takes the limb one tick further.
func (d *Detector) tick(dst []Movement, t *tick) []Movement {
	t = d.past.push(t, t.mean.Sub(d.breath.next(t.mean)))
	change := t.mean.Sub(d.past.at(max(0, d.past.count-1-d.span.change)).mean).Norm()
	calm := d.floors.burstOff.above(t.rms)
	d.steady++
	if !calm || !d.floors.steady.above(change) {
		d.steady = 0
	}
	d.gliding++
	if !calm || change >= d.reads(breathChangeG) {
		d.gliding = 0
	}
	d.breath.learn(d.gliding > len(d.breath.past))
	switch d.state {
	case settling:
		if d.steady >= d.span.settle {
			d.rest(d.past.count - d.steady)
		}
	case resting:
		if d.glide.any && float64(d.next)-d.glide.to >= float64(d.rate.Samples(glideAfterMS)) {
			dst = d.glideOver(dst, d.next)
		}
		d.weigh()
		d.watch(t, change)
	case away:
		d.open.quick = max(d.open.quick, change)
		dst = d.follow(dst, t)
	}
	d.floors.push(change, t.rms)
	return dst
}

// rest begins a rest whose first steady tick is number k.
func (d *Detector) rest(k int) {
	d.state, d.weighed = resting, false
	d.past.restFrom(k)
}

// watch looks for the beginning of a movement.
func (d *Detector) watch(t *tick, change float64) {
	unsure := 0.0 // g: the swing may be out of step by
	if u := d.unlocked(); u > 0 {
		unsure = d.breath.swing() * u
	}
	far := d.past.fromRest(t.mean)
	calm := d.floors.burstOn.above(t.rms) && d.floors.changeLimit.above(change)
	if calm && far < d.floors.awayLimit.low+unsure-doubtG { // as nearly always
		d.floors.rested(far)
		return
	}
	posture, limit := d.past.rest(), d.floors.awayLimit.value()+unsure
	far = t.mean.Sub(posture).Norm()
	if calm && far < limit {
		d.floors.rested(far)
		return
	}
	d.state = away
	d.open = open{
		from: t.start, first: d.past.count - 1, before: posture, peak: max(far, t.rms), quick: change, burst: t.rms, breath: d.breath.breathed,
		floor: d.floors.away.value(), threshold: limit, holds: d.open.holds[:0], stirs: d.open.stirs[:0], restless: true,
	}
}

// unlocked returns how far the foretold breath may still be out of step, 1 at the beginning of a rest and 0 later on.
func (d *Detector) unlocked() float64 {
	rested := d.past.count - d.past.from
	if rested >= d.span.lock {
		return 0
	}
	return 1 - float64(rested)/float64(d.span.lock)
}

// follow looks for the end of a movement.
func (d *Detector) follow(dst []Movement, t *tick) []Movement {
	o := &d.open
	o.peak, o.burst = max(o.peak, t.mean.Sub(o.before).Norm(), t.rms), max(o.burst, t.rms)
	o.slow = max(o.slow, d.past.mean(max(o.first, d.past.count-d.span.settle), d.past.count).Sub(o.before).Norm())
	d.early()
	if d.steady == 0 {
		o.leave(d.past.count - 1)
	}
	switch {
	case len(o.holds) > 0 && d.expired():
		return d.relatch(dst)
	case d.steady >= d.span.gap && o.restless:
		return d.landed(dst)
	case d.steady >= d.span.gap:
		return d.held(dst)
	}
	return dst
}
