package night

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Snapshot is how a night stands while it lasts, for screens: what is settled is in the ledgers, and what is not is marked as pending. It shares no memory with
// the engines.
type Snapshot struct {
	Limbs []LimbNow
}

// LimbNow is one limb of a night that lasts.
type LimbNow struct {
	Site       string  // empty when unknown
	Seconds    float64 // since the first sample
	StartNanos int64   // the first sample's anchor
	Offset     int     // s east of UTC, of the clock on the wall
	RateHz     float64
	Motion     []float64 // g: greatest distance from the posture in each quarter second of the last minute, oldest first
	FloorG     float64
	ThresholdG float64
	State      string  // "asleep" or "awake" as far as it is settled, else empty
	StateSince float64 // s since the first sample
	Movements  int
	Pending    *PendingNow // nil when the limb is at rest
	Link       LinkNow
}

// PendingNow is a movement under way: nothing of it is settled, not even that it will be one.
type PendingNow struct {
	From  dsp.Index // sample at which it was noticed
	Onset float64   // the same, s since the first sample
	End   float64   // s since the first sample, until which the limb moved
	Over  bool      // the limb has been still since
	PeakG float64   // g, so far
}

// LinkNow is how the way from the sensor is doing.
type LinkNow struct {
	Port, Decoder, State, Trouble string
	SilentS                       float64
	Bytes, Frames, BadSums        int64
	Resyncs, Lost, MadeUp, Holes  int64
	Reopens, Dropped              int64
	JitterMS, RateHz, PPM         float64
	Journal, JournalTrouble       string
}

// traceSpans is how many quarter seconds a trace holds: a minute.
const traceSpans = 240

// Trace keeps a limb's motion for screens: the last minute, and the whole recording in bins. Its memory is bounded.
type Trace struct {
	rate    dsp.Rate
	next    dsp.Index
	posture dsp.Vector
	begun   bool
	at      dsp.Index // quarter second at hand
	high    float64
	past    []float64
	lately  lately
	history history
}

// NewTrace returns a trace of samples at rate r.
func NewTrace(r dsp.Rate) *Trace {
	return &Trace{rate: r, lately: lately{ring: make([]float32, max(1, r.Samples(waveLength)))}, history: history{width: max(1, r.Samples(historyWidth))}}
}

// postureFade is the share by which the posture that motion is measured from follows each sample, at 1 Hz: over some four seconds, a breath.
const postureFade = 0.25

// Push takes the next samples. Quarter seconds that are missing are zero.
func (t *Trace) Push(b *dsp.Block) {
	quarter := max(1, t.rate.Samples(250))
	fade := min(1, postureFade/t.rate.Hz())
	if b.Start != t.next {
		t.begun = false
	}
	t.next = b.Start + dsp.Index(b.Len())
	for i := range b.X {
		v := dsp.Vector{X: float64(b.X[i]) / dsp.MicroG, Y: float64(b.Y[i]) / dsp.MicroG, Z: float64(b.Z[i]) / dsp.MicroG}
		if !t.begun {
			t.begun, t.posture = true, v
		}
		off := v.Sub(t.posture)
		t.posture = dsp.Vector{X: t.posture.X + fade*off.X, Y: t.posture.Y + fade*off.Y, Z: t.posture.Z + fade*off.Z}
		if k := (b.Start + dsp.Index(i)) / quarter; k != t.at {
			t.turn(k)
		}
		g := off.Norm()
		t.high = max(t.high, g)
		t.lately.put(b.Start+dsp.Index(i), g)
		t.history.put(b.Start+dsp.Index(i), g)
	}
}

// turn closes the quarter second at hand.
func (t *Trace) turn(k dsp.Index) {
	t.past = append(t.past, t.high)
	for missing := min(k-t.at-1, traceSpans); missing > 0; missing-- {
		t.past = append(t.past, 0)
	}
	if n := len(t.past) - traceSpans; n > 0 {
		t.past = append(t.past[:0], t.past[n:]...)
	}
	t.at, t.high = k, 0
}

// stateWords name the states of sleep for screens.
var stateWords = map[sleep.State]string{sleep.Asleep: "asleep", sleep.Awake: "awake"}

// Now describes the limb of an engine as it stands.
func (e *Engine) Now(t *Trace) LimbNow {
	l := e.ledger
	n := LimbNow{
		Site: string(l.Info.Site), Seconds: l.Seconds(float64(l.Data.End)), Offset: l.Info.Offset, RateHz: l.Info.Rate.Hz(),
		Motion: append([]float64(nil), t.past...), Movements: len(l.Movements),
	}
	if len(l.Anchors) > 0 {
		n.StartNanos = l.Anchors[0].Nanos
	}
	if e.detector != nil {
		n.FloorG, n.ThresholdG = e.detector.Levels()
		if p, ok := e.detector.Pending(); ok {
			n.Pending = &PendingNow{From: p.From, Onset: l.Seconds(float64(p.From)), End: l.Seconds(float64(p.Until)), Over: p.Over, PeakG: p.PeakG}
		}
	}
	if k := len(l.Sleep.Bouts) - 1; k >= 0 {
		state := l.Sleep.Bouts[k].State
		n.State = stateWords[state]
		for ; k > 0 && l.Sleep.Bouts[k-1].State == state; k-- {
		}
		n.StateSince = l.Seconds(float64(l.Sleep.Bouts[k].Span.Start))
	}
	return n
}

// Frontier returns the sample before which every track is settled, and timed by anchors on either side: the persistence of an onset of sleep is judged up to it as well.
func (e *Engine) Frontier() dsp.Index {
	l := e.ledger
	if len(l.Anchors) == 0 {
		return 0
	}
	f := min(l.Anchors[len(l.Anchors)-1].Index, e.sleep.Frontier()-l.Info.Rate.Samples(int64(math.Ceil(1000*e.config.Sleep.PersistS))))
	if e.detector != nil {
		f = min(f, e.detector.Frontier())
	}
	return max(0, f)
}
