package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// rhythmicInside reports whether the beats inside one movement make it a train: enough of them at the right rate, alike, and for longer than a clonic
// shake of a held limb lasts. The longer they go on, the less alike they need be.
func (c *Criteria) rhythmicInside(m *movement.Movement) bool {
	const short, long = 0, 1
	return m.Beats >= c.Beats && !c.turned(m) && (c.repeats(m, short) || c.repeats(m, long))
}

// repeats reports whether a movement is made of beats at a rate of rhythmic movements, as alike as a train of that length has them.
func (c *Criteria) repeats(m *movement.Movement, length int) bool {
	return m.SpreadS >= c.BeatsS[length] && m.Rhythm >= c.BeatAlike[length] && m.BeatHz >= c.BeatLowHz && m.BeatHz <= c.BeatHighHz &&
		m.SpreadS*m.BeatHz >= float64(c.Beats-1) // as many periods as that many beats enclose
}

// alike reports whether a movement repeats itself at a rate of rhythmic movements, however briefly.
func (c *Criteria) alike(m *movement.Movement) bool {
	return m.Rhythm >= c.BeatAlike[0] && m.BeatHz >= c.BeatLowHz && m.BeatHz <= c.BeatHighHz
}

// chainBeats joins movements of one limb, in order, that are the beats of a train: at least four, each short, regular in
// distance and peak, at most BeatGapMS apart. It comes before any limb-movement rule: a 0.5 Hz tremor of 20 s would else be a run of limb movements
// with short intervals. Trains that follow each other closely become one.
func (c *Criteria) chainBeats(list []seen) []seen {
	var out []seen
	for i := 0; i < len(list); {
		n := c.chainLength(list[i:])
		if n < 2 {
			out = append(out, list[i])
			i++
			continue
		}
		out = append(out, trainOf(list[i:i+n]))
		i += n
	}
	return c.joinTrains(out)
}

// chainLength returns how many movements from the first one on make a train, 0 when they do not.
func (c *Criteria) chainLength(list []seen) int {
	chain := beatChain{c: c}
	best := 0
	for i := range list {
		if !chain.add(&list[i]) {
			break
		}
		if chain.beats >= c.Beats && chain.regular() {
			best = i + 1
		}
	}
	return best
}

// beatChain grows a train beat by beat.
type beatChain struct {
	c       *Criteria
	next    Millis // what the distance to the next beat is measured from; 0 for the first
	whole   bool   // that is an onset, so that the distance is a period
	beats   int
	periods []float64 // s between neighbouring onsets
	peaks   []float64 // g
}

// add takes s as the next beat, or as the next few when it holds several, and reports whether it can be one.
func (b *beatChain) add(s *seen) bool {
	inside := b.c.beatsInside(s)
	if inside == 0 {
		return false
	}
	if b.beats > 0 {
		gap := s.start - b.next
		if gap > b.c.BeatGapMS {
			return false
		}
		if b.whole {
			b.periods = append(b.periods, gap.Seconds())
		}
	}
	b.next, b.whole = s.start, inside == 1
	if inside > 1 {
		b.periods = append(b.periods, 1/s.m.BeatHz)
		b.next = s.end
	}
	b.peaks = append(b.peaks, s.m.PeakG)
	b.beats += inside
	return true
}

// beatsInside returns how many beats of a train a movement may be: one when it is short, more when it repeats, none when it is no
// beat at all.
func (c *Criteria) beatsInside(s *seen) int {
	switch {
	case s.kind == kindShock || s.cut() || c.turned(s.m):
		return 0
	case s.m.Beats > 1 && c.alike(s.m):
		return s.m.Beats
	case s.length() <= c.BeatMS:
		return 1
	}
	return 0
}

// regular reports whether the beats so far are alike in distance and peak and at a rate of such trains.
func (b *beatChain) regular() bool {
	if len(b.periods) == 0 {
		return false
	}
	mean, spread := meanSpread(b.periods)
	_, peaks := meanSpread(b.peaks)
	return spread <= b.c.BeatSpread && peaks <= b.c.BeatPeaks && mean >= 1/b.c.BeatHighHz && mean <= 1/b.c.BeatLowHz
}

// meanSpread returns the mean of v and its standard deviation as a share of the mean.
func meanSpread(v []float64) (mean, spread float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	var sum float64
	for _, x := range v {
		sum += float64((x - mean) * (x - mean))
	}
	return mean, math.Sqrt(sum/float64(len(v))) / mean
}

// trainOf makes one event of the beats of a train.
func trainOf(list []seen) seen {
	t := list[0]
	t.kind, t.kick, t.beats, t.members = kindRhythmic, 0, 0, nil
	for i := range list {
		s := &list[i]
		t.end = max(t.end, s.end)
		t.members = append(t.members, s.members...)
		t.beats += max(1, s.beats, s.m.Beats)
		if s.m.PeakG > t.m.PeakG {
			t.m = s.m
		}
	}
	first := list[0].start
	if last := list[len(list)-1].start; last > first {
		t.beatHz = float64(len(list)-1) / (last - first).Seconds()
	}
	if inside := list[0].m; inside.Beats > 1 {
		t.beatHz = inside.BeatHz
	}
	return t
}

// joinTrains makes neighbouring trains of one limb that are closer than a beat one, with what lies between them.
func (c *Criteria) joinTrains(list []seen) []seen {
	var out []seen
	for _, s := range list {
		if n := len(out); n > 0 && s.kind == kindRhythmic && out[n-1].kind == kindRhythmic && s.start-out[n-1].end < c.TrainJoinMS {
			hz := out[n-1].beatHz
			out[n-1] = trainOf([]seen{out[n-1], s})
			out[n-1].beatHz = hz
			continue
		}
		out = append(out, s)
	}
	return out
}
