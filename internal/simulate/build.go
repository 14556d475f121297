package simulate

import (
	"math"
	"math/rand/v2"
)

// largest angles in rad that a movement may be scaled to (A: what a leg in bed has room for).
const (
	limbRoom  = 1.1
	grossRoom = 1.5
)

// build gives the motion its joints or modes and returns the traits to note in the truth.
func (l *limb) build(m *motion, in *intent, rng *rand.Rand) []string {
	peak := in.peak
	if l.transmitted(in) {
		peak *= logNormal(rng, l.law.WristFactor, 0.5)
	}
	var traits []string
	switch in.kind {
	case kindLimb:
		traits = l.buildLimb(m, in, rng)
	case kindFidget:
		l.buildFidget(m, in, rng)
	case kindGross:
		l.buildGross(m, in, rng)
	case kindHypnic:
		traits = l.buildHypnic(m, in, rng, peak)
	case kindRhythmic:
		l.buildRhythmic(m, in, rng)
	case kindTwitch:
		l.buildTwitch(m, in, rng)
	case kindMicro:
		half := in.length / 2
		size := 0.01 * sign(rng)
		stays := max(0, between(rng, -0.5, 0.5)) // part of the motion that is not undone
		m.joints = []joint{l.joint(rng, rampPiece(0, half, size), rampPiece(half, half, size*(stays-1)))}
	case kindShock:
		buildShock(m, in, rng)
		return nil
	}
	m.order()
	m.length = in.length
	room := limbRoom
	if in.kind == kindGross {
		room = grossRoom
	}
	m.scaleTo(peak, room)
	if l.transmitted(in) {
		traits = append(traits, "transmitted")
	}
	return traits
}

// transmitted reports whether the limb only feels what another one does: a leg's movement at the wrist.
func (l *limb) transmitted(in *intent) bool {
	return l.site.Wrist() && !in.arm && (in.kind == kindLimb || in.kind == kindRhythmic)
}

// joint returns the limb's own hinge with a little variation, moving by the pieces.
func (l *limb) joint(rng *rand.Rand, pieces ...piece) joint {
	axis := l.hinge.wobble(rng, l.law.AxisWobbleDeg*degree)
	lever := l.long.wobble(rng, 0.08).scale(l.lever)
	return joint{axis: axis, lever: lever, pieces: pieces}
}

// upperJoint returns the joint above (hip or shoulder) about some axis across the limb.
func (l *limb) upperJoint(rng *rand.Rand, pieces ...piece) joint {
	axis := l.hinge.turn(l.long, 2*math.Pi*rng.Float64()).wobble(rng, 0.2)
	return joint{axis: axis, lever: l.long.scale(l.upper), pieces: pieces}
}

// unitStep is the lift before scaling, in rad.
const unitStep = 0.1

// quickestS is the shortest time in which muscles turn a joint from rest to rest: to its peak alone, one twitch of the human calf takes 100–157 ms
// (Vandervoort & McComas 1983: gastrocnemius 100 and 114 ms, soleus 157 ms). What is quicker is a shock or the ring of a limb.
const quickestS = 0.12 // s

// buildLimb is lift, hold and release, with the variations that the intent's dice give it. Nothing is drawn for ways of moving that the sleeper does not have, so that the others' nights stay what they were.
func (l *limb) buildLimb(m *motion, in *intent, rng *rand.Rand) []string {
	var traits []string
	length := in.length
	dice := [4]float64{rng.Float64(), rng.Float64(), rng.Float64(), rng.Float64()}
	if dice[0] < l.law.FragmentP && length > 1.6 {
		traits = append(traits, "fragmented")
		burst := between(rng, 0.35, 0.6) * length
		gap := between(rng, 0.2, 0.7)
		rest := max(0.4, length-burst-gap)
		again := l.liftHoldRelease(rng, burst+gap, rest, unitStep*between(rng, 0.4, 1.2), 0, false)
		m.joints = []joint{l.joint(rng, append(l.liftHoldRelease(rng, 0, burst, unitStep, 0, false), again...)...)}
		return traits
	}
	if l.law.PiecesP > 0 && rng.Float64() < l.law.PiecesP {
		traits = append(traits, "pieces")
		m.joints = []joint{l.joint(rng, l.strokes(rng, length)...)}
		return traits
	}
	var tilt float64
	if dice[1] < l.law.TiltP && !l.transmitted(in) {
		tilt = logNormal(rng, l.law.TiltDeg, 0.6) * degree * sign(rng)
		traits = append(traits, "tilt")
	}
	gentle := rng.Float64() < l.law.GentleP
	if gentle {
		traits = append(traits, "gentle")
	}
	stroke := l.liftHoldRelease
	if l.law.FlickP > 0 && rng.Float64() < l.law.FlickP {
		traits = append(traits, "flick")
		stroke = l.flick
	}
	pieces := stroke(rng, 0, length, unitStep, clamp(tilt, -12*degree, 12*degree), gentle)
	if l.law.JerkP > 0 && length > 1.5 && rng.Float64() < l.law.JerkP {
		traits = append(traits, "jerks")
		pieces = append(pieces, jerks(rng, length)...)
	}
	if dice[2] < l.law.ClonicP && length > 1.5 {
		traits = append(traits, "clonic")
		pieces = append(pieces, l.clonus(rng, length))
	}
	m.joints = []joint{l.joint(rng, pieces...)}
	if dice[3] < l.law.TwoAxisP {
		traits = append(traits, "two-axis")
		size := unitStep * between(rng, 0.2, 0.9)
		m.joints = append([]joint{l.upperJoint(rng, l.liftHoldRelease(rng, 0, length*between(rng, 0.8, 1), size, 0, gentle)...)}, m.joints...)
	}
	if in.doublet {
		traits = append(traits, "doublet")
	}
	if length > 10 {
		traits = append(traits, "long")
	}
	return traits
}

