package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed report.html.tmpl
var pageText string

var page = template.Must(template.New("report").Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }}).Parse(pageText))

// WriteHTML prints the analysis as one page that needs nothing else: an index when there are several nights, then each night with its sentence, counts, timeline and
// events, and the parameters at the end.
func WriteHTML(w io.Writer, a *Analysis) error {
	t := &text{a: a}
	view := pageView{Analysis: a, Caveats: Caveats}
	for i := range a.Nights {
		view.Pages = append(view.Pages, t.nightView(&a.Nights[i]))
	}
	parameters, err := json.MarshalIndent(map[string]any{
		"rules": a.Rules, "tuning": a.Tuning, "sleep_params": a.SleepParams, "criteria": a.Criteria,
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("report page: %w", err)
	}
	view.Parameters = string(parameters)
	if err := page.Execute(w, view); err != nil {
		return fmt.Errorf("report page: %w", err)
	}
	return nil
}

// pageView is what the page shows.
type pageView struct {
	*Analysis
	Pages      []nightView
	Caveats    []string
	Parameters string
}

// nightView is what the page shows of one night.
type nightView struct {
	Title, Sentence string
	Rows            [][3]string
	Remarks         []string
	Chart           chart
	Events          []eventView
}

// eventView is one row of the events' table.
type eventView struct {
	At, Class, Duration, Peak, Sites, Asleep, Why, Confidence string
}

// nightView makes the page's view of one night.
func (t *text) nightView(n *Night) nightView {
	v := nightView{Title: t.title(n), Sentence: sentence(n), Chart: newChart(t.a, n)}
	for _, r := range t.figures(n) {
		v.Rows = append(v.Rows, [3]string(strings.Split(r, "\t")))
	}
	for _, u := range unknownWords(n) {
		v.Remarks = append(v.Remarks, "Not known: "+u)
	}
	for _, w := range n.Quality.Warnings {
		v.Remarks = append(v.Remarks, w.Text)
	}
	for i := range n.Events {
		e := &n.Events[i]
		asleep := "?"
		if e.Asleep != nil {
			asleep = map[bool]string{true: "asleep", false: "awake"}[*e.Asleep]
		}
		v.Events = append(v.Events, eventView{
			At: moment(e), Class: strings.ReplaceAll(string(e.Class), "_", " "), Duration: e.Duration.String(), Asleep: asleep,
			Peak: fmt.Sprintf("%.0f", milliPerG*e.PeakG), Sites: strings.Join(e.Sites, " + "),
			Why: strings.Join(e.Why, "; "), Confidence: fmt.Sprintf("%.2f", e.Confidence),
		})
	}
	return v
}

// moment tells when an event began: by the clock to a tenth of a second, or in seconds from the first sample when the night is undated.
func moment(e *Event) string {
	if e.OnsetAt != nil {
		if at, err := parseStamp(*e.OnsetAt); err == nil {
			return at.Format("15:04:05.0")
		}
	}
	return e.Onset.String() + " s"
}

// sentence tells the night in one sentence that is true of it.
func sentence(n *Night) string {
	c := &n.Counts
	switch {
	case n.Sleep.BedSource == nil:
		return "No time in bed was found, so nothing was counted."
	case c.PLM == nil:
		return "The recording is too slow to count limb movements."
	}
	out := plural(*c.PLM, "periodic limb movement", "periodic limb movements")
	if h, x := n.Sleep.TotalSleepH, n.Indices.PLMSPerH; h != nil && x != nil && c.PLMS != nil {
		out = fmt.Sprintf("In %.1f hours of sleep %s, %.1f an hour", *h, plural(*c.PLMS, "periodic limb movement", "periodic limb movements"), *x)
	}
	if c.HypnicStarts != nil {
		out += "; " + plural(*c.HypnicStarts, "hypnic start", "hypnic starts")
	}
	if !n.Usable {
		out += "; too little was recorded to speak of a night"
	}
	return out + "."
}
