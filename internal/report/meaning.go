package report

import (
	"fmt"
	"math"
	"strings"
)

// What the figures of a night are held against, each with where it comes from (standards.md).
const (
	adultYears       = 18.0 // years: below it the line for children holds
	adultLine        = 15.0 // 1/h of periodic movements asleep (ICSD-3; §3.1)
	childLine        = 5.0  // 1/h (ICSD-3; §3.1)
	intensified      = 12   // hypnic starts a night: "a dozen or more when intensified" (simulation.md)
	allNightShare    = 0.75 // share of the hours of sleep with periodic movements that is called all through the night (ours)
	fullHour         = 0.5  // h of sleep in an hour before it is counted among them (ours)
	chanceShare      = 0.5  // share of the index that chance alone would give from which on the words say so (ours)
	healthyOverAdult = 18   // of 100 healthy sleepers are above 15/h (Frauscher 2014, n = 100; §3.1)
	healthyOverChild = 36   // of 100 healthy sleepers, adults, are above 5/h (likewise)
)

// Answer is whether something is so: it is, it is not, or this night cannot say.
type Answer int

// The answers.
const (
	CannotSay Answer = iota
	No
	Yes
)

// String returns the answer in words.
func (a Answer) String() string { return [...]string{"cannot say", "no", "yes"}[a] }

// Meaning is what the figures of a night say to someone without training.
type Meaning struct {
	Sentence string  // the night in one sentence
	Verdict  string  // what that is held against, in one or two sentences; empty when nothing is known
	Points   []Point // what each figure means
	Line     float64 // 1/h of sleep: what the index is held against
	Signs    []Sign  // what is worth showing a doctor when it stays so
	OneNight string  // how little one night proves

	worn placement
}

// Point is a remark about one thing.
type Point struct{ About, Text string }

// Sign is something that is worth showing a doctor when it stays so over several nights, and whether this night had it.
type Sign struct {
	What   string
	Answer Answer
	Fact   string // the figures of the answer
}

// MeaningOf puts the figures of a night into words. Whatever it says follows from the figures; unknown ones are called unknown.
func MeaningOf(a *Analysis, n *Night) Meaning {
	m := Meaning{Sentence: sentence(n), Line: lineFor(a.AgeYears), worn: placementOf(a, n)}
	if n.Sleep.BedSource == nil {
		m.OneNight = oneNight(m.Line)
		return m
	}
	m.Points = append(m.Points, Point{"Hypnic starts", hypnicWords(n)}, Point{"Periodic movements asleep", m.asleepWords(n)})
	if w := awakeWords(n); w != "" {
		m.Points = append(m.Points, Point{"Periodic movements awake", w})
	}
	if k := value(n.Counts.Rhythmic); k > 0 {
		m.Points = append(m.Points, Point{"Rhythmic trains", times(k) +
			" the limb beat regularly, several beats in a row, as when a foot rocks. By itself that means nothing bad."})
	}
	m.Signs = []Sign{allNight(n), m.alsoAwake(n), m.aboveLine(n)}
	for i := range m.Signs {
		if !n.Usable {
			m.Signs[i].Answer = CannotSay // its facts are of too little time to answer for a night
		}
	}
	m.OneNight, m.Verdict = oneNight(m.Line), m.verdict(n)
	return m
}

// lineFor returns the index above which periodic movements count as many at an age; that of adults when nobody said.
func lineFor(age *float64) float64 {
	if age != nil && *age < adultYears {
		return childLine
	}
	return adultLine
}

// people names whom a line holds for.
func people(line float64) string {
	if line == childLine {
		return "children"
	}
	return "adults"
}

// sentence tells the night in one sentence that is true of it.
func sentence(n *Night) string {
	c := &n.Counts
	switch {
	case n.Unknown["plm"] == unknownRate10:
		return "This recording has too few samples a second to count limb movements."
	case n.Unknown["plm"] == unknownGrain:
		return "The values of this recording come in steps too coarse to count limb movements."
	case n.Sleep.BedSource == nil && n.Unknown["plm"] == unknownBed:
		return "No time in bed was found in this recording, so nothing was counted."
	case c.PLM == nil:
		return "Nothing is known of this night: " + reasonText(n.Unknown["plm"]) + "."
	}
	var out string
	h, x := n.Sleep.TotalSleepH, n.Indices.PLMSPerH
	switch {
	case h == nil || c.PLMS == nil:
		out = fmt.Sprintf("In %s in bed the sensor counted %s; when sleep came is not known, so nothing is given per hour of sleep",
			hoursWords(value(n.Sleep.TimeInBedH)), orNone(*c.PLM, "periodic limb movement", "periodic limb movements"))
	default:
		out = fmt.Sprintf("In %s of sleep the sensor counted %s", hoursWords(*h), orNone(*c.PLMS, "periodic limb movement", "periodic limb movements"))
		if x != nil && *c.PLMS > 0 {
			out += fmt.Sprintf(", %.1f an hour", *x)
		}
		if value(c.PLMW) > 0 {
			out += fmt.Sprintf(", and %s%d while awake in bed", map[bool]string{true: "another "}[*c.PLMS > 0], *c.PLMW)
		}
	}
	if c.HypnicStarts != nil {
		out += "; it saw " + orNone(*c.HypnicStarts, "hypnic start", "hypnic starts")
	}
	if !n.Usable {
		out += ". That is too little time to speak of a night"
	}
	return out + "."
}

