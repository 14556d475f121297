package night

import (
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

const (
	tiltCos   = 0.9962 // cosine of 5°, the change of posture that ends sustained inactivity (van Hees 2015)
	longestS  = 10.0   // s: the longest limb movement (AASM, WASM 2016)
	planarLow = 0.9    // planarity below which no hinge moved: turning over and fidgeting are not planar (detection.md item 5)

	limbWake     = 0.15 // Wake of a movement that returns as a limb movement does: those go on in sleep
	shiftWake    = 0.6  // Wake of one that ends in a new posture
	restlessWake = 1.0  // Wake of a long or unplanar one
)

// mask says how strongly a movement speaks for wakefulness: limb movements hardly, turning and fidgeting fully.
func mask(m *movement.Movement, rate dsp.Rate) sleep.Mask {
	out := sleep.Mask{
		Span: dsp.Span{Start: dsp.Index(m.Onset), End: dsp.Index(m.End) + 1},
		Tilt: m.TiltCos < tiltCos,
		Wake: limbWake,
	}
	switch {
	case rate.Seconds(out.Span.Len()) > longestS || m.Planarity < planarLow:
		out.Wake = restlessWake
	case out.Tilt:
		out.Wake = shiftWake
	}
	return out
}
