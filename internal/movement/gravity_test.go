package movement

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// maker is a sensor with errors of its own: what it has is gain × force + offset on each axis.
type maker struct {
	gain   [3]float64 // ×
	offset dsp.Vector // g
}

func (m *maker) has(force dsp.Vector) dsp.Vector {
	return dsp.Vector{X: m.gain[0]*force.X + m.offset.X, Y: m.gain[1]*force.Y + m.offset.Y, Z: m.gain[2]*force.Z + m.offset.Z}
}

// onSphere draws a posture from all there are.
func onSphere(rng *rand.Rand) dsp.Vector {
	v := dsp.Vector{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
	return add(dsp.Vector{}, v, 1/v.Norm())
}

// gainOf returns what is told of the gain by postures as a sensor has them.
func gainOf(m *maker, postures ...dsp.Vector) float64 {
	var g gravity
	g.reset()
	for _, p := range postures {
		g.add(m.has(p))
	}
	return g.gain
}

// drawSensor draws a sensor from those of the data sheets: a gain within 10 %, offsets within 50 mg, axes within 1 % of one another.
func drawSensor(t *rapid.T) (*maker, float64) {
	gain := rapid.Float64Range(0.9, 1.1).Draw(t, "gain")
	m := maker{}
	sum := 0.0
	for k := range m.gain {
		m.gain[k] = gain * (1 + rapid.Float64Range(-0.005, 0.005).Draw(t, "axis"))
		sum += m.gain[k] / 3
	}
	o := func(name string) float64 { return rapid.Float64Range(-0.05, 0.05).Draw(t, name) }
	m.offset = dsp.Vector{X: o("x"), Y: o("y"), Z: o("z")}
	return &m, sum
}

// TestManyPosturesTellTheGain: from a dozen postures of all kinds the gain is known to half a percent, whatever the offset: twenty times better than the data sheets.
func TestManyPosturesTellTheGain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, want := drawSensor(t)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var postures []dsp.Vector
		for range 6 { // and what is opposite, lest all of them lie on one side
			p := onSphere(rng)
			postures = append(postures, p, add(dsp.Vector{}, p, -1))
		}
		if got := gainOf(m, postures...); math.Abs(got-want) > 0.005 {
			t.Errorf("gain %.4f, want %.4f", got, want)
		}
	})
}

// TestLyingOnThreeSidesTellsTheGain: a lower leg on its left side, its calf and its right side: three postures about one axis, of which the outer two are opposite.
func TestLyingOnThreeSidesTellsTheGain(t *testing.T) {
	sides := []dsp.Vector{{X: 1}, {Y: 1}, {X: -1}}
	for _, m := range []maker{
		{gain: [3]float64{1.02, 1.02, 1.02}},
		{gain: [3]float64{0.98, 0.98, 0.98}},
		{gain: [3]float64{1, 1, 1}, offset: dsp.Vector{X: 0.02, Y: 0.02, Z: 0.02}},
		{gain: [3]float64{1.02, 1.02, 1.02}, offset: dsp.Vector{X: 0.02, Y: -0.02, Z: 0.02}},
		{gain: [3]float64{0.98, 0.98, 0.98}, offset: dsp.Vector{X: -0.02, Y: 0.02, Z: -0.02}},
	} {
		if got := gainOf(&m, sides...); math.Abs(got-m.gain[0]) > 0.0015 {
			t.Errorf("gain %.4f with offset %v, want %.2f", got, m.offset, m.gain[0])
		}
	}
}

