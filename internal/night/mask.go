package night

import (
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

const (
	tiltCos   = 0.9962 // cosine of 5°, the change of posture that ends sustained inactivity (van Hees 2015)
	longestS  = 10.0   // s: the longest limb movement (AASM, WASM 2016)
	blipS     = 0.3    // s: shorter than any limb movement by far
	kickS     = 1.0    // s: a muscle burst under 250 ms and its ring
	kickHigh  = 0.25   // share of energy above 5 Hz from which a short movement is a kick, a twitch or a shock
	noiseOf   = 5.0    // × the floor: a weaker movement may be noise or breath
	planarLow = 0.9    // planarity below which no hinge moved (detection.md item 5)

	shiftWake    = 0.8  // Wake of a movement that ends in a new posture
	limbWake     = 0.75 // Wake of a limb movement by itself; package sleep takes trains of them for what they are
	restlessWake = 1.0  // Wake of a long or unplanar one
)

// mask says how strongly a movement speaks for wakefulness: twitches and what may be noise not at all, for they go on in sleep; a limb movement
// as long as it is in no train; a change of posture and restlessness most. The weights were placed on development nights of two simulators.
func mask(m *movement.Movement, rate dsp.Rate) sleep.Mask {
	out := sleep.Mask{
		Span: dsp.Span{Start: dsp.Index(m.Onset), End: dsp.Index(m.End) + 1},
		Tilt: m.TiltCos < tiltCos,
		Wake: limbWake,
	}
	length := rate.Seconds(out.Span.Len())
	switch {
	case length > longestS:
		out.Wake = restlessWake
	case out.Tilt:
		out.Wake = shiftWake
	case length < blipS, m.PeakG < noiseOf*m.FloorG, m.HighShare > kickHigh && length < kickS:
		out.Wake = 0
	case m.Planarity < planarLow:
		out.Wake = restlessWake
	}
	return out
}
