package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// A limb that has become steady has come back, or is held out, or lies where it will stay. Which of them is known only
// from what it does next, so places of rest are kept until then.

// hold is a place where the limb was steady during a movement.
type hold struct {
	kind    kind
	posture dsp.Vector
	first   int // tick number at which it began
	leave   int // tick number at which the limb left it, 0 while it lasts
}

// stir is an excursion from a hold and back: tremor of a limb held out, or, when the hold turns out to be the new rest posture, a movement of its own.
type stir struct{ from, to int } // tick numbers: left, and steady again

// kind says what a hold may turn out to be, and so how long a return is waited for.
type kind uint8

const (
	outHold    kind = iota // held out: the release is still to come
	restHold               // let go, beside the old posture: this is the end, unless more of the way follows
	silentHold             // back at the old posture after a lift so short that its release may be to come: a hinge upright against gravity holds without tilt
)

const (
	holdOf       = 0.5    // × the greatest displacement averaged over half a second: a rest at least this far out is a hold, nearer in it is where the limb ended
	tremorOf     = 0.25   // × the hold, an excursion from it and back may reach as tremor or clonus
	turnG        = 0.26   // g: a change of posture by 15°, more than a limb movement leaves behind: the body turns
	outOfStep    = 0.6    // × the swing of the breath: what foretelling it over some seconds may be wrong by
	stageG       = 0.13   // g: a change of posture by 7.5° that, when another follows soon, was a stage of a turn
	stageOf      = 0.5    // × that change, the next stage is at least
	glideOf      = 2.5    // × the distance that counts as back, a hold must have been out for a glide back to be its release
	formerMS     = 30_000 // ms that a limb held out for more than ten seconds may be held at all
	formerG      = 0.01   // g: a hold nearer than that to the posture before does not tell one from the other
	formerOf     = 0.35   // × the hold, at most, is left when the limb is back
	standG       = 0.003  // g: the mean of half a second of noise, some 1 mg, is small against it
	standOf      = 0.5    // × that distance, at most, is left when the limb is back
	reverseCos   = -0.7   // cosine between lift and release: the hinge turns back
	reverseLeast = 0.3    // × the lift, a release is at least
	reverseMost  = 4.0    // × the lift, a release is at most; more is a movement of its own
)

// near is the distance within which the limb counts as back, in g. The swing of the breath, foretold through the movement, may be out of step by now.
func (d *Detector) near() float64 { return max(d.floors.near(), outOfStep*d.breath.swing()) }

// expired reports whether a return from the first hold has been waited for long enough. A limb that left in time may take as long
// again to land.
func (d *Detector) expired() bool {
	patience := d.span.pause
	h := d.open.holds[0]
	switch h.kind {
	case outHold:
		patience = d.span.hold
	case silentHold:
		patience = d.span.silent
	}
	if d.open.restless && h.leave-h.first < patience {
		return d.past.count-h.leave >= d.span.hold
	}
	return d.past.count-h.first >= patience
}

// stay notes that the limb is steady in a hold of the given kind since tick first.
func (o *open) stay(k kind, posture dsp.Vector, first int) {
	o.holds = append(o.holds, hold{kind: k, posture: posture, first: first})
	o.restless = false
}

// leave notes that the limb is moving again at tick k.
func (o *open) leave(k int) {
	if !o.restless {
		o.holds[len(o.holds)-1].leave = k
	}
	o.restless = true
}

// inside makes the holds so far a part of the movement and keeps the longest of them in mind.
func (o *open) inside() {
	for _, h := range o.holds {
		if h.leave-h.first > o.lay.leave-o.lay.first {
			o.lay = h
		}
	}
	o.holds = o.holds[:0]
}

// stayOn notes that the excursion from the last hold was nothing.
func (o *open) stayOn() {
	o.holds[len(o.holds)-1].leave = 0
	o.restless = false
}

