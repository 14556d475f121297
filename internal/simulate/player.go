package simulate

import (
	"math"
	"math/rand/v2"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// finestHz is the rate up to which a sensor averages several instants into one sample, as its filter does.
const finestHz = 100 // Hz

// sample is one stored sample.
type sample struct {
	number  int64    // of all samples the sensor took, lost ones counted
	x, y, z int32    // micro-g
	flag    dsp.Flag // Clipped or nothing
	at      float64  // s, true time
}

// player produces a limb's samples in order, in constant memory.
type player struct {
	limb   *limb
	clock  *clock
	sensor sensor
	body   *body
	noise  *rand.Rand
	parts  int // instants averaged into one sample while something moves

	number  int64 // next sample
	from    int64 // first sample of the stretch over which time runs straight
	line    [2]float64
	loss    int   // next entry of clock.missing
	motion  int   // next motion to start
	active  []int // motions under way
	posture vec
	breath  vec
}

func newPlayer(n *Night, number int) *player {
	p := &player{limb: n.limbs[number], clock: n.clocks[number], noise: n.Settings.stream(streamNoise + uint64(number))}
	p.sensor = newSensor(number, n.Settings, n.law)
	p.body = newBody(number, n.Settings, n.law, &p.sensor)
	p.parts = max(1, int(math.Ceil(finestHz/n.Settings.Rate)))
	p.posture, p.breath = p.limb.bed, p.limb.bedBreath
	return p
}

// next returns the next stored sample, false at the end.
func (p *player) next() (sample, bool) {
	if p.loss < len(p.clock.missing) && p.number == p.clock.missing[p.loss].from {
		p.number = p.clock.missing[p.loss].to
		p.loss++
	}
	if p.number >= p.clock.samples {
		return sample{}, false
	}
	s := sample{number: p.number, at: p.time()}
	p.number++
	breath, heart, creep, drift := p.body.at(s.at)
	force, gain := p.moved(s.at)
	force = force.add(gain.scale(breath)).add(p.body.heartAxis.scale(heart)).add(creep)
	s.x, s.y, s.z, s.flag = p.sensor.read(force, drift, p.noise)
	return s, true
}

// straight is the number of samples over which the slow wave of the clock is taken for a straight line: 7 ns off at 100 Hz.
const straight = 128

// time returns the true time of the next sample.
func (p *player) time() float64 {
	if d := p.number - p.from; p.line[1] == 0 || d >= straight {
		p.from = p.number
		p.line[0] = p.clock.time(p.from)
		p.line[1] = (p.clock.time(p.from+straight) - p.line[0]) / straight
	}
	return p.line[0] + p.line[1]*float64(p.number-p.from)
}

// moved returns the force that posture and movements make at t, and how breathing shows just then.
func (p *player) moved(t float64) (force, breath vec) {
	motions := p.limb.motions
	for p.motion < len(motions) && motions[p.motion].start <= t {
		p.posture, p.breath = motions[p.motion].after, motions[p.motion].breathAfter
		p.active = append(p.active, p.motion)
		p.motion++
	}
	force, breath = p.posture, p.breath
	still := p.active[:0]
	for _, i := range p.active {
		m := &motions[i]
		if t > m.end()+p.clock.period {
			continue
		}
		still = append(still, i)
		force = force.add(m.average(t-m.start, p.clock.period, p.parts).sub(m.after))
		share := 1 - minimumJerk(clamp((t-m.start)/m.length, 0, 1), 1).at
		breath = breath.add(m.breathBefore.sub(m.breathAfter).scale(share))
	}
	p.active = still
	return force, breath
}

// average returns the mean force over one sampling period about t, from the given number of instants.
func (m *motion) average(t, period float64, parts int) vec {
	if parts == 1 {
		return m.force(t)
	}
	var sum vec
	for i := range parts {
		sum = sum.add(m.force(t + period*((float64(i)+0.5)/float64(parts)-0.5)))
	}
	return sum.scale(1 / float64(parts))
}
