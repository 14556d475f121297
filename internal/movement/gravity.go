package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// At rest a limb shows gravity and nothing else, so its acceleration is 1 g long: a sensor of which 2 % too much come has it at 1.02 g. But an offset lengthens it as well, or
// shortens it, by how far it points along gravity. A gain does so in every posture alike, an offset in none like in its opposite; so from a few postures that lie apart the two
// are told from one another (the calibration of van Hees 2014, with one gain for all axes), and from one posture what is missing is shared out by how far sensors are off as a rule.
//
// What a size in g reads as on this sensor goes by that gain. No sample is touched, for the gain gets better known all night long, and steps would pass for movements.

// Errors of sensors as they come from the factory, and of what is measured here.
const (
	gainSD    = 0.05   // ×: standard deviation of the gain: half of the ±10 % that the widest data sheets allow (ADXL345, 230–282 steps to the g; MPU-6050 ±3 %)
	offsetSD  = 0.05   // g: standard deviation of the offset of each axis (MPU-6050 ±50 mg on two axes, ±80 mg on one; ADXL350 ±50 and ±75 mg)
	axesSD    = 0.005  // ×: standard deviation of what differs between axes (AX3: gains within ±1 %)
	normSD    = 0.0015 // g: standard deviation of the length of a posture otherwise: what is left of a breath of some mg, and an offset that drifts with warmth
	mostOff   = 0.25   // g: a length further from 1 g is that of no posture; the greatest offset is 150 mg on two axes and 250 mg on one (ADXL350)
	alikeCos  = 0.999  // cosine of 2.6°: postures closer together than this are one
	mostTold  = 40     // postures that are remembered, those seen last: a sleeper takes some 20 in a night, and a limb that moves comes back to each within a degree or so
	mostTimes = 8      // times that a posture counts for its mean: an older one fades, as an offset drifts
	gainSteps = 1000   // to 1: the gain is rounded to these, for noise tells no better, and then a rest more or less changes nothing
)

// gravity tells the gain of the sensor from the postures in which the limb rested.
type gravity struct {
	gain float64   // ×: what the sensor has for 1 g
	told []told    // the one seen last at the end
	rows []float64 // of fitGain, for the postures that stand where they did
	held int       // so many, the first ones
}

// told is a posture in which the limb rested.
type told struct {
	mean  dsp.Vector // g
	times float64    // that it was seen, mostTimes at most
}

// reset forgets the postures.
func (g *gravity) reset() { g.gain, g.told, g.held = 1, g.told[:0], 0 }

// add takes in a posture at rest, in g, and reports whether it says something of the sensor.
func (g *gravity) add(p dsp.Vector) bool {
	if !(math.Abs(p.Norm()-1) <= mostOff) {
		return false
	}
	t := g.take(p)
	t.times = min(mostTimes, t.times+1)
	t.mean = blend(t.mean, p, 1/t.times)
	g.told = append(g.told, t)
	g.gain = 1 + math.Round(g.fitGain()*gainSteps)/gainSteps
	return true
}

// take removes and returns what is remembered of a posture like p, or of the one seen longest ago when there is no room for one more.
func (g *gravity) take(p dsp.Vector) told {
	best, at := alikeCos, -1
	for i := range g.told {
		if c := cosine(g.told[i].mean, p); c >= best {
			best, at = c, i
		}
	}
	var t told
	switch {
	case at >= 0:
		t = g.told[at]
	case len(g.told) < mostTold:
		return t
	default:
		at = 0
	}
	g.told = append(g.told[:at], g.told[at+1:]...)
	g.held = min(g.held, at)
	return t
}

// fitGain returns the likeliest error of the gain: the length of each posture is 1 + error + offset · direction + what differs between axes, and a bit. Of each of these it is known how alike it is
// in any two postures, by the cosine c of their angle: the gain is the same, the offset goes with c, and what differs between axes, turned in any way, with c² (kriging, by the elimination of Cholesky).
// A row of it depends on the postures up to its own, and what is new stands at the end, so most rows are still there from the time before.
func (g *gravity) fitGain() float64 {
	n := len(g.told)
	at := func(i int) []float64 { return g.rows[i*(i+5)/2:] } // row i of the lower half, then what was measured there and what it has to do with the gain
	g.rows = g.rows[:g.held*(g.held+5)/2]
	for i := g.held; i < n; i++ {
		g.addRow(i)
		row := at(i)
		for j := range i {
			other := at(j)
			for k := range j {
				row[j] -= float64(row[k] * other[k])
			}
			row[j] /= other[j]
		}
		for k := range i {
			other := at(k)
			row[i] -= float64(row[k] * row[k])
			row[i+1] -= float64(row[k] * other[k+1])
			row[i+2] -= float64(row[k] * other[k+2])
		}
		row[i] = math.Sqrt(row[i])
		row[i+1] /= row[i]
		row[i+2] /= row[i]
	}
	g.held = n
	var sum float64
	for i := range n {
		row := at(i)
		sum += float64(row[i+1] * row[i+2])
	}
	return sum
}

// addRow appends what is known of posture i beforehand.
func (g *gravity) addRow(i int) {
	for j := range i + 1 {
		c := cosine(g.told[i].mean, g.told[j].mean)
		k := float64(gainSD*gainSD) + float64(offsetSD*offsetSD*c) + float64(axesSD*axesSD*float64(c*c))
		if i == j {
			k += normSD * normSD
		}
		g.rows = append(g.rows, k)
	}
	g.rows = append(g.rows, g.told[i].mean.Norm()-1, gainSD*gainSD)
}

// weigh lets the posture of a rest say what it does of the sensor, once the rest has lasted for a breath.
func (d *Detector) weigh() {
	if d.weighed || d.past.count-d.past.from < d.past.width {
		return
	}
	d.weighed = true
	if d.gravity.add(d.past.mean(d.past.from, d.past.count)) {
		d.suit()
	}
}

// Gain returns what the sensor has for 1 g, as far as the postures at rest tell by now; ok is false when none did.
func (d *Detector) Gain() (gain float64, ok bool) { return d.gravity.gain, len(d.gravity.told) > 0 }

// suit fits the thresholds to the sensor: to its gain, then to its steps.
func (d *Detector) suit() {
	d.tuning = d.given.times(d.gravity.gain).suited(d.grain.StepG())
	d.shape.tuning, d.shape.gain, d.breath.gain = d.tuning, d.gravity.gain, d.gravity.gain
	d.floors.suit(d.tuning)
}

// times returns the tuning for a sensor that has gain for 1 g.
func (t Tuning) times(gain float64) Tuning {
	for _, g := range []*float64{&t.EdgeG, &t.AwayG, &t.AwayCapG, &t.BurstG, &t.SteadyG} {
		*g = float64(*g * gain)
	}
	return t
}

// reads returns what a size in g reads as on this sensor.
func (d *Detector) reads(g float64) float64 { return float64(g * d.gravity.gain) }

// convert turns the sizes of m, as the sensor has them, into g.
func (d *Detector) convert(m *Movement) {
	m.Gain = d.gravity.gain
	for _, g := range []*float64{&m.PeakG, &m.JerkGS, &m.HoldG, &m.LeadG, &m.FloorG, &m.ThresholdG} {
		*g /= m.Gain
	}
	if m.Pieces != nil {
		d.convert(&m.Pieces[0])
		d.convert(&m.Pieces[1])
	}
}