// liftHoldRelease returns the pieces of one held movement of the given length.
// What is left at the end is tilt, which scaling leaves alone.
func (l *limb) liftHoldRelease(rng *rand.Rand, from, length, size, tilt float64, gentle bool) []piece {
	lift := clamp(logNormal(rng, l.law.LiftS, 0.4), quickestS, 0.4*length)
	release := clamp(logNormal(rng, 1.3*l.law.LiftS, 0.4), 0.15, 0.45*length)
	if gentle {
		release = clamp(between(rng, 1, 3), 0.4, 0.5*length)
	}
	hold := length - lift - release
	sag := size * between(rng, -0.2, 0.15)
	if hold < 0.5 { // no time to sag
		sag = 0
	}
	pieces := append(l.skewed(rng, from, lift, size), rampPiece(from+lift, hold, sag))
	pieces = append(pieces, l.skewed(rng, from+lift+hold, release, -(size+sag))...)
	if tilt != 0 {
		p := rampPiece(from, length, tilt)
		p.fixed = true
		pieces = append(pieces, p)
	}
	if l.law.HoldTremor > 0 && hold > 0.3 {
		pieces = append(pieces, shakePiece(from+lift, hold, size*l.law.HoldTremor*rng.Float64(), between(rng, 6, 10)))
	}
	if !gentle { // the limb drops the last bit and bounces on the mattress
		bounce := size * between(rng, 0, l.law.Bounce)
		pieces = append(pieces, kickPiece(from+length-0.6*release, between(rng, 0.08, 0.15), bounce, between(rng, 4, 8), between(rng, 0.25, 0.5)))
	}
	return pieces
}

// flick returns the pieces of a movement that comes back as soon as it was made, which takes less time than one that is held.
func (l *limb) flick(rng *rand.Rand, from, length, size, tilt float64, _ bool) []piece {
	length = max(length*between(rng, 0.3, 1), 2*quickestS)
	lift := max(length*between(rng, 0.25, 0.6), quickestS)
	pieces := append(l.skewed(rng, from, lift, size), rampPiece(from+lift, max(length-lift, quickestS), -size))
	if tilt != 0 {
		pieces = append(pieces, fix([]piece{rampPiece(from, length, tilt)})...)
	}
	return pieces
}

// strokes returns the pieces of a movement of two or three strokes within length, each with its own size and time, held or not.
func (l *limb) strokes(rng *rand.Rand, length float64) []piece {
	var pieces []piece
	at, count := 0.0, 2+rng.IntN(2)
	for range count {
		stroke, lasts := l.flick, max(length/float64(count)*between(rng, 0.4, 1), 4*quickestS)
		if rng.Float64() < 0.5 {
			stroke = l.liftHoldRelease
		}
		pieces = append(pieces, stroke(rng, at, lasts, unitStep*betweenLog(rng, 0.1, 1)*sign(rng), 0, false)...)
		for i := range pieces {
			at = max(at, pieces[i].from+pieces[i].length)
		}
		at += between(rng, 0, 0.45) // s, less than the half second that would make two movements of them (WASM 2016)
	}
	return pieces
}

// jerks returns one to three small strokes of a limb that is held out for length.
func jerks(rng *rand.Rand, length float64) []piece {
	var pieces []piece
	for range 1 + rng.IntN(3) {
		stroke := between(rng, quickestS, 0.4)
		at := between(rng, 0.25, 0.7) * length
		size := unitStep * between(rng, -0.4, 0.6)
		pieces = append(pieces, rampPiece(at, stroke, size), rampPiece(at+stroke, between(rng, 1, 2)*stroke, -size))
	}
	return pieces
}

