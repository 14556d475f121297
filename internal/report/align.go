package report

import (
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
)

// Alignment is how the clock of one recording stood against that of the first one, as the movements that both limbs shared tell. Half-widths are of
// 90 % intervals. Null figures are unknown.
type Alignment struct {
	Applied             bool     `json:"applied"`  // its times were corrected
	OffsetS             *float64 `json:"offset_s"` // s by which it was ahead, in the middle of what both recorded
	MiddleS             *float64 `json:"middle_s"` // s from its own first sample to that middle
	OffsetUncertaintyS  *float64 `json:"offset_uncertainty_s"`
	DriftPPM            *float64 `json:"drift_ppm"` // by which it ran fast
	DriftUncertaintyPPM *float64 `json:"drift_uncertainty_ppm"`
	Shared              int      `json:"shared"` // movements that began on both limbs together
}

// Ahead returns by how many seconds the clock was ahead, so many seconds by it after its first sample; 0 where its times were not corrected.
func (a *Alignment) Ahead(since float64) float64 {
	if a == nil || !a.Applied || a.OffsetS == nil || a.DriftPPM == nil || a.MiddleS == nil {
		return 0
	}
	return *a.OffsetS + *a.DriftPPM/million*(since-*a.MiddleS)
}

// How clocks are compared. Loggers that are set by one computer differ by seconds, and their crystals by up to 100 ppm.
const (
	alignReach   = 8.0    // s: greatest difference looked for first: 5 s, and half of a night's drift
	alignFar     = 150.0  // s: greatest difference looked for when there is none so near: clocks that were set by hand
	alignFarBin  = 4.0    // s: in which differences are first counted then: what a night's drift spreads them over
	alignPPM     = 150.0  // ppm: greatest drift looked for
	alignStepPPM = 10.0   // ppm: 0.3 s over a night
	alignStep    = 0.1    // s
	alignWidth   = 0.4    // s: movements of two limbs that belong together begin within about this; a turn of the body within 0.15 s
	alignFewest  = 20     // shared movements that are needed
	alignSure    = 6.0    // standard deviations by which they must be more than chance would give
	alignApart   = 1.5    // s: another difference that explains as much, this far away, leaves it open which is right
	alignRival   = 0.75   // of the best: as much as that
	alignSide    = 0.1    // s, half-width: one limb may lead the other by habit, which looks like a clock
	alignLeast   = 0.2    // s: what is less is left alone: half of the gap that joins the movements of two limbs
	alignPeakG   = 0.02   // g: weaker movements have unsure onsets (detection.md, 10)
	alignSpread  = 3600.0 // s: drift is told from movements that far apart at least, as standard deviation times √12
	alignRounds  = 20     // of the weighted fit, which settles within a few
	million      = 1e6    // ppm in 1
)

// align estimates how every recording of another limb stands against the first one and corrects those that stand off for certain. Recordings whose clocks are
// one host's (live), or that no clock placed, or that share no stretch of time stay as they are.
func (a *axis) align() {
	for i := range a.tracks {
		t := &a.tracks[i]
		first := a.reference(t)
		if first == nil {
			continue
		}
		both := (span{first.start, first.end}).meet(span{t.start, t.end})
		f := fitClocks(strongOnsets(first, both), strongOnsets(t, both), both)
		t.alignment = f.print(t.placed)
		if !f.ok {
			t.warnings = append(t.warnings, device.Warning{Code: "clocks_not_aligned", Text: fmt.Sprintf(
				"too few movements began on this limb and on the first one together (%d) to tell how their clocks stand to each other: they are taken to agree; if they do not, a movement of both counts twice", f.shared)})
			continue
		}
		if !f.matters(both) {
			continue
		}
		t.alignment.Applied = true
		t.fit = f
		t.warnings = append(t.warnings, device.Warning{Code: "clocks_aligned", Text: fmt.Sprintf(
			"its clock was %+.2f s (± %.2f) off that of the first recording and ran %+.0f ppm (± %.0f) fast, by %d movements that began on both limbs: its times are corrected",
			f.offset, f.offsetUnsure, f.drift*million, f.driftUnsure*million, f.shared)})
		t.start, t.end = t.at(float64(t.Ledger.Data.Start)), t.at(float64(t.Ledger.Data.End))
	}
}

