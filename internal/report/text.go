package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Look is how text is set.
type Look struct {
	Wide  bool // a table of every count and index, also for a single night
	Plain bool // letters, digits and signs of any terminal: no drawn hours
	Color bool // terminal colours
}

// WriteText prints the nights for a person: a block for a single night, a line each for several, then what is not known, what to mind, and
// the caveats that are true of every night.
func WriteText(w io.Writer, a *Analysis) error { return WriteTextIn(w, a, Look{}) }

// WriteTextIn prints the nights as WriteText does, in a look of the caller's.
func WriteTextIn(w io.Writer, a *Analysis, look Look) error {
	t := &text{a: a, look: look}
	switch {
	case len(a.Nights) >= 1 && look.Wide:
		t.wideTable()
	case len(a.Nights) == 1:
		t.block(&a.Nights[0])
	case len(a.Nights) > 1:
		t.table()
	}
	if len(a.Nights) > 1 {
		t.overLines()
	}
	t.remarks()
	if len(a.Nights) > 0 {
		t.line("")
		for _, c := range Caveats {
			t.line("%s", c)
		}
	}
	_, err := io.WriteString(w, trimLines(t.b.String()))
	return err
}

// trimLines takes the blanks at the ends of lines away.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// text is a page of plain text in the making.
type text struct {
	a    *Analysis
	look Look
	b    strings.Builder
}

func (t *text) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format+"\n", args...)
}

// columns prints rows of tab-separated cells as aligned columns; align says how cells are padded.
func (t *text) columns(rows []string, align uint) {
	tw := tabwriter.NewWriter(&t.b, 0, 0, 2, ' ', align)
	for _, r := range rows {
		fmt.Fprintln(tw, r)
	}
	tw.Flush() // writes to a strings.Builder, which never fails
}

// block prints one night.
func (t *text) block(n *Night) {
	t.strong(t.title(n))
	var rows []string
	for _, r := range t.figures(n) {
		cells := strings.Split(r, "\t")
		rows = append(rows, fmt.Sprintf("  %s\t%9s\t%s", cells[0], cells[1], cells[2]))
	}
	if h := t.hourLine(n); h != "" {
		rows = append(rows, fmt.Sprintf("  Periodic asleep, each hour\t%9s\tfrom falling asleep: %s", "", h))
	}
	t.columns(rows, 0)
	if m := marksText(n); m != "" {
		t.line("  You marked: %s", m)
	}
}

// figures lists the figures of a night: what, how many, and a note, separated by tabs.
func (t *text) figures(n *Night) []string {
	c, x := &n.Counts, &n.Indices
	rows := []string{
		row("Hypnic starts", count(c.HypnicStarts), clusterNote(c.HypnicClusters)),
		row("Periodic limb movements", count(c.PLM), seriesNote(c)),
		row("… an hour of sleep", decimal(x.PLMSPerH, 1), t.intervalNote(n)),
		row("… an hour awake in bed", decimal(x.PLMWPerH, 1), ""),
		row("Single limb movements", sum(c.Isolated, c.ShortInterval), singleNote(c)),
		row("Rhythmic trains", count(c.Rhythmic), ""),
		row("Large body movements", count(c.Gross), ""),
		row("Brief twitches", count(c.Brief), ""),
	}
	if value(c.Cut) > 0 {
		rows = append(rows, row("Cut off by a hole or the end", count(c.Cut), ""))
	}
	if value(c.OutOfBed) > 0 {
		rows = append(rows, row("Out of bed, not looked at", count(c.OutOfBed), ""))
	}
	return append(rows,
		row("Periodicity (0 to 1)", decimal(x.Periodicity, 2), ""),
		row("Fell asleep", t.clock(n, n.Sleep.Onset), unsure(n.Sleep.OnsetUncertainty)),
		row("Hours slept", decimal(n.Sleep.TotalSleepH, 1), inBed(n.Sleep.TimeInBedH)),
	)
}

