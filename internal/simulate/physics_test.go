package simulate

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// close fails the test unless got is within tolerance of want.
func close(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.6g, want %.6g ± %.2g", what, got, want, tolerance)
	}
}

func TestTiltMovesForceByChord(t *testing.T) {
	for _, degrees := range []float64{1, 5, 20, 90, 150} {
		m := motion{before: vec{0, 0, 1}, joints: []joint{{axis: vec{1, 0, 0}, pieces: []piece{rampPiece(0, 1, degrees*degree)}}}}
		m.settle()
		close(t, "distance between postures in g", m.after.distance(m.before), 2*math.Sin(degrees*degree/2), 1e-12)
		close(t, "force after the tilt against the posture", m.force(2).distance(m.after), 0, 1e-12)
	}
}

func TestTiltAboutTheVerticalIsInvisible(t *testing.T) {
	m := motion{before: vec{0, 0, 1}, joints: []joint{{axis: vec{0, 0, 1}, pieces: []piece{rampPiece(0, 1, 1)}}}}
	m.settle()
	close(t, "distance between postures in g", m.after.distance(m.before), 0, 1e-12)
}

// The force at the end of a chain must be what a second difference of its position gives, seen from its own frame.
func TestChainFollowsNewton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		m := motion{before: randomUnit(rng), length: 2}
		for range rapid.IntRange(1, 3).Draw(t, "joints") {
			m.joints = append(m.joints, joint{axis: randomUnit(rng), lever: randomUnit(rng).scale(0.4), pieces: []piece{
				rampPiece(0, 1, rng.NormFloat64()),
				shakePiece(0.2, 1.5, 0.1, 3),
				kickPiece(0.1, 0.15, 0.05, 6, 0.3),
			}})
		}
		m.order()
		at := rapid.Float64Range(0.05, 1.8).Draw(t, "time")
		const h = 1e-4                    // s
		position := func(t float64) vec { // in the frame of the base, by turning each lever outward in
			var p vec
			for i := len(m.joints) - 1; i >= 0; i-- {
				j := &m.joints[i]
				p = p.add(j.lever).turn(j.axis, j.angle(t).at)
			}
			return p
		}
		accel := position(at + h).add(position(at - h)).sub(position(at).scale(2)).scale(1 / (h * h * gravity))
		want := m.before.add(accel)
		for i := range m.joints {
			j := &m.joints[i]
			want = want.turn(j.axis, -j.angle(at).at)
		}
		if d := m.force(at).distance(want); d > 1e-3 {
			t.Fatalf("force is %g g from what the positions say", d)
		}
	})
}

// derivatives checks that speed and accel are the derivatives of at.
func derivatives(t *testing.T, name string, p piece, until float64) {
	t.Helper()
	const h = 1e-5 // s
	for at := 3 * h; at < until; at += until / 97 {
		a, b := p.at(at-h), p.at(at+h)
		now := p.at(at)
		close(t, name+" speed", now.speed, (b.at-a.at)/(2*h), 1e-4*(1+math.Abs(now.speed)))
		close(t, name+" acceleration", now.accel, (b.speed-a.speed)/(2*h), 2e-3*(1+math.Abs(now.accel)))
	}
}

func TestProfilesAreSmooth(t *testing.T) {
	derivatives(t, "ramp", rampPiece(0, 0.7, 0.5), 1)
	derivatives(t, "shake", shakePiece(0, 2, 0.5, 3), 2.5)
	derivatives(t, "kick", kickPiece(0, 0.12, 0.5, 7, 0.2), 1)
}

func TestMinimumJerk(t *testing.T) {
	if got := minimumJerk(0.5, 2).at; got != 0.5 {
		t.Errorf("half-way is %g", got)
	}
	// Flash & Hogan 1985: greatest speed 1.875 times the mean.
	close(t, "peak speed", minimumJerk(0.5, 2).speed, 1.875/2, 1e-12)
	var peak float64
	for s := 0.0; s < 1; s += 1e-4 {
		peak = max(peak, minimumJerk(s, 2).accel)
	}
	close(t, "peak acceleration", peak, 10/math.Sqrt(3)/4, 1e-6) // 10/√3 per length²
}

// The response to a muscle burst obeys θ″ + 2σθ′ + ω0²θ = torque.
func TestKickObeysItsEquation(t *testing.T) {
	for _, damping := range []float64{0.08, 0.3, 0.85} {
		r := newRinging(0.2, 5, damping)
		for at := 0.001; at < 1; at += 0.003 {
			a := r.at(at)
			var torque float64
			if at < 0.2 {
				torque = (1 - math.Cos(2*math.Pi*at/0.2)) / 2
			}
			close(t, "torque", a.accel+2*r.sigma*a.speed+r.w0*r.w0*a.at, torque, 1e-9)
		}
	}
}

