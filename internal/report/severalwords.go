package report

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"
)

// trotti is what one night and five showed of those of 20 people with restless legs who were above a line on any of 10–15 nights (Trotti 2009, acceleration of the
// ankle; standards.md §3.5).
var trotti = []shown{{childLine, "70", "91"}, {10, "52", "81"}, {adultLine, "34", "63"}}

// shown is how often nights show that somebody is above a line at all.
type shown struct {
	line      float64 // 1/h
	one, five string  // of 100: a single night; at least one of five
}

// trottiOf returns what the study says of a line; of one that it does not speak of, what it says of that for adults.
func trottiOf(line float64) shown {
	i := slices.IndexFunc(trotti, func(t shown) bool { return t.line == line })
	if i < 0 {
		i = len(trotti) - 1
	}
	return trotti[i]
}

// Sentence tells the nights in one sentence that is true of them; empty for fewer than two that are usable.
func (s *Several) Sentence() string {
	if s.Usable < 2 {
		return ""
	}
	out := "On " + plural(s.Usable, "usable night", "usable nights")
	switch x := &s.Index; {
	case x.Nights == 0:
		out += " it is not known how many periodic limb movements came in an hour of sleep"
	default:
		out += fmt.Sprintf(" the sensor counted %s periodic limb movements for each hour of sleep", between(x.Least, x.Most, 1))
		if decimal(&x.Least, 1) != decimal(&x.Most, 1) {
			out += fmt.Sprintf(", %.1f in the middle (median)", x.Median)
		}
		if x.Nights < s.Usable {
			out += fmt.Sprintf("; on %d of them that is not known", s.Usable-x.Nights)
		}
	}
	switch h := s.spread(startsOf); {
	case h.Nights == 0:
	case h.Most == 0:
		out += "; it saw no hypnic starts"
	case h.Least == h.Most:
		out += "; it saw " + plural(int(h.Most), "hypnic start", "hypnic starts") + " on each"
	default:
		out += "; it saw " + between(h.Least, h.Most, 0) + " hypnic starts a night"
	}
	return out + "."
}

// between tells a range, and a single figure when both ends are printed alike.
func between(a, b float64, decimals int) string {
	from, to := decimal(&a, decimals), decimal(&b, decimals)
	if from == to {
		return from
	}
	return from + " to " + to
}

// startsOf returns the hypnic starts of a night as a figure; unknown stays unknown.
func startsOf(n *Night) *float64 {
	if n.Counts.HypnicStarts == nil {
		return nil
	}
	return known(float64(*n.Counts.HypnicStarts))
}

// Varied says how much the index varies from night to night; empty when that is not known.
func (s *Several) Varied() string {
	if s.Step == nil {
		return ""
	}
	return fmt.Sprintf("From one night to the next the index changed by %.1f an hour (median).", *s.Step)
}

// Verdict says what the index is held against and on how many nights it lay where; empty when that is not known of any.
func (s *Several) Verdict() string {
	if s.Usable < 2 || s.Index.Nights == 0 {
		return ""
	}
	line := "the line that doctors use at the sleeper's age"
	if s.Line > 0 {
		line = (&Meaning{Line: s.Line}).lineWords()
	}
	t, out := &s.Above, ""
	switch {
	case t.Yes == s.Usable:
		out = fmt.Sprintf("The index was above %s, on every night.", line)
	case t.No == s.Usable:
		out = fmt.Sprintf("The index was below %s, on every night.", line)
	default:
		out = fmt.Sprintf("The index was above %s, on %s, below it on %d", line, plural(t.Yes, "night", "nights"), t.No)
		if t.CannotSay > 0 {
			out += "; " + cannotTell(t.CannotSay)
		}
		out += "."
	}
	switch {
	case s.Usable < fewNights:
		out += " These are too few nights to conclude anything: record five or more."
	case float64(t.Yes) >= stays*float64(s.Usable):
		out += " An index that stays above it is worth showing a doctor. By itself it is no illness."
	case t.Yes > 0:
		out += " It does not stay on one side, so single nights say little here."
	}
	return out
}

// cannotTell says how many nights cannot say it.
func cannotTell(n int) string {
	if n == 1 {
		return "one night cannot say"
	}
	return fmt.Sprintf("%d nights cannot say", n)
}

// tallied writes a tally in words.
func (t Tally) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{t.Yes, "yes"}, {t.No, "no"}, {t.CannotSay, "cannot say"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%s on %d", p.word, p.n))
		}
	}
	return strings.Join(parts, ", ")
}

// spreadRow is one figure over the nights.
type spreadRow struct{ What, Nights, Median, Range, SD string }

// lineRow is one line that the index is held against.
type lineRow struct {
	Line                   float64
	Yes, No, CannotSay     int
	OneOfStudy, FiveOfThem string
}

// signRow is a sign that is worth showing a doctor, and on how many nights it was there.
type signRow struct{ What, Nights string }

