package movement_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// A scene is a sensor on a limb that turns about one hinge. What it feels is worked out here from rigid-body kinematics alone.

const (
	gravity = 9.80665 // m/s² (CGPM 1901)
	arm     = 0.25    // m from the hinge to the sensor: a sensor strapped a hand's breadth above the ankle, or on the foot's back
	sensorG = 0.0015  // g: noise of an AX3-like sensor per axis and sample
)

// turn is one turn of the hinge: minimum-jerk (Flash & Hogan 1985), by deg within took seconds from at on.
type turn struct{ at, took, deg float64 }

// angle returns angle, velocity and acceleration in rad, rad/s, rad/s² at time t.
func (m turn) angle(t float64) (q, v, a float64) {
	u, r := (t-m.at)/m.took, m.deg*math.Pi/180
	switch {
	case u <= 0:
		return 0, 0, 0
	case u >= 1:
		return r, 0, 0
	}
	q = r * u * u * u * (10 - 15*u + 6*u*u)
	v = r * 30 * u * u * (1 - u) * (1 - u) / m.took
	a = r * 60 * u * (1 - u) * (1 - 2*u) / (m.took * m.took)
	return q, v, a
}

// shake is an oscillation of the hinge about where it is: deg of amplitude at hz, which begins at at with a full swing and dies away with
// the time constant decay in s, or goes on evenly for took seconds when decay is 0.
type shake struct{ at, hz, deg, decay, took float64 }

func (m shake) angle(t float64) float64 {
	d := t - m.at
	if d <= 0 || m.decay == 0 && d >= m.took {
		return 0
	}
	size := m.deg * math.Pi / 180
	if m.decay > 0 {
		size *= math.Exp(-d/m.decay) * (1 - math.Exp(-d/0.02))
	} else {
		size *= math.Min(1, math.Min(d, m.took-d)*m.hz)
	}
	return size * math.Sin(2*math.Pi*m.hz*d)
}

// scene is a hinge that turns and shakes.
type scene struct {
	rest   float64 // rad: angle of the limb against the vertical at rest
	lean   float64 // rad: of the hinge's axis out of the horizontal
	turns  []turn
	shakes []shake
	extra  func(t float64) float64 // g along the limb: breathing
}

