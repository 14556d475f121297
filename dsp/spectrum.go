package dsp

import (
	"fmt"
	"math"

	"github.com/mjibson/go-dsp/window"
)

// Spectrum is a power spectral density: Power[i] is the density at i·Step Hz, in
// the unit of the signal squared per Hz, one-sided.
type Spectrum struct {
	Power []float64
	Step  float64 // Hz
}

const (
	minSegment     = 16   // samples; fewer leave no bins beside a peak
	maxSegment     = 512  // samples; more resolve nothing that a movement has
	segmentMS      = 4000 // ms; resolves 0.25 Hz, and longer movements are averaged
	firstPeak      = 2    // bins: two periods in a segment are the fewest that are a rhythm
	mainLobe       = 2    // bins from the top of a peak of the Hann window to its foot (Harris, Proc IEEE 1978;66:51)
	standOut       = 10.0 // times the mean power beside the peak, see TestDominantFrequencyOfNoise
	powerSteps     = 1e9  // steps that the highest power is rounded to: platforms differ from 1e-15 on
	hundredthsOfHz = 100  // steps in 1 Hz that a frequency is rounded to
)

// Welch returns the power spectrum of one finished stretch of signal by Welch's
// method (IEEE Trans Audio Electroacoust 1967;15:70): its mean removed, cut into
// segments of an even number of samples that overlap by half, each under a
// symmetric Hann window, averaged. It equals scipy.signal.welch(x − mean(x), fs,
// hann(segment, sym=True), noverlap=segment/2, detrend=False).
//
// It fails when the segment is odd, below 16 samples, above 512 or longer than
// the signal. The last bits depend on the platform: round before any decision.
func Welch(x []float64, r Rate, segment int) (Spectrum, error) {
	if segment%2 != 0 || segment < minSegment || segment > maxSegment {
		return Spectrum{}, fmt.Errorf("spectrum over segments of %d samples: the number must be even and from %d to %d", segment, minSegment, maxSegment)
	}
	if len(x) < segment {
		return Spectrum{}, fmt.Errorf("spectrum of %d samples over segments of %d: shorten the segments", len(x), segment)
	}
	power := make([]float64, segment/2+1)
	silent := make([]float64, len(x))
	newWelch(r, segment).sum(power, &Axes{x, silent, silent}, new(space))
	return Spectrum{power, r.Hz() / float64(segment)}, nil
}

// welch is Welch's method over segments of one length, for three series of the same length at once. The window is go-dsp's. Its Pwelch makes the window and the tables of
// the transform anew for every segment, and with lengths that are no power of two it was a tenth of a night's time; here they are made once for each length. Both give the same
// spectrum (TestWelchAgreesWithGoDSP).
type welch struct {
	window    []float64
	scale     float64 // of a squared coefficient, one-sided, per Hz
	transform *transform
}

func newWelch(r Rate, segment int) *welch {
	w := &welch{window: window.Hann(segment), transform: newTransform(segment)}
	norm := 0.0
	for _, v := range w.window {
		norm += float64(v * v)
	}
	w.scale = 2 / (norm * r.Hz())
	return w
}

// sum writes the sum of the spectra of the axes of x, which are at least a segment long, to power, which is 0. It may be shorter than the spectrum, of which it then has the lowest bins.
func (w *welch) sum(power []float64, x *Axes, s *space) {
	segment, n := len(w.window), x.Len()
	series := [axes][]float64{x.X, x.Y, x.Z}
	var mean [axes]float64
	for a, x := range series {
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		mean[a] = sum / float64(n)
	}
	half := segment / 2
	segments := (n-segment)/half + 1
	s.prepare(w.transform)
	for k := range segments {
		for a, x := range series {
			in := s.segments[a]
			for i, v := range x[k*half : k*half+segment] {
				in[i] = float64((v - mean[a]) * w.window[i])
			}
		}
		for i, c := range w.transform.run(s, len(power)) {
			p := power[i] + (float64(c[0]*c[0]) + float64(c[3]*c[3]))
			p += float64(c[1]*c[1]) + float64(c[4]*c[4])
			power[i] = p + (float64(c[2]*c[2]) + float64(c[5]*c[5]))
		}
	}
	scale := w.scale / float64(segments)
	for i := range power {
		power[i] *= scale
	}
	power[0] /= 2 // has no mirror image, nor has the one at half the rate
	if len(power) > half {
		power[half] /= 2
	}
}

