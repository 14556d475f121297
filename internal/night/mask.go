package night

import (
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

const (
	tiltCos  = 0.9962 // cosine of 5°, the change of posture that ends sustained inactivity (van Hees 2015)
	longestS = 10.0   // s: the longest limb movement (AASM, WASM 2016)
	blipS    = 0.3    // s: shorter than any limb movement by far
	kickS    = 1.0    // s: a muscle burst under 250 ms and its ring
	kickHigh = 0.25   // share of energy above 5 Hz from which a short movement is a kick, a twitch or a shock
	stirG    = 0.015  // g: what a sensor can see of a limb movement (simulation.md); weaker ones are the micro-motion of someone awake, or noise
	noiseOf  = 5.0    // × the floor: the same for a noisy sensor
	offHinge = 0.02   // share of energy outside its plane that a limb movement may have: nine in ten asleep have less on two simulators (detection.md item 5)
	offNoise = 0.3    // the same that noise adds, times floor over peak
)

// mask says what kind of movement the sleep room is told of.
func mask(m *movement.Movement, rate dsp.Rate) sleep.Mask {
	out := sleep.Mask{
		Span: dsp.Span{Start: dsp.Index(m.Onset), End: dsp.Index(m.End) + 1},
		Kind: sleep.Limb,
	}
	length := rate.Seconds(out.Span.Len())
	switch {
	case length > longestS || m.TiltCos < tiltCos:
		out.Kind = sleep.Shift
	case length < blipS, m.HighShare > kickHigh && length < kickS:
		out.Kind = sleep.Twitch
	case m.PeakG < max(noiseOf*m.FloorG, stirG):
		out.Kind = sleep.Stir
	case (1-m.Planarity-offHinge)*m.PeakG > offNoise*m.FloorG:
		out.Kind = sleep.Fidget
	}
	return out
}
