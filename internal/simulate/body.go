package simulate

import (
	"math"
	"math/rand/v2"
)

const (
	pulseStepS = 0.025 // s between computed points of breathing and heart beat, straight lines between them
	creepStepS = 1.0   // s between computed points of creep and thermal drift
)

// body is what never stops: breathing, heart beat and the slow sinking of the
// limb, produced in order of time.
type body struct {
	rng    *rand.Rand
	law    Laws[float64]
	sensor *sensor

	breathPhase, depth float64 // rad; breathing's slowly varying depth, about 1
	heartPhase, pace   float64 // rad; heart rate as a factor, about 1
	heartAxis          vec
	creepAxis          [3]vec
	creepPhase         [3]float64
	creepS             [3]float64

	pulseAt, creepAt       float64 // s, the later one of the two points held
	breath, heart          [2]float64
	creep                  [2]vec
	drift                  [2]vec
	breathScale, heartSize float64
}

func newBody(number int, set Settings, law Laws[float64], s *sensor) *body {
	b := &body{rng: set.stream(streamBody + uint64(number)), law: law, sensor: s, depth: 1, pace: 1}
	b.heartAxis = randomUnit(b.rng)
	for i := range 3 {
		b.creepAxis[i] = randomUnit(b.rng)
		b.creepPhase[i] = 2 * math.Pi * b.rng.Float64()
		b.creepS[i] = betweenLog(b.rng, 120, 4000) // s, periods of the sinking (A)
	}
	b.breathPhase = 2 * math.Pi * b.rng.Float64()
	b.breathScale = law.BreathMG / 1000
	b.heartSize = law.HeartMG / 1000
	b.stepPulse()
	b.stepCreep()
	b.pulseAt, b.creepAt = 0, 0
	b.stepPulse()
	b.stepCreep()
	return b
}

// at returns breathing and heart beat (each as a factor for its direction, in g), creep and thermal drift at t, which must not fall.
func (b *body) at(t float64) (breath, heart float64, creep, drift vec) {
	for t > b.pulseAt {
		b.stepPulse()
	}
	for t > b.creepAt {
		b.stepCreep()
	}
	p := (b.pulseAt - t) / pulseStepS
	c := (b.creepAt - t) / creepStepS
	breath = b.breath[1] + p*(b.breath[0]-b.breath[1])
	heart = b.heart[1] + p*(b.heart[0]-b.heart[1])
	return breath, heart, b.creep[1].toward(b.creep[0], c), b.drift[1].toward(b.drift[0], c)
}

// stepPulse computes the next point of breathing and heart beat.
func (b *body) stepPulse() {
	root := math.Sqrt(pulseStepS)
	b.pulseAt += pulseStepS
	b.breath[0], b.heart[0] = b.breath[1], b.heart[1]
	b.breathPhase += 2*math.Pi*b.law.BreathHz*pulseStepS + b.law.BreathNoise*root*b.rng.NormFloat64()
	b.depth += (1-b.depth)*pulseStepS/20 + 0.06*root*b.rng.NormFloat64() // returns within 20 s, sd 0.2 (A)
	sin, cos := math.Sincos(b.breathPhase)
	b.breath[1] = b.breathScale * max(b.depth, 0.1) * (sin + 0.25*2*sin*cos)
	b.pace += (1-b.pace)*pulseStepS/10 + 0.02*root*b.rng.NormFloat64()
	b.heartPhase += 2 * math.Pi * b.law.HeartHz * b.pace * pulseStepS
	sin, cos = math.Sincos(b.heartPhase)
	second, third := 2*sin*cos, sin*(3-4*sin*sin)
	b.heart[1] = b.heartSize * (0.4*sin + 0.5*second + 0.4*third)
}

// stepCreep computes the next point of creep and thermal drift.
func (b *body) stepCreep() {
	b.creepAt += creepStepS
	b.creep[0], b.drift[0] = b.creep[1], b.drift[1]
	b.creep[1] = vec{}
	for i := range 3 {
		size := b.law.CreepMG / 1000 / 2 * math.Sin(2*math.Pi*b.creepAt/b.creepS[i]+b.creepPhase[i])
		b.creep[1] = b.creep[1].add(b.creepAxis[i].scale(size))
	}
	b.drift[1] = b.sensor.thermal.scale(math.Exp(-b.creepAt / b.sensor.settleS))
}
