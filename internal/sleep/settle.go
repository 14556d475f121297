package sleep

import "github.com/nightjar-sleep/nightjar/dsp"

// historySteps is the number of judged epochs kept for an onset's uncertainty: an hour.
const historySteps = 120

// sure is the probability of error below which a state is sure: the ends of a 90 % interval.
const sure = 0.05

// onset is a return to sleep that may wait for what follows it.
type onset struct {
	Onset
	holeS  float64 // s of a hole just before it
	judged bool
}

// settler turns judged epochs into bouts and onsets: a state lasts until another has lasted MinBoutS.
type settler struct {
	state    State
	wait     ring[Judged]   // epochs of another state, too few so far
	waitS    float64        // s in them
	data     ring[dsp.Span] // stretches of samples not yet in a bout
	history  ring[Judged]
	frontier dsp.Index
	onsets   ring[onset] // in order of time, until all before are judged
	open     bool        // the last of them that starts a bout waits for its sleep to last
	lasted   float64     // s of sleep since it
	fall     fall
	cut      bool // nothing is known of the state before the next bout
}

// take takes the next judged epoch.
func (s *settler) take(t *Track, j Judged, p *limits) {
	if s.history.n == historySteps {
		s.history.pop()
	}
	s.history.push(j)
	state := Asleep
	if j.AwakeP >= 0.5 {
		state = Awake
	}
	if s.state == Unknown {
		s.state = state
	}
	if state == s.state {
		s.emitWaiting(t, s.state, p)
		s.emit(t, j, p)
		return
	}
	s.wait.push(j)
	s.waitS += j.Secs
	if s.waitS >= p.MinBoutS {
		s.emitWaiting(t, state, p)
	}
}

// emitWaiting settles the waiting epochs as one state.
func (s *settler) emitWaiting(t *Track, state State, p *limits) {
	s.state = state
	for s.wait.n > 0 {
		s.emit(t, *s.wait.at(0), p)
		s.wait.pop()
	}
	s.waitS = 0
}

// emit settles one epoch as the present state.
func (s *settler) emit(t *Track, j Judged, p *limits) {
	for s.data.n > 0 && s.data.at(0).Start < j.Span.End {
		d := s.data.at(0)
		piece := dsp.Span{Start: d.Start, End: min(d.End, j.Span.End)}
		s.turn(t, piece, p)
		t.Bouts = append(t.Bouts, Bout{Span: piece, State: s.state})
		s.frontier = piece.End
		if d.End > j.Span.End {
			d.Start = j.Span.End
			break
		}
		s.data.pop()
	}
	if s.open {
		s.lasted += j.Secs
		if s.lasted >= p.PersistS {
			s.closeOnset(true, p)
		}
	}
	if s.fall.next(j, p) {
		s.onsets.push(onset{Onset: Onset{At: s.fall.at, UncertaintyS: s.fall.spread(p), Doubtful: true}, judged: true})
	}
	s.list(t)
}

// list hands out the onsets that are judged and have none before them that is not.
func (s *settler) list(t *Track) {
	for s.onsets.n > 0 && s.onsets.at(0).judged {
		t.Onsets = append(t.Onsets, s.onsets.at(0).Onset)
		s.onsets.pop()
	}
}

// turn opens an onset where sleep follows wakefulness and closes one where wakefulness follows.
func (s *settler) turn(t *Track, piece dsp.Span, p *limits) {
	before, end := Unknown, piece.Start
	if len(t.Bouts) > 0 && !s.cut {
		last := t.Bouts[len(t.Bouts)-1]
		before, end = last.State, last.Span.End
	}
	first := len(t.Bouts) == 0
	s.cut = false
	if piece.Start-end > p.epoch {
		s.fall = fall{}
	}
	if s.state == Awake {
		if s.open {
			s.closeOnset(false, p)
		}
		return
	}
	if first || (before == Awake && piece.Start-end <= p.epoch) {
		s.onsets.push(onset{Onset: Onset{At: piece.Start}, holeS: p.seconds(piece.Start - end)})
		s.open, s.lasted, s.fall.listed = true, 0, true
	}
}

// closeOnset judges the open onset.
func (s *settler) closeOnset(persistent bool, p *limits) {
	for i := range s.onsets.n {
		if o := s.onsets.at(i); !o.judged {
			o.UncertaintyS, o.Persistent, o.judged = s.spread(o.At, p)+o.holeS, persistent, true
		}
	}
	s.open = false
}

// spread returns the half-width in seconds of the interval in which the open onset lies with 90 % probability: from the last epoch surely awake before it to the
// first surely asleep after it, times the calibration.
func (s *settler) spread(onset dsp.Index, p *limits) float64 {
	from, to := onset, onset
	for i := s.history.n - 1; i >= 0; i-- {
		j := s.history.at(i)
		switch {
		case j.Span.Start >= onset && j.AwakeP > sure:
			to = max(to, j.Span.End)
		case j.Span.Start < onset && j.AwakeP < 1-sure:
			from = j.Span.Start
		}
		if j.Span.Start < onset && j.AwakeP >= 1-sure {
			break
		}
	}
	return max(p.SpreadMinS, float64(p.SpreadGain*max(p.seconds(onset-from), p.seconds(to-onset))))
}

// flush settles everything that waits; what follows starts without knowledge.
func (s *settler) flush(t *Track, p *limits) {
	if s.wait.n > 0 {
		s.emitWaiting(t, s.state, p)
	}
	if s.open {
		s.closeOnset(false, p)
	}
	s.list(t)
	s.state, s.cut, s.fall = Unknown, true, fall{}
}