// Spectra takes spectra at one rate and keeps the tables of the lengths that it has met. Its zero value is ready.
type Spectra struct {
	rate  Rate
	plans map[int]*welch // by length of the segments, of which there are 249
	space space
	power []float64
	room  Axes
}

// Room returns memory of s for the samples that a frequency is asked of next.
func (s *Spectra) Room() *Axes { return &s.room }

// plan returns the tables for segments of that length.
func (s *Spectra) plan(r Rate, segment int) *welch {
	if s.plans == nil || s.rate != r {
		s.rate, s.plans = r, map[int]*welch{}
	}
	w := s.plans[segment]
	if w == nil {
		w = newWelch(r, segment)
		s.plans[segment] = w
	}
	return w
}

// DominantFrequency returns the frequency (Hz, to 0.01) between low and high at
// which a finished movement beats, ok false when the movement is too short or no
// peak stands out. The powers of the three axes are added, so that it does not
// depend on how the sensor is strapped on.
//
// A peak is a bin above both its neighbours, or two bins as high as each other, with at least two periods in a
// segment and ten times the mean power of the band beside it, judged both as it
// is (against white noise) and times the frequency squared (against the slope
// that a change of posture has). Its place between bins is the top of a parabola through the eighth roots of the powers, which is
// within 0.002 bins under a Hann window (Werner and Germain, Applied Sciences
// 2016;6:306) and needs no logarithm.
func (s *Spectra) DominantFrequency(a *Axes, r Rate, low, high float64) (hz float64, ok bool) {
	segment := min(a.Len(), int(r.Samples(segmentMS)), maxSegment) &^ 1
	if segment < minSegment {
		return 0, false
	}
	step := r.Hz() / float64(segment)
	first, last := int(math.Ceil(inBand(low, r)/step)), int(math.Floor(inBand(high, r)/step))
	s.power = resize(s.power, max(1, min(segment/2+1, last+2))) // nobody asks for what lies higher
	power := s.power
	clear(power)
	s.plan(r, segment).sum(power, a, &s.space)
	k, ok := peak(power, first, last)
	if !ok {
		return 0, false
	}
	return math.Round((float64(k)+offset(power[k-1], power[k], power[k+1]))*step*hundredthsOfHz) / hundredthsOfHz, true
}

// inBand limits a frequency (Hz) to what rate r can show, so that it converts to
// the same bin on every platform.
func inBand(hz float64, r Rate) float64 { return min(max(hz, 0), r.Hz()/2) }

// peak rounds the powers in place and returns the bin from first to last that
// stands out.
func peak(power []float64, first, last int) (k int, ok bool) {
	first, last = max(first, firstPeak), min(last, len(power)-2)
	top := 0.0
	for _, p := range power {
		top = max(top, p)
	}
	if !(top > 0 && top < math.Inf(1)) {
		return 0, false
	}
	for i, p := range power {
		power[i] = math.Round(p / top * powerSteps)
	}
	k = first
	for i := first; i <= last; i++ {
		if power[i] > power[k] {
			k = i
		}
	}
	if first > last || power[k] <= power[k-1] || power[k] < power[k+1] { // midway between two bins both are as high
		return 0, false
	}
	white, red, n := 0.0, 0.0, 0.0
	for i := first; i <= last; i++ {
		if i < k-mainLobe || i > k+mainLobe {
			white += power[i]
			red += float64(power[i]*float64(i*i)) / float64(k*k)
			n++
		}
	}
	return k, n > 0 && power[k]*n >= standOut*max(white, red)
}

// offset returns how far the top of a peak lies from its middle bin, in bins.
func offset(left, mid, right float64) float64 {
	l, m, r := eighthRoot(left), eighthRoot(mid), eighthRoot(right)
	return (l - r) / (2 * (l - 2*m + r))
}

func eighthRoot(x float64) float64 { return math.Sqrt(math.Sqrt(math.Sqrt(x))) }