// overview is what pages show of several nights.
type overview struct {
	Lead, Verdict, Varied, Note string
	Chart                       template.HTML
	Spreads                     []spreadRow
	Signs                       []signRow
	Lines                       []lineRow
}

// Overview returns a section of a page on what nights say together; empty for fewer than two that are usable.
func Overview(list []Nightly) (template.HTML, error) {
	s := OverNights(list)
	if s.Usable < 2 {
		return "", nil
	}
	v := overview{Lead: s.Sentence(), Verdict: s.Verdict(), Varied: s.Varied(), Note: s.note(), Chart: s.chart(), Spreads: s.spreads(), Signs: s.signs()}
	if s.Index.Nights > 0 {
		for _, l := range trotti {
			t := s.tally(l.line)
			v.Lines = append(v.Lines, lineRow{l.line, t.Yes, t.No, t.CannotSay, l.one, l.five})
		}
	}
	var b bytes.Buffer
	if err := pages().ExecuteTemplate(&b, "overview", v); err != nil {
		return "", fmt.Errorf("overview of the nights: %w", err)
	}
	return template.HTML(b.String()), nil // made by html/template
}

// note says what the figures take for granted.
func (s *Several) note() string {
	out := "All nights are taken to be of one person."
	if s.SameDate {
		out += " Some are of the same date; each is counted as a night of its own."
	}
	if s.Twice > 0 {
		out += " A recording that was analysed twice counts once."
	}
	if left := len(s.List) - s.Usable; left > 0 {
		out += fmt.Sprintf(" Left out of every figure: %s too short or too poorly seen to be used.", plural(left, "night", "nights"))
	}
	return out
}

// spreads lists how figures are spread over the nights, those left out that are known of none.
func (s *Several) spreads() []spreadRow {
	var out []spreadRow
	for _, f := range []struct {
		what     string
		decimals int
		figure   func(*Night) *float64
	}{
		{"Hypnic starts", 0, startsOf},
		{"Periodic movements an hour of sleep", 1, func(n *Night) *float64 { return n.Indices.PLMSPerH }},
		{"Periodic movements an hour awake in bed", 1, func(n *Night) *float64 { return n.Indices.PLMWPerH }},
		{"Limb movements an hour of sleep", 1, func(n *Night) *float64 { return n.Indices.LMPerH }},
		{"Periodicity (0 to 1)", 2, func(n *Night) *float64 { return n.Indices.Periodicity }},
		{"Interval of 10–90 s, geometric mean, s", 1, func(n *Night) *float64 { return n.Indices.IMIGeoMeanS }},
		{"Hours slept", 1, func(n *Night) *float64 { return n.Sleep.TotalSleepH }},
	} {
		x := s.spread(f.figure)
		if x.Nights == 0 {
			continue
		}
		r := spreadRow{What: f.what, Nights: fmt.Sprint(x.Nights), Median: halves(x.Median, f.decimals), Range: between(x.Least, x.Most, f.decimals)}
		if x.SD != nil {
			r.SD = decimal(x.SD, max(1, f.decimals))
		}
		out = append(out, r)
	}
	return out
}

// halves prints a median; that of an even number of counts may lie between two.
func halves(v float64, decimals int) string {
	if decimals == 0 && v != float64(int(v)) {
		decimals = 1
	}
	return decimal(&v, decimals)
}

// signs lists what is worth showing a doctor when it stays so, and on how many nights it was.
func (s *Several) signs() []signRow {
	var out []signRow
	var tallies []Tally
	for _, v := range s.usable() {
		for i, sign := range MeaningOf(v.Analysis, v.Night).Signs {
			if i == len(out) {
				out, tallies = append(out, signRow{What: sign.What}), append(tallies, Tally{})
			}
			tallies[i].add(sign.Answer)
		}
	}
	for i := range out {
		out[i].Nights = tallies[i].String()
	}
	return out
}

// overLines prints under a table of nights what they say together.
func (t *text) overLines() {
	s := OverNights(t.a.nightly())
	if s.Usable < 2 {
		return
	}
	t.line("")
	t.strong("Together:")
	for _, words := range []string{s.Sentence(), s.Verdict(), s.Varied(), s.note()} {
		for _, line := range folded(words) {
			t.line("  %s", line)
		}
	}
}

// foldedAt is where sentences are folded on a terminal.
const foldedAt = 96 // signs

// folded breaks a sentence between words into lines of a readable length.
func folded(words string) []string {
	var out []string
	line, long := "", 0
	for _, w := range strings.Fields(words) {
		n := utf8.RuneCountInString(w)
		if long > 0 && long+1+n > foldedAt {
			out, line, long = append(out, line), "", 0
		}
		if long > 0 {
			line, long = line+" ", long+1
		}
		line, long = line+w, long+n
	}
	if long > 0 {
		out = append(out, line)
	}
	return out
}