// reference returns the recording of the first limb that shares most time with t; nil when there is none, and for what one host recorded.
func (a *axis) reference(t *track) *track {
	var best *track
	for i := range a.tracks {
		o := &a.tracks[i]
		shared := (span{o.start, o.end}).meet(span{t.start, t.end}).length()
		if o.limb != 0 || t.limb == 0 || shared == 0 || (o.live() && t.live()) {
			continue
		}
		if best == nil || shared > (span{best.start, best.end}).meet(span{t.start, t.end}).length() {
			best = o
		}
	}
	return best
}

// strongOnsets returns when the clear movements of a recording began, in s of the axis, those in one stretch and a little around it.
func strongOnsets(t *track, within span) []float64 {
	var out []float64
	for i := range t.Ledger.Movements {
		m := &t.Ledger.Movements[i]
		if at := t.at(m.Onset); m.PeakG >= alignPeakG && within.contains(at) {
			out = append(out, at.Seconds())
		}
	}
	return out
}

// clockFit is a line through the differences between two clocks.
type clockFit struct {
	mid                       float64 // s of the axis, where offset holds
	offset, drift             float64 // s; s per s
	offsetUnsure, driftUnsure float64 // half-widths of 90 % intervals
	shared                    int
	ok                        bool
}

// pairing is two movements that may be one: when it was on the first clock, and by how much later on the second.
type pairing struct{ at, later float64 }

// fitClocks compares the onsets of two limbs, in s of the axis as each clock has it.
func fitClocks(first, second []float64, both span) *clockFit {
	near := fitWithin(alignReach, first, second, both)
	if near.ok {
		return near
	}
	if far := fitWithin(alignFar, first, second, both); far.ok {
		return far
	}
	return near
}

// fitWithin compares onsets that lie at most so many seconds apart.
func fitWithin(reach float64, first, second []float64, both span) *clockFit {
	f := &clockFit{mid: (both.start.Seconds() + both.end.Seconds()) / 2}
	var pairs []pairing
	from := 0
	for _, t := range first {
		for from < len(second) && second[from] < t-reach {
			from++
		}
		for k := from; k < len(second) && second[k] <= t+reach; k++ {
			pairs = append(pairs, pairing{t - f.mid, second[k] - t})
		}
	}
	around := commonest(pairs, reach)
	f.search(pairs, around)
	chance := float64(len(pairs)) * alignWidth / reach
	f.shared = f.near(pairs)
	if f.shared < alignFewest || float64(f.shared) < chance+alignSure*math.Sqrt(chance) || !f.alone(pairs, reach) {
		return f
	}
	f.ok = true
	f.refine(pairs)
	f.shared = f.near(pairs)
	return f
}

// commonest returns the difference that most pairs have about, 0 when they lie so near that every one is looked at.
func commonest(pairs []pairing, reach float64) float64 {
	if reach <= alignReach {
		return 0
	}
	count := make([]int, int(2*reach/alignFarBin)+1)
	for _, p := range pairs {
		count[int((p.later+reach)/alignFarBin)]++
	}
	best, at := 0, 0.0
	for i := 1; i+1 < len(count); i++ { // with both neighbours: what is sought may lie on an edge
		if sum := count[i-1] + count[i] + count[i+1]; sum > best {
			best, at = sum, alignFarBin*(float64(i)+0.5)-reach
		}
	}
	return at
}