// force returns the specific force in g at time t: tangential, radial, along the hinge.
func (s *scene) force(t float64) [3]float64 {
	q, v, a := s.rest, 0.0, 0.0
	for _, m := range s.turns {
		dq, dv, da := m.angle(t)
		q, v, a = q+dq, v+dv, a+da
	}
	const h = 1e-4 // s: step of the differences
	for _, m := range s.shakes {
		before, now, after := m.angle(t-h), m.angle(t), m.angle(t+h)
		q, v, a = q+now, v+(after-before)/(2*h), a+(after-2*now+before)/(h*h)
	}
	f := [3]float64{
		math.Cos(s.lean)*math.Sin(q) + arm*a/gravity,
		math.Cos(s.lean)*math.Cos(q) + arm*v*v/gravity,
		math.Sin(s.lean),
	}
	if s.extra != nil {
		f[1] += s.extra(t)
	}
	return f
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// edges returns when the noise-free acceleration first leaves the posture at from by more than 5 mg, and when it last
// lies that far from the posture at to.
func (s *scene) edges(from, to float64) (onset, end float64) {
	const edge, step = 0.005, 0.001 // g, s
	before, after := s.force(from), s.force(to)
	for onset = from; onset < to && distance(s.force(onset), before) <= edge; onset += step {
	}
	for end = to; end > from && distance(s.force(end), after) <= edge; end -= step {
	}
	return onset, end
}

// mount is a rotation of the sensor on the limb.
type mount [3][3]float64

// mounted draws a rotation, all equally likely (Shoemake 1992).
func mounted(rng *rand.Rand) mount {
	u, a, b := rng.Float64(), 2*math.Pi*rng.Float64(), 2*math.Pi*rng.Float64()
	x, y := math.Sqrt(1-u)*math.Sin(a), math.Sqrt(1-u)*math.Cos(a)
	z, w := math.Sqrt(u)*math.Sin(b), math.Sqrt(u)*math.Cos(b)
	return mount{
		{1 - 2*(y*y+z*z), 2 * (x*y - z*w), 2 * (x*z + y*w)},
		{2 * (x*y + z*w), 1 - 2*(x*x+z*z), 2 * (y*z - x*w)},
		{2 * (x*z - y*w), 2 * (y*z + x*w), 1 - 2*(x*x+y*y)},
	}
}

func (m *mount) turn(v [3]float64) (out [3]float64) {
	for i := range out {
		out[i] = m[i][0]*v[0] + m[i][1]*v[1] + m[i][2]*v[2]
	}
	return out
}

// record samples the scene for some seconds at hz with a sensor mounted anyhow, noise of sd g.
func (s *scene) record(hz, seconds, noise float64, rng *rand.Rand) dsp.Block {
	var b dsp.Block
	m := mounted(rng)
	for i := range int(seconds * hz) {
		f := m.turn(s.force(float64(i) / hz))
		var v [3]int32
		for k := range v {
			v[k] = int32(math.Round((f[k] + noise*rng.NormFloat64()) * dsp.MicroG))
		}
		b.Append(v[0], v[1], v[2], 0)
	}
	return b
}

// detect runs the samples through a detector for the ankle.
func detect(t testing.TB, hz float64, b *dsp.Block) []movement.Movement {
	t.Helper()
	rate, err := dsp.RateOf(hz)
	if err != nil {
		t.Fatal(err)
	}
	d := movement.New(rate, movement.Ankle())
	return d.Close(d.Push(nil, b))
}

// eachSensor runs f for sensors at 50 and 100 Hz, mounted and noisy in several ways, on limbs that lie in several ways.
func eachSensor(t *testing.T, f func(t *testing.T, hz float64, s scene, rng *rand.Rand)) {
	t.Helper()
	for _, hz := range []float64{50, 100} {
		for seed := range uint64(8) {
			rng := rand.New(rand.NewPCG(seed, 17))
			s := scene{rest: (rng.Float64() - 0.5) * math.Pi, lean: (rng.Float64() - 0.5) * 0.8}
			f(t, hz, s, rng)
			if t.Failed() {
				t.Fatalf("at %g Hz, sensor %d, rest %.0f°, lean %.0f°", hz, seed, s.rest*180/math.Pi, s.lean*180/math.Pi)
			}
		}
	}
}

// expect fails the test unless there are as many movements as spans, each from its onset to its end in s to within the tolerances.
func expect(t *testing.T, hz float64, got []movement.Movement, want [][2]float64, onset, end float64) {
	t.Helper()
	for i, m := range got {
		if len(got) != len(want) {
			t.Errorf("movement from %.3f s to %.3f s, %.0f mg, closing %d", m.Onset/hz, m.End/hz, m.PeakG*1000, m.Closing)
			continue
		}
		if d := m.Onset/hz - want[i][0]; math.Abs(d) > onset {
			t.Errorf("onset %+.0f ms off the instant at which 5 mg are passed, %.3f s", d*1000, want[i][0])
		}
		if d := m.End/hz - want[i][1]; math.Abs(d) > end {
			t.Errorf("end %+.0f ms off the instant at which 5 mg are passed, %.3f s", d*1000, want[i][1])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d movements, want %d", len(got), len(want))
	}
}

// spans prints what was found, in s, with its net share.
func spans(list []movement.Movement, hz float64) [][3]float64 {
	var out [][3]float64
	for _, m := range list {
		out = append(out, [3]float64{m.Onset / hz, m.End / hz, m.NetShare})
	}
	return out
}
