package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	smoothHz  = 10   // Hz: edges and posture are read below this; a limb's own movement lies under 6 Hz
	fineHz    = 20   // Hz: peak and jerk are read below this, a hypnic start's ring included
	fastHz    = 5    // Hz: energy above this is that of a jerk or a shock, not of a lift
	nyquist   = 0.4  // × rate: highest cut-off at low rates
	order     = 2    // of each Butterworth, run forward and backward
	energyOf  = 0.9  // share of the energy that SpreadS holds
	mostWaves = 2048 // samples of a wave that are looked at for its rhythm
)

// shaper reads edges and shapes off the samples around a movement. It keeps its work space from movement to movement.
type shaper struct {
	rate                dsp.Rate
	tuning              Tuning
	gain                float64 // ×: what the sensor has for 1 g
	low, fine, fast     *dsp.ZeroPhase
	release             *dsp.ZeroPhase
	raw, smooth, detail dsp.Axes
	quick               dsp.Axes // above fastHz
	spreads, series     []float64
	energies, products  []float64 // of series
	squares             []float64 // distances
	velocities          []dsp.Vector
}

func newShaper(r dsp.Rate, t Tuning) shaper {
	filter := func(design func(int, float64, dsp.Rate) ([]dsp.Section, error), hz float64) *dsp.ZeroPhase {
		sections, err := design(order, min(hz, nyquist*r.Hz()), r)
		if err != nil {
			sections = nil // not reached: the cut-off lies between 0 and half the rate by construction
		}
		return dsp.NewZeroPhase(sections, dsp.PadConstant)
	}
	return shaper{rate: r, tuning: t, low: filter(dsp.LowPass, smoothHz), fine: filter(dsp.LowPass, fineHz), fast: filter(dsp.HighPass, fastHz), release: filter(dsp.HighPass, releaseHz)}
}

// load takes in the samples of b, in g, less the breath, and low-passes those from number from on for edges.
func (s *shaper) load(b *dsp.Block, breath dsp.Swing, from int) {
	s.take(b, breath)
	s.filter(&s.smooth, s.low, from)
}

// take takes in the samples of b, in g, less the breath.
func (s *shaper) take(b *dsp.Block, breath dsp.Swing) { breath.TakeOff(&s.raw, b) }

// filter runs f over the raw samples into dst, which is right from sample number from on.
func (s *shaper) filter(dst *dsp.Axes, f *dsp.ZeroPhase, from int) { f.RunFrom(dst, &s.raw, from) }

// turn reverses the samples in time.
func (s *shaper) turn() {
	for _, v := range [][]float64{s.smooth.X, s.smooth.Y, s.smooth.Z, s.raw.X, s.raw.Y, s.raw.Z} {
		for i, j := 0, len(v)-1; i < j; i, j = i+1, j-1 {
			v[i], v[j] = v[j], v[i]
		}
	}
}

// gauge fills in the size of m from the samples taken in, of which the movement takes up [from, to) and which rested at before.
func (s *shaper) gauge(m *Movement, from, to int, before dsp.Vector) {
	if from, to = max(0, from), min(s.raw.Len(), to); from < to {
		s.filter(&s.detail, s.fine, max(0, from-1)) // changes between samples are asked for as well
		m.PeakG, m.JerkGS = s.size(from, to, before)
	}
}

// describe fills in the shape of m, once it was gauged, from the samples taken in, of which the movement takes up [from, to) and which rested at before and after.
func (s *shaper) describe(m *Movement, from, to int, before, after dsp.Vector) {
	from, to = max(0, from), min(s.raw.Len(), to)
	if to <= from {
		m.TiltCos = cosine(before, after)
		return
	}
	s.filter(&s.smooth, s.low, from)
	s.filter(&s.quick, s.fast, from)
	s.form(m, from, to, before, after)
}

