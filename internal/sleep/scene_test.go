package sleep_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// scene is a made-up recording: gravity in a posture, breathing, noise and movements that are half-sine rotations, with the masks a movement
// detector would hand over. It shares nothing with the estimator.
type scene struct {
	rate    dsp.Rate
	hz      float64
	x       []vec // g
	masks   []sleep.Mask
	asleep  [][2]float64 // s
	rng     *rand.Rand
	posture vec
	now     float64 // s
	noise   float64 // g
	breath  float64 // g
	heart   float64 // g, height of a beat
}

type vec [3]float64

func newScene(hz float64, seed uint64) *scene {
	r, err := dsp.RateOf(hz)
	if err != nil {
		panic(err)
	}
	return &scene{rate: r, hz: hz, rng: rand.New(rand.NewPCG(seed, 7)), posture: vec{0, 0, 1}, noise: 0.001, breath: 0.002}
}

// still appends seconds in the present posture.
func (s *scene) still(secs float64) {
	for range int(math.Round(secs * s.hz)) {
		t := float64(len(s.x)) / s.hz
		v := s.posture
		v[0] += s.breath * math.Sin(2*math.Pi*0.25*t)
		if s.heart > 0 {
			v[1] += s.heart * math.Pow(max(0, math.Cos(2*math.Pi*0.97*t)), 6)
		}
		for i := range v {
			v[i] += s.noise * s.rng.NormFloat64()
		}
		s.x = append(s.x, v)
	}
	s.now = float64(len(s.x)) / s.hz
}

// move appends a movement of the given length that tilts the limb by deg and comes back, or stays for good, with its mask.
func (s *scene) move(secs, deg float64, kind sleep.Kind, stays bool) {
	from := len(s.x)
	before := s.posture
	n := int(secs * s.hz)
	for k := range n {
		phase := float64(k) / float64(n)
		a := deg * math.Sin(math.Pi*phase)
		if stays {
			a = deg * phase
		}
		s.posture = turn(before, a)
		s.still(1 / s.hz)
	}
	s.posture = before
	if stays {
		s.posture = turn(before, deg)
	}
	if stays {
		kind = sleep.Shift
	}
	s.masks = append(s.masks, sleep.Mask{Span: dsp.Span{Start: dsp.Index(from), End: dsp.Index(len(s.x))}, Kind: kind})
}

// turn rotates v about the axis (1, 1, 0)/√2.
func turn(v vec, deg float64) vec {
	sin, cos := math.Sincos(deg * math.Pi / 180)
	k := vec{math.Sqrt2 / 2, math.Sqrt2 / 2, 0}
	cross := vec{k[1]*v[2] - k[2]*v[1], k[2]*v[0] - k[0]*v[2], k[0]*v[1] - k[1]*v[0]}
	dot := k[0]*v[0] + k[1]*v[1] + k[2]*v[2]
	var out vec
	for i := range out {
		out[i] = v[i]*cos + cross[i]*sin + k[i]*dot*(1-cos)
	}
	return out
}

// awake appends seconds of wakefulness with fidgets at a rate per hour, a fifth of them changes of posture.
func (s *scene) awake(secs, perHour float64) {
	end := s.now + secs
	for {
		gap := 6 + s.rng.ExpFloat64()*3600/perHour
		if s.now+gap+8 > end {
			break
		}
		s.still(gap)
		s.move(1+4*s.rng.Float64(), 10+30*s.rng.Float64(), sleep.Fidget, s.rng.Float64() < 0.2)
	}
	s.still(end - s.now)
}

// sleep appends seconds of sleep with a few movements an hour, one in eight a turn.
func (s *scene) sleep(secs, perHour float64) {
	end := s.now + secs
	s.asleep = append(s.asleep, [2]float64{s.now, end})
	for {
		gap := 10 + s.rng.ExpFloat64()*3600/perHour
		if s.now+gap+8 > end {
			break
		}
		s.still(gap)
		if s.rng.Float64() < 0.125 {
			s.move(4, 60, sleep.Shift, true)
		} else {
			s.move(1.5, 8, sleep.Limb, false)
		}
	}
	s.still(end - s.now)
}

// train appends seconds asleep with a limb movement every period, each back in its posture or each leaving another.
func (s *scene) train(secs, period, deg float64, stays bool) {
	s.asleep = append(s.asleep, [2]float64{s.now, s.now + secs})
	for end := s.now + secs; s.now < end; {
		s.still(period * math.Exp(0.3*s.rng.NormFloat64()))
		s.move(2.5, deg, sleep.Limb, stays)
	}
}

// block returns samples [from, to) as the door would hand them over.
func (s *scene) block(from, to int) *dsp.Block {
	b := &dsp.Block{Start: dsp.Index(from)}
	for _, v := range s.x[from:to] {
		b.Append(micro(v[0]), micro(v[1]), micro(v[2]), 0)
	}
	return b
}

func micro(g float64) int32 { return int32(math.Round(g * dsp.MicroG)) }

// run gives the scene to an estimator in blocks of the given size, without the samples in the holes; a movement is known when it is over.
func (s *scene) run(size int, holes ...dsp.Span) (sleep.Track, *sleep.Estimator) {
	e := sleep.New(s.rate, sleep.Ankle())
	var t sleep.Track
	sent := 0
	for from := 0; from < len(s.x); {
		to := min(from+size, len(s.x))
		for _, h := range holes {
			if h.Contains(dsp.Index(from)) {
				from = int(h.End)
				to = min(from+size, len(s.x))
			}
			if h.Start > dsp.Index(from) && h.Start < dsp.Index(to) {
				to = int(h.Start)
			}
		}
		if from >= len(s.x) {
			break
		}
		known, settled := s.known(dsp.Index(to), holes)
		e.Push(&t, s.block(from, to), known[min(sent, len(known)):], settled)
		sent = max(sent, len(known))
		from = to
	}
	e.Close(&t)
	return t, e
}

// known returns the movements that are over at sample i and the frontier: the start of one under way, else i. Movements cut by a hole are left
// out.
func (s *scene) known(i dsp.Index, holes []dsp.Span) ([]sleep.Mask, dsp.Index) {
	var out []sleep.Mask
	for _, m := range s.masks {
		if slices.ContainsFunc(holes, m.Span.Overlaps) {
			continue
		}
		if m.Span.End > i {
			return out, min(i, m.Span.Start)
		}
		out = append(out, m)
	}
	return out, i
}

// persistent returns the first onset whose sleep lasted, in seconds; NaN when there is none.
func (s *scene) persistent(t sleep.Track) (at, spread float64) {
	for _, o := range t.Onsets {
		if o.Persistent {
			return s.rate.Seconds(o.At), o.UncertaintyS
		}
	}
	return math.NaN(), 0
}
