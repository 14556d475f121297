package report

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
)

//go:embed assets
var assets embed.FS

// asset returns the text of a file of the page: one that the program was built with, so that it cannot be missing.
func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("report: not built in: " + name) // a mistake in this package, caught by its tests
	}
	return string(b)
}

// Style returns the style sheet of the pages.
var Style = sync.OnceValue(func() string { return asset("uPlot.min.css") + "\n" + asset("page.css") })

// ChartCode returns what scripts of all pages draw with: uPlot and, as nightjarKit, what charts share.
var ChartCode = sync.OnceValue(func() string {
	return "/* " + asset("uPlot.LICENSE") + " */\n" + asset("uPlot.iife.min.js") + "\n" + asset("chart.js")
})

// Code returns the script of the reports' pages.
var Code = sync.OnceValue(func() string { return ChartCode() + "\n" + asset("page.js") })

// pages are the templates, read when a page is first written.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("pages").ParseFS(assets, "assets/*.tmpl"))
})

// WriteHTML prints the analysis as one page that needs nothing else: that of the night when there is one, otherwise an index of nights that links to the pages of
// WriteNightHTML by their NightPage names.
func WriteHTML(w io.Writer, a *Analysis) error {
	if len(a.Nights) == 1 {
		return WriteNightHTML(w, a, 0)
	}
	v := frameView{Analysis: a, Title: a.nightsWords(), Made: a.Recordings, Honest: Honest, Caveats: Caveats, Style: template.CSS(Style())}
	var err error
	if v.Overview, err = Overview(a.nightly()); err != nil {
		return err
	}
	for i := 0; i < len(a.Nights); i++ {
		n := &a.Nights[i]
		if empty := a.emptyFrom(i); empty > 0 {
			v.Nights = append(v.Nights, indexRow{Name: emptyName(a.Nights[i : i+empty]), Files: a.shortFilesOf(n), Empty: emptyWords(empty)})
			i += empty - 1
			continue
		}
		v.Nights = append(v.Nights, indexRow{
			Page: NightPage(i), Name: nightLabel(n), Files: a.shortFilesOf(n), Sentence: sentence(n), Usable: n.Usable,
			Hypnic: short(count(n.Counts.HypnicStarts)), PLMS: short(decimal(n.Indices.PLMSPerH, 1)), Slept: short(decimal(n.Sleep.TotalSleepH, 1)),
		})
	}
	return writePage(w, "index.tmpl", v)
}

// nightLabel names a night in a list.
func nightLabel(n *Night) string {
	if n.Night == nil {
		return "without a date"
	}
	return *n.Night
}

// NightPage returns the file name of the page of night i, counted from 0, when there are several.
func NightPage(i int) string { return fmt.Sprintf("report-%03d.html", i+1) }

