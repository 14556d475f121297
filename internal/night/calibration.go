package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Calibration corrects a sensor's offset and gain: a′ = (a − OffsetG) · Gain on each axis. It is an input, never
// estimated while scoring, so that the same call gives the same bytes. The zero value leaves the samples alone.
type Calibration struct {
	Applied bool       `json:"applied"`
	OffsetG [3]float64 `json:"offset_g"` // g
	Gain    [3]float64 `json:"gain"`     // ×
}

// apply replaces the samples of b by calibrated ones, which it keeps in scratch, rounded to whole micro-g.
func (c *Calibration) apply(b, scratch *dsp.Block) {
	if !c.Applied {
		return
	}
	scratch.Reset(b.Start)
	scratch.Flags = append(scratch.Flags, b.Flags...)
	scratch.X = c.axis(scratch.X, b.X, 0)
	scratch.Y = c.axis(scratch.Y, b.Y, 1)
	scratch.Z = c.axis(scratch.Z, b.Z, 2)
	*b = *scratch
}

func (c *Calibration) axis(dst, src []int32, k int) []int32 {
	offset := c.OffsetG[k] * dsp.MicroG
	for _, v := range src {
		corrected := math.Round((float64(v) - offset) * c.Gain[k])
		dst = append(dst, int32(min(math.MaxInt32, max(math.MinInt32, corrected))))
	}
	return dst
}
