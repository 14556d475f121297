package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	waveLength   = 60_000 // ms of motion that are kept sample by sample
	historyWidth = 1_000  // ms of a history's first bins
	historyMost  = 4096   // bins of a history: 8 h are 3600 bins of 8 s, more than a screen has points
)

// WaveNow is how a limb moved lately, sample by sample. It shares no memory with the engine.
type WaveNow struct {
	Next   dsp.Index // number of the sample after the last one
	Onset  float64   // s of the first one since the recording began
	RateHz float64   // samples a second
	G      []float32 // distance from the posture; NaN for a sample that is missing
}

// HistoryNow is how a limb moved from the recording's first sample on, in bins. It shares no memory with the engine.
type HistoryNow struct {
	At        []float64 // s since the recording began at which each bin begins
	Low, High []float32 // g: least and greatest distance from the posture; NaN where nothing was recorded
}

// WaveSince returns what t holds of the motion from sample from on: a minute at most.
func (e *Engine) WaveSince(t *Trace, from dsp.Index) WaveNow {
	start, g := t.lately.since(from)
	end := start + dsp.Index(len(g))
	w := WaveNow{Next: end, G: g, Onset: e.ledger.Seconds(float64(start)), RateHz: t.rate.Hz()}
	if d := e.ledger.Seconds(float64(end)) - w.Onset; d > 0 {
		w.RateHz = float64(len(g)) / d
	}
	return w
}

// History returns the motion of the whole recording.
func (e *Engine) History(t *Trace) HistoryNow {
	h := HistoryNow{Low: append([]float32(nil), t.history.low...), High: append([]float32(nil), t.history.high...)}
	for i := range h.Low {
		h.At = append(h.At, e.ledger.Seconds(float64(t.history.origin+dsp.Index(i)*t.history.width)))
	}
	return h
}

var missing = float32(math.NaN())

// lately is a ring of the latest motion.
type lately struct {
	ring []float32 // sample k stands at k mod its length
	next dsp.Index
	full bool // anything was put in
}

// put enters the motion of sample k; those that were left out since the one before are missing.
func (l *lately) put(k dsp.Index, g float64) {
	size := dsp.Index(len(l.ring))
	if !l.full || k-l.next > size {
		for i := range l.ring {
			l.ring[i] = missing
		}
		l.full, l.next = true, k
	}
	for ; l.next < k; l.next++ {
		l.ring[l.next%size] = missing
	}
	l.ring[k%size] = float32(g)
	l.next = k + 1
}

// since returns what is kept from sample from on, and the number of its first sample.
func (l *lately) since(from dsp.Index) (dsp.Index, []float32) {
	size := dsp.Index(len(l.ring))
	from = max(min(from, l.next), l.next-size, 0)
	out := make([]float32, 0, l.next-from)
	for k := from; k < l.next; k++ {
		out = append(out, l.ring[k%size])
	}
	return from, out
}

// history is the motion of a whole recording in bounded memory: when there are too many bins, each two become one.
type history struct {
	origin, width dsp.Index // the first sample, and samples of a bin
	low, high     []float32
}

// put enters the motion of sample k.
func (h *history) put(k dsp.Index, g float64) {
	if len(h.low) == 0 {
		h.origin = k
	}
	bin := int((k - h.origin) / h.width)
	for bin >= historyMost {
		h.halve()
		bin /= 2
	}
	for len(h.low) <= bin {
		h.low, h.high = append(h.low, missing), append(h.high, missing)
	}
	h.low[bin], h.high[bin] = least(h.low[bin], float32(g)), greatest(h.high[bin], float32(g))
}

// halve makes one bin of each two.
func (h *history) halve() {
	n := 0
	for i := 0; i < len(h.low); i += 2 {
		low, high := h.low[i], h.high[i]
		if i+1 < len(h.low) {
			low, high = least(low, h.low[i+1]), greatest(high, h.high[i+1])
		}
		h.low[n], h.high[n] = low, high
		n++
	}
	h.low, h.high, h.width = h.low[:n], h.high[:n], 2*h.width
}

// least returns the lesser of two motions, of which one may be missing.
func least(a, b float32) float32 {
	if a < b || b != b {
		return a
	}
	return b
}

// greatest returns the greater of two motions, of which one may be missing.
func greatest(a, b float32) float32 {
	if a > b || b != b {
		return a
	}
	return b
}
