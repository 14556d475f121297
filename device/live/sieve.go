package live

import (
	"math"

	"github.com/nightjar-sleep/nightjar/device"
)

// sieve keeps readings back whose time or count does not go on from the one before, until the next one shows which of the two was damaged on the way. Most
// protocols have a weak checksum or none, and one wrong digit in a time would otherwise look like a loss or a restart of the sensor, and bend the axis of all that
// follows. What is told by real losses and restarts is only later by one reading.
type sieve struct {
	last    reading // handed on last
	doubt   reading
	holding bool
	dropped int // in a row
	untimed int // readings in a row without their time, of a sensor that tells it
}

const (
	chain       = 250e6 // ns of the sensor's clock within which a reading that proves another follows it, or
	chainOf     = 10    // × the period
	dropMost    = 8     // readings that may be dropped in a row: a sensor whose clock never goes on is taken as it is
	untimedMost = 1000  // readings in a row that may come without their time
	offCount    = 1.5   // samples by which count and clock may disagree, and
	offOf       = 0.1   // × what is missing
)

// sift takes the next reading and passes those that are believed to hand.
func (n *numbers) sift(r reading, hand func(reading)) {
	s := &n.sieve
	take := func(r reading) {
		hand(r)
		s.last = r
	}
	switch {
	case !n.timed:
		r.hasDev, r.dev = false, 0
	case r.hasDev:
		s.untimed = 0
		s.widen(&r)
	case s.untimed >= untimedMost: // it has stopped telling its time
		n.timed, s.holding = false, false
		n.breakOff(device.CauseRestart)
	case !n.guess(&r):
		s.untimed++
		return
	default:
		s.untimed++
	}
	if s.holding {
		s.holding = false
		switch n.verdict(&s.doubt, &r) {
		case right:
			s.dropped = 0
			take(s.doubt)
		case mended:
			s.dropped = 0
			s.doubt.setDev(&s.last, int64(math.Round(n.due+n.period)))
			s.doubt.seq = (s.last.seq + 1) % max(1, s.doubt.seqMod)
			take(s.doubt)
		case wrong: // what it stood for is missing
			r.reset = r.reset || s.doubt.reset
			s.dropped++
		}
	}
	if n.begun && n.broken == device.CauseNone && !r.reset && n.plain(&r) {
		s.dropped = 0
		take(r)
		return
	}
	s.doubt, s.holding = r, true
}

// widen sets the time of a reading whose clock starts anew now and then, counted on from that of one that is believed. A step back that is no new start, of less
// than half of the time from one to the next, shows as one.
func (s *sieve) widen(r *reading) {
	base := &s.last
	if s.holding && s.doubt.reset {
		base = &s.doubt
	}
	r.raw = r.dev
	if r.wrap == 0 || r.reset || !base.hasDev {
		return
	}
	d := r.raw - base.raw
	if d < 0 && -d > r.wrap/2 {
		d += r.wrap
	}
	r.dev = base.dev + d
}

// setDev gives a reading another time, on the same axis as from.
func (r *reading) setDev(from *reading, dev int64) {
	r.hasDev, r.dev, r.wrap = true, dev, from.wrap
	if r.raw = from.raw + dev - from.dev; r.wrap > 0 && r.raw >= r.wrap {
		r.raw -= r.wrap
	}
}

// guess gives a reading that came without its time, the frame that tells it being lost, the one that it should have. It reports whether it could.
func (n *numbers) guess(r *reading) bool {
	from := &n.sieve.last
	if n.sieve.holding {
		from = &n.sieve.doubt
	}
	if n.broken != device.CauseNone && !n.sieve.holding || !from.hasDev {
		return false
	}
	r.setDev(from, from.dev+int64(math.Round(n.period)))
	return true
}

// plain reports whether r is the very next reading.
func (n *numbers) plain(r *reading) bool {
	last := &n.sieve.last
	if !n.sieve.follows(last, r, n.period) {
		return false
	}
	if r.hasSeq && last.hasSeq && r.after(last) > 1 {
		return false
	}
	return !r.hasDev || math.Abs(float64(r.dev)-n.due-n.period) <= lateOf*n.period
}

// verdict says what a reading that was in doubt is, now that r has come after it.
func (n *numbers) verdict(doubt, r *reading) verdict {
	s := &n.sieve
	if s.dropped >= dropMost {
		return right
	}
	if !n.begun || n.broken != device.CauseNone || doubt.reset || !s.follows(&s.last, r, n.period) {
		if s.follows(doubt, r, n.period) && (!n.timed || 2*float64(r.dev-doubt.dev) > n.period) {
			return right
		}
		return wrong
	}
	var a, b float64 // places of the two after the latest reading
	switch {
	case n.timed:
		a, b = math.Round((float64(doubt.dev)-n.due)/n.period), math.Round((float64(r.dev)-n.due)/n.period)
	default:
		a, b = float64(doubt.after(&s.last)), float64(r.after(&s.last))
	}
	switch {
	case b == 2: // there is one place between them
		return mended
	case a < 1 || a >= b || !s.follows(&s.last, doubt, n.period):
		return wrong
	}
	return right
}

// verdict is what a reading in doubt turns out to be.
type verdict uint8

const (
	right  verdict = iota
	mended         // right but for its time or count, which are known
	wrong          // damaged, and nobody knows where it belongs
)

// follows reports whether b may be a reading that came soon after a, both undamaged.
func (s *sieve) follows(a, b *reading, period float64) bool {
	step := float64(b.dev - a.dev)
	if b.hasDev && a.hasDev && (step < -period || step > max(chain, chainOf*period)) {
		return false
	}
	if !b.hasSeq || !a.hasSeq {
		return true
	}
	d := b.after(a)
	if !b.hasDev || !a.hasDev {
		return 2*d <= a.seqMod
	}
	if d == 0 && step == 0 { // the same one again
		return true
	}
	want := step / period
	return math.Abs(float64(nearest(d, b.seqMod, want, 1))-want) <= offCount+offOf*want
}

// settle hands on what is still held back: the link is gone, and nothing will tell any more whether it was damaged.
func (n *numbers) settle(take func(reading)) {
	s := &n.sieve
	if !s.holding {
		return
	}
	s.holding = false
	if n.begun && n.broken == device.CauseNone && s.follows(&n.sieve.last, &s.doubt, n.period) {
		take(s.doubt)
	}
}