// times says how often something was.
func times(n int) string {
	if n == 1 {
		return "Once"
	}
	return fmt.Sprintf("%d times", n)
}

func orNone(n int, one, many string) string {
	if n == 0 {
		return "no " + many
	}
	return plural(n, one, many)
}

// hoursWords tells hours, and less than one in minutes or seconds.
func hoursWords(h float64) string {
	switch {
	case h >= 0.95:
		return fmt.Sprintf("%.1f hours", h)
	case h >= 1.0/60:
		return plural(int(math.Round(60*h)), "minute", "minutes")
	}
	return plural(int(math.Round(3600*h)), "second", "seconds")
}

// hypnicWords says what the number of hypnic starts means.
func hypnicWords(n *Night) string {
	const common = "60–70 % of people have them at times"
	switch c := n.Counts.HypnicStarts; {
	case c == nil:
		return "Could not be counted: " + reasonText(n.Unknown[hypnicStarts]) + "."
	case *c == 0:
		return "None was seen. Seeing some would be as ordinary: " + common + ", and at the border of sleep they are harmless."
	case *c < intensified:
		return plural(*c, "sudden jerk", "sudden jerks") + " at the border of sleep" + doubtful(n) + ". They are common (" + common + ") and harmless."
	default:
		return plural(*c, "sudden jerk", "sudden jerks") + " at the border of sleep" + doubtful(n) + ". Such jerks are common (" + common +
			") and harmless; a dozen or more in a night is a lot, though. Should they keep you from falling asleep, a doctor can help."
	}
}

// doubtful says of how many hypnic starts the program is less than half sure.
func doubtful(n *Night) string {
	some, doubts := value(n.Counts.HypnicStarts), 0
	for i := range n.Events {
		if e := &n.Events[i]; e.Class == HypnicStart && e.Confidence < 0.5 {
			doubts++
		}
	}
	switch {
	case doubts == 0:
		return ""
	case some == 1:
		return ", of which the program is less than half sure"
	}
	return fmt.Sprintf("; of %d of them the program is less than half sure", doubts)
}

// asleepWords says what the index of periodic movements asleep means.
func (m *Meaning) asleepWords(n *Night) string {
	x, between := n.Indices.PLMSPerH, n.Intervals.PLMSPerH
	if x == nil || n.Counts.PLMS == nil {
		return "Cannot be given per hour of sleep: " + reasonText(n.Unknown[perHourPLMS]) + "."
	}
	var out string
	likely := ""
	if between != nil {
		likely = fmt.Sprintf(" (likely between %.1f and %.1f)", between[0], between[1])
	}
	line := m.lineWords()
	switch above := m.above(n); {
	case !n.Usable:
		out = fmt.Sprintf("%.1f an hour%s. So little of a night cannot say on which side of %s, it lies.", *x, likely, line)
	case above == No:
		out = fmt.Sprintf("%.1f an hour%s. That is below %s.", *x, likely, line)
	case above == Yes:
		out = fmt.Sprintf("%.1f an hour%s. That is above %s. By itself it is no illness: %s.", *x, likely, line, m.healthy())
	case m.worn == wornElsewhere && m.under(n):
		out = fmt.Sprintf("%.1f an hour%s. That is below %s, but it says little of the legs: the sensor was not worn on one, and felt hardly any of their movements.", *x, likely, line)
	default:
		out = fmt.Sprintf("%.1f an hour%s. This night alone cannot say on which side of %s, it lies.", *x, likely, line)
	}
	if m.worn == wornUnknown {
		out += " If the sensor was worn at the wrist, the true number can be much higher."
	}
	if ch := n.Indices.ChancePLMSPerH; ch != nil && *n.Counts.PLMS > 0 && *ch >= chanceShare**x {
		out += chanceWords(*ch, *x)
	}
	return out
}

// lineWords names the line.
func (m *Meaning) lineWords() string {
	return fmt.Sprintf("%.0f an hour, the line that doctors use for %s", m.Line, people(m.Line))
}

// chanceWords says what chance alone would give, where that is much of the index. It does not say that there is no rhythm: true trains make movements many, and
// many movements make much chance.
func chanceWords(chance, index float64) string {
	out := fmt.Sprintf(" As many limb movements at random moments would by chance alone make %.1f an hour look periodic", chance)
	if chance >= index {
		out += ", no less than were counted"
	}
	return out + "; the intervals further down show whether there is a rhythm."
}

