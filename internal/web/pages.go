package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// listView is what the list of nights shows.
type listView struct {
	Over   template.HTML // what the nights say together
	Nights []rowView
	Months []monthView
	Empty  []emptyView
	Broken []error
	Failed []failure
	Limit  int64 // MB of an upload
	Bytes  int64 // and its bytes
	Honest string
}

// emptyView says on how many nights of a recording nothing was measured.
type emptyView struct {
	File   string
	Nights int
}

// rowView is one night of the list.
type rowView struct {
	ID, Date, File, Hypnic, PLM, PerHour, Slept string
	Usable                                      bool
}

// monthView is one month of the calendar, in weeks from Monday.
type monthView struct {
	Name  string
	Weeks [][7]dayView
}

// dayView is one day of the calendar; its number is 0 outside the month.
type dayView struct {
	Day    int
	Nights []rowView
}

func (s *Server) showList(w http.ResponseWriter, _ *http.Request) {
	nights, broken, err := s.nights.nights()
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	failed, err := s.nights.failures()
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	v := listView{Broken: broken, Failed: failed, Limit: s.opt.MaxUpload >> 20, Bytes: s.opt.MaxUpload, Honest: report.Honest}
	empty := map[string]int{}
	var together []report.Nightly
	for i := range nights {
		n := &nights[i]
		together = append(together, report.Nightly{Analysis: n.analysis, Night: n.night()})
		if len(n.analysis.Nights) > 1 && !n.night().Measured() { // of a hole of days
			empty[n.file()]++
			continue
		}
		v.Nights = append(v.Nights, rowOf(n))
	}
	for _, file := range slices.Sorted(maps.Keys(empty)) {
		v.Empty = append(v.Empty, emptyView{file, empty[file]})
	}
	if v.Over, err = report.Overview(together); err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	v.Months = calendar(v.Nights)
	show(w, "list.tmpl", v)
}

// rowOf makes the row of a night; unknown is a question mark.
func rowOf(n *night) rowView {
	c, x := &n.night().Counts, &n.night().Indices
	whole := func(v *int) string {
		if v == nil {
			return "?"
		}
		return strconv.Itoa(*v)
	}
	tenth := func(v *float64) string {
		if v == nil {
			return "?"
		}
		return strconv.FormatFloat(*v, 'f', 1, 64)
	}
	return rowView{
		ID: n.nightID(), Date: date(n.night()), File: n.file(),
		Hypnic: whole(c.HypnicStarts), PLM: whole(c.PLM), PerHour: tenth(x.PLMSPerH), Slept: tenth(n.night().Sleep.TotalSleepH), Usable: n.night().Usable,
	}
}

// calendar puts dated nights, the latest first, into months.
func calendar(rows []rowView) []monthView {
	var out []monthView
	for _, r := range rows {
		at, err := time.Parse(time.DateOnly, r.Date)
		if err != nil {
			continue // undated nights are in the list only
		}
		name := at.Format("January 2006")
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, month(at))
		}
		m := &out[len(out)-1]
		first := (int(time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7
		cell := first + at.Day() - 1
		d := &m.Weeks[cell/7][cell%7]
		d.Nights = append(d.Nights, r)
	}
	return out
}

// month makes the empty month of a date.
func month(at time.Time) monthView {
	first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	m := monthView{Name: at.Format("January 2006")}
	for d := first; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
		weekday := (int(d.Weekday()) + 6) % 7
		if len(m.Weeks) == 0 || weekday == 0 {
			m.Weeks = append(m.Weeks, [7]dayView{})
		}
		m.Weeks[len(m.Weeks)-1][weekday].Day = d.Day()
	}
	return m
}

func (s *Server) showNight(w http.ResponseWriter, r *http.Request) {
	n := s.nightOf(w, r)
	if n == nil {
		return
	}
	page, err := readRegular(n.reportPage())
	if err != nil {
		fail(w, http.StatusNotFound, errors.New("this night has no report page; analyze it again with --out"))
		return
	}
	page = report.Linked(page, "/assets/report.css", "/assets/report.js")
	page = bytes.Replace(page, []byte(`<p class="brand">Nightjar`), []byte(`<p class="brand"><a href="/">all nights</a> · <a href="/night/`+n.nightID()+`/review">review the events</a> · Nightjar`), 1)
	page = bytes.Replace(page, []byte(` · <a href="report.html">all nights</a>`), nil, 1)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page) // a client that has gone is no fault
}

// reviewView is what the page of reviews shows.
type reviewView struct {
	ID, Date string
	Events   []reviewRow
	Labels   []labelView
	Done     int
}

// labelView is a class that a person may give, and its name in words.
type labelView struct {
	Class report.Class
	Name  string
}

