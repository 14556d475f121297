package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// A short movement may be all of it, or the lift of one that is held without tilt and let go so gently that nothing triggers. What the seconds after it hold
// tells which: a limb movement lasts as long as it stands out by 5 mg (the edge), and there that is looked for with the patience that a trigger cannot have.

const (
	releaseHz   = 0.6  // Hz: the acceleration of a release lies above this, the breath below
	beforeMS    = 3500 // ms of rest before a movement that tell the noise: most of a breath
	standMS     = 400  // ms over which a limb held out is averaged
	ringMS      = 250  // ms after a movement in which it may ring
	stirMS      = 120  // ms before the onset of a movement that are no rest
	releaseOver = 1.6  // × the noise of the rest before, a release is at least: the greatest of eight seconds of noise is 1.4
	standOver   = 1.2  // × that noise, a limb held out is at least: averaging halves the noise, the breath stays
	restTop     = 0.95 // quantile of the distance at rest that counts as its noise
	leastRestMS = 300  // ms of rest from which anything is told
)

// aftermath looks at the quiet after m, up to sample until, for how long m goes on there.
func (d *Detector) aftermath(m *Movement, until dsp.Index) {
	from := max(dsp.Index(d.ended)+d.rate.Samples(stirMS), dsp.Index(m.Onset)-d.rate.Samples(beforeMS), 0)
	clip := d.ring.cut(dsp.Span{Start: from, End: min(until, d.next)})
	onset := int(dsp.Index(m.Onset)-clip.Start) - int(d.rate.Samples(stirMS))
	end := int(dsp.Index(m.End)-clip.Start) + int(d.rate.Samples(ringMS))
	least := int(d.rate.Samples(leastRestMS))
	if onset < least || clip.Len()-end < least {
		return
	}
	d.load(&clip, 0)
	s := &d.shape
	before := mean(&s.smooth, 0, onset)
	s.distances(&s.smooth, 0, onset, before)
	rest := math.Sqrt(s.quantile(restTop))
	last, ok := s.stands(end, before, max(s.tuning.EdgeG, standOver*rest))
	s.release.RunFrom(&s.detail, &s.smooth, end)
	for i := s.detail.Len() - 1; i >= max(end, last); i-- {
		if at(&s.detail, i).Norm() >= max(s.tuning.EdgeG, releaseOver*rest) && at(&s.smooth, i).Sub(before).Norm() >= s.tuning.EdgeG {
			last, ok = i, true
			break
		}
	}
	switch {
	case ok && last < s.smooth.Len()-1:
		m.HeldS = max(d.rate.Seconds(1), (float64(clip.Start)+float64(last)-m.End)/d.rate.Hz())
	case ok: // it lasts, and its end is not known
		m.HeldS = d.rate.Seconds(d.rate.Samples(ringMS))
	}
}

// stands reports whether, from sample from on, the limb is found out of the posture before it by limit g or more on the average over standMS, and where it is so last.
func (s *shaper) stands(from int, before dsp.Vector, limit float64) (last int, ok bool) {
	n := min(max(1, int(s.rate.Samples(standMS))), s.smooth.Len()-from)
	var sum dsp.Vector
	for i := from; i < s.smooth.Len(); i++ {
		sum = add(sum, at(&s.smooth, i).Sub(before), 1)
		if i-from >= n {
			sum = add(sum, at(&s.smooth, i-n).Sub(before), -1)
		}
		if i-from >= n-1 && sum.Norm() >= limit*float64(n) {
			last, ok = i, true
		}
	}
	for first := last - n; ok && last > max(from, first) && at(&s.smooth, last).Sub(before).Norm() < s.tuning.EdgeG; {
		last-- // the average is behind
	}
	return last, ok
}
