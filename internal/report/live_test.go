package report

import (
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/score"
)

// TestSettled: an event is settled when its series is over and no later return to sleep can be nearer to it, and none before one that is not.
func TestSettled(t *testing.T) {
	rules := score.Presets()[0]
	event := func(onset, since float64) Event {
		return Event{Onset: MillisOf(onset), Duration: second, SinceOnsetS: &since}
	}
	n := &Night{Events: []Event{event(1000, 100), event(1030, 130), event(1060, 160), event(3000, 2100)}}
	for _, c := range []struct {
		frontier float64 // s
		want     int
	}{
		{900, 0}, {1100, 0}, {1900, 0}, // not fifteen minutes old
		{2010, 1},            // 15 min after the first; the next is just not
		{2100, 2}, {2130, 3}, // their series ended long ago; a later return to sleep is farther from them than the one they count from
		{4000, 3}, // the fourth waits, for a return up to 5100 would be nearer
		{6100, 4},
	} {
		if got := Settled(n, rules, MillisOf(c.frontier)); got != c.want {
			t.Errorf("settled up to %g s: %d events, want %d", c.frontier, got, c.want)
		}
	}
	n.Events = append(n.Events[:2], Event{Onset: MillisOf(1100), Duration: second}, event(9000, 1))
	if got := Settled(n, rules, MillisOf(20000)); got != 2 {
		t.Errorf("an event without any return to sleep: %d settled, want the 2 before it", got)
	}
	busy := &Night{}
	for i := range 200 {
		busy.Events = append(busy.Events, event(1000+30*float64(i), 10))
	}
	if got := Settled(busy, rules, MillisOf(7000)); got != 0 {
		t.Errorf("%d settled of a series that goes on", got)
	}
}

// TestDecided: an event asleep keeps its class once no return to sleep near enough to make it another can come, however far the one before is; one awake waits for the
// return to sleep, and all that follow with it.
func TestDecided(t *testing.T) {
	rules, c := score.Presets()[0], DefaultCriteria()
	event := func(onset float64, asleep bool) Event {
		since := 9000.0
		return Event{Onset: MillisOf(onset), Duration: second, SinceOnsetS: &since, Asleep: &asleep}
	}
	n := &Night{Events: []Event{event(10_000, true), event(11_000, false), event(12_000, true)}}
	for _, c2 := range []struct {
		frontier float64 // s
		want     int
	}{
		{12_400, 0}, // 15 min until sleep is known, and 25 in which a return to sleep may be near
		{12_410, 1},
		{18_000, 1}, // the second may be a hypnic start, if sleep returns before 20000 s
		{20_910, 3},
	} {
		if got := Decided(n, rules, &c, MillisOf(c2.frontier)); got != c2.want {
			t.Errorf("decided up to %g s: %d events, want %d", c2.frontier, got, c2.want)
		}
	}
}

// TestMarksInWords: what was marked is told with what was seen.
func TestMarksInWords(t *testing.T) {
	at := MillisOf(10)
	stamp := "2026-11-27T23:05:00.000+01:00"
	n := &Night{Marks: []Marked{{Text: MarkLightsOff, AtAt: &stamp}, {Text: MarkJerk, Event: &at}, {Text: MarkJerk}}}
	if got, want := marksText(n), "lights-off at 23:05; 2 jerks, 1 of them with a movement seen in the half minute before"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := marksText(&Night{}); got != "" {
		t.Errorf("nothing marked: %q", got)
	}
}

// TestMarksOnThePage: what was marked is listed with what was seen of it, linked to its row.
func TestMarksOnThePage(t *testing.T) {
	at := MillisOf(100)
	n := &Night{Recordings: []int{0}, Events: []Event{{Onset: MillisOf(50), Class: PLM}, {Onset: at, Class: HypnicStart}},
		Marks: []Marked{{At: MillisOf(10), Text: MarkLightsOff}, {At: MillisOf(104), Text: MarkJerk, Event: &at}, {At: MillisOf(300), Text: MarkJerk}}}
	p := &text{a: &Analysis{Recordings: []Recording{{}}, Nights: []Night{*n}}}
	got := p.markViews(n)
	if len(got) != 3 || got[0].What != "lights off" || got[1].Number != 2 || got[1].Saw != "hypnic start, 4.0 s before" || got[2].Number != 0 || got[2].Saw == "" {
		t.Errorf("%+v", got)
	}
}
