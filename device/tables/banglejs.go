package tables

import (
	"bytes"
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
)

// Bangle.js: what the accellog apps of Espruino's watch write.
//
// Provenance: an excerpt only, as formats.md has it; no file was at hand. Header "Time (ms),X,Y,Z" with counts, 8192 per g, or "Time (ms),X,Y,Z,Total" with g; the
// magnitude tells which. Time is ms from the start at 12.5 Hz, or, in another app, ms since the row before: times that do not rise are taken for the latter.

// BangleJS is the dialect of Bangle.js.
var BangleJS = dialect("banglejs-csv", claimsBangleJS, planBangleJS)

const (
	bangleLSB   = 8192 // counts per g (formats.md)
	bangleMostG = 100  // beyond any acceleration in g that a watch can tell, so the numbers are counts
)

func claimsBangleJS(head []byte) bool {
	first := bytes.ToLower(bytes.TrimSpace(lines(head)[0]))
	return string(first) == "time (ms),x,y,z" || string(first) == "time (ms),x,y,z,total"
}

func planBangleJS(h *header, _ device.Options) (*plan, error) {
	p := &plan{
		info:   device.Info{Device: "Bangle.js"},
		layout: layout{sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: numberClock(0, '.', uint64(second/1000))},
		skip:   h.offset(1),
	}
	times := headNumbers(h, p.skip, ',', 0)
	if len(times) == 0 {
		return nil, errors.New("is a Bangle.js log without a row: nothing was recorded")
	}
	rises := 0
	for i := 1; i < len(times); i++ {
		if times[i] > times[i-1] {
			rises++
		}
	}
	if 4*rises < 3*(len(times)-1) {
		p.layout.clock = deltaClock(0, '.', uint64(second/1000))
	}
	if medianNorm(h, p) > bangleMostG {
		var err error
		p.layout.units, err = device.UnitsLSB(bangleLSB)
		return p, err
	}
	return p, nil
}