// landed handles a limb that has just become steady somewhere.
func (d *Detector) landed(dst []Movement) []Movement {
	o := &d.open
	first := max(o.first, d.past.count-d.steady)
	here := d.past.mean(first, d.past.count)
	off := here.Sub(o.before).Norm()
	near := d.near()
	back := off < max(near, d.tuning.HoldShare*o.peak)
	switch {
	case len(o.holds) == 0 && !back && d.former.isAt(here, d.past.at(first).start, near):
		return d.letGo(dst, first)
	case len(o.holds) == 1 && o.holds[0].kind == silentHold:
		return d.echoed(dst, back, first)
	case back && len(o.holds) == 0 && first > o.first && first-o.first <= d.span.lift:
		o.stay(silentHold, here, first)
		return dst
	case back:
		return d.returned(dst, first)
	}
	for i, h := range o.holds {
		held := h.posture.Sub(o.before).Norm()
		switch {
		case off < d.tuning.ReturnShare*held || h.kind == outHold && reverses(o.before, h.posture, here):
			o.inside() // the hold was part of the movement
			o.stay(restHold, here, first)
			return dst
		case held >= d.reads(stageG) && i == len(o.holds)-1 && h.leave-h.first <= d.span.turn && d.excursion(h.leave, first, h.posture) >= stageOf*held:
			o.inside() // a body that turns in stages
			o.stay(restHold, here, first)
			return dst
		case here.Sub(h.posture).Norm() >= max(near, d.tuning.ReturnShare*min(held, off)):
		case h.kind == outHold && i == len(o.holds)-1 && (first-h.leave <= d.span.twitch || d.excursion(h.leave, first, h.posture) < tremorOf*held):
			o.stirs = append(o.stirs, stir{h.leave, first})
			o.stayOn()
			return dst
		default:
			dst = d.split(dst, i)
			return d.returned(dst, first)
		}
	}
	kind := restHold
	if off < d.reads(turnG) && (off >= holdOf*o.slow || first-o.first <= d.span.lift) {
		kind = outHold
	}
	o.stay(kind, here, first)
	return dst
}

// echoed handles a limb that is steady again after it left a silent hold: if it moved back by as much as it had moved away, both were
// one movement.
func (d *Detector) echoed(dst []Movement, back bool, first int) []Movement {
	o := &d.open
	h := o.holds[0]
	if d.excursion(h.leave, first, h.posture) < d.floors.awayLimit.value() {
		o.stayOn()
		return dst
	}
	if back && (d.stood(&h, first) || mirrors(d.displacement(o.first, h.first), d.displacement(h.leave, first))) {
		return d.returned(dst, first)
	}
	return d.landed(d.split(dst, 0))
}

// stood reports whether the limb lay beside its old posture throughout hold h, if only by a hair, and has been back since tick first: seconds of rest tell what
// no single tick does.
func (d *Detector) stood(h *hold, first int) bool {
	before := d.open.before
	off := d.past.mean(h.first, h.leave).Sub(before).Norm()
	return h.leave-h.first >= d.span.settle && off >= max(d.reads(standG), outOfStep*d.breath.swing()) && d.past.mean(first, d.past.count).Sub(before).Norm() <= standOf*off
}

// former is where a limb lay before it was held out for so long that the hold became its rest posture.
type former struct {
	posture dsp.Vector
	held    float64   // g: how far the hold is from it
	until   dsp.Index // sample after which that says nothing any more
}

// isAt reports whether the limb, steady from sample first on, is back there.
func (f *former) isAt(here dsp.Vector, first dsp.Index, near float64) bool {
	return first < f.until && here.Sub(f.posture).Norm() < min(max(near, formerOf*f.held), f.held/2)
}

// leftFor notes that the limb left its posture for hold h, which is its rest posture now.
func (d *Detector) leftFor(h *hold) {
	held := h.posture.Sub(d.open.before).Norm()
	d.former = former{}
	if h.kind == outHold && held >= d.reads(formerG) && held < d.reads(turnG) {
		d.former = former{posture: d.open.before, held: held, until: d.past.at(h.first).start + d.rate.Samples(formerMS)}
	}
}

// letGo closes a movement that brought the limb back from a hold of more than ten seconds. What follows is no return from here: in a train the next lift goes to the same place.
func (d *Detector) letGo(dst []Movement, first int) []Movement {
	d.former = former{}
	dst = d.report(dst, d.past.at(first).start, d.next, Relatched)
	d.rest(first)
	return dst
}

