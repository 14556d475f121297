package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// Clips says what is kept of the samples around movements, which are most of the memory that a week takes.
type Clips uint8

// What an engine may keep.
const (
	KeepClips   Clips = iota // the samples, for waves and spectra
	KeepSpectra              // the dominant frequency alone, taken when the movement ends: nobody will look at its wave
)

// settle does with the clip of a movement that has just ended what the engine was set up for, and returns the memory that it needs no longer.
func (c Clips) settle(m *movement.Movement, spectra *dsp.Spectra, rate dsp.Rate) movement.Spare {
	if c == KeepClips {
		return m.Clip.Pack()
	}
	m.DominantHz, _ = DominantHz(m, spectra, rate)
	return m.Clip.Drop()
}

// Limits between which a movement's dominant frequency is looked for: from the slowest rhythmic movement to the fastest tremor.
const (
	slowestHz = 0.3 // Hz (Yang & Winkelman 2010)
	fastestHz = 20  // Hz
)

// DominantHz returns the frequency in Hz at which a movement has most of its energy; ok is false when there is none, or its clip is too short to say.
func DominantHz(m *movement.Movement, spectra *dsp.Spectra, rate dsp.Rate) (hz float64, ok bool) {
	if m.DominantHz > 0 {
		return m.DominantHz, true
	}
	from := max(0, int(math.Floor(m.Onset))-int(m.Clip.Start))
	to := min(m.Clip.Len(), int(math.Ceil(m.End))+1-int(m.Clip.Start))
	if to <= from {
		return 0, false
	}
	axes := spectra.Room()
	m.Clip.Load(axes, from, to)
	return spectra.DominantFrequency(axes, rate, slowestHz, fastestHz)
}