// search finds the line that most pairs lie near, on a grid around a difference.
func (f *clockFit) search(pairs []pairing, around float64) {
	best := 0.0
	for ppm := -alignPPM; ppm <= alignPPM; ppm += alignStepPPM {
		for offset := around - alignReach; offset <= around+alignReach; offset += alignStep {
			g := clockFit{offset: offset, drift: ppm / million}
			// Of equals the one nearest to clocks that agree.
			if w := g.weight(pairs); w > best+1e-9 || (w > best-1e-9 && math.Abs(offset)+math.Abs(ppm) < math.Abs(f.offset)+math.Abs(f.drift*million)) {
				best, f.offset, f.drift = w, offset, ppm/million
			}
		}
	}
}

// weight says how many pairs lie near the line, the nearer the more.
func (f *clockFit) weight(pairs []pairing) float64 {
	sum := 0.0
	for _, p := range pairs {
		if d := math.Abs(p.later - f.offset - f.drift*p.at); d < alignWidth {
			sum += 1 - d/alignWidth
		}
	}
	return sum
}

// near returns how many pairs lie near the line.
func (f *clockFit) near(pairs []pairing) int {
	n := 0
	for _, p := range pairs {
		if math.Abs(p.later-f.offset-f.drift*p.at) < alignWidth {
			n++
		}
	}
	return n
}

// alone reports whether no other offset within reach explains nearly as many.
func (f *clockFit) alone(pairs []pairing, reach float64) bool {
	best := f.weight(pairs)
	for offset := -reach; offset <= reach; offset += alignStep {
		if math.Abs(offset-f.offset) < alignApart {
			continue
		}
		if g := (clockFit{offset: offset, drift: f.drift}); g.weight(pairs) > alignRival*best {
			return false
		}
	}
	return true
}

// refine fits the line to the pairs near it, the nearer the more (Tukey's biweight, which does not see what is far), and says how sure it is.
func (f *clockFit) refine(pairs []pairing) {
	for range alignRounds {
		var w, x, y, xx, xy, rr float64
		for _, p := range pairs {
			u := (p.later - f.offset - f.drift*p.at) / (2 * alignWidth)
			if u <= -1 || u >= 1 {
				continue
			}
			k := (1 - u*u) * (1 - u*u)
			w, x, y, xx, xy = w+k, x+k*p.at, y+k*p.later, xx+k*p.at*p.at, xy+k*p.at*p.later
			r := u * 2 * alignWidth
			rr += k * r * r
		}
		mean, spread := x/w, xx/w-x*x/w/w
		f.driftUnsure = z90 * math.Sqrt(rr/w/w/max(spread, 1))
		f.drift = 0
		if spread*12 >= alignSpread*alignSpread && f.driftUnsure*million < alignPPM {
			f.drift = (xy/w - mean*y/w) / spread
		}
		f.offset = y/w - f.drift*mean
		f.offsetUnsure = math.Hypot(alignSide, math.Hypot(z90*math.Sqrt(rr/w/w), f.driftUnsure*mean))
	}
}

// matters reports whether the clocks differ for certain, by enough to matter, anywhere in the stretch.
func (f *clockFit) matters(both span) bool {
	half := both.length().Seconds() / 2
	for _, at := range []float64{-half, half} {
		if d := math.Abs(f.offset + f.drift*at); d > alignLeast && d > f.offsetUnsure {
			return true
		}
	}
	return false
}

// corrected returns what the first clock showed when this one showed m.
func (f *clockFit) corrected(m float64) float64 {
	return m - 1000*(f.offset+f.drift*(m/1000-f.mid))
}

// print returns what a report says of the fit of a recording whose first sample lies at placed.
func (f *clockFit) print(placed Millis) *Alignment {
	out := &Alignment{Shared: f.shared}
	if f.ok {
		out.OffsetS, out.OffsetUncertaintyS = known(round(f.offset, 3)+0), known(round(f.offsetUnsure, 3))
		out.MiddleS = known(round(f.mid-placed.Seconds(), 3) + 0)
		out.DriftPPM, out.DriftUncertaintyPPM = known(round(f.drift*million, 1)+0), known(round(f.driftUnsure*million, 1))
	}
	return out
}