func row(what, figure, note string) string { return what + "\t" + figure + "\t" + note }

// title names the night, the limbs and the files.
func (t *text) title(n *Night) string {
	parts := []string{"Night " + t.nightName(n)}
	var files, sites []string
	for _, i := range n.Recordings {
		r := &t.a.Recordings[i]
		files = append(files, r.File)
		if r.Site != nil && !slices.Contains(sites, *r.Site) {
			sites = append(sites, *r.Site)
		}
	}
	parts = append(parts, sites...)
	return strings.Join(append(parts, files...), " · ")
}

// nightName returns the date of the evening, or that there is none.
func (t *text) nightName(n *Night) string {
	if n.Night == nil {
		return "without a date"
	}
	return "of " + *n.Night
}

// clock prints a time of the night as the wall showed it, or as time since the first sample when undated.
func (t *text) clock(n *Night, m *Millis) string {
	if m == nil {
		return unknownCell
	}
	r := &t.a.Recordings[n.Recordings[0]]
	if r.StartAt == nil {
		return fmt.Sprintf("%d:%02d h in", *m/hour, *m%hour/minute)
	}
	at, err := parseStamp(*r.StartAt)
	if err != nil {
		return unknownCell
	}
	return at.Add(m.duration()).Format("15:04")
}

const unknownCell = "unknown"

func count(v *int) string {
	if v == nil {
		return unknownCell
	}
	return strconv.Itoa(*v)
}

func decimal(v *float64, decimals int) string {
	if v == nil {
		return unknownCell
	}
	return strconv.FormatFloat(*v, 'f', decimals, 64)
}

// sum adds counts; unknown when one of them is.
func sum(counts ...*int) string {
	total := 0
	for _, c := range counts {
		if c == nil {
			return unknownCell
		}
		total += *c
	}
	return strconv.Itoa(total)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func clusterNote(c *int) string {
	if value(c) == 0 {
		return ""
	}
	return "some less than a minute apart, in " + plural(*c, "cluster", "clusters")
}

func seriesNote(c *Counts) string {
	switch {
	case value(c.PLM) == 0:
		return ""
	case c.PLMS == nil || c.PLMW == nil:
		return "in " + plural(*c.PLMSeries, "train", "trains")
	}
	out := fmt.Sprintf("in %s; %d asleep, %d awake", plural(*c.PLMSeries, "train", "trains"), *c.PLMS, *c.PLMW)
	if rest := *c.PLM - *c.PLMS - *c.PLMW; rest > 0 {
		out += fmt.Sprintf(", %d not known", rest)
	}
	return out
}

func singleNote(c *Counts) string {
	if c.Isolated == nil || c.ShortInterval == nil || *c.ShortInterval == 0 {
		return ""
	}
	return fmt.Sprintf("%d of them soon after another", *c.ShortInterval)
}

func (t *text) intervalNote(n *Night) string {
	i, x := n.Intervals.PLMSPerH, &n.Indices
	if i == nil || x.ChancePLMSPerH == nil {
		return ""
	}
	return fmt.Sprintf("likely %.1f to %.1f; chance alone would give %.1f", i[0], i[1], *x.ChancePLMSPerH)
}

func unsure(s *float64) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("give or take %.0f min", *s/60)
}

func inBed(h *float64) string {
	if h == nil {
		return ""
	}
	if *h < 1 {
		return "of " + lengthText(*h) + " in bed"
	}
	return fmt.Sprintf("of %.1f in bed", *h)
}

