package night

import (
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Config is what an engine is set up with, all of it printed into the report.
type Config struct {
	Movement    movement.Tuning `json:"movement"`
	Sleep       sleep.Params    `json:"sleep"` // where no movement is looked for, below 10 Hz, its WithoutMovements is used
	Calibration Calibration     `json:"calibration"`
	Clips       Clips           `json:"-"` // changes no result
	SensorOnly  bool            `json:"-"` // no movement is looked for: what says something of the sensor (holes, postures, wear) is known without, in less than half of the time
}

// ConfigFor returns the presets for a sensor at the given site.
func ConfigFor(site device.Site) Config {
	if site.Wrist() {
		return Config{Movement: movement.Wrist(), Sleep: sleep.Wrist()}
	}
	return Config{Movement: movement.Ankle(), Sleep: sleep.Ankle()}
}

// slowest is the lowest rate at which limb movements are looked for (contract.md: below 10 Hz they are unknown).
const slowest = dsp.Rate(10_000) // mHz

// Engine is the straight line from samples to tracks for one limb (of which Run takes two stretches side by side). It is used by one goroutine and keeps no sample that it was handed.
type Engine struct {
	ledger   *Ledger
	config   Config
	sparse   *dsp.Sparse
	stuck    *dsp.Stuck
	pegged   *dsp.Pegged
	detector *movement.Detector // nil when the rate is too low for movements
	beside   *beside            // where it works meanwhile; nil in a straight line
	left     []movement.Spare   // memory of clips that it may use again
	sleep    *sleep.Estimator
	next     dsp.Index // number of the sample after the last one
	begun    bool
	seen     int // movements already handed to sleep
	masks    []sleep.Mask
	taken    []dsp.StuckRun
	spans    []dsp.Span // taken out last
	afoot    afoot
	norm     device.Norm // of what is measured and calibrated
	spectra  dsp.Spectra
	block    dsp.Block // calibrated samples
}

// NewEngine returns an engine for a recording described by info.
func NewEngine(info device.Info, c Config) *Engine {
	e := &Engine{
		ledger: &Ledger{Info: info}, config: c, afoot: afoot{window: int64(info.Rate.Samples(afootMS)), around: int64(info.Rate.Samples(aroundMS))},
		sparse: dsp.NewSparse(info.Rate), stuck: dsp.NewStuck(info.Rate), pegged: dsp.NewPegged(info.Rate),
	}
	e.norm.Begin(info.Rate)
	if info.Rate >= slowest && !c.SensorOnly {
		e.detector = movement.New(info.Rate, c.Movement)
	}
	params := c.Sleep
	if e.detector == nil {
		params = params.WithoutMovements()
	}
	e.sleep = sleep.New(info.Rate, params)
	return e
}

// Ledger returns what has been settled so far.
func (e *Engine) Ledger() *Ledger { return e.ledger }

// Config returns what the engine was set up with.
func (e *Engine) Config() Config { return e.config }

// Push takes the engine one chunk further.
func (e *Engine) Push(c *device.Chunk) {
	l := e.ledger
	if !e.begun {
		e.begun, e.next = true, c.Start
		l.Data = dsp.Span{Start: c.Start, End: c.Start}
	}
	blocks := e.sparse.Push(&c.Block)
	e.spans = e.sparse.Taken(e.spans[:0])
	first := 0 // of the stretches taken out that lie in the chunk
	for ; first < len(e.spans) && e.spans[first].Start < c.Start; first++ {
		l.addSparse(e.spans[first])
	}
	if c.Start > e.next && !e.sparse.Bridged() {
		l.Holes = append(l.Holes, Hole{Span: dsp.Span{Start: e.next, End: c.Start}, Cause: c.Hole})
	}
	l.Anchors = append(l.Anchors, c.Anchors...)
	if c.Marks()&dsp.Clipped != 0 {
		for _, f := range c.Flags {
			if f&dsp.Clipped != 0 {
				l.Clipped++
			}
		}
	}
	for _, s := range e.spans[first:] {
		l.addSparse(s)
	}
	e.next = c.Start + dsp.Index(c.Len())
	l.Data.End = e.next
	for i := range blocks {
		e.feed(e.stuck.Push(&blocks[i]))
	}
}

// Close ends the recording and settles what is left.
func (e *Engine) Close() {
	e.sparse.Close()
	for _, s := range e.sparse.Taken(nil) {
		e.ledger.addSparse(s)
	}
	e.feed(e.stuck.Close())
	e.measure(e.pegged.Close())
	e.end()
	l := e.ledger
	if e.detector != nil {
		l.Movements = e.detector.Close(l.Movements)
	}
	e.handOver()
	e.sleep.Push(&l.Sleep, &dsp.Block{Start: e.next}, e.masks, e.next)
	e.sleep.Close(&l.Sleep)
	l.level(e.config.Sleep.StillG)
	l.Level.MedianG = e.norm.Median()
}

// feed pushes usable samples through the rooms.
func (e *Engine) feed(blocks []dsp.Block) {
	l := e.ledger
	e.taken = e.stuck.Taken(e.taken[:0])
	for _, t := range e.taken {
		cause := device.CauseFrozen
		if t.Zeros {
			cause = device.CauseZeros
		}
		l.addHole(Hole{Span: t.Span, Cause: cause})
	}
	for i := range blocks {
		e.measure(e.pegged.Push(&blocks[i]))
	}
}

// measure pushes what is neither stuck nor at full scale through the rooms.
func (e *Engine) measure(blocks []dsp.Block) {
	l := e.ledger
	e.spans = e.pegged.Taken(e.spans[:0])
	for _, s := range e.spans {
		l.addHole(Hole{Span: s, Cause: device.CauseClipped})
	}
	for i := range blocks {
		b := &blocks[i]
		e.config.Calibration.apply(b, &e.block)
		if e.beside != nil {
			e.gather(b)
			continue
		}
		settled := b.Span().End
		if d := e.detector; d != nil {
			for _, m := range e.left {
				d.Reuse(m)
			}
			e.left = e.left[:0]
			l.Movements = d.Push(l.Movements, b)
			settled = d.Frontier()
			if gain, ok := d.Gain(); ok {
				l.Level.Gain = gain
			}
		}
		e.follow(b, settled)
	}
}

// follow goes by the movements known now, which are all that begin before settled.
func (e *Engine) follow(b *dsp.Block, settled dsp.Index) {
	l := e.ledger
	e.handOver()
	e.sleep.Push(&l.Sleep, b, e.masks, settled)
	l.Level.StepG = e.sleep.StepG()
	e.norm.Add(b) // last, for it looks at one sample in many, which is slow where nobody has read them all before
}

// handOver turns the movements settled since the last time into masks for the sleep room.
func (e *Engine) handOver() {
	e.masks = e.masks[:0]
	for ; e.seen < len(e.ledger.Movements); e.seen++ {
		m := &e.ledger.Movements[e.seen]
		e.afoot.take(m)
		e.left = append(e.left, e.config.Clips.settle(m, &e.spectra, e.ledger.Info.Rate))
		e.masks = append(e.masks, mask(m, e.ledger.Info.Rate))
	}
}
