package movement

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	slowestBeatMS = 3400 // ms: 0.3 Hz, the slowest rhythmic foot movement (Yang & Winkelman 2010)
	fastestBeatMS = 220  // ms: a little over 4 Hz, the fastest
	beatHigh      = 0.4  // × the greatest excursion: a beat begins
	beatLow       = 0.2  // × the greatest excursion: a beat is over
	mostLean      = 10   // a limb that is held out and hardly shakes leans no more
)

// rhythm returns the beat rate in Hz of samples [from, to), how regular it is (the normalised autocorrelation one beat apart, 0…1) and how
// many beats there are, all along the main axis of the movement. A movement without a second beat has rate and regularity 0.
func (s *shaper) rhythm(from, to int, before, axis dsp.Vector) (hz, regular float64, beats int) {
	to = min(to, from+mostWaves)
	s.series = s.series[:0]
	var mean, most float64
	for i := from; i < to; i++ {
		v := at(&s.smooth, i).Sub(before).Dot(axis)
		s.series = append(s.series, v)
		mean += v / float64(to-from)
		if v*v > most*most {
			most = v
		}
	}
	beats = countBeats(s.series, most)
	for i := range s.series {
		s.series[i] -= mean
	}
	lag, regular := s.period()
	if lag == 0 {
		return 0, 0, beats
	}
	return s.rate.Hz() / float64(lag), regular, beats
}

// leaning says how a movement that repeats once in lag samples stands to the posture before: how far the mean of samples [from, to) lies from it, as a ratio of how far they scatter about that
// mean, and how near to it each repetition comes at its nearest, as a share of its peak. A limb that beats comes back every time; one held out and shaken does not.
func (s *shaper) leaning(from, to, lag int, before dsp.Vector, peak float64) (lean, dip float64) {
	to = min(to, from+mostWaves)
	var mean dsp.Vector
	var squares, nearest, sum float64
	periods := 0
	for i := from; i < to; i++ {
		d := at(&s.smooth, i).Sub(before)
		mean = mean.Add(d)
		off := d.Dot(d)
		squares += off
		if k := (i - from) % lag; k == 0 || off < nearest {
			nearest = off
		}
		if (i-from)%lag == lag-1 {
			sum += math.Sqrt(nearest)
			periods++
		}
	}
	n := float64(to - from)
	off := mean.Dot(mean) / (n * n)
	if about := squares/n - off; about > 0 {
		lean = min(mostLean, math.Sqrt(off/about))
	}
	if periods > 0 && peak > 0 {
		dip = min(1, sum/float64(periods)/peak)
	}
	return lean, dip
}

// countBeats counts excursions towards most: begun above beatHigh of it, over below beatLow.
func countBeats(series []float64, most float64) int {
	n, up := 0, false
	for _, v := range series {
		switch {
		case !up && v*most >= beatHigh*most*most:
			n, up = n+1, true
		case up && v*most < beatLow*most*most:
			up = false
		}
	}
	return n
}