// skewed is a ramp whose first part is more abrupt than its last, though not more than muscles can make it.
func (l *limb) skewed(rng *rand.Rand, from, length, size float64) []piece {
	early := 0.7 * l.law.LiftSkew * rng.Float64()
	return []piece{
		rampPiece(from, min(max(length*between(rng, 0.3, 0.7), quickestS), length), size*early),
		rampPiece(from, length, size*(1-early)),
	}
}

// clonus is a sustained shake inside a limb movement.
func (l *limb) clonus(rng *rand.Rand, length float64) piece {
	hz := clamp(l.law.ClonicHz*between(rng, 0.85, 1.15), 1.8, 4.5)
	part := length * between(rng, 0.6, 0.95)
	return shakePiece(0.5*(length-part), part, unitStep*between(rng, 0.05, 0.35)*2/hz, hz)
}

// wander returns consecutive ramps to random angles, the last one to final.
func (l *limb) wander(rng *rand.Rand, length, size, final float64) []piece {
	var pieces []piece
	var at float64
	for t := 0.0; t < length; {
		step := clamp(logNormal(rng, l.law.StrokeS, 0.5), min(0.3, l.law.StrokeS), 3)
		target := size * rng.NormFloat64()
		if rng.Float64() < 0.2 {
			target = at // a pause
		}
		if t+step > length-0.4 {
			step, target = length-t, final
		}
		pieces = append(pieces, rampPiece(t, step, target-at))
		t, at = t+step, target
	}
	return pieces
}

// knocks returns the jolts of a limb that drops, slips or hits something on its way by steps of the given size.
func (l *limb) knocks(rng *rand.Rand, length, size float64) []piece {
	var pieces []piece
	poisson(rng, 0, length-0.5, l.law.Roughness*hour, func(t float64) {
		jolt := size * 0.04 * l.law.Roughness * rng.NormFloat64() // a steady torque of that size would turn the joint so far (A)
		pieces = append(pieces, kickPiece(t, between(rng, 0.08, 0.2), jolt, between(rng, 3, 8), between(rng, 0.2, 0.5)))
	})
	return pieces
}

// fix returns the pieces as ones that scaling leaves alone.
func fix(pieces []piece) []piece {
	for i := range pieces {
		pieces[i].fixed = true
	}
	return pieces
}

// buildFidget moves one to three joints, often to end in a slightly different posture.
func (l *limb) buildFidget(m *motion, in *intent, rng *rand.Rand) {
	m.joints = []joint{l.joint(rng, append(l.wander(rng, in.length, unitStep, 0), l.knocks(rng, in.length, unitStep)...)...)}
	if rng.Float64() < 0.6 {
		m.joints = append([]joint{l.upperJoint(rng, l.wander(rng, in.length, 0.7*unitStep, 0)...)}, m.joints...)
	}
	if rng.Float64() < l.law.FidgetTiltP {
		tilt := betweenLog(rng, 0.5, 15) * degree * sign(rng)
		roll := joint{axis: l.long.wobble(rng, 0.3), pieces: fix([]piece{rampPiece(0, in.length, tilt)})}
		m.joints = append([]joint{roll}, m.joints...)
	}
}

// buildGross rolls the body, with hip and knee (shoulder and elbow) moving as they like.
func (l *limb) buildGross(m *motion, in *intent, rng *rand.Rand) {
	turn := between(rng, -8, 8) * degree
	if rng.Float64() < l.law.TurnShare {
		turn = between(rng, 25, 150) * degree * sign(rng)
	}
	sink := 4 * degree
	m.joints = []joint{
		{axis: l.long.wobble(rng, 0.15), lever: l.hinge.scale(between(rng, 0.05, 0.2)), pieces: fix(l.wander(rng, in.length, 0.4*turn, turn))},
		l.upperJoint(rng, append(l.wander(rng, in.length, 2.5*unitStep, 0), l.knocks(rng, in.length, 2.5*unitStep)...)...),
		l.joint(rng, append(l.wander(rng, in.length, 3*unitStep, 0), fix([]piece{rampPiece(0, in.length, sink*rng.NormFloat64())})...)...),
	}
}

// longestVolleyS is when the last burst of a hypnic start begins, s after the first (A).
const longestVolleyS = 0.9

