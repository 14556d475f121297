package tui

import (
	"fmt"
	"math"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// traceTopG is the least top of the motion's scale: that of a weak limb movement, so that noise looks like noise.
const traceTopG = 0.05 // g

// Styles of the screen.
var (
	bold  = lipgloss.NewStyle().Bold(true)
	faint = lipgloss.NewStyle().Faint(true)
	alert = lipgloss.NewStyle().Bold(true).Reverse(true)
)

// render lays the view out in so many columns and lines.
func render(v *report.Standing, width, height int) string {
	width, height = max(width, 20), max(height, 8)
	var lines []string
	for i := range v.Limbs {
		lines = append(lines, limbHead(&v.Limbs[i], width)...)
	}
	foot := footer(v, width)
	counts := countLines(v, width)
	free := height - len(lines) - len(foot) - len(counts)
	n := max(1, len(v.Limbs))
	graph := min(8, max(0, free-4)/n)
	var page []string
	for i := range v.Limbs {
		l := &v.Limbs[i]
		page = append(page, limbHead(l, width)...)
		if graph >= 2 {
			page = append(page, motion(l, width, graph-1)...)
			free -= graph
		}
	}
	page = append(page, counts...)
	page = append(page, eventLines(v, width, max(0, free))...)
	for len(page) < height-len(foot) {
		page = append(page, "")
	}
	page = append(page[:max(0, min(len(page), height-len(foot)))], foot...)
	return strings.Join(page[:min(len(page), height)], "\n")
}

// fit cuts a line to the width.
func fit(s string, width int) string {
	r := []rune(s)
	if len(r) > width {
		return string(r[:max(0, width-1)]) + "…"
	}
	return s
}

// limbHead says how a limb and its link are doing, in two lines.
func limbHead(l *night.LimbNow, width int) []string {
	name := l.Site
	if name == "" {
		name = "limb (site unknown)"
	}
	k := &l.Link
	head := fmt.Sprintf("%s · %s · %s · %.5g Hz", name, state(l), clockAt(l, l.Seconds), l.RateHz)
	link := fmt.Sprintf("%s %s: %s · %s · jitter %.0f ms", k.Port, k.Decoder, k.State, troubles(k), k.JitterMS)
	out := []string{bold.Render(fit(head, width))}
	if k.State != "reading" || k.Trouble != "" {
		if k.Trouble != "" {
			link = k.Port + ": " + k.Trouble
		}
		return append(out, alert.Render(fit(link, width)))
	}
	return append(out, faint.Render(fit(link, width)))
}

// troubles says what a link has lost or damaged so far, what is none left out: the whole must fit into 80 columns.
func troubles(k *night.LinkNow) string {
	var out []string
	for _, c := range []struct {
		n    int64
		what string
	}{{k.Lost, "lost"}, {k.Holes, "holes"}, {k.MadeUp, "made up"}, {k.BadSums, "bad"}, {k.Reopens, "reopened"}, {k.Dropped, "dropped"}} {
		switch {
		case c.n == 1:
			out = append(out, "1 "+strings.TrimSuffix(c.what, "s"))
		case c.n > 1:
			out = append(out, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if len(out) == 0 {
		return "nothing lost"
	}
	return strings.Join(out, ", ")
}

// state says whether the person sleeps, as far as that is settled.
func state(l *night.LimbNow) string {
	if l.State != "" {
		return l.State + " since " + clockAt(l, l.StateSince)[:5]
	}
	return "settling"
}

// clockAt returns the time on the wall at so many seconds of the recording.
func clockAt(l *night.LimbNow, seconds float64) string {
	return time.Unix(0, l.StartNanos).Add(time.Duration(seconds * float64(time.Second))).In(time.FixedZone("", l.Offset)).Format("15:04:05")
}

// motion draws the last minute.
func motion(l *night.LimbNow, width, height int) []string {
	c := newCanvas(width, height)
	top := max(traceTopG, 2*l.ThresholdG)
	for _, g := range l.Motion {
		top = max(top, g)
	}
	dots := 4 * height
	at := func(g float64) int { // by the square root, so that a kick does not hide the floor
		return min(dots-1, int(math.Round(math.Sqrt(g/top)*float64(dots-1))))
	}
	n := len(l.Motion)
	for x := range 2 * width {
		k := n - (2*width-x)*240/(2*width) // 240 quarter seconds fill the width
		if k >= 0 && k < n {
			c.bar(x, 1+at(l.Motion[k]))
		}
	}
	c.level(at(l.FloorG), 6)
	c.level(at(l.ThresholdG), 3)
	label := fmt.Sprintf("last minute, up to %.0f mg · floor %.1f mg · threshold %.1f mg", 1000*top, 1000*l.FloorG, 1000*l.ThresholdG)
	return append(c.lines(), faint.Render(fit(label, width)))
}

// countLines says what was counted so far.
func countLines(v *report.Standing, width int) []string {
	if v.Night == nil {
		return []string{fit("nothing counted yet", width)}
	}
	c := &v.Night.Counts
	line := fmt.Sprintf("so far  hypnic starts %s · periodic %s (%s trains) · single %s · large %s · brief %s",
		count(c.HypnicStarts), count(c.PLM), count(c.PLMSeries), count(c.Isolated), count(c.Gross), count(c.Brief))
	return []string{bold.Render(fit(line, width))}
}

func count(n *int) string {
	if n == nil {
		return "?"
	}
	return fmt.Sprint(*n)
}

// The names of events in the list of events, in columns.
const (
	longestName = 32 // of "limb movement soon after another"
	leastName   = 16
	besideName  = 55 // the rest of a line, sites left out
	sitesBeside = 9  // and those of several limbs, as far as 80 columns allow
)

// eventLines lists the last events, the latest first, those that are not decided marked.
func eventLines(v *report.Standing, width, most int) []string {
	var out []string
	beside := besideName
	if len(v.Limbs) > 1 {
		beside += sitesBeside
	}
	name := min(longestName, max(leastName, width-beside)) // columns
	for i := range v.Limbs {
		l := &v.Limbs[i]
		if p := l.Pending; p != nil && len(out) < most {
			word, site := "moving", ""
			if len(v.Limbs) > 1 {
				site = l.Site
			}
			if p.Over {
				word = "movement"
			}
			out = append(out, fit(fmt.Sprintf("%s  %-*s %5.0f mg  %5.1f s  pending  %s", clockAt(l, p.Onset), name, word, 1000*p.PeakG, p.End-p.Onset, site), width))
		}
	}
	if v.Night == nil || len(v.Limbs) == 0 {
		return out
	}
	for i := len(v.Night.Events) - 1; i >= 0 && len(out) < most; i-- {
		e := &v.Night.Events[i]
		mark := "pending"
		if i < v.Decided {
			mark = ""
		}
		train := ""
		if e.Series != nil && e.Place != nil {
			train = fmt.Sprintf("train %d, %d", *e.Series, *e.Place)
		}
		sites := ""
		if len(v.Limbs) > 1 {
			sites = strings.Join(e.Sites, " ")
		}
		out = append(out, fit(fmt.Sprintf("%s  %-*s %5.0f mg  %5.1f s  %-8s %-13s %s", clockAt(&v.Limbs[0], e.Onset.Seconds()),
			name, fit(e.Class.Words(), name), 1000*e.PeakG, e.Duration.Seconds(), mark, train, sites), width))
	}
	return out
}

// footer says where the night is kept and which keys there are.
func footer(v *report.Standing, width int) []string {
	var out []string
	for i := range v.Limbs {
		k := &v.Limbs[i].Link
		if k.JournalTrouble != "" {
			out = append(out, alert.Render(fit("journal: "+k.JournalTrouble, width)))
			continue
		}
		out = append(out, faint.Render(fit("journal: "+k.Journal, width)))
	}
	if v.Notice != "" {
		out = append(out, fit(v.Notice, width))
	}
	keys := "l lights off · j I just jerked · q end the night"
	if v.Marks > 0 {
		keys += fmt.Sprintf(" · %d marked", v.Marks)
	}
	return append(out, faint.Render(fit(keys, width)))
}