// reviewRow is one event with what was said of it.
type reviewRow struct {
	Number                        int
	At, Duration, Peak, Sure, Why string
	Class                         report.Class
	Name                          string // of the class, in words
	Verdict, Note                 string
	Label                         report.Class
	Seen                          string // what was said when the page was shown
}

// reviewsOf returns the night that is asked for and what was said of its events; when ok is false the answer has been given.
func (s *Server) reviewsOf(w http.ResponseWriter, r *http.Request) (n *night, all reviews, ok bool) {
	if n = s.nightOf(w, r); n == nil {
		return nil, reviews{}, false
	}
	all, err := readReviews(n.path)
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return nil, reviews{}, false
	}
	return n, all, true
}

func (s *Server) showReview(w http.ResponseWriter, r *http.Request) {
	n, all, ok := s.reviewsOf(w, r)
	if !ok {
		return
	}
	v := reviewView{ID: n.nightID(), Date: date(n.night())}
	for _, l := range labels {
		v.Labels = append(v.Labels, labelView{l, report.ClassName(l)})
	}
	events := n.night().Events
	for i := range events {
		e := &events[i]
		row := reviewRow{
			Number: i + 1, At: e.Moment(), Duration: fmt.Sprintf("%.2f", e.Duration.Seconds()), Peak: fmt.Sprintf("%.0f", 1000*e.PeakG), // mg
			Sure: fmt.Sprintf("%.0f %%", 100*e.Confidence), Why: strings.Join(e.Why, "; "), Class: e.Class, Name: report.ClassName(e.Class),
		}
		if said := all.of(n.index+1, e); said != nil {
			row.Verdict, row.Label, row.Note, row.Seen = said.Verdict, said.Label, said.Note, said.seen()
			v.Done++
		}
		v.Events = append(v.Events, row)
	}
	show(w, "review.tmpl", v)
}

func (s *Server) saveReview(w http.ResponseWriter, r *http.Request) {
	n := s.nightOf(w, r)
	if n == nil {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	number, err := strconv.Atoi(r.FormValue("event"))
	if err != nil || number < 1 || number > len(n.night().Events) {
		fail(w, http.StatusBadRequest, errors.New("there is no such event"))
		return
	}
	s.write.Lock()
	defer s.write.Unlock()
	all, err := readReviews(n.path)
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	e := &n.night().Events[number-1]
	if now := all.of(n.index+1, e).seen(); r.Form.Has("seen") && r.FormValue("seen") != now {
		fail(w, http.StatusConflict, fmt.Errorf("somebody else has said something of this event meanwhile (%s); nothing was changed: go back, load the page anew and look again", now))
		return
	}
	said := review{Night: n.index + 1, Onset: e.Onset, Class: e.Class, Verdict: r.FormValue("verdict"), Label: report.Class(r.FormValue("label")), Note: strings.TrimSpace(r.FormValue("note"))}
	if err := all.set(said); err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	if err := all.write(n.path); err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	http.Redirect(w, r, fmt.Sprintf("/night/%s/review#r%d", n.nightID(), number), http.StatusSeeOther)
}

func (s *Server) exportReference(w http.ResponseWriter, r *http.Request) {
	n, all, ok := s.reviewsOf(w, r)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="reference.csv"`)
	_ = all.writeReference(w, n) // a client that has gone is no fault
}

// deleteView is what the page that asks before deleting shows.
type deleteView struct {
	ID     string
	Nights []string
	Files  []string
}

func (s *Server) askDelete(w http.ResponseWriter, r *http.Request) {
	n := s.nightOf(w, r)
	if n == nil {
		return
	}
	v := deleteView{ID: n.nightID()}
	for i := range n.analysis.Nights {
		v.Nights = append(v.Nights, date(&n.analysis.Nights[i]))
	}
	entries, err := os.ReadDir(n.path)
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	for _, e := range entries {
		v.Files = append(v.Files, e.Name())
	}
	slices.Sort(v.Files)
	show(w, "delete.tmpl", v)
}

func (s *Server) delete(w http.ResponseWriter, r *http.Request) {
	n := s.nightOf(w, r)
	if n == nil {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if r.FormValue("sure") != "yes" {
		fail(w, http.StatusBadRequest, errors.New("nothing was deleted: the confirmation is missing"))
		return
	}
	s.write.Lock()
	defer s.write.Unlock()
	if err := s.nights.bury(n.path, n.id, time.Now()); err != nil {
		fail(w, http.StatusConflict, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	path, err := s.receive(w, r)
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		fail(w, http.StatusRequestEntityTooLarge, fmt.Errorf("a recording has at most %d MB here; start the server with a greater --max-upload", s.opt.MaxUpload>>20))
		return
	}
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	s.analysed(w, r, path)
}
