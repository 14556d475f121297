package dsp

import (
	"fmt"
	"math"
)

// MaxOrder is the highest Butterworth order that is designed.
const MaxOrder = 8 // order of the low-pass prototype; nothing here needs a steeper slope

// Section is one second-order section of a digital filter,
//
//	H(z) = (B0 + B1 z⁻¹ + B2 z⁻²) / (1 + A1 z⁻¹ + A2 z⁻²).
//
// A first-order section has B2 = A2 = 0.
type Section struct{ B0, B1, B2, A1, A2 float64 }

// LowPass designs a Butterworth low-pass filter of the given order (1 to
// MaxOrder) whose power is halved at cutoff (Hz). It is the analog prototype of
// Butterworth (On the theory of filter amplifiers, Wireless Engineer 7, 1930)
// through the bilinear transform with its cutoff prewarped (Oppenheim and
// Schafer, Discrete-Time Signal Processing, §7.1), the filter that
// scipy.signal.butter gives. Only + − × ÷ √ are used, so that the coefficients
// have the same bits on every platform.
//
// Each section has gain 1 at 0 Hz; the section nearest to ringing comes last. It
// fails when the order or the cutoff is out of range: the cutoff must lie
// between 0 and half the rate, both excluded.
func LowPass(order int, cutoff float64, rate Rate) ([]Section, error) {
	if err := checkDesign("low-pass", order, rate, cutoff); err != nil {
		return nil, err
	}
	w := tangent(cutoff, rate.Hz())
	var out []Section
	if order%2 == 1 {
		out = append(out, firstOrder(w, 0, w))
	}
	for _, p := range prototype(order) {
		c0 := float64(w * w)
		out = append(out, bilinear(c0, 0, 0, c0, float64(-2*p.re*w)))
	}
	return out, nil
}

// HighPass designs a Butterworth high-pass filter as LowPass does. Each section
// has gain 1 at half the rate and exactly 0 at 0 Hz.
func HighPass(order int, cutoff float64, rate Rate) ([]Section, error) {
	if err := checkDesign("high-pass", order, rate, cutoff); err != nil {
		return nil, err
	}
	w := tangent(cutoff, rate.Hz())
	var out []Section
	if order%2 == 1 {
		out = append(out, firstOrder(0, 1, w))
	}
	for _, p := range prototype(order) {
		out = append(out, bilinear(0, 0, 1, float64(w*w), float64(-2*p.re*w)))
	}
	return out, nil
}

// BandPass designs a Butterworth band-pass filter as LowPass does, with its
// power halved at low and at high (Hz). The order is that of the prototype, as
// in scipy: the filter has twice as many poles, one section for each order.
// Every section is itself a band-pass with zeros at 0 Hz and at half the rate,
// where scipy pairs the zeros otherwise; the product is the same.
func BandPass(order int, low, high float64, rate Rate) ([]Section, error) {
	if err := checkDesign("band-pass", order, rate, low, high); err != nil {
		return nil, err
	}
	if !(low < high) {
		return nil, fmt.Errorf("band-pass from %g Hz to %g Hz is empty: give the lower edge first", low, high)
	}
	wl, wh := tangent(low, rate.Hz()), tangent(high, rate.Hz())
	c0 := float64(wl * wh)
	// tan b − tan a = (1 + tan a tan b) tan(b − a) keeps narrow bands exact.
	width := float64((1 + c0) * tangent(high-low, rate.Hz()))
	var out []Section
	if order%2 == 1 {
		out = append(out, bilinear(0, width, 0, c0, width))
	}
	for _, p := range prototype(order) {
		for _, s := range bandPoles(p, width, c0) {
			out = append(out, bilinear(0, width, 0, s.square(), float64(-2*s.re)))
		}
	}
	return out, nil
}

