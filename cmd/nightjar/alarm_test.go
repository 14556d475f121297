package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestExecAndBell: the user's command reads every movement as soon as it is over and every event when it has settled, the same as --json prints; the bell rings.
func TestExecAndBell(t *testing.T) {
	nightjar := program(t)
	log := filepath.Join(t.TempDir(), "log")
	w, _ := watched(t, nightjar, nightFile(t, nightjar), "mavlink", "120", "", "--exec", "cat >> '"+log+"'", "--bell")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	events, analysis := w.results(t)
	told := map[string]bool{}
	for _, e := range events {
		told[string(e)] = true
	}
	movements, settled := 0, 0
	for line := range bytes.Lines(text) {
		var v struct {
			Movement *struct {
				OnsetAt  time.Time `json:"onset_at"`
				Duration float64   `json:"duration_s"`
				Sites    []string  `json:"sites"`
				PeakG    float64   `json:"peak_g"`
			}
			Event json.RawMessage
		}
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		switch m := v.Movement; {
		case m != nil && v.Event == nil:
			if movements++; m.OnsetAt.IsZero() || m.Duration <= 0 || m.PeakG <= 0 || len(m.Sites) != 1 {
				t.Errorf("movement %s", line)
			}
		case m == nil && told[string(v.Event)]:
			settled++
		default:
			t.Errorf("neither a movement nor an event that was told: %s", line)
		}
	}
	all := len(analysis.Nights[0].Events)
	t.Logf("%d movements and %d settled events at the command, of %d events", movements, settled, all)
	if movements < all/2 || !bytes.Contains(w.said.Bytes(), []byte{'\a'}) {
		t.Errorf("%d movements, %d settled, of %d events; bell %v", movements, settled, all, bytes.Contains(w.said.Bytes(), []byte{'\a'}))
	}
}

// TestAlarmSettled: events that settle all at once, as those of a train do, each reach the command as --json prints them, in order, and the end waits for them.
func TestAlarmSettled(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	a := newAlarm(nil, "cat >> '"+log+"'")
	var want strings.Builder
	for i := range 200 {
		event := fmt.Sprintf(`{"onset_s":%d.500}`, i)
		a.settled(event)
		fmt.Fprintf(&want, "{\"event\":%s}\n", event)
	}
	a.end()
	if text, err := os.ReadFile(log); err != nil || string(text) != want.String() {
		t.Errorf("%d of %d bytes, %v", len(text), want.Len(), err)
	}
}
