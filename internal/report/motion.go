package report

import (
	"math"
	"slices"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// epoch is one of the sleep track's 30 s epochs on the axis.
type epoch struct {
	span
	*sleep.Epoch
}

// epochs returns the epochs of the first limb inside w, in order. One limb is enough to tell bed from floor, and the same epochs whatever other limbs were worn.
func (a *axis) epochs(w span) []epoch {
	var out []epoch
	for i := range a.tracks {
		if t := &a.tracks[i]; t.limb == 0 {
			out = append(out, t.epochs(w)...)
		}
	}
	slices.SortStableFunc(out, func(x, y epoch) int { return int(x.start - y.start) })
	return out
}

// epochs returns the recording's epochs that begin inside w.
func (t *track) epochs(w span) []epoch {
	var out []epoch
	list := t.Ledger.Sleep.Epochs
	for i, start := range t.sight.epochs {
		if !w.contains(start) {
			continue
		}
		e := epoch{span{start, t.end}, &list[i]}
		if i+1 < len(list) {
			e.end = t.sight.epochs[i+1]
		}
		e.end = min(e.end, e.start+epochLength)
		out = append(out, e)
	}
	return out
}

const (
	epochLength = 30 * second // package sleep: Epoch

	// Walking shakes a wrist by 0.2–0.4 g and an ankle by 0.5–1 g root mean square for as long as it lasts; a restless sleeper reaches
	// 0.1 g in single epochs only.
	walkG      = 0.15 // g root mean square of an epoch
	walkWindow = 6    // epochs (3 min) that are looked at together
	walkShare  = 5    // of them that must be above walkG

	// HDCZA (van Hees 2018, Sci Rep 8:12975): the 5-minute rolling median of the change of angle, against 15 × its 10th percentile clamped to
	// 0.13–0.50°; blocks of at least 30 min; gaps under 60 min filled; the longest block. Chord lengths stand for angles, for they need
	// no arc functions; epochs are 30 s instead of 5 s.
	restWindow   = 11          // epochs in the rolling median, centred: 5.5 min
	restFactor   = 15          // × the 10th percentile
	restLow      = 0.0022689   // chord of 0.13°
	restHigh     = 0.0087266   // chord of 0.50°
	restLongest  = 30 * minute // least length of a block of rest
	restBridge   = 60 * minute // gaps shorter than this are filled
	restQuantile = 0.1         // the 10th percentile
)

// walking returns the stretches in which the limb was shaken as it is on foot, for minutes.
func walking(es []epoch) spans {
	var out []span
	var high []int // of the latest walkWindow epochs, those that were shaken
	for i := range es {
		if es[i].MotionG >= walkG {
			high = append(high, i)
		}
		for len(high) > 0 && high[0] <= i-walkWindow {
			high = high[1:]
		}
		if len(high) < walkShare {
			continue
		}
		first, last := es[high[0]], es[high[len(high)-1]]
		if last.end-first.start <= 2*walkWindow*epochLength {
			out = append(out, span{first.start, last.end})
		}
	}
	return union(out)
}

// restBlock returns the longest block of rest by HDCZA, empty when there is none. Epochs in skip (nobody wore the sensor) are no rest.
func restBlock(es []epoch, skip spans) span {
	turns := turning(es)
	smooth := rollingMedian(turns, restWindow)
	limit := restLow
	if len(smooth) > 0 {
		sorted := slices.Sorted(slices.Values(smooth))
		limit = min(restHigh, max(restLow, restFactor*sorted[int(restQuantile*float64(len(sorted)-1))]))
	}
	var calm []span
	for i := range es {
		if smooth[i] < limit && !skip.contains(es[i].start) {
			calm = append(calm, es[i].span)
		}
	}
	var blocks spans
	for _, s := range union(calm).bridged(second) {
		if s.length() >= restLongest {
			blocks = append(blocks, s)
		}
	}
	return blocks.bridged(restBridge).longest()
}

// turning returns, for each epoch, the chord between its posture and that of the epoch before; a posture that is not known counts as a right angle.
func turning(es []epoch) []float64 {
	out := make([]float64, len(es))
	for i := 1; i < len(es); i++ {
		out[i] = chord(es[i-1].Posture, es[i].Posture)
	}
	return out
}

// chord returns the distance between two directions on the unit sphere.
func chord(a, b [3]float64) float64 {
	na, nb := norm(a), norm(b)
	if na == 0 || nb == 0 {
		return math.Sqrt2
	}
	var d [3]float64
	for k := range d {
		d[k] = a[k]/na - b[k]/nb
	}
	return norm(d)
}

func norm(v [3]float64) float64 {
	return math.Sqrt(float64(v[0]*v[0]) + float64(v[1]*v[1]) + float64(v[2]*v[2]))
}

// rollingMedian returns the median of the n values around each one, fewer at the ends.
func rollingMedian(v []float64, n int) []float64 {
	out := make([]float64, len(v))
	window := make([]float64, 0, n)
	for i := range v {
		window = append(window[:0], v[max(0, i-n/2):min(len(v), i+n/2+1)]...)
		slices.Sort(window)
		out[i] = window[len(window)/2]
	}
	return out
}
