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
	return travel(to-from, d.rate.Seconds(d.cut.length), before, after, func(k int) dsp.Vector { return d.past.at(from + k).mean })
}

// net returns where the acceleration of samples [from, to) moved the limb for good, and which share of it did.
func (s *shaper) net(from, to int, before, after dsp.Vector) (net dsp.Vector, share float64) {
	w := travel(to-from, 1/s.rate.Hz(), before, after, func(k int) dsp.Vector { return at(&s.smooth, from+k) })
	if w.most == 0 {
		return w.net, 0
	}
	return w.net, min(1, w.net.Norm()/w.most)
}

// travel integrates n accelerations, dt seconds apart, twice. What is left of the velocity at the end is drift, taken off evenly.
func travel(n int, dt float64, before, after dsp.Vector, acceleration func(int) dsp.Vector) way {
	var drift, net dsp.Vector // g·s, g·s²
	var square float64
	for pass := range 2 {
		var velocity dsp.Vector
		net = dsp.Vector{}
		for k := range n {
			along := (float64(k) + 0.5) / float64(n)
			a := acceleration(k).Sub(blend(before, after, along))
			if pass == 0 {
				square += a.Dot(a)
			}
			velocity = add(velocity, a, dt)
			net = add(net, add(velocity, drift, -along), dt)
		}
		drift = velocity
	}
	t := dt * float64(n)
	return way{net: net, most: math.Sqrt(square/float64(max(1, n))) * t * t}
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
