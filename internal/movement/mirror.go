package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// A lift about an upright hinge hardly tilts the sensor: gravity stays where it is and nothing shows while the limb is held. But the
// acceleration of the lift, integrated twice, is the way the limb went, and that of the release is the way back.

const (
	mirrorCos   = -0.2 // cosine between the way out and the way back, at most
	mirrorRatio = 4.0  // of the two ways, at most: integration over half a second is rough
	netShare    = 0.03 // of the way that the same acceleration, all one way, would have made: less is a kick that came back by itself
)

// way is what a transient moved the limb by.
type way struct {
	net  dsp.Vector // g·s²
	most float64    // g·s²: had the acceleration been all one way
}

// displacement integrates the acceleration of ticks [from, to) twice, against a baseline that runs from
// the posture before to that after, such that the limb is at rest at both ends.
func (d *Detector) displacement(from, to int) way {
	from = max(0, from-d.span.early)
	to = min(d.past.count, to+1)
	before, after := d.past.mean(max(0, from-d.span.gap), from+1), d.past.mean(max(from, to-1), min(d.past.count, to+d.span.gap))
	var t traveller
	for k := from; k < to; k++ {
		t.step(k-from, to-from, d.rate.Seconds(d.cut.length), d.past.at(k).mean, before, after)
	}
	return t.way(to-from, d.rate.Seconds(d.cut.length))
}

// net returns where the acceleration of samples [from, to) moved the limb for good, and which share of it did.
func (s *shaper) net(from, to int, before, after dsp.Vector) (net dsp.Vector, share float64) {
	t := traveller{velocities: s.velocities[:0]}
	dt := 1 / s.rate.Hz()
	for k := from; k < to; k++ {
		t.step(k-from, to-from, dt, at(&s.smooth, k), before, after)
	}
	w := t.way(to-from, dt)
	s.velocities = t.velocities
	if w.most == 0 {
		return w.net, 0
	}
	return w.net, min(1, w.net.Norm()/w.most)
}

// traveller integrates accelerations twice.
type traveller struct {
	velocity   dsp.Vector   // g·s
	square     float64      // g²: summed
	velocities []dsp.Vector // g·s, after each step
}

// step takes the acceleration of step k of n, of dt seconds each, against a baseline from before to after.
func (t *traveller) step(k, n int, dt float64, acceleration, before, after dsp.Vector) {
	a := acceleration.Sub(blend(before, after, (float64(k)+0.5)/float64(n)))
	t.square += a.Dot(a)
	t.velocity = add(t.velocity, a, dt)
	t.velocities = append(t.velocities, t.velocity)
}

// way returns where n steps of dt seconds led. What is left of the velocity at the end is drift, taken off evenly.
func (t *traveller) way(n int, dt float64) way {
	var net dsp.Vector // g·s²
	for k, v := range t.velocities {
		net = add(net, add(v, t.velocity, -(float64(k)+0.5)/float64(n)), dt)
	}
	length := dt * float64(n)
	return way{net: net, most: math.Sqrt(t.square/float64(max(1, n))) * length * length}
}

// mirrors reports whether the limb moved back by as much as it had moved out.
func mirrors(out, back way) bool {
	o, b := out.net.Norm(), back.net.Norm()
	return o >= netShare*out.most && b >= netShare*back.most &&
		max(o, b) <= mirrorRatio*min(o, b) && out.net.Dot(back.net) <= mirrorCos*o*b
}

// add returns v + scale·w.
func add(v, w dsp.Vector, scale float64) dsp.Vector {
	return dsp.Vector{X: v.X + float64(scale*w.X), Y: v.Y + float64(scale*w.Y), Z: v.Z + float64(scale*w.Z)}
}

// blend returns the vector a share of the way from v to w.
func blend(v, w dsp.Vector, share float64) dsp.Vector { return add(v, w.Sub(v), share) }
