package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// limits are the parameters with their spans in samples.
type limits struct {
	Params
	rate                         dsp.Rate
	pad, lag, epoch              dsp.Index
	trainMin, trainMid, trainMax dsp.Index
}

func newLimits(r dsp.Rate, p Params) limits {
	l := limits{Params: p, rate: r}
	l.pad, l.lag, l.epoch = l.samples(p.PadS), l.samples(p.LagS), l.samples(epochTicks*tickMS/1000)
	l.trainMin, l.trainMid, l.trainMax = l.samples(p.TrainMinS), l.samples(p.TrainMidS), l.samples(p.TrainMaxS)
	return l
}

func (p *limits) seconds(n dsp.Index) float64 { return p.rate.Seconds(n) }

func (p *limits) samples(s float64) dsp.Index { return p.rate.Samples(int64(s * 1000)) }

// epochSpan returns the stretch of samples of an epoch.
func (p *limits) epochSpan(number int64) dsp.Span {
	return dsp.Span{Start: p.rate.Samples(number * epochTicks * tickMS), End: p.rate.Samples((number + 1) * epochTicks * tickMS)}
}

// quarterStart returns the first sample of a 15-min step.
func (p *limits) quarterStart(number int64) dsp.Index {
	return p.rate.Samples(number * quarterTicks * tickMS)
}

// Estimator tells sleep from wakefulness on the samples of one limb as they come in. It keeps a few minutes of sums, whatever
// the length of the recording.
type Estimator struct {
	p       limits
	grid    grid
	next    dsp.Index // the sample after the last one
	started bool

	ticks ring[tick] // whole ticks that wait for the movement frontier
	masks ring[Mask] // movements that begin after the last tick read
	until dsp.Index  // end of the movements read so far, with their pad

	posture posture
	block   block
	sum     summary
	calm    trailing // of the blocks' greatest micro-motion
	grain   dsp.Grain
	step    float64 // g: of the samples read, when it is coarse
	events  events
	chain   chain
	settler settler
	worn    worn
}

// New returns an estimator for samples at the given rate, of 1 Hz or more.
func New(r dsp.Rate, p Params) *Estimator {
	e := &Estimator{p: newLimits(r, p)}
	l := &e.p
	e.grid.rate = r
	e.grain = dsp.NewGrain(p.FineStepG)
	e.calm.size = stirBlocks
	e.events.merge = l.samples(p.MergeS)
	e.chain.start(p.AwakeFirst, l)
	e.worn.window = max(1, int(p.UnwornS*1000)/(quarterTicks*tickMS))
	e.sum.number, e.block.number = -1, -1
	return e
}

// Push takes the samples of b and the movements that became known since the call before, in order of their starts, and appends to t what
// that settles. Every movement that begins before settled has been handed over with this call; samples beyond it wait. A block
// that starts beyond the end of the one before follows a hole.
func (e *Estimator) Push(t *Track, b *dsp.Block, masks []Mask, settled dsp.Index) {
	for _, m := range masks {
		e.masks.push(m)
	}
	e.cut(b)
	for e.ticks.n > 0 && e.ticks.at(0).end+e.p.pad <= settled {
		e.read(t, e.ticks.at(0))
		e.ticks.pop()
	}
}

// Close settles everything that waits. The estimator is done with.
func (e *Estimator) Close(t *Track) {
	if e.grid.open.n > 0 {
		e.ticks.push(e.grid.open)
	}
	for ; e.ticks.n > 0; e.ticks.pop() {
		e.read(t, e.ticks.at(0))
	}
	if e.block.all.n > 0 {
		e.closeBlock()
	}
	if e.sum.n > 0 {
		e.closeEpoch(t)
	}
	e.decide(t, true)
	e.settler.flush(t, &e.p)
	e.worn.finish(t, &e.p)
}

// Frontier returns the sample before which every bout is settled. Onsets are settled before it less Params.PersistS, non-wear when it ends.
func (e *Estimator) Frontier() dsp.Index { return e.settler.frontier }

// StepG returns the least change between neighbouring samples on an axis that was seen, in g: the resolution of the sensor, or of the numbers in a file. It is not sought
// below Params.FineStepG; 0 when nothing changed.
func (e *Estimator) StepG() float64 { return e.grain.StepG() }

// cut sums the samples into ticks.
func (e *Estimator) cut(b *dsp.Block) {
	g := &e.grid
	n := b.Len()
	if n == 0 {
		return
	}
	if !e.started || b.Start > e.next {
		if g.open.n > 0 {
			e.ticks.push(g.open)
		}
		g.at(b.Start, e.started)
		e.grain.Break()
		e.started = true
	}
	for i := 0; i < n; {
		m := min(n-i, int(g.limit-g.open.end))
		x, y, z := b.X[i:i+m], b.Y[i:i+m], b.Z[i:i+m]
		if !e.grain.Fine() && e.grain.Look(b, i, i+m) {
			g.open.stepG = e.grain.StepG()
		}
		i += m
		if g.open.n == 0 && g.open.end+dsp.Index(m) == g.limit { // as nearly always: summed where it is kept
			g.whole(e.ticks.room(), x, y, z)
			g.next()
			continue
		}
		g.open.add(x, y, z)
		if g.open.end += dsp.Index(m); g.open.end == g.limit {
			e.ticks.room().take(&g.open)
			g.next()
		}
	}
	e.next = b.Start + dsp.Index(n)
}

