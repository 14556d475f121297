package simulate

import (
	"math"
	"math/rand/v2"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// sensor is an accelerometer with the errors of a cheap one.
type sensor struct {
	gain, offset vec     // factor and g per axis
	thermal      vec     // g, how far the offset has still to go at the start
	settleS      float64 // s, time constant of that
	noise        float64 // g, sd per sample and axis
	full, steps  float64 // g full scale; steps per g
	microG       float64 // micro-g per step
}

// newSensor draws the sensor of a limb.
func newSensor(number int, set Settings, law Laws[float64]) sensor {
	rng := set.stream(streamSensor + uint64(number))
	s := sensor{full: law.RangeG, steps: 1 / law.StepG, microG: law.StepG * dsp.MicroG, settleS: between(rng, 0.3, 3) * hour}
	s.noise = law.NoiseDensity / 1000 * math.Sqrt(set.Rate/2) * set.Noise // density over the band up to half the rate
	perAxis := func(size float64) vec {
		return vec{between(rng, -size, size), between(rng, -size, size), between(rng, -size, size)}
	}
	s.gain = vec{1, 1, 1}.add(perAxis(law.GainError))
	s.offset = perAxis(law.OffsetMG / 1000)
	s.thermal = perAxis(law.ThermalMG / 1000)
	return s
}

// read returns what the sensor stores for the force f in g, in whole micro-g per
// axis; drift is the slow part of its offset.
func (s *sensor) read(f, drift vec, noise *rand.Rand) (x, y, z int32, flag dsp.Flag) {
	drift = drift.add(s.offset)
	x, fx := s.axis(f.x*s.gain.x + drift.x + s.noise*noise.NormFloat64())
	y, fy := s.axis(f.y*s.gain.y + drift.y + s.noise*noise.NormFloat64())
	z, fz := s.axis(f.z*s.gain.z + drift.z + s.noise*noise.NormFloat64())
	return x, y, z, fx | fy | fz
}

// axis clips and rounds one axis.
func (s *sensor) axis(v float64) (int32, dsp.Flag) {
	var flag dsp.Flag
	if high := s.full - 1/s.steps; v >= high {
		v, flag = high, dsp.Clipped
	} else if v <= -s.full {
		v, flag = -s.full, dsp.Clipped
	}
	code := math.Floor(v*s.steps + 0.5)
	return int32(math.Floor(code*s.microG + 0.5)), flag
}