// checkDesign reports an order or a frequency (Hz) that no filter can have.
func checkDesign(kind string, order int, rate Rate, edges ...float64) error {
	if order < 1 || order > MaxOrder {
		return fmt.Errorf("%s filter of order %d: the order must be 1 to %d", kind, order, MaxOrder)
	}
	if rate <= 0 {
		return fmt.Errorf("%s filter at a rate of %v: the rate must be above 0", kind, rate)
	}
	for _, f := range edges {
		if !(f > 0 && f < rate.Hz()/2) {
			return fmt.Errorf("%s filter at %g Hz: at %v the frequency must lie between 0 and %g Hz", kind, f, rate, rate.Hz()/2)
		}
	}
	return nil
}

// point is a point of the s-plane.
type point struct{ re, im float64 }

// square returns the squared distance from the origin.
func (p point) square() float64 { return float64(p.re*p.re) + float64(p.im*p.im) }

// prototype returns the poles above the real axis of the low-pass prototype
// with cutoff 1 rad/s, −sin φ + j cos φ for φ = π(2k−1)/(2·order), from the one
// nearest to the real axis on.
func prototype(order int) []point {
	var out []point
	for k := order / 2; k >= 1; k-- {
		t := tangent(float64(2*k-1), float64(4*order)) // tan(φ/2)
		d := 1 + float64(t*t)
		out = append(out, point{-2 * t / d, (1 - float64(t*t)) / d})
	}
	return out
}

// bandPoles maps one prototype pole to the two band-pass poles it becomes, the
// roots of s² − p·width·s + center, each of which stands with its conjugate.
func bandPoles(p point, width, center float64) [2]point {
	h := point{float64(p.re * width / 2), float64(p.im * width / 2)}
	r := squareRoot(point{float64(h.re*h.re) - float64(h.im*h.im) - center, 2 * float64(h.re*h.im)})
	if float64(h.re*r.re)+float64(h.im*r.im) < 0 {
		r = point{-r.re, -r.im} // the larger root has no cancellation; the other follows from the product
	}
	a := point{h.re + r.re, h.im + r.im}
	n := center / a.square()
	return [2]point{a, {float64(a.re * n), -float64(a.im * n)}}
}

// squareRoot returns the square root of z, not 0, that lies right of the imaginary axis.
func squareRoot(z point) point {
	m := math.Sqrt(z.square())
	if z.re >= 0 {
		re := math.Sqrt((m + z.re) / 2)
		return point{re, z.im / (2 * re)}
	}
	im := math.Copysign(math.Sqrt((m-z.re)/2), z.im)
	return point{z.im / (2 * im), im}
}

// bilinear maps (n2 s² + n1 s + n0) / (s² + c1 s + c0) to the z-plane by
// s = (1 − z⁻¹)/(1 + z⁻¹).
func bilinear(n0, n1, n2, c0, c1 float64) Section {
	d := 1 + c1 + c0
	return Section{
		B0: (n2 + n1 + n0) / d, B1: 2 * (n0 - n2) / d, B2: (n2 - n1 + n0) / d,
		A1: 2 * (c0 - 1) / d, A2: (1 - c1 + c0) / d,
	}
}

// firstOrder maps (n1 s + n0) / (s + c0) to the z-plane as bilinear does.
func firstOrder(n0, n1, c0 float64) Section {
	d := 1 + c0
	return Section{B0: (n1 + n0) / d, B1: (n0 - n1) / d, A1: (c0 - 1) / d}
}

// tangent returns tan(π·part/whole) for 0 < part < whole/2 to a few units in
// the last place, by Lambert's continued fraction
// tan u = u/(1 − u²/(3 − u²/(5 − …))) on u ≤ π/4 (Abramowitz and Stegun 4.3.94).
func tangent(part, whole float64) float64 {
	const terms = 10 // the remainder at π/4 is below 1e-20
	if part > whole/4 {
		return 1 / tangent(float64(whole/2)-part, whole)
	}
	u := math.Pi * (part / whole)
	d := float64(2*terms + 1)
	for k := terms - 1; k >= 0; k-- {
		d = float64(2*k+1) - float64(u*u)/d
	}
	return u / d
}
