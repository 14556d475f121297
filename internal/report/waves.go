package report

import (
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// Wave is the picture of what one limb did of an event: how far its acceleration was from the posture before, sample by sample.
type Wave struct {
	Site   *string // null when unknown
	Onset  Millis  // of the first sample
	RateHz float64 // samples a second
	Steps  []uint16
}

// WaveStepG is the unit of Wave.Steps: a quarter of a milli-g, a tenth of the noise of a wearable's sensor (0.2–0.4 mg/√Hz in a 50 Hz band, makers' sheets).
const WaveStepG = 0.00025 // g

const (
	waveLead   Millis = 1000 // ms shown before and after a movement: what clips hold (package movement)
	waveRefer  Millis = 900  // ms before the onset that the posture before is read from
	waveSettle Millis = 100  // ms before the onset that are left out of it
)

// Motion is how much one recording moved over a night, 30 s after 30 s.
type Motion struct {
	Site   *string
	Epochs []MotionEpoch
}

// MotionEpoch is one stretch of 30 s: when it began, and the root mean square of the acceleration about its mean.
type MotionEpoch struct {
	Onset   Millis
	MotionG float64
}

// Trace is what pictures of a night show beside its events. It is no part of the JSON.
type Trace struct {
	Motion []Motion
	Lost   [][2]Millis // without samples of any limb
	Unworn [][2]Millis // recorded, but nobody wore any of the sensors
}

// trace makes the trace of the night.
func (n *nightly) trace() *Trace {
	if !n.opt.Pictures {
		return nil
	}
	out := &Trace{Lost: n.pairs(n.lost), Unworn: n.pairs(n.unworn)}
	for _, t := range n.tracks() {
		m := Motion{Site: siteName(t.Site)}
		for _, e := range t.epochs(n.window.span) {
			m.Epochs = append(m.Epochs, MotionEpoch{n.since(e.start), round(e.MotionG, 5)})
		}
		out.Motion = append(out.Motion, m)
	}
	return out
}

// pairs returns stretches counted from the night's zero.
func (n *nightly) pairs(list spans) [][2]Millis {
	var out [][2]Millis
	for _, s := range list {
		out = append(out, [2]Millis{n.since(s.start), n.since(s.end)})
	}
	return out
}

// waves returns the waves of movements that belong to one event, from the clips in the ledger.
func (n *nightly) waves(ids []int) []Wave {
	if !n.opt.Pictures {
		return nil
	}
	var out []Wave
	until := map[int]Millis{} // by recording: up to where its samples are shown already
	for _, id := range ids {
		s := &n.seen[id]
		shown, ok := until[s.track.index]
		if !ok {
			shown = s.start - waveLead - 1
		}
		var before dsp.Vector
		for k, m := range s.members {
			if m.Clip.Len() == 0 {
				continue
			}
			clip := m.Clip.Block()
			on, end := s.track.at(m.Onset), s.track.at(m.End)
			if k == 0 {
				before = postureBefore(s.track, m, &clip)
			}
			from, to := clipRange(s.track, m, max(shown, on-waveLead), end+waveLead)
			if to <= from {
				continue
			}
			w := Wave{
				Site: siteName(s.track.Site), RateHz: s.track.Ledger.Info.Rate.Hz(),
				Onset: n.since(s.track.at(float64(m.Clip.Start) + float64(from))), Steps: stepsFrom(&clip, from, to, before, m.Gain),
			}
			shown = s.track.at(float64(m.Clip.Start) + float64(to))
			out = append(out, w)
		}
		until[s.track.index] = shown
	}
	return out
}

// clipRange returns which samples of a clip lie between two times of the axis.
func clipRange(t *track, m *movement.Movement, start, end Millis) (from, to int) {
	hz := t.Ledger.Info.Rate.Hz()
	zero := t.at(float64(m.Clip.Start))
	index := func(at Millis) int { return int(math.Round((at - zero).Seconds() * hz)) }
	return max(0, index(start)), min(m.Clip.Len(), index(end)+1)
}

// postureBefore returns the mean acceleration in g of the last second before a movement, its first sample when there is no such second.
func postureBefore(t *track, m *movement.Movement, clip *dsp.Block) dsp.Vector {
	on := t.at(m.Onset)
	from, to := clipRange(t, m, on-waveRefer, on-waveSettle)
	if to <= from {
		from, to = 0, 1
	}
	var sum dsp.Vector
	for i := from; i < to; i++ {
		sum = dsp.Vector{X: sum.X + float64(clip.X[i]), Y: sum.Y + float64(clip.Y[i]), Z: sum.Z + float64(clip.Z[i])}
	}
	k := float64(to-from) * dsp.MicroG
	return dsp.Vector{X: sum.X / k, Y: sum.Y / k, Z: sum.Z / k}
}

// stepsFrom returns the distance of samples [from, to) of a clip from a posture, by a sensor that has gain for 1 g.
func stepsFrom(clip *dsp.Block, from, to int, before dsp.Vector, gain float64) []uint16 {
	out := make([]uint16, 0, to-from)
	for i := from; i < to; i++ {
		a := dsp.Vector{X: float64(clip.X[i]) / dsp.MicroG, Y: float64(clip.Y[i]) / dsp.MicroG, Z: float64(clip.Z[i]) / dsp.MicroG}
		out = append(out, uint16(min(math.MaxUint16, math.Round(a.Sub(before).Norm()/gain/WaveStepG))))
	}
	return out
}
