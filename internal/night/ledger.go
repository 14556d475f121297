package night

import (
	"math"
	"slices"
	"sort"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Ledger holds the append-only tracks of one limb's recording: everything the engine has settled so far, in order. A ledger part-way is
// a prefix of the final one. Times are sample numbers; Nanos turns them into time through the anchors.
type Ledger struct {
	Info      device.Info
	Anchors   []device.Anchor
	Holes     []Hole
	Movements []movement.Movement
	Sleep     sleep.Track
	Data      dsp.Span  // from the first sample to the end of the last one
	Clipped   int64     // samples at full scale
	Sparse    dsp.Index // samples of the stretches of which more than half was missing, each one hole
	Level     Level
}

// Hole is a stretch without usable samples, and why.
type Hole struct {
	Span  dsp.Span
	Cause device.Cause
}

// Level is what the samples say of the sensor as a whole.
type Level struct {
	NormG   float64 // g: median norm of the acceleration at rest, 0 when there was no rest
	MedianG float64 // g: median magnitude of all samples that are measurements, moving or not; 0 when there were none
	NoiseG  float64 // g: median of the noise floor
	Gain    float64 // ×: what the sensor had for 1 g, as far as the postures at rest told in the end (package movement); 0 when none did, or no movement was looked for
	StepG   float64 // g: least change between neighbouring samples on an axis, which is not sought below sleep.Params.FineStepG; 0 when nothing changed
}

// addHole enters a hole that the engine found in samples already numbered, in order of time.
func (l *Ledger) addHole(h Hole) {
	i := len(l.Holes)
	for i > 0 && l.Holes[i-1].Span.Start > h.Span.Start {
		i--
	}
	l.Holes = slices.Insert(l.Holes, i, h)
}

// addSparse notes a stretch in which most samples were missing.
func (l *Ledger) addSparse(s dsp.Span) {
	l.addHole(Hole{Span: s, Cause: device.CauseLost})
	l.Sparse += s.Len()
}

// Seconds returns how long after the first sample the sample position pos was taken, by the device's clock.
func (l *Ledger) Seconds(pos float64) float64 { return float64(l.Nanos(pos)) / nanosPerSecond }

const nanosPerSecond = 1e9 // ns in 1 s

// Nanos returns the nanoseconds from the first sample to sample position pos: piecewise linear through the anchors of the stretch of data
// that pos lies in, so that a hole's rounded length does not bend the clock beside it. Beyond the anchors the rate measured nearest goes on, that of
// an earlier stretch first; where none was measured, the nominal one.
func (l *Ledger) Nanos(pos float64) int64 {
	if len(l.Anchors) == 0 {
		return l.samples(pos - float64(l.Data.Start))
	}
	a := max(0, sort.Search(len(l.Anchors), func(i int) bool { return float64(l.Anchors[i].Index) > pos })-1)
	b, ok := l.pair(a)
	nanos := l.Anchors[a].Nanos - l.Anchors[0].Nanos
	off := pos - float64(l.Anchors[a].Index)
	if !ok {
		return nanos + l.samples(off)
	}
	slope := float64(l.Anchors[b].Nanos-l.Anchors[b-1].Nanos) / float64(l.Anchors[b].Index-l.Anchors[b-1].Index)
	return nanos + int64(math.Round(off*slope))
}

// pair returns the later anchor of the pair whose slope applies behind anchor a; ok is false when no pair lies inside one stretch of data.
func (l *Ledger) pair(a int) (b int, ok bool) {
	if a+1 < len(l.Anchors) && l.joined(a+1) {
		return a + 1, true
	}
	for b = a; b > 0; b-- {
		if l.joined(b) {
			return b, true
		}
	}
	for b = a + 2; b < len(l.Anchors); b++ {
		if l.joined(b) {
			return b, true
		}
	}
	return 0, false
}

// joined reports whether there is no hole between anchor b and the one before it, and some samples. Stuck samples were taken and timed all the same.
func (l *Ledger) joined(b int) bool {
	p, q := l.Anchors[b-1].Index, l.Anchors[b].Index
	i := sort.Search(len(l.Holes), func(i int) bool { return l.Holes[i].Span.End > p })
	for ; i < len(l.Holes) && l.Holes[i].Span.Start < q; i++ {
		if c := l.Holes[i].Cause; c != device.CauseFrozen && c != device.CauseZeros && c != device.CauseClipped {
			return false
		}
	}
	return p < q
}

// samples returns how many nanoseconds n samples last at the nominal rate.
func (l *Ledger) samples(n float64) int64 {
	return int64(math.Round(n / l.Info.Rate.Hz() * nanosPerSecond))
}

// level reads the sensor's level off the epochs; still is the motion in g below which one is at rest.
func (l *Ledger) level(still float64) {
	var norms, noise []float64
	for _, e := range l.Sleep.Epochs {
		if p := (dsp.Vector{X: e.Posture[0], Y: e.Posture[1], Z: e.Posture[2]}); e.N > 0 && p != (dsp.Vector{}) {
			if e.MotionG < still {
				norms = append(norms, p.Norm())
			}
			noise = append(noise, e.StillG)
		}
	}
	l.Level.NormG, l.Level.NoiseG = middle(norms), middle(noise)
}

// middle returns the lower median, 0 for an empty list.
func middle(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[(len(v)-1)/2]
}