// stillLaws returns a sleeper and a sensor without anything but movements.
func stillLaws(t testing.TB, profile string) *Laws[Range] {
	t.Helper()
	l, err := ProfileLaws(profile)
	if err != nil {
		t.Fatal(err)
	}
	zero := Range{}
	l.BreathMG, l.HeartMG, l.CreepMG, l.ThermalMG, l.OffsetMG, l.GainError = zero, zero, zero, zero, zero, zero
	l.NoiseDensity, l.DropsPerHour, l.RateDriftPPM, l.JitterMS = zero, zero, zero, zero
	l.StepG = Range{1e-6, 1e-6}
	return &l
}

func TestRestIsOneG(t *testing.T) {
	set := Default()
	set.Hours, set.Profile = 1, "restless"
	n := newNight(t, set)
	d := n.Drawn()
	slack := math.Sqrt(3)*(d.OffsetMG+d.ThermalMG)/1000 + d.GainError + (d.BreathMG*4+3*d.CreepMG+2*d.HeartMG)/1000
	noise := newSensor(0, set, d).noise
	var sum float64
	var count int
	p := newPlayer(n, 0)
	for s, more := p.next(); more; s, more = p.next() {
		if len(p.active) > 0 {
			continue
		}
		norm := vec{float64(s.x), float64(s.y), float64(s.z)}.norm() / 1e6
		if math.Abs(norm-1) > slack+6*noise {
			t.Fatalf("at rest |a| = %.4f g at %.2f s", norm, s.at)
		}
		sum += norm
		count++
	}
	close(t, "mean norm at rest in g", sum/float64(count), 1, slack)
}

func TestNoiseIsWhatTheSheetSays(t *testing.T) {
	for _, rate := range []float64{25, 100} {
		laws := *stillLaws(t, "healthy")
		laws.NoiseDensity = Range{0.3, 0.3}
		set := Default()
		set.Hours, set.Rate, set.Vary = 0.25, rate, &laws
		n := newNight(t, set)
		var squares, last float64
		var count int
		p := newPlayer(n, 0)
		for s, more := p.next(); more; s, more = p.next() {
			now := float64(s.x) / 1000 // mg
			if len(p.active) == 0 && count > 0 {
				squares += (now - last) * (now - last) / 2
				count++
			}
			last = now
			count = max(count, 1)
		}
		got := math.Sqrt(squares / float64(count))
		close(t, "sd per axis in mg", got, 0.3*math.Sqrt(rate/2), 0.05*got)
	}
}

func TestClippingAtFullScale(t *testing.T) {
	set := Default()
	set.Hours, set.Amplitude = 1, 20
	laws := *stillLaws(t, "restless")
	laws.RangeG, laws.StepG = Range{2, 2}, Range{1.0 / 1024, 1.0 / 1024}
	set.Vary = &laws
	n := newNight(t, set)
	var clipped int
	p := newPlayer(n, 0)
	for s, more := p.next(); more; s, more = p.next() {
		for _, v := range [3]int32{s.x, s.y, s.z} {
			if v > 2_000_000-976 || v < -2_000_000 {
				t.Fatalf("%d micro-g is beyond ±2 g", v)
			}
		}
		if s.flag != 0 {
			clipped++
		}
	}
	if clipped == 0 {
		t.Error("movements of many g never reached the full scale of 2 g")
	}
}

// No muscle turns a joint from rest to rest within the time that its twitch takes to its peak: 100 ms in the fastest muscle of the calf
// (Vandervoort & McComas 1983). Movements planned shorter than two such turns have half their length for each.
func TestMusclesAreNoQuickerThanTheirTwitch(t *testing.T) {
	for _, profile := range []string{"plm-severe", "rhythmic", "restless"} {
		set := Default()
		set.Profile = profile
		n := newNight(t, set)
		l := n.limbs[0]
		for i := range l.motions {
			in := l.felt[i].intent
			if in.kind != kindLimb && in.kind != kindRhythmic {
				continue
			}
			least := 0.1
			if in.kind == kindRhythmic {
				least = min(least, 0.6/in.hz/2) // the quickest of its uneven beats
			} else {
				least = min(least, 0.2*in.length)
			}
			for _, j := range l.motions[i].joints {
				for _, p := range j.pieces {
					if p.shape == ramp && p.size != 0 && p.length < least {
						t.Fatalf("%s: a joint turns within %.0f ms in a movement of %.1f s", profile, p.length*1000, in.length)
					}
				}
			}
		}
	}
}
