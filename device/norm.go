package device

import (
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Norm watches the magnitude of acceleration, of which the median over a recording is near 1 g
// when units, scale and columns were understood. It looks at eight samples a second.
type Norm struct {
	every int64
	seen  int64
	bins  [normBins]uint32 // 8 a second: enough for 17 years
	count int64
}

const (
	normBins      = 1 << 15 // of 1 mg: up to 32 g, more than three axes of ±16 g show, with all above in the last
	normBin       = 1000    // micro-g
	normLow       = 0.9     // g; formats.md: a median outside 0.9–1.1 g is to be warned of
	normHigh      = 1.1     // g
	normPerSecond = 8       // samples looked at
	normAtOnce    = 16      // samples counted together
)

// Begin sets the rate of the samples to come.
func (n *Norm) Begin(r dsp.Rate) { n.every = max(int64(math.Round(r.Hz()/normPerSecond)), 1) }

// Add looks at the samples of b.
func (n *Norm) Add(b *dsp.Block) {
	var at [normAtOnce]int // bins: most samples are in that of the one before, and none waits for another's root when they are counted apart
	k := 0
	for i := int((n.every - n.seen%n.every) % n.every); i < b.Len(); i += int(n.every) {
		x, y, z := float64(b.X[i]), float64(b.Y[i]), float64(b.Z[i])
		at[k%normAtOnce] = int(math.Sqrt(float64(x*x)+float64(y*y)+float64(z*z)) / normBin)
		if k++; k%normAtOnce == 0 {
			n.tally(at[:])
		}
	}
	n.tally(at[:k%normAtOnce])
	n.count += int64(k)
	n.seen += int64(b.Len())
}

// tally counts samples in bins.
func (n *Norm) tally(bins []int) {
	for _, k := range bins {
		n.bins[min(k, normBins-1)]++
	}
}

// Median returns the median in g of the samples looked at, by a straight line within its bin of 1 mg; 0 when there were none.
func (n *Norm) Median() float64 {
	var below int64
	for i := range n.bins {
		c := int64(n.bins[i])
		if c > 0 && 2*(below+c) >= n.count {
			in := (float64(n.count)/2 - float64(below)) / float64(c)
			return (float64(i) + in) * normBin / dsp.MicroG
		}
		below += c
	}
	return 0
}

// Warning returns the warning norm_not_1g when the median lies outside 0.9–1.1 g.
func (n *Norm) Warning() (Warning, bool) {
	m := n.Median()
	if n.count == 0 || m >= normLow && m <= normHigh {
		return Warning{}, false
	}
	return Warning{"norm_not_1g", fmt.Sprintf("the median acceleration is %.3f g where gravity is 1 g: check units, calibration and which columns were read", m)}, true
}
