package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// FidgetFeatures are what tells fidgeting from a limb movement that came back to its posture: ratios and times, no sizes, so that neither the sleeper's strength nor the way the
// sensor is strapped on enters.
type FidgetFeatures struct {
	Tilt   float64 // natural logarithm of 1 − cosine of the tilt that is left: limb movements come back
	Plane  float64 // natural logarithm of the share of the energy outside its plane: a hinge moves in a plane
	Spread float64 // share of its length over which most of its energy spreads: from lift to release in a limb movement, less where one jolt among others stands out
	Jerk   float64 // natural logarithm of the greatest change of acceleration over the greatest acceleration, 1/s: a limb movement begins abruptly, what is willed does not
	Long   float64 // s from onset to end
	Hold   float64 // displacement in the middle ÷ peak: a limb is held out, fidgeting goes to and fro
	Net    float64 // share of its acceleration that moved the limb for good
	High   float64 // share of energy above 5 Hz
	Busy   float64 // s that hold most of its energy
	Lead   float64 // s before that
	Faint  float64 // greatest acceleration before that ÷ peak
	Front  float64 // s in which half of the energy of its changes came
	Beats  float64 // separate excursions
	BeatHz float64 // Hz: rate at which it repeats
	Rhythm float64 // 0…1: how alike its beats are
	Closed float64 // 0 when it came back to its posture by itself, 1 when it came to rest in another
	Held   float64 // s that it was found to go on in the quiet
}

// Values returns the features in the order of the fields, to three decimals, so that the last bits of a platform's logarithm decide nothing.
func (f *FidgetFeatures) Values() []float64 {
	out := []float64{f.Tilt, f.Plane, f.Spread, f.Jerk, f.Long, f.Hold, f.Net, f.High, f.Busy, f.Lead, f.Faint, f.Front, f.Beats, f.BeatHz, f.Rhythm, f.Closed, f.Held}
	for i := range out {
		out[i] = math.Round(out[i]*fidgetExact) / fidgetExact
	}
	return out
}

const (
	leastTurn   = 1e-5 // of 1 − cosine: a quarter of a degree, what noise and breath turn
	leastOff    = 1e-3 // share of energy, what noise leaves outside the plane of the strongest movement
	briefestS   = 0.05 // s: what keeps the spread of a blip finite
	widest      = 1.5  // of the spread over the length: re-timing shortens some movements below the stretch of their energy
	fidgetExact = 1e3  // features are rounded to its inverse
)

// FidgetFeaturesOf measures a movement of samples at the given rate.
func FidgetFeaturesOf(m *movement.Movement, rate dsp.Rate) FidgetFeatures {
	length := (m.End - m.Onset + 1) / rate.Hz()
	peak := max(m.PeakG, leastOff)
	f := FidgetFeatures{
		Tilt:   math.Log(max(1-m.TiltCos, 0) + leastTurn),
		Plane:  math.Log(max(1-m.Planarity, 0) + leastOff),
		Spread: min(m.SpreadS/(length+briefestS), widest),
		Jerk:   math.Log(max(m.JerkGS, leastOff) / peak),
		Long:   length, Hold: m.HoldG / peak, Net: m.NetShare, High: m.HighShare, Busy: m.SpreadS, Lead: m.LeadS, Faint: m.LeadG / peak, Front: m.FrontS,
		Beats: float64(m.Beats), BeatHz: m.BeatHz, Rhythm: m.Rhythm, Held: m.HeldS,
	}
	if m.Closing == movement.Relatched {
		f.Closed = 1
	}
	return f
}

// fidgets is the model in use.
var fidgets = trainedFidgets()