// TestOnePostureIsSharedOut: 20 mg too much in a single posture are as likely of the gain as of the offset: sensors err by as much in both. What a
// second posture across has too much as well was the gain rather, and what the opposite posture lacks was the offset.
func TestOnePostureIsSharedOut(t *testing.T) {
	first := dsp.Vector{X: 1.02}
	for _, c := range []struct {
		name       string
		then       []dsp.Vector
		least, top float64
	}{
		{"alone", nil, 1.009, 1.011},
		{"as much across", []dsp.Vector{{Y: 1.02}}, 1.012, 1.02},
		{"less on the opposite side", []dsp.Vector{{X: -0.98}}, 0.999, 1.001},
		{"as much on the opposite side", []dsp.Vector{{X: -1.02}}, 1.019, 1.021},
	} {
		var g gravity
		g.reset()
		for _, p := range append([]dsp.Vector{first}, c.then...) {
			g.add(p)
		}
		if g.gain < c.least || g.gain > c.top {
			t.Errorf("%s: gain %.4f, want %.3f to %.3f", c.name, g.gain, c.least, c.top)
		}
	}
}

// TestGainKnowsNoAxes: a sensor strapped on otherwise has the same gain, but for the last step of rounding.
func TestGainKnowsNoAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		m, _ := drawSensor(t)
		sin, cos := math.Sincos(rapid.Float64Range(-3, 3).Draw(t, "angle"))
		var g, turned gravity
		g.reset()
		turned.reset()
		for range rapid.IntRange(1, 60).Draw(t, "postures") {
			p := m.has(onSphere(rng))
			g.add(p)
			turned.add(dsp.Vector{X: p.Z, Y: cos*p.X - sin*p.Y, Z: sin*p.X + cos*p.Y})
			if math.Abs(g.gain-turned.gain) > 1.001/gainSteps {
				t.Fatalf("gain %.4f, turned %.4f", g.gain, turned.gain)
			}
		}
		if len(g.told) > mostTold {
			t.Errorf("%d postures are remembered", len(g.told))
		}
	})
}

// TestNoGravityTellsNothing: what is nowhere near 1 g long is no gravity: a sensor that takes it off, another unit, free fall, no number.
func TestNoGravityTellsNothing(t *testing.T) {
	for _, p := range []dsp.Vector{{}, {X: 0.01}, {X: 0.5}, {Y: 2}, {Z: 9.81}, {X: math.NaN()}, {X: math.Inf(1)}} {
		var g gravity
		g.reset()
		if g.add(p) || g.gain != 1 {
			t.Errorf("%v: gain %.4f", p, g.gain)
		}
	}
}

// TestSamePostureTellsNoMore: a night on one side says no more of the gain than a minute there.
func TestSamePostureTellsNoMore(t *testing.T) {
	m := maker{gain: [3]float64{1, 1, 1}, offset: dsp.Vector{X: 0.02}}
	once := gainOf(&m, dsp.Vector{X: 1})
	var often []dsp.Vector
	for range 300 {
		often = append(often, dsp.Vector{X: 1})
	}
	if got := gainOf(&m, often...); got != once {
		t.Errorf("gain %.4f, at first %.4f", got, once)
	}
}

// TestGainGoesOnAsFromTheStart: rows that are kept from posture to posture give the gain, to the bit, that all of them worked out anew do, however often one comes back and the oldest is
// forgotten.
func TestGainGoesOnAsFromTheStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		places := make([]dsp.Vector, rapid.IntRange(1, 2*mostTold).Draw(t, "places"))
		for i := range places {
			places[i] = onSphere(rng)
		}
		var g gravity
		g.reset()
		for range rapid.IntRange(1, 4*mostTold).Draw(t, "rests") {
			g.add(add(places[rng.IntN(len(places))], onSphere(rng), 0.01))
		}
		anew := gravity{told: g.told}
		if kept, want := g.fitGain(), anew.fitGain(); kept != want {
			t.Fatalf("the gain goes on as %v and is %v from the start", kept, want)
		}
	})
}

// TestWithinOne: it is what the built-in min and max make of every number, to the bit.
func TestWithinOne(t *testing.T) {
	for _, v := range []float64{0, math.Copysign(0, -1), 1, -1, math.Nextafter(1, 2), math.Nextafter(-1, 0), 0.3, -0.3, 7, -7, 1e300, -1e-300, math.Inf(1), math.Inf(-1)} {
		if got, want := withinOne(v), min(max(v, -1), 1); math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%v becomes %v, want %v", v, got, want)
		}
	}
}