// form is describe of samples [from, to), at least one, that were filtered.
func (s *shaper) form(m *Movement, from, to int, before, after dsp.Vector) {
	m.TiltCos = cosine(before, after)
	m.HoldG = at(&s.smooth, (from+to)/2).Sub(before).Norm()
	values, axis := s.plane(from, to, before)
	if sum := values[0] + values[1] + values[2]; sum > 0 {
		m.Planarity = (values[0] + values[1]) / sum
	}
	m.SwingHz, m.Ring = s.ringing(from, to, before, axis)
	m.Net, m.NetShare = s.net(from, to, before, after)
	m.LeadS, m.SpreadS, m.FrontS = s.spread(from, to)
	m.LeadG, _ = s.size(from, from+int(m.LeadS*s.rate.Hz()), before)
	m.BeatHz, m.Rhythm, m.Beats = s.rhythm(from, to, before, axis)
	if m.BeatHz > 0 {
		m.Lean, m.Dip = s.leaning(from, to, int(math.Round(s.rate.Hz()/m.BeatHz)), before, m.PeakG)
	}
	if total := s.energy(&s.detail, from, to, before); total > 0 {
		m.HighShare = min(1, s.energy(&s.quick, from, to, dsp.Vector{})/total)
	}
}

// plane returns the principal moments of the distance from the posture before, and the main axis.
func (s *shaper) plane(from, to int, before dsp.Vector) ([3]float64, dsp.Vector) {
	var m moments
	for i := from; i < to; i++ {
		m.add(at(&s.smooth, i).Sub(before))
	}
	return m.principal()
}

// size returns the greatest distance from the posture before in g and the greatest change between samples in g/s.
func (s *shaper) size(from, to int, before dsp.Vector) (peak, jerk float64) {
	var last dsp.Vector
	for i := from; i < to; i++ { // of squares: their roots are in the same order
		v := at(&s.detail, i)
		off, step := v.Sub(before), v.Sub(last)
		peak = max(peak, off.Dot(off))
		if i > from {
			jerk = max(jerk, step.Dot(step))
		}
		last = v
	}
	return math.Sqrt(peak), math.Sqrt(jerk) * s.rate.Hz()
}

// energy sums the squared distance from ref over samples [from, to), in g².
func (s *shaper) energy(a *dsp.Axes, from, to int, ref dsp.Vector) float64 {
	var e float64
	for i := from; i < to; i++ {
		d := at(a, i).Sub(ref)
		e += d.Dot(d)
	}
	return e
}

// spread returns where the shortest stretch that holds 90 % of the energy of the changes between samples begins and how long it is, and the time from the first
// sample in which half of it came, all in s.
func (s *shaper) spread(from, to int) (lead, most, half float64) {
	s.series = s.series[:0]
	var total float64
	for i := max(1, from); i < to; i++ {
		d := at(&s.detail, i).Sub(at(&s.detail, i-1))
		e := d.Dot(d)
		s.series = append(s.series, e)
		total += e
	}
	best, start, sum, first := len(s.series), 0, 0.0, 0
	for i, e := range s.series {
		sum += e
		for first < i && sum-s.series[first] >= energyOf*total {
			sum -= s.series[first]
			first++
		}
		if sum >= energyOf*total {
			if n := i - first + 1; n < best {
				best, start = n, first
			}
		}
	}
	sum = 0
	for i, e := range s.series {
		sum += e
		if 2*sum >= total {
			half = s.rate.Seconds(dsp.Index(i + 1))
			break
		}
	}
	return s.rate.Seconds(dsp.Index(start)), s.rate.Seconds(dsp.Index(best)), half
}

// cosine returns the cosine of the angle between two vectors, 1 when one of them is zero.
func cosine(a, b dsp.Vector) float64 {
	n := math.Sqrt(a.Dot(a) * b.Dot(b))
	if n == 0 {
		return 1
	}
	return max(-1, min(1, a.Dot(b)/n))
}
