package live

import (
	"slices"
	"time"
)

// Health is how a link is doing, as of its latest delivery.
type Health struct {
	Port    string // as it was last opened
	Decoder string
	Baud    int
	State   State
	Trouble string        // why the port cannot be opened; empty when it can
	Silent  time.Duration // since the last byte
	Bytes   int64
	Frames  int64 // valid ones
	Samples int64 // decoded, those held back while units are found out included
	BadSums int64 // frames with a wrong checksum, lines that make no sense
	Resyncs int64 // times that the beginning of a frame had to be looked for
	Lost    int64 // samples missing, those made up left out
	MadeUp  int64 // samples made up for losses of at most 50 ms
	Holes   int64
	Reopens int64
	Dropped int64         // deliveries dropped because the computer was too slow
	Jitter  time.Duration // 95 % of the latest samples arrived within so much of the time that they have
	Rate    float64       // samples per second by the sensor's clock, measured over the latest minutes
	Ahead   float64       // ppm by which the sensor's clock is fast; 0 when it has none
}

// jitter returns the 95th percentile of the latest lateness.
func (n *numbers) jitter() time.Duration {
	k := min(n.lates, len(n.late))
	if k == 0 || n.speed != 1 {
		return 0
	}
	list := slices.Clone(n.late[:k])
	for i, v := range list {
		list[i] = max(v, -v)
	}
	slices.Sort(list)
	return time.Duration(list[(k-1)*95/100])
}

// hz returns the samples per second on the computer's clock.
func (n *numbers) hz() float64 {
	switch {
	case !n.begun || n.period == 0:
		return 0
	case n.last.hasDev && n.speed == 1:
		return 1e9 / (n.period * (1 + n.clock.slope))
	case n.last.hasDev:
		return 1e9 / n.period
	}
	return 1e9 / (n.arrivals.period + n.arrivals.slope())
}

// ppm returns by how much the sensor's clock is fast.
func (n *numbers) ppm() float64 {
	if !n.last.hasDev || n.speed != 1 {
		return 0
	}
	return -1e6 * n.clock.slope
}
