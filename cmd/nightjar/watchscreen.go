package main

import (
	"time"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/tui"
)

// showScreen shows the session on a terminal until it is over. What is said meanwhile is shown on the screen's last lines, and again when it is gone.
func showScreen(s *session, done <-chan struct{}) error {
	keys := tui.Controls{
		LightsOff: s.lightsOff,
		Jerk:      func() { s.mark(report.MarkJerk) },
		Quit:      s.stop,
	}
	s.hide(true)
	defer s.hide(false)
	return tui.Run(s.look, keys, done)
}

// askFor is how long a key waits to be pressed once more.
const askFor = 10 * time.Second

// lightsOff marks that the light is out: the time in bed begins. Once sleep was seen the key must be pressed twice, for it would leave that sleep out, and all that moved in it.
func (s *session) lightsOff() {
	s.mu.Lock()
	slept := s.night != nil && s.night.Sleep.Onset != nil
	again := time.Since(s.asked) < askFor
	s.asked = time.Now()
	s.mu.Unlock()
	if slept && !again {
		s.say("sleep was seen already and would be left out: l once more marks lights off")
		return
	}
	s.mark(report.MarkLightsOff)
	s.say("lights off marked")
}

// look returns how the session stands.
func (s *session) look() report.Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return report.Standing{}
	}
	v := report.Standing{Night: s.night, Decided: s.decided, Notice: s.latest()}
	for _, m := range s.limbs[0].marks {
		if m.Text == report.MarkJerk {
			v.Marks++
		}
	}
	for _, b := range s.limbs {
		n := b.engine.Now(b.trace)
		n.Site = string(b.source.Info().Site)
		n.Link = s.linkNow(b)
		v.Limbs = append(v.Limbs, n)
	}
	return v
}

// linkNow says how the way of a limb's samples is doing.
func (s *session) linkNow(b *limb) night.LinkNow {
	h := b.link.Health()
	return night.LinkNow{
		Port: h.Port, Decoder: h.Decoder, State: h.State.String(), Trouble: h.Trouble, SilentS: h.Silent.Seconds(),
		Bytes: h.Bytes, Frames: h.Frames, BadSums: h.BadSums, Resyncs: h.Resyncs, Lost: h.Lost, MadeUp: h.MadeUp, Holes: h.Holes,
		Reopens: h.Reopens, Dropped: h.Dropped, JitterMS: float64(h.Jitter) / float64(time.Millisecond), RateHz: h.Rate, PPM: h.Ahead,
		Journal: b.keeper.path, JournalTrouble: b.keeper.state(),
	}
}
