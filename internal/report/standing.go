package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/night"
)

// Standing is how a night stands while it lasts: what screens and the live page show.
type Standing struct {
	night.Snapshot
	Night   *Night // as it would be if it ended now; nil before anything is known
	Decided int    // how many of its events, from the first on, keep their class, their series and their sleep
	Marks   int    // jerks that were marked
	Notice  string // the latest remark; empty for none
}

// LivePage is what the live page shows, apart from motion and events. Times are seconds since the first sample of the first limb.
type LivePage struct {
	Zero     int64        `json:"zero"` // ms: wall time of second 0, read as UTC
	Now      float64      `json:"now"`
	Sentence string       `json:"sentence"`
	Cards    []LiveCard   `json:"cards"`
	Limbs    []LiveLimb   `json:"limbs"`
	Asleep   [][2]float64 `json:"asleep"`
	Decided  int          `json:"decided"`
	Marks    int          `json:"marks"`
	Notice   string       `json:"notice"`
}

// LiveCard is one of the figures that stand first.
type LiveCard struct {
	Figure string `json:"figure"`
	What   string `json:"what"`
	Note   string `json:"note"`
}

// LiveLimb is one limb: what it does, and how its link is doing.
type LiveLimb struct {
	Name        string       `json:"name"`
	Shift       float64      `json:"shift"` // s from the first limb's first sample to this one's
	State       string       `json:"state"`
	FloorMG     float64      `json:"floor"`
	ThresholdMG float64      `json:"threshold"`
	Pending     *LivePending `json:"pending"` // null at rest
	Reading     bool         `json:"reading"`
	Trouble     string       `json:"trouble"` // what is wrong with link or journal; empty when nothing is
	Link        [][2]string  `json:"link"`
}

// LivePending is a movement under way, or just over: nothing of it is decided.
type LivePending struct {
	At     float64 `json:"t"`
	Over   bool    `json:"over"`
	PeakMG float64 `json:"peak"`
}

// LiveEvent is one event. One that is not decided may change, or go.
type LiveEvent struct {
	At       float64 `json:"t"`
	Duration float64 `json:"d"`
	Lane     int     `json:"k"`
	Name     string  `json:"name"`
	PeakMG   float64 `json:"peak"`
	Train    string  `json:"train"`
	Sites    string  `json:"sites"`
	Sure     string  `json:"sure"`
	Asleep   string  `json:"asleep"`
	Why      string  `json:"why"`
	Decided  bool    `json:"decided"`
}

// Lanes returns class and name of each lane of a timeline, top to bottom.
func Lanes() [][2]string {
	var out [][2]string
	for _, l := range lanes {
		out = append(out, [2]string{string(l.class), l.name})
	}
	return out
}

// LivePageOf makes the live page of a night as it stands.
func LivePageOf(s *Standing) LivePage {
	p := LivePage{Cards: []LiveCard{}, Limbs: []LiveLimb{}, Asleep: [][2]float64{}, Decided: s.Decided, Marks: s.Marks, Notice: s.Notice, Sentence: soFar(s)}
	if len(s.Limbs) == 0 {
		return p
	}
	first := &s.Limbs[0]
	p.Zero = first.StartNanos/int64(time.Millisecond) + int64(first.Offset)*int64(second)
	for i := range s.Limbs {
		l := liveLimb(&s.Limbs[i], first)
		p.Limbs = append(p.Limbs, l)
		p.Now = max(p.Now, round(s.Limbs[i].Seconds+l.Shift, 3))
	}
	if s.Night == nil {
		return p
	}
	p.Asleep = seconds(s.Night.Sleep.Intervals)
	for _, c := range cardsOf(s.Night, liveOnset(s)) {
		p.Cards = append(p.Cards, LiveCard(c))
	}
	return p
}

// LiveEventsOf returns the events of a night as it stands, each as JSON, in order of time.
func LiveEventsOf(s *Standing) []json.RawMessage {
	if s.Night == nil {
		return nil
	}
	var out []json.RawMessage
	for i := range s.Night.Events {
		e := &s.Night.Events[i]
		v := LiveEvent{
			At: e.Onset.Seconds(), Duration: e.Duration.Seconds(), Lane: laneOf(e.Class), Name: className(e.Class), PeakMG: round(milliPerG*e.PeakG, 0),
			Sites: siteLabel(strings.Join(e.Sites, " + ")), Sure: percent(e.Confidence), Asleep: asleepWord(e), Why: strings.Join(e.Why, "; "), Decided: i < s.Decided,
		}
		if e.Series != nil && e.Place != nil {
			v.Train = fmt.Sprintf("%d, no. %d", *e.Series, *e.Place)
		}
		text, err := json.Marshal(v)
		if err != nil {
			panic("report: an event that is no JSON: " + err.Error()) // texts and finite numbers only
		}
		out = append(out, text)
	}
	return out
}

