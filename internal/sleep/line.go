package sleep

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Breath and heart are lines: they swing at one frequency for minutes, and noise, drift and the rounding of a sensor's steps do not. Averaged over an hour a line shows that is
// far weaker than the noise of a sample. The spectrum is averaged as Welch did (IEEE Trans Audio Electroacoust 1967;15:70), but by the logarithm, so that a
// knock at the table weighs no more than any other half minute and every axis counts by its own noise.

const (
	lineSize   = 32    // values of a segment: 32 s of seconds, 8 s of quarter seconds
	lineBins   = 16    // bins that are kept, from 1 on
	lineNear   = 3     // bins from a line to the first of its neighbours on either side: beyond the window's own width of 2 and a pace that changes by 1 (ours)
	lineFar    = 4     // bins to the last of them (ours)
	lineFloor  = 1e-14 // g²: (0.1 micro-g)², which keeps the logarithm of an axis that never changes
	lineSpread = 1.27  // nats rms of the logarithm of one bin less its neighbours in noise: π/√6 of an exponential variable, and 0.98 for (1, 2, 1)/4 of Hann's window less two means of two
)

// The bins of a segment in which a line may be. Breath, of seconds: 0.125 to 0.375 Hz, 7.5 to 22.5 a minute. Heart, of quarter seconds: 0.625 to 1.5 Hz, 37.5 to 90 beats a minute.
const (
	breathFirst, breathLast = 4, 12
	heartFirst, heartLast   = 5, 12
)

// waves are the window and the cosines and sines of a segment.
var waves = newWaves()

type waveTable struct {
	window   [lineSize]float64           // Hann
	cos, sin [lineBins][lineSize]float64 // of bin k at value i, the window in it
}

// newWaves makes the table from half angles, which need nothing but square roots.
func newWaves() *waveTable {
	w := new(waveTable)
	c := 0.0 // cos π/2
	for n := 4; n < lineSize; n *= 2 {
		c = math.Sqrt((1 + c) / 2)
	}
	s := math.Sqrt(1 - float64(c*c))
	var cos, sin [lineSize]float64
	cos[0] = 1
	for i := 1; i < lineSize; i++ {
		cos[i] = float64(cos[i-1]*c) - float64(sin[i-1]*s)
		sin[i] = float64(cos[i-1]*s) + float64(sin[i-1]*c)
	}
	for i := range lineSize {
		w.window[i] = (1 - cos[i]) / 2
	}
	for k := range lineBins {
		for i := range lineSize {
			w.cos[k][i] = float64(w.window[i] * cos[k*i%lineSize])
			w.sin[k][i] = float64(w.window[i] * sin[k*i%lineSize])
		}
	}
	return w
}

// values are those of a segment, by axis, in g.
type values [3][lineSize]float64

// segment gathers values that follow one another.
type segment struct {
	values
	n int
}

// add takes a value; when it fills the segment that goes to l and the segment begins anew.
func (g *segment) add(m dsp.Vector, l *lines) {
	g.values[0][g.n], g.values[1][g.n], g.values[2][g.n] = m.X, m.Y, m.Z
	if g.n++; g.n < lineSize {
		return
	}
	g.n = 0
	l.wait = append(l.wait, g.values)
}

// lines are the spectra of segments. They are worked out once somebody asks for them, and of most quarters nobody does: a body shows in them otherwise.
type lines struct {
	seen spectrum
	wait []values // segments that are not in it
}

// spectrum returns the sum of the spectra.
func (l *lines) spectrum() *spectrum {
	for i := range l.wait {
		for a := range l.wait[i] {
			l.seen.add(&l.wait[i][a])
		}
	}
	l.wait = l.wait[:0]
	return &l.seen
}

// spectrum is the summed logarithm of the power in each bin.
type spectrum struct {
	n   int // segments of an axis
	log [lineBins]float64
}

// add adds the values of one axis. Window and cosines are the same on both sides of the middle and sines opposite, so each pair is multiplied once; the window is 0 at the first value.
func (s *spectrum) add(v *[lineSize]float64) {
	mean := 0.0
	for _, x := range v {
		mean += x / lineSize
	}
	const mid = lineSize / 2
	var even, odd [mid]float64
	for i := 1; i < mid; i++ {
		even[i], odd[i] = v[i]+v[lineSize-i]-2*mean, v[i]-v[lineSize-i]
	}
	for k := 1; k < lineBins; k++ {
		c, q := &waves.cos[k], &waves.sin[k]
		re, im := float64((v[mid]-mean)*c[mid]), 0.0
		for i := 1; i < mid; i++ {
			re += float64(even[i] * c[i])
			im += float64(odd[i] * q[i])
		}
		s.log[k] += rounded(math.Log(float64(re*re) + float64(im*im) + lineFloor))
	}
	s.n++
}

// join adds the spectrum o.
func (s *spectrum) join(o *spectrum) {
	s.n += o.n
	for k := range s.log {
		s.log[k] += o.log[k]
	}
}

// line returns by how many standard deviations of noise the strongest line between two bins stands above its neighbours; 0 when nothing was seen.
func (s *spectrum) line(first, last int) float64 {
	most := 0.0
	for k := first; k <= last; k++ {
		core := (s.log[k-1] + float64(2*s.log[k]) + s.log[k+1]) / 4
		below := (s.log[max(k-lineFar, 1)] + s.log[k-lineNear]) / 2
		above := (s.log[k+lineNear] + s.log[min(k+lineFar, lineBins-1)]) / 2
		most = max(most, core-(below+above)/2)
	}
	if s.n == 0 {
		return 0
	}
	return most / (lineSpread * math.Sqrt(float64(s.n)))
}
