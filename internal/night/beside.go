package night

import (
	"runtime"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// beside lets the detector of an engine work in a goroutine of its own, a few portions of samples ahead of what goes by the movements that it finds. Half of the work is on
// either side. Every room sees what it sees in the straight line, in the same order, so the tracks are the same; they only settle a little later, which is why it is
// for recordings and not for nights that are watched.
type beside struct {
	detector *movement.Detector // the goroutine's, until found is closed
	cutter   movement.Cutter
	work     chan *portion
	found    chan *portion // those of work, in order
	open     *portion      // to be filled
	spare    []*portion    // to be filled later
	out      int           // on their way
}

// portion is a stretch of samples without a hole, on its way through the detector.
type portion struct {
	block     dsp.Block
	ticks     movement.Ticks
	movements []movement.Movement // found with them
	settled   dsp.Index           // the detector's frontier behind them
	gain      float64             // of the sensor, as the detector knows it by then
	weighed   bool                // it does
	left      []movement.Spare    // memory of earlier clips, on its way back to the detector
}

const (
	portionMost  = device.MaxChunk // samples, a tenth of a millisecond of work on either side: long against handing it over
	portionsOut  = 8               // on their way at most: enough that neither side waits for the other's longer steps, 420 KiB
	portionsBack = 4               // awaited together then: who waits is woken a quarter as often
)

const lookChunks = 32 // chunks of which one may have been waited for; where reading takes as long as the engine it is three and more, up to half of them

// lookout tells whether a processor is left for the detector: there is more than one, and the source, which is read ahead, is hardly ever waited for. Where reading takes as long as the
// engine, or other recordings are read at the same time, two goroutines would only be in each other's way.
type lookout struct {
	source interface{ Waits() int } // nil when it is not read ahead
	chunks int                      // so far
}

// clear reports, before each chunk, whether one is left.
func (l *lookout) clear() bool {
	if l.source == nil || runtime.GOMAXPROCS(0) == 1 {
		return false
	}
	seen := l.chunks
	l.chunks++
	return seen > 0 && seen%lookChunks == 0 && l.source.Waits() <= seen/lookChunks
}

// begin lets the detector work beside the engine from now on, to the end of the recording.
func (e *Engine) begin() {
	s := &beside{detector: e.detector, cutter: e.detector.Cutter(), work: make(chan *portion, portionsOut), found: make(chan *portion, portionsOut), open: new(portion)}
	e.beside = s
	go s.detect()
}

// detect finds the movements of every portion.
func (s *beside) detect() {
	defer close(s.found)
	for p := range s.work {
		for _, m := range p.left {
			s.detector.Reuse(m)
		}
		p.movements = s.detector.PushTicks(p.movements[:0], &p.block, &p.ticks)
		p.settled = s.detector.Frontier()
		p.gain, p.weighed = s.detector.Gain()
		s.found <- p
	}
}

// gather adds the samples of b to the open portion, which it sends off before it grows too long or over a hole.
func (e *Engine) gather(b *dsp.Block) {
	s := e.beside
	if n := s.open.block.Len(); n > 0 && (b.Start != s.open.block.Span().End || n+b.Len() > portionMost) {
		e.send()
	}
	p := &s.open.block
	if p.Len() == 0 {
		p.Reset(b.Start)
	}
	p.X, p.Y, p.Z, p.Flags = append(p.X, b.X...), append(p.Y, b.Y...), append(p.Z, b.Z...), append(p.Flags, b.Flags...)
}

// send sends the open portion off and goes on with one that has come back, when there are enough on their way.
func (e *Engine) send() {
	s := e.beside
	s.cutter.Cut(&s.open.ticks, &s.open.block)
	s.open.left, e.left = e.left, s.open.left[:0]
	s.work <- s.open // never full: there are no more on their way
	s.open = nil
	if s.out++; s.out == portionsOut {
		for range portionsBack {
			e.meet(<-s.found)
		}
		s.out -= portionsBack
	}
	if k := len(s.spare) - 1; k >= 0 {
		s.open, s.spare = s.spare[k], s.spare[:k]
	} else {
		s.open = new(portion)
	}
}

// meet goes on with a portion whose movements are found.
func (e *Engine) meet(p *portion) {
	if p.weighed {
		e.ledger.Level.Gain = p.gain
	}
	e.ledger.Movements = append(e.ledger.Movements, p.movements...)
	clear(p.movements) // their clips are the ledger's
	e.follow(&p.block, p.settled)
	p.block.Reset(0)
	e.beside.spare = append(e.beside.spare, p)
}

// end goes on in a straight line, once everything on its way has come back.
func (e *Engine) end() {
	s := e.beside
	if s == nil {
		return
	}
	if s.open.block.Len() > 0 {
		e.send()
	}
	close(s.work)
	for p := range s.found {
		e.meet(p)
	}
	e.beside = nil
}
