package report

import (
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// nightReach is how far beyond its window a night looks: a movement that began before it and gets its onset moved into it, the falls of wakefulness beside one at its edge (fallReachMS).
const nightReach = hour

// sight is what a recording saw, placed on the axis in the order of the recording: once, for each night of a week looks in it for what concerns it. Its times are in no order when the clock was set back.
type sight struct {
	epochs    []Millis // begin of each epoch of the sleep track
	judged    []judgedEpoch
	bouts     []Bout
	movements []Millis // onset of each movement
}

// see places what the recording saw on the axis.
func (t *track) see() {
	t.sight.epochs = make([]Millis, 0, len(t.Ledger.Sleep.Epochs))
	t.sight.movements = make([]Millis, 0, len(t.Ledger.Movements))
	for i := range t.Ledger.Sleep.Epochs {
		t.sight.epochs = append(t.sight.epochs, t.at(float64(t.Ledger.Sleep.Epochs[i].Start)))
	}
	t.sight.sleep(&t.Ledger.Sleep, t.span)
	for i := range t.Ledger.Movements {
		t.sight.movements = append(t.sight.movements, t.at(t.Ledger.Movements[i].Onset))
	}
}

// sleep places who slept when, where place tells of each stretch of samples when it was.
func (s *sight) sleep(track *sleep.Track, place func(dsp.Span) span) {
	s.judged = make([]judgedEpoch, 0, len(track.Judged))
	for _, j := range track.Judged {
		s.judged = append(s.judged, judgedEpoch{place(j.Span), j.AwakeP})
	}
	for _, b := range track.Bouts {
		at := place(b.Span)
		s.bouts = append(s.bouts, Bout{at.start, at.end, b.State})
	}
}

// sight returns where it is seen who slept when: in the night's recording or, of several, in all of them together.
func (n *nightly) sight() *sight {
	if tracks := n.tracks(); len(tracks) == 1 {
		return &tracks[0].sight
	}
	n.axis.joint()
	return &n.axis.sight
}

// reach returns the stretch that the night looks at.
func (n *nightly) reach() span { return span{n.window.start - nightReach, n.window.end + nightReach} }

// concerning returns those of a list that meet a stretch, in their order, and the one before each, which says how it was until then.
func concerning[T any](in span, list []T, of func(*T) span) []T {
	var out []T
	near := func(i int) bool {
		s := of(&list[i])
		return s.start < in.end && s.end >= in.start
	}
	for i := range list {
		if near(i) || i+1 < len(list) && near(i+1) {
			out = append(out, list[i])
		}
	}
	return out
}
