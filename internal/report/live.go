package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Remark is something that the person marked while a limb was recorded.
type Remark struct {
	At   dsp.Index // sample of that limb's recording
	Text string
}

// The remarks that mean something to reports.
const (
	MarkLightsOff = "lights-off" // the light is out: the time in bed begins
	MarkLightsOn  = "lights-on"  // and ends
	MarkJerk      = "jerk"       // "I just jerked"
)

// Marked is a remark on the night's axis.
type Marked struct {
	At    Millis  `json:"at_s"`
	AtAt  *string `json:"at_at"`
	Text  string  `json:"text"`
	Event *Millis `json:"event_onset_s"` // of a jerk: the event that ended or went on within markReach before it; null when there is none
}

// markReach is how long after a jerk a person may take to reach for the key.
const markReach = 30 * second

// LiveFormat begins the format's name of recordings that Nightjar made itself, from going to bed until getting up.
const LiveFormat = "live-"

// live reports whether watch or record made the recording: the clocks of its limbs are this computer's.
func (t *track) live() bool { return strings.HasPrefix(t.Ledger.Info.Format, LiveFormat) }

// live reports whether the night was recorded by watch: then nobody wore the sensor by day, the whole recording is time in bed but for the time on foot, and
// what was settled while it lasted stays so.
func (n *nightly) live() bool {
	for _, t := range n.tracks() {
		if !t.live() {
			return false
		}
	}
	return true
}

// marks lists what was marked in the night, in order of time.
func (n *nightly) marks() []Marked {
	var out []Marked
	for _, t := range n.tracks() {
		for _, r := range t.Marks {
			at := t.at(float64(r.At))
			if !n.window.contains(at) {
				continue
			}
			m := Marked{At: n.since(at), AtAt: n.axis.stamp(at), Text: r.Text}
			if r.Text == MarkJerk {
				m.Event = n.eventBefore(m.At)
			}
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Marked) int { return int(a.At - b.At) })
	return slices.CompactFunc(out, func(a, b Marked) bool { return a.Text == b.Text && b.At-a.At < second }) // one key, several limbs
}

// eventBefore returns the onset of the last event that a person may have meant at m.
func (n *nightly) eventBefore(m Millis) *Millis {
	for i := len(n.events) - 1; i >= 0; i-- {
		if e := &n.events[i]; e.Onset <= m && e.Onset+e.Duration+markReach >= m {
			return known(e.Onset)
		}
	}
	return nil
}

// markedLights returns the lights that were marked, the latest of each.
func (n *nightly) markedLights() (Lights, bool) {
	var l Lights
	for _, t := range n.tracks() {
		for _, r := range t.Marks {
			at := AfterFirstSample(time.Duration(t.at(float64(r.At))) * time.Millisecond)
			switch r.Text {
			case MarkLightsOff:
				l.Off = at
			case MarkLightsOn:
				l.On = at
			}
		}
	}
	return l, l.Off.Given() || l.On.Given()
}

const (
	settleAfter = 15 * minute // by which time everything but a later onset and a longer series has been decided: the bouts' lag, the walk's window
	quietAfter  = 30 * second // beyond the rules' longest interval, that no movement begins for a series to be over
)

// Settled returns how many events of a night that still lasts, from the first on, cannot change any more, given the time up to which every track is
// settled: no later return to sleep can be nearer to them, and their series are over.
func Settled(n *Night, rules score.Rules, frontier Millis) int {
	over := seriesOver(n, rules, frontier)
	for i := range n.Events[:over] {
		if !sleepSettled(&n.Events[i], frontier) {
			return i
		}
	}
	return over
}

// Decided returns how many events of a night that still lasts, from the first on, keep their class, their series and their sleep: what people ask for. Of one asleep, only
// which return to sleep is nearest may change after that, for hours: none that comes so late is near enough to make it another kind. One awake waits for the return
// to sleep, for it may be a hypnic start.
func Decided(n *Night, rules score.Rules, c *Criteria, frontier Millis) int {
	over := seriesOver(n, rules, frontier)
	near := c.OnsetUnsure + max(c.OnsetBefore, c.OnsetAfter)
	for i := range n.Events[:over] {
		e := &n.Events[i]
		decided := e.Asleep != nil && *e.Asleep && e.Onset+e.Duration+settleAfter+near <= frontier
		if !decided && !sleepSettled(e, frontier) {
			return i
		}
	}
	return over
}

// seriesOver returns how many events, from the first on, lie before the last stretch that is long enough for every series to have ended.
func seriesOver(n *Night, rules score.Rules, frontier Millis) int {
	over := 0
	reach := millis(rules.MaxInterval) + quietAfter
	var end Millis
	for i := range n.Events {
		e := &n.Events[i]
		if i > 0 && min(e.Onset, frontier)-end > reach {
			over = i
		}
		end = max(end, e.Onset+e.Duration)
	}
	if frontier-end > reach {
		over = len(n.Events)
	}
	return over
}

// sleepSettled reports whether an event's sleep is decided and no later return to sleep can be nearer to it.
func sleepSettled(e *Event, frontier Millis) bool {
	return e.SinceOnsetS != nil && e.Onset+e.Duration+settleAfter <= frontier && MillisOf(max(*e.SinceOnsetS, -*e.SinceOnsetS)) < frontier-settleAfter-e.Onset
}

// marksText says what was marked, in words; empty when nothing was.
func marksText(n *Night) string {
	jerks, found, others := 0, 0, []string{}
	for _, m := range n.Marks {
		switch {
		case m.Text == MarkJerk && m.Event != nil:
			jerks, found = jerks+1, found+1
		case m.Text == MarkJerk:
			jerks++
		case m.AtAt != nil && len(*m.AtAt) >= len("2006-01-02T15:04"):
			others = append(others, fmt.Sprintf("%s at %s", m.Text, (*m.AtAt)[11:16]))
		}
	}
	if jerks > 0 {
		others = append(others, fmt.Sprintf("%s, %d of them with a movement seen in the half minute before", plural(jerks, "jerk", "jerks"), found))
	}
	return strings.Join(others, "; ")
}

// markView is one line of what the person marked.
type markView struct {
	At, What, Saw string
	Number        int // of the event in the table, 0 for none
}

// markViews lists what was marked, and what was seen of it.
func (t *text) markViews(n *Night) []markView {
	var out []markView
	for i := range n.Marks {
		m := &n.Marks[i]
		v := markView{At: t.clock(n, &m.At), What: strings.ReplaceAll(m.Text, "-", " ")}
		if m.Text == MarkJerk {
			v.What, v.Saw = "“I just jerked”", "nothing in the half minute before"
			for k := range n.Events {
				if e := &n.Events[k]; m.Event != nil && e.Onset == *m.Event {
					v.Number, v.Saw = k+1, fmt.Sprintf("%s, %.1f s before", className(e.Class), (m.At-e.Onset).Seconds())
				}
			}
		}
		out = append(out, v)
	}
	return out
}