// held handles a limb that stays where it landed: it may glide back without a trigger.
func (d *Detector) held(dst []Movement) []Movement {
	o := &d.open
	now := d.past.count
	near := d.near()
	last := o.holds[len(o.holds)-1]
	if last.kind == silentHold || now-d.span.glide < last.first || d.past.mean(now-d.span.glide, now).Sub(o.before).Norm() >= near {
		return dst
	}
	if h := o.holds[0]; h.posture.Sub(o.before).Norm() < glideOf*near {
		return d.returned(dst, h.first) // it lay beside the old posture, and drifts
	}
	return d.returned(dst, now-d.span.glide)
}

// reverses reports whether the step from held to after undoes the one from before to held: the release of a limb that comes to rest beside its old posture.
func reverses(before, held, after dsp.Vector) bool {
	lift, release := held.Sub(before), after.Sub(held)
	l, r := lift.Norm(), release.Norm()
	return r >= reverseLeast*l && r <= reverseMost*l && lift.Dot(release) <= reverseCos*l*r
}

// returned closes the movement at tick first, where the limb is back.
func (d *Detector) returned(dst []Movement, first int) []Movement {
	d.open.inside()
	dst = d.report(dst, d.past.at(first).start, d.next, Returned)
	d.rest(first)
	return dst
}

// relatch makes the oldest held posture the new rest posture. What came after it is a movement of its own.
func (d *Detector) relatch(dst []Movement) []Movement {
	h := d.open.holds[0]
	if h.leave > 0 {
		return d.split(dst, 0)
	}
	d.leftFor(&h)
	dst = d.report(dst, d.past.at(h.first).start, d.next, h.closing())
	dst = d.stirred(dst, h)
	d.rest(h.first)
	return dst
}

// stirred reports what stirred during a hold that was the end of a movement.
func (d *Detector) stirred(dst []Movement, h hold) []Movement {
	kept := d.open
	later := kept.stirs[:0]
	for _, s := range kept.stirs {
		switch {
		case h.leave > 0 && s.from >= h.leave:
			later = append(later, s)
		case s.from >= h.first:
			d.reopen(s.from, s.to, h.posture)
			dst = d.report(dst, d.past.at(s.to).start, d.past.at(s.to).start, Returned)
		}
	}
	d.open = kept
	d.open.stirs = later
	return dst
}

// closing says how a movement ended that was over with hold h.
func (h *hold) closing() Closing {
	if h.kind == silentHold {
		return Returned
	}
	return Relatched
}

// split closes a first movement that ended in hold i and makes what followed a movement that began in that posture.
func (d *Detector) split(dst []Movement, i int) []Movement {
	h := d.open.holds[i]
	d.leftFor(&h)
	dst = d.report(dst, d.past.at(h.first).start, d.past.at(h.leave).start, h.closing())
	dst = d.stirred(dst, h)
	d.reopen(h.leave, d.past.count, h.posture)
	o := &d.open
	o.holds = append(o.holds[:0], o.holds[i+1:]...)
	return dst
}

// reopen makes the open movement one that left the given posture at tick from and is seen up to tick to.
func (d *Detector) reopen(from, to int, posture dsp.Vector) {
	o := &d.open
	o.before, o.first, o.from = posture, from, d.past.at(from).start
	o.peak, o.slow, o.quick, o.burst, o.timed, o.lay = d.excursion(from, to, posture), 0, 0, 0, false, hold{}
	for k := from; k < to; k++ {
		o.quick, o.burst = max(o.quick, d.past.changeAt(k, d.span.change)), max(o.burst, d.past.at(k).rms)
		o.slow = max(o.slow, d.past.mean(max(from, k+1-d.span.settle), k+1).Sub(o.before).Norm())
	}
}

// excursion returns the greatest distance from the posture, or energy, of ticks [from, to) in g.
func (d *Detector) excursion(from, to int, posture dsp.Vector) float64 {
	var far float64
	for k := from; k < to; k++ {
		far = max(far, d.past.at(k).mean.Sub(posture).Norm(), d.past.at(k).rms)
	}
	return far
}
