package simulate

import "math"

// angle is a joint angle and its derivatives: rad, rad/s, rad/s².
type angle struct{ at, speed, accel float64 }

// shape says which law of motion a piece follows.
type shape uint8

const (
	ramp  shape = iota // minimum-jerk step from 0 to size
	shake              // oscillation at hz under a smooth window
	kick               // response of a damped limb to a short muscle burst
)

// piece is one part of the angle of a joint, size times a unit profile that
// starts at from and lasts length. A ramp keeps its size afterwards; the others
// come back to zero.
type piece struct {
	shape        shape
	from, length float64 // s; the length of a kick is that of its muscle burst
	size         float64 // rad (a kick's is the factor on a unit torque pulse, rad/s²)
	hz, damping  float64 // of a shake (hz) or of the limb that a kick sets ringing
	fixed        bool    // not changed when the movement is scaled to its peak
	ring         ringing // of a kick
}

// at returns the piece's share of the angle t seconds after the start of the movement.
func (p *piece) at(t float64) angle {
	t -= p.from
	if t <= 0 {
		return angle{}
	}
	switch p.shape {
	case ramp:
		if t >= p.length {
			return angle{at: p.size}
		}
		return minimumJerk(t/p.length, p.length).scale(p.size)
	case shake:
		if t >= p.length {
			return angle{}
		}
		return shaken(t, p.length, p.hz).scale(p.size)
	default:
		return p.ring.at(t).scale(p.size)
	}
}

func (a angle) scale(s float64) angle { return angle{a.at * s, a.speed * s, a.accel * s} }

// minimumJerk is the smooth step of Flash & Hogan 1985 at s of its way, for a
// movement of the given length.
func minimumJerk(s, length float64) angle {
	r := 1 - s
	return angle{
		at:    s * s * s * (10 + s*(6*s-15)),
		speed: 30 * s * s * r * r / length,
		accel: 60 * s * r * (1 - 2*s) / (length * length),
	}
}

// shakeEdge is the part of a shake over which it swells, and over which it fades.
const shakeEdge = 0.2

// shaken is sin(2π hz t) under a window with minimum-jerk edges.
func shaken(t, length, hz float64) angle {
	edge := shakeEdge * length
	w := angle{at: 1}
	if t < edge {
		w = minimumJerk(t/edge, edge)
	} else if t > length-edge {
		w = minimumJerk((length-t)/edge, edge)
		w.speed = -w.speed
	}
	omega := 2 * math.Pi * hz
	sin, cos := math.Sincos(omega * t)
	return angle{
		at:    w.at * sin,
		speed: w.speed*sin + w.at*omega*cos,
		accel: w.accel*sin + 2*w.speed*omega*cos - w.at*omega*omega*sin,
	}
}

// ringing is the exact response of θ″ + 2σθ′ + ω0²θ = F(t), at rest before, to a
// torque pulse F(t) = (1 − cos(2πt/D))/2 over 0 ≤ t < D.
type ringing struct {
	pulse          float64 // s, D
	sigma, w0, wd  float64 // 1/s: decay, undamped and damped angular frequency
	omega          float64 // 1/s, 2π/D
	mean, pc, ps   float64 // of the forced part: mean − pc·cos(ωt) − ps·sin(ωt)
	c1, c2, f1, f2 float64 // of the free part, during the pulse and after it
}

// faded is when a ring is over: it has fallen by a factor of e^12, of 1 g to 6 micro-g.
const faded = 12

// newRinging prepares the response; damping is the ratio σ/ω0, under 1.
func newRinging(pulse, hz, damping float64) ringing {
	r := ringing{pulse: pulse, w0: 2 * math.Pi * hz, omega: 2 * math.Pi / pulse}
	r.sigma = damping * r.w0
	r.wd = math.Sqrt(r.w0*r.w0 - r.sigma*r.sigma)
	gap := r.w0*r.w0 - r.omega*r.omega
	loss := 2 * r.sigma * r.omega
	r.mean = 0.5 / (r.w0 * r.w0)
	r.pc = 0.5 * gap / (gap*gap + loss*loss)
	r.ps = 0.5 * loss / (gap*gap + loss*loss)
	r.c1 = r.pc - r.mean
	r.c2 = (r.ps*r.omega + r.sigma*r.c1) / r.wd
	end := r.forced(pulse)
	r.f1 = end.at
	r.f2 = (end.speed + r.sigma*r.f1) / r.wd
	return r
}

// at returns the response t seconds after the pulse began, t ≥ 0.
func (r *ringing) at(t float64) angle {
	switch {
	case t < r.pulse:
		return r.forced(t)
	case (t-r.pulse)*r.sigma > faded:
		return angle{}
	}
	return r.free(t-r.pulse, r.f1, r.f2)
}

func (r *ringing) forced(t float64) angle {
	a := r.free(t, r.c1, r.c2)
	sin, cos := math.Sincos(r.omega * t)
	a.at += r.mean - r.pc*cos - r.ps*sin
	a.speed += r.omega * (r.pc*sin - r.ps*cos)
	a.accel += r.omega * r.omega * (r.pc*cos + r.ps*sin)
	return a
}

func (r *ringing) free(t, c1, c2 float64) angle {
	sin, cos := math.Sincos(r.wd * t)
	decay := math.Exp(-r.sigma * t)
	at := decay * (c1*cos + c2*sin)
	speed := decay*r.wd*(c2*cos-c1*sin) - r.sigma*at
	return angle{at, speed, -2*r.sigma*speed - r.w0*r.w0*at}
}

// rampPiece is a smooth step of the angle by size.
func rampPiece(from, length, size float64) piece {
	return piece{shape: ramp, from: from, length: length, size: size}
}

// shakePiece is an oscillation of amplitude size.
func shakePiece(from, length, size, hz float64) piece {
	return piece{shape: shake, from: from, length: length, size: size, hz: hz}
}

// kickPiece is a muscle burst of pulse seconds on a limb that then rings at hz.
// Its size is in units of the greatest angle a steady torque would give.
func kickPiece(from, pulse, size, hz, damping float64) piece {
	w0 := 2 * math.Pi * hz
	return piece{shape: kick, from: from, length: pulse, size: size * w0 * w0, hz: hz, damping: damping,
		ring: newRinging(pulse, hz, damping)}
}

// ends returns when the piece has come to rest, in seconds after the start of
// the movement.
func (p *piece) ends() float64 {
	if p.shape == kick {
		return p.from + p.length + faded/p.ring.sigma
	}
	return p.from + p.length
}
