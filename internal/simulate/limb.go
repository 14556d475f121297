package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
)

const degree = math.Pi / 180 // rad

// limb is one instrumented limb: its build, its posture and what it did all night.
type limb struct {
	number int
	site   device.Site
	set    Settings
	law    Laws[float64]

	long, hinge, breathAxis vec     // unit vectors in the sensor's frame: along the limb, its hinge, breathing
	lever, upper            float64 // m from hinge to sensor, and from the joint above to the hinge
	bed, bedBreath          vec     // posture and breathing on going to bed
	posture                 vec     // g, specific force at rest now
	breath                  vec     // how breathing shows in this posture

	motions []motion // in order of their start
	felt    []felt   // what the sensor could feel of each, same order
}

// felt is one movement of one limb, measured on its noise-free signal.
type felt struct {
	intent     *intent
	traits     []string
	onset, end float64 // s: first and last instant above VisibleEdgeG
	peak       float64 // g
	tilt       float64 // degrees between the postures before and after
	faint      bool    // never above VisibleEdgeG: onset and end are the planned ones
}

// newLimb builds a limb, puts it to bed and carries out the schedule.
func newLimb(number int, set Settings, law Laws[float64], plan []intent) *limb {
	rng := set.stream(streamAnatomy + uint64(number))
	l := &limb{number: number, site: set.sites()[number], set: set, law: law}
	mountAxis, mountAngle := randomUnit(rng), law.MountingDeg*degree
	mount := func(v vec) vec { return v.turn(mountAxis, mountAngle) }
	l.long = mount(vec{1, 0, 0})
	l.hinge = mount(vec{0, 1, 0}).turn(l.long, 2*math.Pi*rng.Float64())
	l.breathAxis = randomUnit(rng)
	l.lever = law.LeverM * between(rng, 0.95, 1.05)
	l.upper = between(rng, 0.35, 0.45)
	rise, roll := between(rng, -15, 15)*degree, 2*math.Pi*rng.Float64()
	l.posture = mount(vec{math.Sin(rise), math.Cos(rise) * math.Cos(roll), math.Cos(rise) * math.Sin(roll)})
	l.breath = l.breathing(rng)
	l.bed, l.bedBreath = l.posture, l.breath
	for _, in := range l.choose(plan) {
		l.perform(in)
	}
	return l
}

// breathing returns how a unit of breathing moves the force in the present posture.
func (l *limb) breathing(rng *rand.Rand) vec {
	return l.posture.cross(l.breathAxis).scale(logNormal(rng, 0.9, 0.3))
}

// start returns when the limb begins an intent.
func (l *limb) start(in *intent) float64 { return in.at + in.lag[l.number] }

// margins by which movements of one limb stay apart: enough for the bounce of a release, or not to blur a hypnic start.
const (
	apartS       = 0.2 // s
	hypnicApartS = 0.5 // s
)

// choose returns this limb's intents in order of time, without those that
// collide with one of lower rank. Shocks, twitches and micro-motions pass through.
func (l *limb) choose(plan []intent) []*intent {
	var chosen, rivals []*intent
	for i := range plan {
		in := &plan[i]
		switch {
		case !in.limbs[l.number]:
		case in.kind.rank() < 0:
			chosen = append(chosen, in)
		default:
			rivals = append(rivals, in)
		}
	}
	slices.SortStableFunc(rivals, func(a, b *intent) int { return cmp.Compare(a.kind.rank(), b.kind.rank()) })
	taken := newCalendar(l.set.Hours * hour)
	for _, in := range rivals {
		from, margin := l.start(in), apartS
		if in.kind == kindHypnic {
			margin = hypnicApartS
		}
		if taken.book(from-margin, from+in.length+margin) {
			chosen = append(chosen, in)
		}
	}
	slices.SortStableFunc(chosen, func(a, b *intent) int { return cmp.Compare(l.start(a), l.start(b)) })
	return chosen
}

// perform turns an intent into a motion and measures it.
func (l *limb) perform(in *intent) {
	rng := l.set.stream(streamBuild<<40 | uint64(in.id)<<1 | uint64(l.number))
	m := motion{start: l.start(in), before: l.posture}
	traits := l.build(&m, in, rng)
	m.settle()
	for i := range m.joints {
		for k := range m.joints[i].pieces {
			m.length = max(m.length, m.joints[i].pieces[k].ends())
		}
	}
	m.breathBefore, m.breathAfter = l.breath, l.breath
	if m.after != l.posture {
		l.posture = m.after.unit()
		m.after = l.posture
		if in.kind == kindGross {
			l.breath = l.breathing(rng)
		}
		m.breathAfter = l.breath
	}
	f := m.measure()
	f.intent, f.traits = in, traits
	if f.faint {
		f.end = f.onset + in.length
	}
	l.motions = append(l.motions, m)
	l.felt = append(l.felt, f)
}

// calendar keeps stretches of time that are taken, by minute.
type calendar struct{ slots [][][2]float64 }

func newCalendar(end float64) *calendar {
	return &calendar{make([][][2]float64, int(end/minute)+3)}
}

// book takes [from, to) and reports true, unless part of it is taken already.
func (c *calendar) book(from, to float64) bool {
	first, last := c.slot(from), c.slot(to)
	for i := first; i <= last; i++ {
		for _, taken := range c.slots[i] {
			if from < taken[1] && taken[0] < to {
				return false
			}
		}
	}
	for i := first; i <= last; i++ {
		c.slots[i] = append(c.slots[i], [2]float64{from, to})
	}
	return true
}

func (c *calendar) slot(t float64) int { return min(max(int(t/minute), 0), len(c.slots)-1) }
