package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// FidgetFeatures are what tells fidgeting from a limb movement that came back to its posture: each is a ratio of two measures of the movement, so that neither the sleeper's
// strength nor the way the sensor is strapped on enters.
type FidgetFeatures struct {
	Tilt   float64 // natural logarithm of 1 − cosine of the tilt that is left: limb movements come back
	Plane  float64 // natural logarithm of the share of the energy outside its plane: a hinge moves in a plane
	Spread float64 // share of its length over which most of its energy spreads: from lift to release in a limb movement, less where one jolt among others stands out
	Jerk   float64 // natural logarithm of the greatest change of acceleration over the greatest acceleration, 1/s: a limb movement begins abruptly, what is willed does not
}

// Values returns the features in the order of the fields.
func (f *FidgetFeatures) Values() []float64 { return []float64{f.Tilt, f.Plane, f.Spread, f.Jerk} }

const (
	leastTurn   = 1e-5 // of 1 − cosine: a quarter of a degree, what noise and breath turn
	leastOff    = 1e-3 // share of energy, what noise leaves outside the plane of the strongest movement
	briefestS   = 0.05 // s: what keeps the spread of a blip finite
	widest      = 1.5  // of the spread over the length: re-timing shortens some movements below the stretch of their energy
	fidgetExact = 1e6  // odds are rounded to its inverse, so that the last bits of a platform's logarithm decide nothing
)

// FidgetFeaturesOf measures a movement of samples at the given rate.
func FidgetFeaturesOf(m *movement.Movement, rate dsp.Rate) FidgetFeatures {
	length := (m.End - m.Onset + 1) / rate.Hz()
	return FidgetFeatures{
		Tilt:   math.Log(max(1-m.TiltCos, 0) + leastTurn),
		Plane:  math.Log(max(1-m.Planarity, 0) + leastOff),
		Spread: min(m.SpreadS/(length+briefestS), widest),
		Jerk:   math.Log(max(m.JerkGS, leastOff) / max(m.PeakG, leastOff)),
	}
}

// FidgetModel weighs them: the log-odds of fidgeting are the bias and the sum of the features times their weights. make train fits it to simulated nights.
type FidgetModel struct {
	Version string         `json:"version"` // what it was trained on
	Bias    float64        `json:"bias"`
	Weights FidgetFeatures `json:"weights"`
}

// Odds returns the natural logarithm of the odds that a movement with the features is fidgeting, at equal numbers of both.
func (m *FidgetModel) Odds(f *FidgetFeatures) float64 {
	odds := m.Bias + float64(m.Weights.Tilt*f.Tilt) + float64(m.Weights.Plane*f.Plane) + float64(m.Weights.Spread*f.Spread) + float64(m.Weights.Jerk*f.Jerk)
	return math.Round(odds*fidgetExact) / fidgetExact
}

// fidgets is the model in use.
var fidgets = trainedFidgets()
