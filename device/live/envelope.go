package live

import (
	"math"
	"slices"
)

// envelope maps the device's clock onto the computer's. A reading is late by the ways of USB, Bluetooth and the operating system but never early, so the
// least of arrival − device over a short while lies on the true line between the two clocks, within the delay of the fastest way. The line through
// those minima, the latest of them left out, is what the clocks are set by: Moon, Skelly and Towsley's and Zhang, Liu and Xia's idea (INFOCOM 1999, 2002), within
// 3 ms of the truth on USB where arrival times scatter by 30 ms and more.
type envelope struct {
	points []point // the minima of whole blocks, oldest first
	block  point   // the minimum of the block at hand
	from   int64   // ns of the device's clock at which the block began
	open   bool
	first  int64 // ns of the device's clock at the first reading
	x0, y0 int64 // what the line counts from, ns
	offset float64
	slope  float64 // ns of difference per ns of the device's clock
}

// point is the device's clock at a reading and by how much the computer's clock was ahead at its arrival, ns.
type point struct{ x, y int64 }

const (
	earlyBlock  = 250e6   // ns: minima are of short blocks at first, so that a line is there when the first sample is timed
	earlyFor    = 10e9    // ns for which they are
	block       = 2e9     // ns: then of these
	keepBlocks  = 150     // minima that the line goes through: 300 s, over which a crystal hardly changes
	leastBlocks = 5       // minima below which the slope is taken to be none
	dropLatest  = 0.3     // share of the minima that is left out: those that even the fastest way of their block delayed
	steepest    = 6000e-6 // ns/ns: resonators are off by up to 5000 ppm (serial.md)
)

// add takes the device's clock and the computer's at one arrival.
func (e *envelope) add(dev, host int64) {
	p := point{dev, host - dev}
	if !e.open && len(e.points) == 0 {
		e.first, e.x0, e.y0, e.offset = p.x, p.x, p.y, 0
	}
	length := int64(block)
	if p.x-e.first < earlyFor {
		length = earlyBlock
	}
	if e.open && p.x-e.from >= length {
		e.points = append(e.points, e.block)
		e.open = false
		if len(e.points) > keepBlocks {
			e.points = append(e.points[:0], e.points[1:]...)
		}
		e.fit()
	}
	if !e.open {
		e.open, e.from, e.block = true, p.x, p
	}
	if e.above(p) < e.above(e.block) {
		e.block = p
	}
	if len(e.points) < leastBlocks { // the running minimum, until there is a line
		e.offset = min(e.offset, float64(p.y-e.y0))
	}
}

// above returns by how many ns p lies above the line.
func (e *envelope) above(p point) float64 {
	return float64(p.y-e.y0) - e.offset - float64(e.slope*float64(p.x-e.x0))
}

// at returns the computer's clock when the device's shows dev.
func (e *envelope) at(dev int64) int64 {
	return dev + e.y0 + int64(math.Round(e.offset+float64(e.slope*float64(dev-e.x0))))
}

// fit draws the line through the minima, then again through those that lie lowest.
func (e *envelope) fit() {
	if len(e.points) < leastBlocks {
		return
	}
	use := slices.Clone(e.points)
	e.line(use)
	slices.SortFunc(use, func(a, b point) int {
		switch d := e.above(a) - e.above(b); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	e.line(use[:len(use)-int(dropLatest*float64(len(use)))])
}

// line draws the least-squares line through points.
func (e *envelope) line(use []point) {
	var mx, my float64
	for _, p := range use {
		mx += float64(p.x - e.x0)
		my += float64(p.y - e.y0)
	}
	mx, my = mx/float64(len(use)), my/float64(len(use))
	var sxx, sxy float64
	for _, p := range use {
		dx := float64(p.x-e.x0) - mx
		sxx += dx * dx
		sxy += dx * (float64(p.y-e.y0) - my)
	}
	e.slope = 0
	if sxx > 0 {
		e.slope = min(steepest, max(-steepest, sxy/sxx))
	}
	e.offset = my - e.slope*mx
}