// read takes one tick with the movements around it.
func (e *Estimator) read(t *Track, k *tick) {
	if n := k.number / blockTicks; n != e.block.number || k.afterHole {
		if e.block.all.n > 0 {
			e.closeBlock()
		}
		e.block = block{number: n, span: dsp.Span{Start: k.start}}
	}
	if n := k.number / epochTicks; n != e.sum.number {
		if e.sum.n > 0 {
			e.closeEpoch(t)
		}
		e.sum = summary{number: n, moves: e.sum.movesNext}
	}
	if k.afterHole {
		e.posture.have = false
	}
	e.takeStep(k.stepG)
	mean := k.mean()
	e.worn.add(t, k, mean, &e.p)
	e.admit(k)
	masked := e.until > k.start
	e.worn.sense(k, mean, masked)
	e.block.add(k, mean, masked)
	if d := &e.settler.data; d.n > 0 && d.last().End == k.start {
		d.last().End = k.end
	} else {
		d.push(dsp.Span{Start: k.start, End: k.end})
	}
}

// takeStep says how coarse the samples read are: steps of one size hide stirs, of twice that weak movements, which the start of a movement then lies above.
func (e *Estimator) takeStep(g float64) {
	e.step, e.chain.least = g, Weak
	switch fine := e.p.FineStepG; {
	case g <= fine:
		e.step, e.chain.least = 0, Stir
	case g > 2*fine:
		e.chain.least = Limb
	}
}

// admit takes the movements that reach into the tick.
func (e *Estimator) admit(k *tick) {
	for ; e.masks.n > 0 && e.masks.at(0).Span.Start-e.p.pad < k.end; e.masks.pop() {
		m := e.masks.at(0)
		e.until = max(e.until, m.Span.End+e.p.pad)
		e.events.add(event{m.Span, m.Kind})
		if m.Kind > Limb {
			e.worn.open.moved = true
		}
		if m.Kind < Limb {
			continue
		}
		if m.Span.Start >= e.p.epochSpan(e.sum.number).End {
			e.sum.movesNext++
		} else {
			e.sum.moves++
		}
	}
}

// closeBlock judges 5 s: motion that no movement explains, and posture.
func (e *Estimator) closeBlock() {
	b := &e.block
	b.close()
	e.sum.add(b)
	still := max(e.p.StillG, e.step)
	if !b.touched && b.all.deviation() > float64(3*still*still)*float64(b.all.n) {
		e.own(b, Limb)
	}
	if b.n > 0 {
		e.stir(b)
	}
	if v, ok := b.breath(); ok {
		e.worn.open.breaths++
		e.worn.open.breath += v
		for _, c := range b.curves {
			e.worn.open.curve += c / float64(len(b.curves))
		}
	}
	if b.still.n > 0 && b.still.n >= int64(e.p.samples(1)) {
		before := e.posture.end
		if e.posture.next(b.still.mean(), b.span, e.p.PostureCos) {
			e.worn.open.moved = true
			if !e.events.tilted(dsp.Span{Start: before - e.p.pad, End: b.span.End}) {
				e.own(b, Shift)
			}
		}
	}
	b.all.n = 0
}

// stir adds an event for a second whose micro-motion stands out from the minutes before, and from two toggles of a coarse sensor's last digit.
func (e *Estimator) stir(b *block) {
	if e.calm.recent.n >= stirFirst && b.peak > max(float64(e.p.StirRatio*e.p.StirRatio*e.calm.low(4)), float64(4*e.step*e.step)) {
		e.events.add(event{dsp.Span{Start: b.peakAt - e.p.samples(1), End: b.peakAt}, Stir})
	}
	e.calm.next(b.peak)
}

// own adds an event that the samples show by themselves.
func (e *Estimator) own(b *block, k Kind) {
	e.events.add(event{b.span, k})
	e.worn.open.moved = true
}

// closeEpoch lists the epoch, hands it to the chain and decides what is old enough.
func (e *Estimator) closeEpoch(t *Track) {
	s := &e.sum
	span := e.p.epochSpan(s.number)
	t.Epochs = append(t.Epochs, s.epoch(span.Start))
	st := step{span: span, secs: e.p.seconds(dsp.Index(s.n))}
	if c := &e.chain; c.steps.n > 0 && span.Start-c.steps.last().span.End >= e.p.lag {
		e.decide(t, true)
		e.settler.flush(t, &e.p)
		c.start(0.5, &e.p)
	}
	e.chain.steps.push(st)
	e.decide(t, false)
}

// decide judges the epochs that have seen the whole lag, or all of them.
func (e *Estimator) decide(t *Track, all bool) {
	c := &e.chain
	for c.steps.n > 0 && (all || c.steps.last().span.End-c.steps.at(0).span.End >= e.p.lag) {
		s, awake := c.posterior(&e.events, &e.p)
		j := Judged{Span: s.span, Secs: s.secs, AwakeP: awake}
		t.Judged = append(t.Judged, j)
		e.settler.take(t, j, &e.p)
		e.events.dropBefore(s.span.Start-e.p.trainMax*dsp.Index(e.p.TrainCount), e.p.TrainCount+1)
	}
}
