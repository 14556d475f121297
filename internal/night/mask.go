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
	mixed    = -1.4   // log-odds of fidgeting from which a movement may be either: four in five limb movements have less, of odd sleepers two in three, and one in twenty of fidgeting (development nights)
	fidget   = 0.1    // log-odds from which it is fidgeting: one limb movement in twenty-five has more, of odd sleepers one in twelve, and four in five of fidgeting
)

// mask says what kind of movement the sleep room is told of.
func mask(m *movement.Movement, rate dsp.Rate) sleep.Mask {
	return sleep.Mask{Span: dsp.Span{Start: dsp.Index(m.Onset), End: dsp.Index(m.End) + 1}, Kind: kindOf(m, rate)}
}

// kindOf says what a movement may tell of wakefulness.
func kindOf(m *movement.Movement, rate dsp.Rate) sleep.Kind {
	length := rate.Seconds(dsp.Index(m.End) + 1 - dsp.Index(m.Onset))
	switch {
	case length > longestS || m.TiltCos < tiltCos:
		return sleep.Shift
	case m.PeakG < max(noiseOf*m.FloorG, stirG):
		return sleep.Weak
	case length < blipS, m.HighShare > kickHigh && length < kickS:
		return sleep.Twitch
	}
	f := FidgetFeaturesOf(m, rate)
	odds := fidgets.Odds(f.Values())
	switch {
	case odds >= fidget:
		return sleep.Fidget
	case odds >= mixed:
		return sleep.Mixed
	}
	return sleep.Limb
}

// ToldByWave reports whether the wave of a movement alone tells what the sleep room takes it for: it moved the limb, visibly and for no longer than limbs move, and back again.
func ToldByWave(m *movement.Movement, rate dsp.Rate) bool {
	k := kindOf(m, rate)
	return k == sleep.Limb || k == sleep.Mixed || k == sleep.Fidget
}
