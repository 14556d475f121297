package device

import (
	"fmt"
	"math"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// pace adds up how long the samples between anchors of one run took, over all runs: the measured rate.
type pace struct {
	nanos   int64 // ns
	samples int64
}

// step takes in the anchor a, which follows last in its run, and returns it held to half the period after last at least: jitter never
// turns time around.
func (p *pace) step(last, a Anchor, period int64) Anchor {
	n := int64(a.Index - last.Index)
	a.Nanos = max(a.Nanos, last.Nanos+n*period/2)
	p.nanos, p.samples = p.nanos+a.Nanos-last.Nanos, p.samples+n
	return a
}

// rate returns samples per second over all runs, 0 when they are too short to say.
func (p *pace) rate() float64 {
	if p.samples < 2 || p.nanos <= 0 {
		return 0
	}
	return float64(p.samples) / (float64(p.nanos) / 1e9)
}

// offNominalWarning returns the remark on a sensor that runs at another rate than it says; ok is false when it does not, or too little was seen to tell.
func (p *pace) offNominalWarning(nominal dsp.Rate) (Warning, bool) {
	hz := p.rate()
	if hz == 0 || time.Duration(p.nanos) < offAfter || math.Abs(hz/nominal.Hz()-1) <= offNominal {
		return Warning{}, false
	}
	return Warning{"rate_off_nominal", fmt.Sprintf("the sensor runs at %.3f Hz where %s is nominal; times follow its stamps", hz, nominal)}, true
}
