package device

import (
	"errors"
	"io"
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// rateUnsure is by how much the time of lost samples may be off while the true rate is not measured:
// loggers run up to 1.6 % off nominal (formats.md, 98.4 at 100 Hz).
const rateUnsure = 0.02

// judge decides what lies before the page read ahead: how many samples are missing, and why; none and
// CauseNone when it follows. It gives a page without a stamp the time that is expected of it.
func (p *Pages) judge() (dsp.Index, Cause) {
	if !p.begun {
		return 0, CauseNone
	}
	a := &p.ahead
	want := p.clock.next()
	lost := float64(max(a.Lost, 0)) * p.clock.period // ns
	if a.Untimed {
		a.T = want + int64(math.Round(lost))
	}
	late := a.T - want
	agrees := math.Abs(float64(late)-lost) <= float64(p.free)+float64(rateUnsure*lost)
	switch {
	case late > leap || late < -leap:
		return 1, CauseRestart
	case a.Cause == CauseRestart:
		return max(p.samples(late), 1), CauseRestart
	case a.Lost > 0 && agrees:
		return dsp.Index(a.Lost), orCause(a.Cause, CauseLost)
	case late > p.free && a.Lost > 0:
		return max(p.samples(late), 1), orCause(a.Cause, CauseLost)
	case late > p.free:
		return max(p.samples(late), 1), orCause(a.Cause, CauseGap)
	case late < -p.free:
		return 1, CauseBackward
	}
	return 0, CauseNone
}

// brief reports whether a loss is so short that it is made up for.
func (p *Pages) brief(n dsp.Index, c Cause) bool {
	return (c == CauseLost || c == CauseGap) && int64(n) <= interpolate/p.clock.nominal
}

// samples returns how many samples last ns at the measured rate.
func (p *Pages) samples(ns int64) dsp.Index {
	return dsp.Index(math.Round(float64(ns) / p.clock.period))
}

// orCause returns c, or other when c says nothing.
func orCause(c, other Cause) Cause {
	if c == CauseNone {
		return other
	}
	return c
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) }