// buildHypnic is one muscle burst of 75–250 ms, sometimes two or three at once, on a
// limb that rings so that its mechanical activity lasts in.length.
func (l *limb) buildHypnic(m *motion, in *intent, rng *rand.Rand, peak float64) []string {
	var traits []string
	burst := clamp(betweenLog(rng, 0.075, 0.25), 0.075, 0.8*in.length)
	hz := clamp(logNormal(rng, l.law.HypnicHz, 0.4), min(3, l.law.HypnicHz), 12)
	damping := ringDamping(peak, in.length-burst/2, hz)
	pieces := []piece{kickPiece(0, burst, 0.01, hz, damping)}
	if rng.Float64() < l.law.HypnicDoubleP && in.length > 0.4 {
		traits = append(traits, "double burst")
		pieces = append(pieces, kickPiece(between(rng, 0.1, 0.2), burst*between(rng, 0.7, 1), 0.01*between(rng, 0.3, 1), hz*between(rng, 0.9, 1.1), damping))
	}
	if more := l.volley(rng, burst, hz, damping); len(more) > 0 {
		traits = append(traits, "volley")
		pieces = append(pieces, more...)
	}
	if rng.Float64() < l.law.HypnicTiltP {
		tilt := rampPiece(0, max(in.length, 0.3), logNormal(rng, 0.7, 0.6)*degree)
		tilt.fixed = true
		pieces = append(pieces, tilt)
		traits = append(traits, "tilt")
	}
	m.joints = []joint{l.joint(rng, pieces...)}
	if rng.Float64() < 0.5 {
		other := kickPiece(0, burst, 0.01*between(rng, 0.2, 0.8), hz*between(rng, 0.7, 1.3), damping)
		m.joints = append([]joint{l.upperJoint(rng, other)}, m.joints...)
	}
	if in.chained {
		traits = append(traits, "chained")
	}
	return traits
}

// volley returns the further bursts of a hypnic start.
func (l *limb) volley(rng *rand.Rand, burst, hz, damping float64) []piece {
	if l.law.HypnicBurstP <= 0 {
		return nil
	}
	var pieces []piece
	for at := between(rng, 0.12, 0.35); at < longestVolleyS && rng.Float64() < l.law.HypnicBurstP; at += between(rng, 0.12, 0.35) {
		pieces = append(pieces, kickPiece(at, burst*between(rng, 0.6, 1.2), 0.01*between(rng, 0.4, 1.2), hz*between(rng, 0.9, 1.1), damping))
	}
	return pieces
}

// ringDamping returns the damping with which a ring of the given peak falls to VisibleEdgeG in lasts seconds.
func ringDamping(peak, lasts, hz float64) float64 {
	sigma := math.Log(max(peak/VisibleEdgeG, 2)) / max(lasts, 0.08)
	return clamp(sigma/(2*math.Pi*hz), 0.08, 0.85)
}

// buildTwitch is a burst too short and small for a limb movement.
func (l *limb) buildTwitch(m *motion, in *intent, rng *rand.Rand) {
	hz := betweenLog(rng, l.law.TwitchSlowHz, 10)
	damping := ringDamping(in.peak, 0.7*in.length, hz)
	m.joints = []joint{l.joint(rng, kickPiece(0, between(rng, 0.04, 0.1), 0.01, hz, damping))}
}

// buildRhythmic is a train of separate beats of like period and size, each back to where it began.
func (l *limb) buildRhythmic(m *motion, in *intent, rng *rand.Rand) {
	period := 1 / in.hz
	duty := clamp(l.law.RhythmicDuty+between(rng, -0.15, 0.15), 0.3, 0.95)
	slope := between(rng, 0.35, 0.65)
	var pieces []piece
	for t := 0.0; t < in.length-0.5*period; {
		now := period * clamp(1+l.law.RhythmicJitter*rng.NormFloat64(), 0.6, 1.4)
		size := unitStep * clamp(1+l.law.RhythmicUneven*rng.NormFloat64(), 0.4, 1.6)
		size *= 1 - l.law.RhythmicWane*math.Abs(2*t/in.length-1)
		least := min(quickestS, now/2)
		up, down := max(now*duty*slope, least), max(now*duty*(1-slope), least)
		pieces = append(pieces, rampPiece(t, up, size), rampPiece(t+up, down, -size))
		t += now
	}
	m.joints = []joint{l.joint(rng, pieces...)}
}

// buildShock is an impulse through the mattress: a few modes between 10 and 30 Hz, no tilt.
func buildShock(m *motion, in *intent, rng *rand.Rand) {
	main := randomUnit(rng)
	for range 2 + rng.IntN(3) {
		decay := in.length / 5 * between(rng, 0.5, 1)
		size := main.wobble(rng, 0.4).scale(between(rng, 0.4, 1) * sign(rng))
		m.modes = append(m.modes, mode{size, betweenLog(rng, 10, 30), decay})
		m.length = max(m.length, 14*decay)
	}
	factor := in.peak * logNormal(rng, 1, 0.3) / m.roughPeak()
	for i := range m.modes {
		m.modes[i].size = m.modes[i].size.scale(factor)
	}
}
