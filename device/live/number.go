package live

import (
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// reading is one sample of one sensor as it came off the link.
type reading struct {
	host    int64 // ns on the computer's clock at which its last byte arrived
	dev     int64 // ns on the sensor's clock, when hasDev
	raw     int64 // the same as the sensor told it: it starts anew after
	wrap    int64 // ns, 0 for never
	hasDev  bool
	seq     int64 // its number, counted by the sensor, when hasSeq
	hasSeq  bool
	seqMod  int64    // what seq is counted modulo; 0 when it never wraps around
	reset   bool     // the sensor was restarted before it: neither clock nor count go on
	v       [3]int32 // micro-g
	clipped bool
}

// after returns how many counts r comes after another reading, modulo the count's values.
func (r *reading) after(o *reading) int64 { return (r.seq - o.seq + r.seqMod) % r.seqMod }

// numbers turns the readings of one sensor into numbered samples, holes and anchors. Every decision is made once, with what is known when the reading
// comes; only where a sensor tells neither time nor count, a late reading waits for the two seconds that show whether anything is missing.
type numbers struct {
	rate   dsp.Rate
	period float64 // ns of the sensor's clock (the computer's, when it has none) from sample to sample, as measured
	speed  float64 // ns of the sensor's clock in 1 ns of the computer's: 1, but for recordings that are played fast
	zero   int64   // ns since 1970 at which the computer's clock showed 0
	out    *tape
	counts numberCounts

	timed     bool // the sensor tells its time
	sieve     sieve
	begun     bool
	next      dsp.Index
	last      reading
	due       float64 // ns of the sensor's clock at which the last sample was due
	held      sampleAt
	holding   bool
	anchored  dsp.Index
	nanos     int64 // of the latest anchor
	pieces    bool  // the next sample begins a stretch of data
	broken    device.Cause
	resumeAt  int64        // ns since 1970 of the sample before the first one, when a night is continued; 0 otherwise
	resumeFor device.Cause // why nothing was recorded since then
	clock     envelope
	lesson    []reading  // what was heard before the first sample is numbered
	taught    int        // readings that the clocks know already
	late      [256]int64 // ns by which the latest readings came after the time that their samples have
	lates     int
	anchor0   int64 // ns: sensor's clock → ns since 1970, when it runs at another speed
	arrivals  recursive
	waiting   []lateReading // whose lateness is not explained yet
	ahead     int64         // samples that they are, those lost between them included
}

// lateReading is a reading that came late, with the samples that its count says are missing before it.
type lateReading struct {
	reading
	gap  int64
	late float64 // ns
}

// sampleAt is a numbered sample that is about to be handed on.
type sampleAt struct {
	at   dsp.Index
	v    [3]int32
	flag dsp.Flag
}

// numberCounts are what numbering has met.
type numberCounts struct {
	samples, interpolated, clipped, lost, duplicates, restarts, holes int64
}

const (
	interpolateMS = 50          // ms: what design.md lets be made up
	lateOf        = 0.75        // × the period: a reading so late on the sensor's own clock follows a loss
	pull          = 0.05        // share of a reading's lateness by which the next ones are expected later: the sensor's clock wanders
	periodPull    = 0.001       // share by which the period follows the steps
	slowest       = 0.75        // × the nominal period: the least time that is ever told to have passed from sample to sample
	anchorEvery   = 20          // s between anchors; device.Source wants one in 60 s
	lateLeast     = 150e6       // ns: an arrival later than this, and by three periods, may follow a loss (serial.md (c))
	latePeriods   = 3           // ×
	lateFor       = 2e9         // ns for which it must stay late
	agreeS        = 2e9         // ns by which the two clocks may disagree on how long an interruption was, and
	agreeOf       = 0.10        // × its length
	playedMost    = 24 * 3600e9 // ns by which the clock of a recording that is played fast may go on over an interruption
)

// push takes the next reading.
func (n *numbers) push(r reading) { n.sift(r, n.number) }

// number takes the next reading that is believed.
func (n *numbers) number(r reading) {
	switch {
	case !n.begun:
		n.first(r)
	case n.broken != device.CauseNone || r.reset || n.interrupted(&r):
		n.rejoin(r)
	case r.hasDev:
		n.byClock(r)
	default:
		n.byArrival(r)
	}
}

// first takes the first reading of all.
func (n *numbers) first(r reading) {
	n.begun, n.pieces = true, true
	n.anchor0 = n.zero + r.host - r.dev
	if n.resumeAt != 0 {
		gap := float64(n.zero+r.host-n.resumeAt) / n.nominal()
		n.hole(dsp.Index(max(1, math.Round(gap)-1)), n.resumeFor)
	}
	n.arrivals.reset(n.period)
	n.learn()
	n.take(r)
}

// learn gives the mapping of the clocks what was heard before the first sample is timed by it.
func (n *numbers) learn() {
	for i := range n.lesson {
		r := &n.lesson[i]
		switch {
		case !r.hasDev:
			n.arrivals.add(int64(n.next)+int64(i), r.host)
			continue
		case i > 0 && (r.reset || r.dev < n.lesson[i-1].dev):
			n.clock = envelope{}
		}
		n.clock.add(r.dev, r.host)
	}
	n.taught, n.lesson = len(n.lesson), nil
}

// nominal returns the period of the nominal rate in ns.
func (n *numbers) nominal() float64 { return 1e9 / n.rate.Hz() }

// take numbers a reading as the next sample.
func (n *numbers) take(r reading) {
	switch {
	case n.taught > 0:
		n.taught--
	case r.hasDev:
		n.clock.add(r.dev, r.host)
	default:
		n.arrivals.add(int64(n.next), r.host)
	}
	n.due = float64(r.dev)
	var f dsp.Flag
	if r.clipped {
		f = dsp.Clipped
		n.counts.clipped++
	}
	n.late[n.lates%len(n.late)] = r.host - n.arrival(&r)
	n.lates++
	n.last = r
	n.put(sampleAt{n.next, r.v, f})
}

// put hands on the sample held back, with an anchor when one is due, and holds s back: the last sample of all must have an anchor as well.
func (n *numbers) put(s sampleAt) {
	if n.holding {
		n.out.append(n.held)
	}
	n.held, n.holding = s, true
	n.next = s.at + 1
	n.counts.samples++
	if n.pieces || n.rate.Seconds(s.at-n.anchored) >= anchorEvery {
		n.anchorHere()
	}
}

// anchorHere ties the sample held back, which is the latest reading, to the calendar.
func (n *numbers) anchorHere() {
	if n.held.flag&dsp.Interpolated != 0 {
		return // its time is not known, the next one's is
	}
	t := n.wall(&n.last, n.held.at)
	if n.nanos != 0 { // jitter never turns time around, and nothing makes a hole shorter than none
		t = max(t, n.nanos+int64(float64(n.held.at-n.anchored)*n.nominal()*slowest))
	}
	n.anchored, n.nanos, n.pieces = n.held.at, t, false
	n.out.anchor(device.Anchor{Index: n.held.at, Nanos: t})
}

// wall returns when a reading that became sample i was taken, ns since 1970.
func (n *numbers) wall(r *reading, i dsp.Index) int64 {
	switch {
	case r.hasDev && n.speed != 1:
		return n.anchor0 + r.dev
	case r.hasDev:
		return n.zero + n.clock.at(r.dev)
	}
	return n.zero + n.arrivals.at(int64(i))
}

// arrival returns when the next sample should have arrived, on the computer's clock.
func (n *numbers) arrival(r *reading) int64 {
	if r.hasDev {
		return n.clock.at(r.dev)
	}
	return n.arrivals.at(int64(n.next))
}

// hole leaves out n samples for the given cause.
func (n *numbers) hole(missing dsp.Index, cause device.Cause) {
	n.flush()
	n.next += missing
	n.pieces = true
	n.counts.lost += int64(missing)
	n.counts.holes++
	n.out.hole(cause)
}

// flush hands on the sample held back, as the last one of its stretch.
func (n *numbers) flush() {
	if !n.holding {
		return
	}
	if n.anchored != n.held.at {
		n.anchorHere()
	}
	n.out.append(n.held)
	n.holding = false
}

// lose leaves out missing samples before r: made up when they last up to 50 ms, else a hole.
func (n *numbers) lose(missing int64, r *reading, cause device.Cause) {
	if missing <= 0 {
		return
	}
	if dsp.Index(missing) > n.rate.Samples(interpolateMS) {
		n.hole(dsp.Index(missing), cause)
		return
	}
	from := n.last.v
	for k := int64(1); k <= missing; k++ {
		var v [3]int32
		for a := range v {
			v[a] = from[a] + int32(math.Round(float64(int64(r.v[a])-int64(from[a]))*(float64(k)/float64(missing+1))))
		}
		n.put(sampleAt{n.next, v, dsp.Interpolated})
	}
	n.counts.interpolated += missing
}

// byClock numbers a reading by the sensor's clock, and by its count where it has one: the count says exactly what is missing, the clock how many rounds of it.
func (n *numbers) byClock(r reading) {
	step := float64(r.dev - n.last.dev)
	late := float64(r.dev) - n.due - n.period
	var missing int64
	cause := device.CauseLost
	if r.hasSeq && n.last.hasSeq {
		d := r.after(&n.last)
		if d == 0 && step == 0 {
			n.counts.duplicates++
			return
		}
		missing = nearest(d, r.seqMod, step/n.period, 1) - 1
		if still := step - float64(missing+1)*n.period; still > max(lateLeast, latePeriods*n.period) {
			missing += int64(math.Round(still / n.period)) // the sensor measured nothing and so counted nothing
			cause = device.CauseGap
		}
	} else {
		if step == 0 && r.v == n.last.v {
			n.counts.duplicates++
			return
		}
		if late > lateOf*n.period {
			missing = int64(math.Round(late / n.period))
		}
	}
	due := n.due
	n.lose(missing, &r, cause)
	if step > 0.5*n.period && step < 1.5*n.period {
		n.period += periodPull * (step - n.period)
	}
	n.take(r)
	if missing == 0 {
		n.due = due + n.period + pull*late
		if r.hasSeq || math.Abs(late) > n.period {
			n.due = float64(r.dev)
		}
	}
}

// byArrival numbers a reading of a sensor that tells no time. Without a count, one that comes later than expected may follow a loss; with one, only whole rounds
// of the count can be missing beyond what it says. Such a reading waits with those that follow: when they catch up, the link had stalled; when all of
// them are late for two seconds, by at least so much, that much is missing.
func (n *numbers) byArrival(r reading) {
	before, round, limit := &n.last, n.period, max(lateLeast, latePeriods*n.period)
	if k := len(n.waiting); k > 0 {
		before = &n.waiting[k-1].reading
	}
	var gap int64
	if r.hasSeq && before.hasSeq {
		d := r.after(before)
		if d == 0 {
			n.counts.duplicates++
			return
		}
		gap, round = d-1, n.period*float64(r.seqMod)
		limit = round / 2
	}
	late := float64(r.host - n.arrivals.at(int64(n.next)+n.ahead+gap))
	if len(n.waiting) == 0 && late <= limit {
		n.lose(gap, &r, device.CauseLost)
		n.take(r)
		return
	}
	n.waiting = append(n.waiting, lateReading{r, gap, late})
	n.ahead += gap + 1
	switch {
	case late <= limit:
		n.release(0)
	case r.host-n.waiting[0].host >= lateFor:
		least := late
		for i := range n.waiting {
			least = min(least, n.waiting[i].late)
		}
		n.release(int64(math.Round(least/round) * math.Round(round/n.period)))
	}
}

// release numbers the readings that waited, so many more missing before them.
func (n *numbers) release(missing int64) {
	list := n.waiting
	n.waiting, n.ahead = nil, 0
	for i := range list {
		r := &list[i]
		if i == 0 {
			r.gap += missing
		}
		n.lose(r.gap, &r.reading, device.CauseLost)
		if late := r.host - n.arrivals.at(int64(n.next)); late > lateLeast { // of a burst that caught up: it says nothing of the clock
			r.host -= late
		}
		n.take(r.reading)
	}
	n.waiting = list[:0]
}

// interrupted reports whether the sensor's clock went back, or ahead by more than time has passed: it was restarted, or set. A clock behind the computer's
// is none: what was kept somewhere on the way comes late.
func (n *numbers) interrupted(r *reading) bool {
	if !r.hasDev {
		return false
	}
	step, host := float64(r.dev-n.last.dev), float64(r.host-n.last.host)
	if n.speed != 1 { // how fast a recording is played is known to a few per cent at best, and it may wait for whoever is busy
		return step < -n.period || step > playedMost
	}
	return step < -n.period || step > host+agreeS+agreeOf*host
}

// agrees reports whether the sensor's clock went on since the last reading as the computer's did.
func (n *numbers) agrees(r *reading) bool {
	step, host := float64(r.dev-n.last.dev), float64(r.host-n.last.host)
	if n.speed != 1 {
		return step >= -n.period && step <= playedMost
	}
	return step >= -n.period && math.Abs(step-host) <= agreeS+agreeOf*host
}

// rejoin takes the first reading after an interruption: the hole is as long as the sensor's clock says when it went on, else as the computer's does.
func (n *numbers) rejoin(r reading) {
	if len(n.waiting) > 0 {
		n.release(0)
	}
	n.flush() // timed by the clocks as they were
	cause := n.broken
	n.broken = device.CauseNone
	var missing float64
	switch {
	case r.hasDev && n.last.hasDev && !r.reset && n.agrees(&r):
		missing = float64(r.dev-n.last.dev)/n.period - 1
	default:
		missing = float64(r.host-n.last.host)*n.speed/n.period - 1
		if !r.hasDev && n.arrivals.begun() {
			missing = float64(r.host-n.arrivals.at(int64(n.next))) / n.period
		}
		if r.hasDev {
			n.counts.restarts++
			if cause == device.CauseNone || r.reset {
				cause = device.CauseRestart
			}
			n.anchor0 += n.last.dev - r.dev + int64(float64(r.host-n.last.host)*n.speed)
			n.clock = envelope{}
		}
	}
	if k := int64(math.Round(missing)); k > 0 {
		n.loseWhole(dsp.Index(k), cause)
	} else if cause == device.CauseRestart || cause == device.CauseUnplug {
		n.loseWhole(1, cause)
	}
	n.take(r)
}

// loseWhole leaves out samples without making any up: the link was gone.
func (n *numbers) loseWhole(missing dsp.Index, cause device.Cause) {
	if cause == device.CauseNone {
		cause = device.CauseGap
	}
	n.hole(missing, cause)
}

// breakOff says that the link was interrupted after the last reading, and why.
func (n *numbers) breakOff(cause device.Cause) {
	n.settle(n.number)
	if n.begun && n.broken == device.CauseNone {
		n.broken = cause
	}
}

// end hands on what is held back: nothing more will come.
func (n *numbers) end() {
	n.settle(n.number)
	if len(n.waiting) > 0 {
		n.release(0)
	}
	n.flush()
}
