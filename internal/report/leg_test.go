package report

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// A movement written down by hand has the features that its author thinks of; a wave has all of them. So scenes that depend on what a wave is like are put into samples, from
// rigid-body kinematics alone, and read by the engine.

const (
	gravityMS2 = 9.80665 // m/s² (CGPM 1901)
	legBefore  = 60.0    // s of quiet before what a leg does
	legAfter   = 60.0    // s of quiet after
	legStep    = 0.0005  // s: step in which rings are worked out
)

// ramp is one turn of a joint by deg degrees within took s from at on: minimum-jerk (Flash & Hogan 1985).
type ramp struct{ at, took, deg float64 }

// angle returns angle, velocity and acceleration in rad, rad/s, rad/s² at t s.
func (r ramp) angle(t float64) (q, v, a float64) {
	u, size := (t-r.at)/r.took, r.deg*math.Pi/180
	switch {
	case u <= 0:
		return 0, 0, 0
	case u >= 1:
		return size, 0, 0
	}
	return size * u * u * u * (10 + u*(6*u-15)), size * 30 * u * u * (1 - u) * (1 - u) / r.took, size * 60 * u * (1 - u) * (1 - 2*u) / (r.took * r.took)
}

// burst is a muscle that pulls for took s from at on, with a force that swells and ebbs, at a leg that rings at hz and comes to rest with the time constant decay in s. The sensor feels
// peak g of it, at most.
type burst struct{ at, took, hz, decay, peak float64 }

// ring returns the displacement, its velocity and acceleration from the onset on, a value each legStep, unscaled: a damped oscillator (its exact step is not needed, for it is much
// slower than the steps).
func (b burst) ring() (all [][3]float64) {
	w := 2 * math.Pi * b.hz
	x, v := 0.0, 0.0
	for t := 0.0; t < b.took+8*b.decay; t += legStep {
		force := 0.0
		if t < b.took {
			force = math.Pow(math.Sin(math.Pi*t/b.took), 2)
		}
		a := w*w*(force-x) - 2*v/b.decay
		all = append(all, [3]float64{x, v, a})
		v += legStep * a
		x += legStep * v
	}
	return all
}

// leg is a leg in bed, with a sensor at its ankle. It bends about a hinge, and turns about its own length. Times are in s from the moment that the scene is set at.
type leg struct {
	hz      float64 // samples a second; 0 is 100
	upright float64 // degrees of the hinge out of the horizontal: at 90 it bends sideways, and gravity tells nothing of it
	bends   []ramp  // about the hinge; the leg is lifted by positive degrees
	rolls   []ramp  // about its length, as the body turns
	bursts  []burst // about the hinge
	jolts   []burst // along the hinge: what the rest of the body does to the leg
	lasts   float64 // s until everything is over; 0 is 40
	noise   float64 // g of each axis; 0 is 2 mg
	person  uint64  // draws how the sensor is strapped on, how long and how raised the leg is, and the noise
}

// felt returns what an engine finds of what the leg does, set at the second at of a night. Times are in s, as scene has them.
func (l leg) felt(t testing.TB, at float64) []movement.Movement {
	t.Helper()
	b := l.samples()
	rate, err := dsp.RateOf(l.rate())
	if err != nil {
		t.Fatal(err)
	}
	e := night.NewEngine(device.Info{Rate: rate, Site: device.SiteLeftAnkle}, night.ConfigFor(device.SiteLeftAnkle))
	e.Push(&device.Chunk{Block: b})
	e.Close()
	var out []movement.Movement
	for _, m := range e.Ledger().Movements {
		whens := []*float64{&m.Onset, &m.End}
		if p := m.Pieces; p != nil {
			whens = append(whens, &p[0].Onset, &p[0].End, &p[1].Onset, &p[1].End)
		}
		for _, when := range whens {
			*when = *when/l.rate() - legBefore + at
		}
		out = append(out, m)
	}
	return out
}

func (l leg) rate() float64 {
	if l.hz == 0 {
		return 100
	}
	return l.hz
}

