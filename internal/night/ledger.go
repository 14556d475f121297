package night

import (
	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Ledger holds the append-only tracks of one limb's recording: everything the engine has settled so far, in order. A ledger part-way is
// a prefix of the final one. Times are sample numbers; Nanos turns them into time through the anchors.
type Ledger struct {
	Info      device.Info
	Anchors   []device.Anchor
	Holes     []Hole
	Movements []movement.Movement
	Sleep     sleep.Track
	Data      dsp.Span // from the first sample to the end of the last one
	Clipped   int64    // samples at full scale
	Level     Level
}

// Hole is a stretch without usable samples, and why.
type Hole struct {
	Span  dsp.Span
	Cause device.Cause
}

// Level is what the samples say of the sensor as a whole.
type Level struct {
	NormG  float64 // g: median norm of the acceleration at rest, 0 when there was no rest
	NoiseG float64 // g: median of the noise floor
}
