package sleep

import (
	"sort"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Hypnogram is what is known of sleep over a recording: bouts in order that do not overlap, neighbours of one state joined. Where it has no
// bout the state is unknown. It comes from a track (Detected), or from a diary or an imported hypnogram (NewHypnogram).
type Hypnogram []Bout

// NewHypnogram joins touching bouts of one state and leaves out empty and unknown ones. The bouts are in order and do not overlap.
func NewHypnogram(bouts []Bout) Hypnogram {
	h := make(Hypnogram, 0, len(bouts))
	for _, b := range bouts {
		if b.Span.Len() == 0 || b.State == Unknown {
			continue
		}
		if n := len(h); n > 0 && h[n-1].State == b.State && h[n-1].Span.End == b.Span.Start {
			h[n-1].Span.End = b.Span.End
			continue
		}
		h = append(h, b)
	}
	return h
}

// Detected returns the hypnogram that the estimator found, unknown where nobody wore the sensor.
func (t *Track) Detected() Hypnogram { return NewHypnogram(t.Bouts).Without(t.Unworn) }

// At returns the state at sample i.
func (h Hypnogram) At(i dsp.Index) State {
	k := sort.Search(len(h), func(k int) bool { return h[k].Span.End > i })
	if k < len(h) && h[k].Span.Contains(i) {
		return h[k].State
	}
	return Unknown
}

// Within returns the part of the hypnogram that lies in the window.
func (h Hypnogram) Within(window dsp.Span) Hypnogram {
	var out Hypnogram
	for _, b := range h {
		b.Span = dsp.Span{Start: max(b.Span.Start, window.Start), End: min(b.Span.End, window.End)}
		if b.Span.Len() > 0 {
			out = append(out, b)
		}
	}
	return out
}

// Without returns the hypnogram with the spans (holes, non-wear) made unknown. They are in order and do not overlap.
func (h Hypnogram) Without(spans []dsp.Span) Hypnogram {
	out := make(Hypnogram, 0, len(h))
	k := 0
	for _, b := range h {
		for k < len(spans) && spans[k].End <= b.Span.Start {
			k++
		}
		for j := k; j < len(spans) && spans[j].Start < b.Span.End; j++ {
			if before := (dsp.Span{Start: b.Span.Start, End: spans[j].Start}); before.Len() > 0 {
				out = append(out, Bout{Span: before, State: b.State})
			}
			b.Span.Start = max(b.Span.Start, spans[j].End)
		}
		if b.Span.Len() > 0 {
			out = append(out, b)
		}
	}
	return out
}

// Spans returns the bouts of one state.
func (h Hypnogram) Spans(s State) []dsp.Span {
	var out []dsp.Span
	for _, b := range h {
		if b.State == s {
			out = append(out, b.Span)
		}
	}
	return out
}

// Total returns the samples in one state.
func (h Hypnogram) Total(s State) dsp.Index {
	var n dsp.Index
	for _, b := range h {
		if b.State == s {
			n += b.Span.Len()
		}
	}
	return n
}

// Persistent returns the first stretch of sleep of at least the given length, the one whose start is persistent sleep onset.
func (h Hypnogram) Persistent(shortest dsp.Index) (dsp.Span, bool) {
	for _, b := range h {
		if b.State == Asleep && b.Span.Len() >= shortest {
			return b.Span, true
		}
	}
	return dsp.Span{}, false
}
