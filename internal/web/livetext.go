package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"time"

	engine "github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
)

// waveView is a parcel of a limb's motion; samples that are missing are negative.
type waveView struct {
	Limb int     `json:"l"`
	At   float64 `json:"t"` // s of the first sample
	Hz   float64 `json:"hz"`
	V    []int   `json:"v"`
}

// waveText writes parcels of motion, one for each limb; limbs of which nothing has come are left out.
func waveText(waves []engine.WaveNow) []byte { return mustJSON(views(waves)) }

// views makes parcels of motion as they are written, empty ones left out.
func views(waves []engine.WaveNow) []waveView {
	out := []waveView{}
	for i := range waves {
		if w := &waves[i]; len(w.G) > 0 {
			out = append(out, waveView{Limb: i, At: math.Round(w.Onset*1e4) / 1e4, Hz: math.Round(w.RateHz*1e3) / 1e3, V: inSteps(w.G)})
		}
	}
	return out
}

// inSteps writes motion in g as whole steps, −1 where it is missing.
func inSteps(list []float32) []int {
	out := make([]int, len(list))
	for i, g := range list {
		out[i] = -1
		if g == g {
			out[i] = int(math.Round(motionSteps * float64(g)))
		}
	}
	return out
}

// tenths rounds seconds to a tenth.
func tenths(list []float64) []float64 {
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = math.Round(v*10) / 10
	}
	return out
}

// stateMessage tells how the night stands.
func stateMessage(s report.Standing) message {
	return message{kind: "state", text: mustJSON(report.LivePageOf(&s)), events: report.LiveEventsOf(&s)}
}

// mustJSON writes what consists of texts and finite numbers only.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("web: what a page is sent is no JSON: " + err.Error()) // a mistake in this package, caught by its tests
	}
	return text
}

// fresh returns from which event on a viewer has other ones than those of m, and notes that it gets them.
func (v *viewer) fresh(m message) int {
	from := 0
	for from < len(v.sent) && from < len(m.events) && slices.Equal(v.sent[from], m.events[from]) {
		from++
	}
	v.sent = m.events
	return from
}

// write sends a message as the event stream of HTML is written: its kind, its text in one line, an empty line.
func (v *viewer) write(c *http.ResponseController, w io.Writer, m message) error {
	if m.kind == "state" {
		from := v.fresh(m)
		list := m.events[from:]
		if list == nil {
			list = []json.RawMessage{}
		}
		m.text = mustJSON(map[string]any{"page": json.RawMessage(m.text), "from": from, "events": list})
	}
	if err := c.SetWriteDeadline(time.Now().Add(viewerWait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", m.kind, m.text); err != nil {
		return err
	}
	return c.Flush()
}