// table prints a line for each night.
func (t *text) table() {
	rows := []string{"night\tfile\thypnic\tPLM\tasleep/h\t90 %\ttrains\tsingle\tlarge\tslept h\tin bed h\teach hour\t"}
	for i := 0; i < len(t.a.Nights); i++ {
		n := &t.a.Nights[i]
		c := &n.Counts
		if empty := t.a.emptyFrom(i); empty > 1 {
			until := nightLabel(&t.a.Nights[i+empty-1])
			rows = append(rows, nightLabel(n)+"\t"+t.a.shortFilesOf(n)+strings.Repeat("\t", strings.Count(rows[0], "\t")-1)+"to "+until+": "+emptyWords(empty))
			i += empty - 1
			continue
		}
		name := "–"
		if n.Night != nil {
			name = *n.Night
		}
		between := ""
		if p := n.Intervals.PLMSPerH; p != nil {
			between = fmt.Sprintf("%.1f–%.1f", p[0], p[1])
		}
		mark := ""
		if !n.Usable {
			mark = "not usable"
		}
		rows = append(rows, strings.Join([]string{
			name, t.a.shortFilesOf(n), short(count(c.HypnicStarts)), short(count(c.PLM)), short(decimal(n.Indices.PLMSPerH, 1)), between,
			short(count(c.PLMSeries)), short(sum(c.Isolated, c.ShortInterval)), short(count(c.Gross)),
			short(decimal(n.Sleep.TotalSleepH, 1)), short(decimal(n.Sleep.TimeInBedH, 1)), t.hourLine(n), mark,
		}, "\t"))
	}
	t.headed(rows)
}

// short shortens unknown to a question mark, for tables.
func short(cell string) string {
	if cell == unknownCell {
		return "?"
	}
	return cell
}

// remarks prints what is not known and what to mind, each remark once with the number of times that it was made, or with the file or night it is about.
func (t *text) remarks() {
	unknown, mind := &tally{}, &tally{}
	for i := range t.a.Recordings {
		about := ""
		if len(t.a.Recordings) > 1 {
			about = t.a.Recordings[i].File
		}
		for _, w := range t.a.Recordings[i].Warnings {
			mind.add(w.Text, about)
		}
	}
	for i := range t.a.Nights {
		n := &t.a.Nights[i]
		about := ""
		switch {
		case len(t.a.Nights) == 1:
		case n.Night != nil:
			about = "night " + t.nightName(n)
		default:
			about = t.a.Recordings[n.Recordings[0]].File
		}
		for _, s := range unknownWords(n) {
			unknown.add(s, about)
		}
		for _, w := range n.Quality.Warnings {
			mind.add(w.Text, about)
		}
	}
	t.list("Not known", unknown)
	t.list("Mind", mind)
}

// unknownWords lists what is not known of a night, a sentence for each reason.
func unknownWords(n *Night) []string {
	var reasons []string
	figures := map[string][]string{}
	for _, f := range figureNames {
		code, ok := n.Unknown[f.name]
		if !ok {
			continue
		}
		if figures[code] == nil {
			reasons = append(reasons, code)
		}
		figures[code] = append(figures[code], f.words)
	}
	for i, code := range reasons {
		reasons[i] = strings.Join(figures[code], ", ") + ": " + reasonText(code)
	}
	return reasons
}

// tally counts sentences in the order in which they first came.
type tally struct {
	order []string
	count map[string]int
	about map[string]string // the file or night that a sentence was said of first, empty when there is only one
}

func (l *tally) add(s, about string) {
	if l.count == nil {
		l.count, l.about = map[string]int{}, map[string]string{}
	}
	if l.count[s] == 0 {
		l.order, l.about[s] = append(l.order, s), about
	}
	l.count[s]++
}

func (t *text) list(title string, l *tally) {
	if len(l.order) == 0 {
		return
	}
	t.line("")
	t.strong(title + ":")
	slices.SortStableFunc(l.order, func(a, b string) int { return cmp.Compare(l.count[b], l.count[a]) })
	for _, s := range l.order {
		switch n := l.count[s]; {
		case n > 1:
			t.line("  %s (%d×)", s, n)
		case l.about[s] != "":
			t.line("  %s: %s", l.about[s], s)
		default:
			t.line("  %s", s)
		}
	}
}