// healthy says how many healthy sleepers are above the line.
func (m *Meaning) healthy() string {
	if m.Line == childLine {
		return fmt.Sprintf("%d of 100 healthy adults in a study were above this line too; for children no such figure is at hand", healthyOverChild)
	}
	return fmt.Sprintf("%d of 100 healthy sleepers in a study were above this line too", healthyOverAdult)
}

// awakeWords says what periodic movements awake mean; nothing when there were none.
func awakeWords(n *Night) string {
	c := n.Counts.PLMW
	if value(c) == 0 {
		return ""
	}
	out := plural(*c, "periodic movement", "periodic movements") + " while awake in bed"
	if x := n.Indices.PLMWPerH; x != nil {
		out += fmt.Sprintf(", %.1f for each hour awake", *x)
	}
	out += ". People who lie awake move much (about 90 times an hour over the whole body), and some of that looks periodic by chance."
	if n.Sleep.Source != nil && *n.Sleep.Source == "detected" {
		out += " Sleep is told from movement alone here, so some of them may have come in sleep."
	}
	return out
}

// allNight answers whether periodic movements came all through the sleep.
func allNight(n *Night) Sign {
	s := Sign{What: "Periodic movements all through the night"}
	hours, with := 0, 0
	for _, h := range n.ByHour {
		if h.SleepH < fullHour {
			continue
		}
		if h.PLMS == nil {
			return s
		}
		hours++
		if *h.PLMS > 0 {
			with++
		}
	}
	if hours == 0 {
		return s
	}
	s.Fact = fmt.Sprintf("in %d of %s of sleep", with, plural(hours, "hour", "hours"))
	s.Answer = No
	if float64(with) >= allNightShare*float64(hours) {
		s.Answer = Yes
	}
	return s
}

// alsoAwake answers whether there were periodic movements awake as well as asleep. Where there are few asleep, those awake alone say nothing: whoever lies
// awake moves much, and some of that looks periodic by chance.
func (m *Meaning) alsoAwake(n *Night) Sign {
	s := Sign{What: "Periodic movements also while awake"}
	switch c := n.Counts.PLMW; {
	case c == nil:
	case *c == 0:
		s.Answer, s.Fact = No, "none"
	case m.above(n) == No:
		s.Fact = fmt.Sprintf("%d awake, but few asleep", *c)
	default:
		s.Answer, s.Fact = Yes, fmt.Sprintf("%d of them", *c)
		if n.Sleep.Source != nil && *n.Sleep.Source == "detected" {
			s.Fact += ", where awake is told from movement alone"
		}
	}
	return s
}

// aboveLine answers whether the index is above the line.
func (m *Meaning) aboveLine(n *Night) Sign {
	s := Sign{What: fmt.Sprintf("More than %.0f periodic movements for each hour of sleep (the line for %s)", m.Line, people(m.Line)), Answer: m.above(n)}
	if x := n.Indices.PLMSPerH; x != nil {
		s.Fact = fmt.Sprintf("%.1f an hour", *x)
		if b := n.Intervals.PLMSPerH; b != nil {
			s.Fact += fmt.Sprintf(", likely %.1f to %.1f", b[0], b[1])
		}
	}
	return s
}

// above says on which side of the line the index lies; it cannot be said when the line lies within the interval or the night is too short, nor that it lies
// below when no sensor was on a leg.
func (m *Meaning) above(n *Night) Answer {
	low, _ := likelyPLMS(n)
	switch {
	case n.Indices.PLMSPerH == nil || !n.Usable:
		return CannotSay
	case m.under(n) && m.worn != wornElsewhere:
		return No
	case low > m.Line:
		return Yes
	}
	return CannotSay
}

// under reports whether all of the likely range lies below the line.
func (m *Meaning) under(n *Night) bool {
	_, high := likelyPLMS(n)
	return n.Indices.PLMSPerH != nil && high <= m.Line
}

// likelyPLMS returns the likely range of the index: the index itself when no range is known.
func likelyPLMS(n *Night) (low, high float64) {
	if b := n.Intervals.PLMSPerH; b != nil {
		return b[0], b[1]
	}
	x := value(n.Indices.PLMSPerH)
	return x, x
}

// oneNight says how little one night proves (Trotti 2009: 20 people with restless legs, 10–15 nights each, acceleration of the ankle; standards.md §3.5).
func oneNight(line float64) string {
	study := trottiOf(line)
	return strings.Join([]string{
		fmt.Sprintf("One night proves little. In a study of 20 adults with restless legs, of those who were above %.0f an hour on any night,", line),
		fmt.Sprintf("a single night showed it in %s of 100 cases, and at least one of five nights in %s of 100.", study.one, study.five),
		"Record five nights or more before you draw a conclusion.",
	}, " ")
}