// asleepWord says whether the person was asleep at an event; empty when that is not known.
func asleepWord(e *Event) string {
	if e.Asleep == nil {
		return ""
	}
	return map[bool]string{true: "asleep", false: "awake"}[*e.Asleep]
}

// liveLimb makes the page's view of a limb beside the first one.
func liveLimb(l, first *night.LimbNow) LiveLimb {
	v := LiveLimb{
		Name: siteLabel(l.Site), Shift: round(float64(l.StartNanos-first.StartNanos)/float64(time.Second), 3), State: liveState(l),
		FloorMG: round(milliPerG*l.FloorG, 1), ThresholdMG: round(milliPerG*l.ThresholdG, 1), Reading: l.Link.State == "reading",
		Trouble: l.Link.Trouble, Link: linkRows(l),
	}
	if v.Name == "" {
		v.Name = "limb (site unknown)"
	}
	if v.Trouble == "" {
		v.Trouble = l.Link.JournalTrouble
	}
	if p := l.Pending; p != nil {
		v.Pending = &LivePending{At: round(p.Onset+v.Shift, 3), Over: p.Over, PeakMG: round(milliPerG*p.PeakG, 0)}
	}
	return v
}

// liveState says whether the person sleeps, as far as that is settled.
func liveState(l *night.LimbNow) string {
	if l.State == "" {
		return "settling: whether sleep has come is known some minutes later"
	}
	return l.State + " since " + wallAt(l, l.StateSince)
}

// wallAt returns the time of the clock on the wall at so many seconds of a limb's recording.
func wallAt(l *night.LimbNow, seconds float64) string {
	at := time.Unix(0, l.StartNanos).Add(time.Duration(seconds * float64(time.Second)))
	return at.In(time.FixedZone("", l.Offset)).Format("15:04")
}

// linkRows tells how the way of a limb's samples is doing.
func linkRows(l *night.LimbNow) [][2]string {
	k := &l.Link
	rows := [][2]string{
		{"Link", k.State}, {"Port", k.Port}, {"Sensor speaks", k.Decoder}, {"Samples a second", fmt.Sprintf("%.5g", l.RateHz)},
		{"Samples lost", fmt.Sprint(k.Lost)}, {"Samples made up for short losses", fmt.Sprint(k.MadeUp)}, {"Holes", fmt.Sprint(k.Holes)},
		{"Damaged frames", fmt.Sprint(k.BadSums)}, {"Times the port was opened again", fmt.Sprint(k.Reopens)},
		{"Arrives within", fmt.Sprintf("%.0f ms", k.JitterMS)}, {"Recorded in", k.Journal},
	}
	if k.RateHz > 0 {
		rows[3][1] = fmt.Sprintf("%.2f measured, %.5g stated", k.RateHz, l.RateHz)
	}
	if k.Dropped > 0 {
		rows = append(rows, [2]string{"Dropped, this computer was too slow", fmt.Sprint(k.Dropped)})
	}
	return rows
}

// liveOnset returns when the person fell asleep, on the wall's clock.
func liveOnset(s *Standing) string {
	if s.Night.Sleep.Onset == nil {
		return "not known yet"
	}
	return wallAt(&s.Limbs[0], s.Night.Sleep.Onset.Seconds())
}

// soFar tells the night so far in a sentence or two that are true of it.
func soFar(s *Standing) string {
	if s.Night == nil {
		return "Nothing has been counted yet; the first figures come after a minute or two."
	}
	n, c := s.Night, &s.Night.Counts
	switch {
	case c.PLM == nil:
		return "The sensor sends too few samples a second to count limb movements."
	case n.Sleep.TotalSleepH == nil || *n.Sleep.TotalSleepH == 0:
		out := fmt.Sprintf("So far %s", orNone(value(c.LimbMovements), "limb movement", "limb movements"))
		return out + "; no sleep has been seen yet."
	}
	out := fmt.Sprintf("So far, in %.1f hours of sleep: %s asleep", *n.Sleep.TotalSleepH, orNone(value(c.PLMS), "periodic limb movement", "periodic limb movements"))
	if c.HypnicStarts != nil {
		out += " and " + orNone(*c.HypnicStarts, "hypnic start", "hypnic starts")
	}
	return out + "."
}
