package report

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
	for i := range t.Ledger.Sleep.Epochs {
		t.sight.epochs = append(t.sight.epochs, t.at(float64(t.Ledger.Sleep.Epochs[i].Start)))
	}
	for _, j := range t.Ledger.Sleep.Judged {
		t.sight.judged = append(t.sight.judged, judgedEpoch{t.span(j.Span), j.AwakeP})
	}
	for _, b := range t.Ledger.Sleep.Bouts {
		s := t.span(b.Span)
		t.sight.bouts = append(t.sight.bouts, Bout{s.start, s.end, b.State})
	}
	for i := range t.Ledger.Movements {
		t.sight.movements = append(t.sight.movements, t.at(t.Ledger.Movements[i].Onset))
	}
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