// WriteNightHTML prints night i of the analysis as one page that needs nothing else.
func WriteNightHTML(w io.Writer, a *Analysis, i int) error {
	t := &text{a: a}
	v := frameView{Analysis: a, Honest: Honest, Caveats: Caveats, Glossary: glossary, Style: template.CSS(Style()), Code: template.JS(Code())}
	var err error
	if v.Night, err = t.nightView(&a.Nights[i]); err != nil {
		return err
	}
	v.Title, v.Made = v.Night.Name, v.Night.Recordings
	if len(a.Nights) > 1 {
		v.Back = "report.html"
	}
	parameters, err := json.MarshalIndent(map[string]any{
		"rules": a.Rules, "tuning": a.Tuning, "sleep_params": a.SleepParams, "criteria": a.Criteria,
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("report page: %w", err)
	}
	v.Parameters = string(parameters)
	return writePage(w, "night.tmpl", v)
}

func writePage(w io.Writer, name string, v frameView) error {
	if err := pages().ExecuteTemplate(w, name, v); err != nil {
		return fmt.Errorf("report page: %w", err)
	}
	return nil
}

// frameView is what a page shows.
type frameView struct {
	*Analysis
	Title      string
	Back       string // the index, when there is one
	Style      template.CSS
	Code       template.JS
	Night      nightView
	Nights     []indexRow
	Overview   template.HTML // what they say together
	Made       []Recording   // what the figures come from
	Honest     string        // what must be known before anything else is read
	Caveats    []string
	Glossary   []term
	Parameters string
}

// indexRow is one night of an index.
type indexRow struct {
	Page, Name, Files, Sentence string
	Hypnic, PLMS, Slept         string
	Usable                      bool
	Empty                       string // of nights in a row on which nothing was measured: that
}

// nightView is what a page shows of one night.
type nightView struct {
	Name, Files string
	Usable      bool
	Meaning     Meaning
	Cards       []card
	Rows        [][3]string
	Unknown     []string
	Remarks     []string
	Timeline    template.HTML
	Onset       template.HTML
	OnsetNote   string
	Starts      []waveView
	Sampled     []waveView
	Alone       bool // one limb saw all of it
	Colours     []limbColour
	Intervals   []template.HTML
	IntervalSum string
	HourChart   template.HTML
	Hours       [][4]string
	HourPLM     bool // periodic movements are known hour by hour
	HourHypnic  bool // and hypnic starts
	Counted     bool // movements could be counted at all
	Trains      [][5]string
	Marks       []markView
	Limbs       *limbView
	Quality     [][2]string
	Events      []eventView
	Recordings  []Recording
	Data        template.JS
}

// card is one of the figures that stand first.
type card struct{ Figure, What, Note string }

// eventView is one row of the events' table.
type eventView struct {
	Number                                                int
	Class                                                 Class
	At, Name, Duration, Peak, Sites, Asleep, Sure, Series string
	Limits                                                string // floor and threshold, mg
	Short                                                 string // the class in a word
	Letters                                               string // of the limbs
	Why                                                   string
	Wave                                                  template.HTML
}

// nightView makes the page's view of one night.
func (t *text) nightView(n *Night) (nightView, error) {
	v := nightView{
		Name: "Night " + t.nightName(n), Files: t.a.filesOf(n), Usable: n.Usable, Meaning: MeaningOf(t.a, n), Cards: t.cards(n),
		Unknown: unknownWords(n), Timeline: t.timeline(n), Onset: t.onsetChart(n), Starts: t.starts(n), Sampled: t.sampled(n),
		Intervals: intervalCharts(n), IntervalSum: intervalSum(n), HourChart: hourChart(n), Hours: hourRows(n), Trains: t.trains(n),
		Limbs: t.limbs(n), Quality: t.qualityRows(n),
	}
	for _, r := range t.figures(n) {
		v.Rows = append(v.Rows, [3]string(strings.Split(r, "\t")))
	}
	v.Marks = t.markViews(n)
	v.HourPLM, v.HourHypnic = KnownByHour(n)
	v.Counted = n.Counts.LimbMovements != nil || len(n.Events) > 0
	for _, w := range n.Quality.Warnings {
		v.Remarks = append(v.Remarks, w.Text)
	}
	for _, i := range n.Recordings {
		r := t.a.Recordings[i]
		v.Recordings = append(v.Recordings, r)
		for _, w := range r.Warnings {
			if len(n.Recordings) > 1 {
				w.Text = "in " + r.File + ": " + w.Text
			}
			v.Remarks = append(v.Remarks, w.Text)
		}
	}
	if u := n.Sleep.OnsetUncertainty; u != nil {
		v.OnsetNote = fmt.Sprintf("Fell asleep at %s, give or take %.0f min.", t.clock(n, n.Sleep.Onset), *u/minute.Seconds())
	}
	for i := range n.Events {
		v.Events = append(v.Events, t.eventView(i, &n.Events[i]))
	}
	v.Alone, v.Colours = v.Limbs == nil, t.limbColours(n)
	var err error
	v.Data, err = t.data(n)
	return v, err
}

// eventView makes the row of event i.
func (t *text) eventView(i int, e *Event) eventView {
	v := eventView{
		Number: i + 1, Class: e.Class, At: e.Moment(), Name: className(e.Class), Duration: fmt.Sprintf("%.2f", e.Duration.Seconds()),
		Peak: fmt.Sprintf("%.0f", milliPerG*e.PeakG), Sites: siteLabel(strings.Join(e.Sites, " + ")), Why: strings.Join(e.Why, "; "),
		Sure: percent(e.Confidence), Wave: t.spark(e), Asleep: asleepWord(e), Short: lanes[laneOf(e.Class)].name,
		Limits: fmt.Sprintf("%.1f, %.1f", milliPerG*e.FloorG, milliPerG*e.ThresholdG), Letters: limbLetters(e.Sites),
	}
	if e.Series != nil {
		v.Series = fmt.Sprint(*e.Series)
	}
	return v
}

// limbLetters names the limbs of an event by their first letters, for lists on paper.
func limbLetters(sites []string) string {
	var b strings.Builder
	for _, s := range sites {
		b.WriteByte(s[0] &^ 0x20) // a capital
	}
	return b.String()
}

// Moment tells when an event began to a tenth of a second: by the clock, or, with a plus, as hours, minutes and seconds from the first sample when the night is undated.
func (e *Event) Moment() string {
	if e.OnsetAt != nil {
		if at, err := parseStamp(*e.OnsetAt); err == nil {
			return at.Format("15:04:05.0")
		}
	}
	return fmt.Sprintf("+%s.%d", elapsed(e.Onset), int64(e.Onset)%int64(second)/100)
}

// elapsed writes a time since the first sample as hours, minutes and seconds.
func elapsed(m Millis) string {
	return fmt.Sprintf("%d:%02d:%02d", m/hour, m%hour/minute, m%minute/second)
}

// Marks of the style and the script in a page, by which Linked finds them.
const (
	styleOpen, styleShut = `<style id="nightjar-style">`, `</style>`
	codeOpen, codeShut   = `<script id="nightjar-code">`, `</script>`
)

// IsPage reports whether text is a page that this package wrote.
func IsPage(text []byte) bool { return bytes.Contains(text, []byte(styleOpen)) }

// Linked returns a page of WriteHTML with its style and script taken out and links to style and code in their place, for servers that allow neither inside a page.
func Linked(page []byte, style, code string) []byte {
	page = swap(page, styleOpen, styleShut, `<link rel="stylesheet" href="`+template.HTMLEscapeString(style)+`">`)
	return swap(page, codeOpen, codeShut, `<script defer src="`+template.HTMLEscapeString(code)+`"></script>`)
}

// swap puts text in the place of the first stretch from open to the next shut; a page without one stays as it is.
func swap(page []byte, open, shut, text string) []byte {
	from := bytes.Index(page, []byte(open))
	if from < 0 {
		return page
	}
	to := bytes.Index(page[from:], []byte(shut))
	if to < 0 {
		return page
	}
	return slices.Concat(page[:from], []byte(text), page[from+to+len(shut):])
}
