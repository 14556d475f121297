package movement

import "github.com/nightjar-sleep/nightjar/dsp"

// Pending is a movement under way, for screens only: nothing of it is settled, not even that it will be one.
type Pending struct {
	From       dsp.Index // sample at which it was noticed
	Until      dsp.Index // sample until which the limb moved, a tick after From at least; the latest one while it moves
	Over       bool      // the limb has been still since, for long enough to say so
	PeakG      float64   // g: greatest distance from the posture before, so far
	FloorG     float64   // g: the noise floor when it was noticed
	ThresholdG float64   // g: the threshold that it passed
}

// Pending returns the movement under way, and false when there is none.
func (d *Detector) Pending() (Pending, bool) {
	if d.state != away {
		return Pending{}, false
	}
	o := &d.open
	return Pending{
		From: o.from, Until: max(o.from+d.cut.length, d.next-dsp.Index(d.steady)*d.cut.length), Over: d.steady >= d.span.gap,
		PeakG: o.peak / d.gravity.gain, FloorG: o.floor / d.gravity.gain, ThresholdG: o.threshold / d.gravity.gain,
	}, true
}

// Levels returns the noise floor and the distance from the rest posture at which a movement begins, as they stand now, g.
func (d *Detector) Levels() (floorG, thresholdG float64) {
	return d.floors.away.value(), d.floors.awayLimit.value()
}
