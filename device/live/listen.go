package live

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Resume says where a recording goes on: after a crash the night is one, with a hole.
type Resume struct {
	Rate  dsp.Rate     // of its grid; 0 to begin a recording
	Next  dsp.Index    // number after its last sample
	Nanos int64        // ns since 1970 of its last sample
	Cause device.Cause // why nothing was recorded since
}

const (
	sameSpeed   = 1.25 // × : a sensor's clock this much faster than the computer's is that of a recording being played fast; crystals are off by 0.5 %
	settleShare = 4    // the first quarter of what was heard first is left out of it: bytes kept on the way arrive at once
	resumeOff   = 0.05 // share by which the rate of a recording may differ from that of what continues it
)

// begin tells the rate from what was heard, and numbers it.
func (s *sensor) begin(zero int64, resume Resume) {
	n := &s.numbers
	n.zero, n.speed = zero, 1
	n.timed = s.timed()
	n.period = s.period()
	n.lesson = s.believed()
	if n.timed {
		n.speed = pace(n.lesson)
	}
	hz := device.UsualRate(1e9 / n.period)
	rate, err := dsp.RateOf(hz)
	if err != nil {
		rate = max(1, min(rate, 1e7)) // nothing that is sent by wire is slower than 1 mHz or faster than 10 kHz
	}
	n.rate = rate
	if resume.Rate > 0 && math.Abs(hz/resume.Rate.Hz()-1) <= resumeOff {
		n.rate, n.next, n.resumeAt, n.nanos, n.anchored = resume.Rate, resume.Next, resume.Nanos, resume.Nanos, resume.Next-1
		n.resumeFor = resume.Cause
	}
	n.out = newTape(int(n.rate.Samples(100))) // a tenth of a second, as the engine's ticks
	s.tape = n.out
	for _, r := range s.listen {
		n.push(r)
	}
	s.listen = nil
	s.tape.flush()
}

// timed reports whether the sensor tells its time, and tells it of each reading: one that takes several at once and gives them all the time of the printing
// is timed better by counting.
func (s *sensor) timed() bool {
	told, same := 0, 0
	for i := range s.listen {
		if r := &s.listen[i]; r.hasDev {
			told++
			if i > 0 && s.listen[i-1].hasDev && s.listen[i-1].dev == r.dev && s.listen[i-1].v != r.v {
				same++
			}
		}
	}
	return 2*told >= len(s.listen) && 4*same < told
}

// believed returns what was heard without the readings that were damaged on the way.
func (s *sensor) believed() []reading {
	var out []reading
	n := numbers{timed: s.numbers.timed, period: s.numbers.period}
	for _, r := range s.listen {
		n.sift(r, func(r reading) { out = append(out, r) })
	}
	if n.sieve.holding {
		out = append(out, n.sieve.doubt)
	}
	return out
}

// period returns the time from sample to sample in ns: by the sensor's clock, the mean of the steps that are about as long as most; without one, by the straight line
// through the arrivals.
func (s *sensor) period() float64 {
	if !s.numbers.timed {
		return slope(len(s.listen), func(i int) (float64, float64) {
			return float64(i), float64(s.listen[i].host - s.listen[0].host)
		})
	}
	var steps []int64
	for i := 1; i < len(s.listen); i++ {
		if d := s.listen[i].dev - s.listen[i-1].dev; d > 0 && s.listen[i].hasDev && s.listen[i-1].hasDev {
			steps = append(steps, d)
		}
	}
	if len(steps) == 0 {
		return 1e9
	}
	slices.Sort(steps)
	typical := steps[len(steps)/4] // a link that corrupts loses more than half of the frames
	var sum, k int64
	for _, d := range steps {
		if 2*d > typical && 2*d < 3*typical {
			sum, k = sum+d, k+1
		}
	}
	return float64(sum) / float64(k)
}

// pace returns how many ns of the sensor's clock pass in one of the computer's, 1 unless it is plainly another.
func pace(list []reading) float64 {
	list = list[len(list)/settleShare:]
	p := slope(len(list), func(i int) (float64, float64) {
		return float64(list[i].host - list[0].host), float64(list[i].dev - list[0].dev)
	})
	if p <= 0 || p > 1/sameSpeed && p < sameSpeed {
		return 1
	}
	return p
}

// slope returns that of the least-squares line through n points.
func slope(n int, at func(int) (x, y float64)) float64 {
	var mx, my, sxx, sxy float64
	for i := range n {
		x, y := at(i)
		k := float64(i + 1)
		dx := x - mx
		mx += dx / k
		my += (y - my) / k
		sxx += dx * (x - mx)
		sxy += dx * (y - my)
	}
	if sxx == 0 {
		return 0
	}
	return sxy / sxx
}
