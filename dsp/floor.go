package dsp

import "fmt"

// FloorParams says how a Floor follows the noise.
type FloorParams struct {
	Window   int     // values in the trailing window
	Quantile float64 // share of the window below the floor, 0 to 1
	Start    int64   // what the window holds before its first value, unit of the values
	Min, Max int64   // limits of the floor, unit of the values
}

// Floor is the noise floor of a series of whole numbers: a low quantile of its
// trailing window, exact to the value, within limits. Until the window is full
// the values that are missing count as Start, so that the floor passes over
// from Start to what is there. It knows nothing of sample numbers: it lives
// through a hole, and through the Reset of a filter before it, until its own Reset.
type Floor struct {
	params FloorParams
	window *trailing
}

// NewFloor returns a floor that stands at p.Start. It fails when the window or
// the quantile is out of range, Start not within Min and Max, or these more than 1,048,576 apart.
func NewFloor(p FloorParams) (*Floor, error) {
	if err := checkWindow("noise floor", p.Window); err != nil {
		return nil, err
	}
	if !(p.Quantile >= 0 && p.Quantile <= 1) {
		return nil, fmt.Errorf("noise floor at quantile %g: it must lie between 0 and 1", p.Quantile)
	}
	if p.Start < p.Min || p.Start > p.Max {
		return nil, fmt.Errorf("noise floor starts at %d: it must lie within its limits %d and %d", p.Start, p.Min, p.Max)
	}
	if apart := p.Max - p.Min; apart < 0 || apart > maxRange {
		return nil, fmt.Errorf("noise floor between %d and %d: its limits must not lie more than %d apart", p.Min, p.Max, maxRange)
	}
	// The lower of the two neighbours (Hyndman and Fan, American Statistician
	// 1996;50:361, type 7 rounded down), so that the floor is always a value seen.
	f := &Floor{p, newTrailing(p.Window, int(p.Quantile*float64(p.Window-1)), int(p.Max-p.Min))}
	f.Reset()
	return f, nil
}

// Push takes the next value and reports whether Bounds have changed.
func (f *Floor) Push(v int64) (moved bool) {
	v = min(max(v, f.params.Min), f.params.Max) // a quantile of limited values is the limited quantile
	return f.window.push(uint32(v - f.params.Min))
}

// Value returns the floor. It is looked for among the values between Bounds, which are at hand.
func (f *Floor) Value() int64 { return f.params.Min + int64(f.window.at()) }

// Bounds returns two values less than 64 apart between which the floor lies, or at one of which: all that most decisions need.
func (f *Floor) Bounds() (low, high int64) {
	least, greatest := f.window.bounds()
	return f.params.Min + int64(least), f.params.Min + int64(greatest)
}

// Reset forgets every value: the floor stands at Start again.
func (f *Floor) Reset() { f.window.fill(uint32(f.params.Start - f.params.Min)) }
