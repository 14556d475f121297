package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/night"
)

// Calibration says how well the sensor's own gravity is one g, and what would make it so: a′ = (a − offset) · gain on each axis.
type Calibration struct {
	Applied     bool       `json:"applied"`
	OffsetG     [3]float64 `json:"offset_g"`
	Gain        [3]float64 `json:"gain"`
	ErrorBefore *float64   `json:"error_before_mg"` // mean distance of the norm at rest from 1 g; null without rest
	ErrorAfter  *float64   `json:"error_after_mg"`  // the same after correction; null when the postures do not allow one
}

// Numbers of the method: van Hees 2014, J Appl Physiol 117:738, and GGIR.
const (
	stillG       = 0.013  // g: greatest root mean square of a still epoch
	sphereG      = 0.3    // g: postures must lie beyond this on both sides of each axis
	leastStill   = 10     // still epochs
	acceptG      = 0.010  // g: greatest error that is accepted
	milliPerG    = 1000.0 // mg in 1 g
	axesOfSensor = 3
)

// estimate finds the correction that brings the postures of still epochs closest to the unit sphere. A correction that was applied is printed as it was, with the error that it left.
func estimate(l *night.Ledger, applied night.Calibration) Calibration {
	c := Calibration{Gain: [3]float64{1, 1, 1}}
	still := stillPostures(l)
	if len(still) > 0 {
		c.ErrorBefore = known(round(milliPerG*sphereError(still, correction{gain: c.Gain}), 1))
	}
	if applied.Applied {
		c.Applied, c.OffsetG, c.Gain = true, applied.OffsetG, applied.Gain
		c.ErrorAfter, c.ErrorBefore = c.ErrorBefore, nil
		return c
	}
	if !coversSphere(still) {
		return c
	}
	fit := fitSphere(still)
	if after := sphereError(still, fit); after < acceptG && after < sphereError(still, correction{gain: [3]float64{1, 1, 1}}) {
		for k := range axesOfSensor {
			c.OffsetG[k], c.Gain[k] = round(fit.offset[k], 5), round(fit.gain[k], 5)
		}
		c.ErrorAfter = known(round(milliPerG*after, 1))
	}
	return c
}

// stillPostures returns the postures of epochs without movement.
func stillPostures(l *night.Ledger) [][3]float64 {
	var out [][3]float64
	for i := range l.Sleep.Epochs {
		if e := &l.Sleep.Epochs[i]; e.MotionG < stillG && norm(e.Posture) > 0 {
			out = append(out, e.Posture)
		}
	}
	return out
}

// coversSphere reports whether the postures are spread enough to tell offset from gain on every axis.
func coversSphere(still [][3]float64) bool {
	if len(still) < leastStill {
		return false
	}
	for k := range axesOfSensor {
		by := func(a, b [3]float64) int { return int(math.Copysign(1, a[k]-b[k])) }
		if slices.MinFunc(still, by)[k] > -sphereG || slices.MaxFunc(still, by)[k] < sphereG {
			return false
		}
	}
	return true
}

// ReadCalibration reads a correction from JSON: offset_g and gain, three numbers each, as reports print them under calibration. name is the
// file's name for messages.
func ReadCalibration(r io.Reader, name string) (night.Calibration, error) {
	var c struct {
		Calibration
		OffsetG *[3]float64 `json:"offset_g"`
		Gain    *[3]float64 `json:"gain"`
	}
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return night.Calibration{}, fmt.Errorf("%s: is no calibration: %w", name, err)
	}
	if c.OffsetG == nil || c.Gain == nil {
		return night.Calibration{}, fmt.Errorf("%s: needs offset_g and gain, three numbers each", name)
	}
	for k := range axesOfSensor {
		if g, o := c.Gain[k], c.OffsetG[k]; !working(o, g) {
			return night.Calibration{}, fmt.Errorf("%s: offset %g g, gain %g of axis %d are those of no working sensor", name, o, g, k+1)
		}
	}
	return night.Calibration{Applied: true, OffsetG: *c.OffsetG, Gain: *c.Gain}, nil
}

// Limits of a working sensor: far beyond the ±20 mg and ±1 % of makers' sheets.
const (
	mostOffset = 0.5 // g
	mostGain   = 1.5 // ×, either way
)

// working reports whether an axis of a working sensor may need such a correction; not a number is none.
func working(offsetG, gain float64) bool {
	return gain >= 1/mostGain && gain <= mostGain && math.Abs(offsetG) <= mostOffset
}
