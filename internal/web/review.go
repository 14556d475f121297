package web

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// reviewsSchema names the shape of reviews; it changes only by addition.
const reviewsSchema = "nightjar.reviews/1"

// longestNote bounds what a person writes about one event.
const longestNote = 2000 // bytes

// reviews are what a person said of the events of an analysis; the machine's verdicts stay as they are beside them.
type reviews struct {
	Schema string   `json:"schema"`
	Events []review `json:"events"`
}

// review is what a person said of one event.
type review struct {
	Night   int           `json:"night"` // number of the night in its analysis, from 1
	Onset   report.Millis `json:"onset_s"`
	Class   report.Class  `json:"class"`           // the machine's
	Verdict string        `json:"verdict"`         // accepted, rejected or relabelled
	Label   report.Class  `json:"label,omitempty"` // the person's class when relabelled
	Note    string        `json:"note,omitempty"`
}

// seen writes what was said in one line, by which two people who review the same event are told apart; empty when nothing was.
func (v *review) seen() string {
	if v == nil {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf("%s %s %s", v.Verdict, v.Label, v.Note), " ")
}

// labels are the classes that a person may give.
var labels = []report.Class{report.HypnicStart, report.PLM, report.Isolated, report.ShortInterval, report.Rhythmic, report.Gross, report.Brief}

// readReviews reads the reviews of an analysis; none when nobody has made any.
func readReviews(dir string) (reviews, error) {
	r := reviews{Schema: reviewsSchema}
	text, err := os.ReadFile(filepath.Join(dir, reviewsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err == nil && r.Schema != reviewsSchema {
		err = fmt.Errorf("%s has another schema, %q", reviewsFile, r.Schema)
	}
	if err != nil {
		return r, fmt.Errorf("reading the reviews: %w", err)
	}
	return r, nil
}

// write writes the reviews whole or not at all.
func (r *reviews) write(dir string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".reviews-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // is gone when it was renamed
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(dir, reviewsFile))
}

// of returns what was said of an event; nil when nothing was.
func (r *reviews) of(night int, e *report.Event) *review {
	i := slices.IndexFunc(r.Events, func(v review) bool { return v.Night == night && v.Onset == e.Onset && v.Class == e.Class })
	if i < 0 {
		return nil
	}
	return &r.Events[i]
}

// set enters what was said of an event; an empty verdict takes it back.
func (r *reviews) set(v review) error {
	switch {
	case !slices.Contains([]string{"", "accepted", "rejected", "relabelled"}, v.Verdict):
		return fmt.Errorf("no verdict %q", v.Verdict)
	case v.Verdict == "relabelled" && !slices.Contains(labels, v.Label):
		return fmt.Errorf("no class %q", v.Label)
	case len(v.Note) > longestNote:
		return fmt.Errorf("a note has at most %d bytes", longestNote)
	}
	if v.Verdict != "relabelled" {
		v.Label = ""
	}
	r.Events = slices.DeleteFunc(r.Events, func(o review) bool { return o.Night == v.Night && o.Onset == v.Onset && o.Class == v.Class })
	if v.Verdict != "" {
		r.Events = append(r.Events, v)
	}
	return nil
}

// writeReference writes the limb movements that a person accepted, or gave a limb movement's class, as evaluate --reference reads them.
func (r *reviews) writeReference(w io.Writer, n *night) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"onset_s", "duration_s", "side", "sleep_stage_at_onset"}}
	events := n.night().Events
	for i := range events {
		e := &events[i]
		v := r.of(n.index+1, e)
		if v == nil || v.Verdict == "rejected" {
			continue
		}
		class := e.Class
		if v.Verdict == "relabelled" {
			class = v.Label
		}
		if !slices.Contains([]report.Class{report.PLM, report.Isolated, report.ShortInterval, report.Gross}, class) {
			continue
		}
		stage := "W"
		if e.Asleep != nil && *e.Asleep {
			stage = "N2"
		}
		rows = append(rows, []string{e.Onset.String(), e.Duration.String(), side(e), stage})
	}
	return c.WriteAll(rows)
}

// side returns the side of an event as lists of movements name it.
func side(e *report.Event) string {
	switch {
	case len(e.Sites) > 1:
		return "B"
	case len(e.Sites) == 1 && strings.HasPrefix(e.Sites[0], "right"):
		return "R"
	}
	return "L"
}