// samples are what the sensor measures, in micro-g.
func (l leg) samples() dsp.Block {
	rng := rand.New(rand.NewPCG(l.person, 29))
	arm, rest := 0.3+0.15*rng.Float64(), (70+30*rng.Float64())*math.Pi/180 // m from hinge to sensor; rad from hanging: a leg that lies
	strap, roll := strapped(rng), (rng.Float64()-0.5)*math.Pi/3
	lasts, noise := l.lasts, l.noise
	if lasts == 0 {
		lasts = 40
	}
	if noise == 0 {
		noise = 0.002
	}
	bends, jolts := rings(l.bursts, arm), rings(l.jolts, 1)
	var out dsp.Block
	for i := range int((legBefore + lasts + legAfter) * l.rate()) {
		at := float64(i)/l.rate() - legBefore
		q, v, a := turned(l.bends, at)
		x, y, z := bends(at)
		f := specific(rest+q+x, v+y, a+z, arm, l.upright*math.Pi/180)
		_, _, jolt := jolts(at)
		f[2] += jolt / gravityMS2
		phi, spin, spun := turned(l.rolls, at)
		f = rolled(f, roll+phi)
		const girth = 0.04 // m from the bone to the sensor
		f[0], f[2] = f[0]+girth*spin*spin/gravityMS2, f[2]+girth*spun/gravityMS2
		var s [3]int32
		for k := range s {
			g := noise * rng.NormFloat64()
			for n := range f {
				g += strap[k][n] * f[n]
			}
			s[k] = int32(math.Round(g * dsp.MicroG))
		}
		out.Append(s[0], s[1], s[2], 0)
	}
	return out
}

// turned adds up ramps.
func turned(list []ramp, t float64) (q, v, a float64) {
	for _, r := range list {
		x, y, z := r.angle(t)
		q, v, a = q+x, v+y, a+z
	}
	return q, v, a
}

// rings returns displacement, velocity and acceleration of all bursts at a time, scaled so that each has its peak at arm m from the hinge.
func rings(list []burst, arm float64) func(t float64) (x, v, a float64) {
	worked := make([][][3]float64, len(list))
	for i, b := range list {
		worked[i] = b.ring()
		most := 0.0
		for _, s := range worked[i] {
			most = max(most, math.Abs(s[2]))
		}
		for k := range worked[i] {
			for n := range 3 {
				worked[i][k][n] *= b.peak * gravityMS2 / arm / most
			}
		}
	}
	return func(t float64) (x, v, a float64) {
		for i, b := range list {
			if k := int(math.Round((t - b.at) / legStep)); k >= 0 && k < len(worked[i]) {
				s := worked[i][k]
				x, v, a = x+s[0], v+s[1], a+s[2]
			}
		}
		return x, v, a
	}
}

// specific returns the specific force in g at a sensor arm m from a hinge that is bent by q rad from hanging: the way it is lifted, towards the hinge, along the hinge.
func specific(q, v, a, arm, upright float64) [3]float64 {
	pull := math.Cos(upright)
	return [3]float64{pull*math.Sin(q) + arm*a/gravityMS2, pull*math.Cos(q) + arm*v*v/gravityMS2, math.Sin(upright)}
}

// rolled turns a force into the axes of a leg that is rolled by phi rad about its length.
func rolled(f [3]float64, phi float64) [3]float64 {
	sin, cos := math.Sincos(phi)
	return [3]float64{cos*f[0] - sin*f[2], f[1], sin*f[0] + cos*f[2]}
}

// strapped draws a rotation of the sensor on the leg, all equally likely: an orthonormal frame of two random directions (Gram & Schmidt).
func strapped(rng *rand.Rand) [3][3]float64 {
	draw := func() dsp.Vector { return dsp.Vector{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()} }
	a := unit(draw())
	b := draw()
	along := b.Dot(a)
	b = unit(b.Sub(dsp.Vector{X: along * a.X, Y: along * a.Y, Z: along * a.Z}))
	return [3][3]float64{{a.X, a.Y, a.Z}, {b.X, b.Y, b.Z}, {a.Y*b.Z - a.Z*b.Y, a.Z*b.X - a.X*b.Z, a.X*b.Y - a.Y*b.X}}
}

// TestLegFeelsGravity: a leg at rest feels 1 g however it lies, a tilt by an angle turns the force by that angle, and a burst adds what it says.
func TestLegFeelsGravity(t *testing.T) {
	for person := range uint64(4) {
		b := leg{bends: []ramp{{0, 0.5, 10}}, bursts: []burst{{20, 0.15, 7, 0.2, 0.3}}, noise: 1e-9, person: person}.samples()
		at := func(s float64) dsp.Vector {
			i := int((s + legBefore) * 100)
			return dsp.Vector{X: float64(b.X[i]) / dsp.MicroG, Y: float64(b.Y[i]) / dsp.MicroG, Z: float64(b.Z[i]) / dsp.MicroG}
		}
		before, after, most := at(-5), at(5), 0.0
		for s := 20.0; s < 21; s += 0.01 {
			most = max(most, at(s).Sub(after).Norm())
		}
		if math.Abs(before.Norm()-1) > 1e-5 || math.Abs(angleDeg(before, after)-10) > 0.01 || most < 0.27 || most > 0.32 {
			t.Errorf("person %d: %.6f g at rest, tilted by %.3f°, %.3f g in the burst", person, before.Norm(), angleDeg(before, after), most)
		}
	}
}
