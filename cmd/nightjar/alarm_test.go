package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
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

// TestAlarmSettled: an event that has settled reaches the command as --json prints it, and the end waits for it.
func TestAlarmSettled(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	a := newAlarm(nil, "cat >> '"+log+"'")
	a.settled(`{"onset_s":1.500}`)
	a.end()
	if text, err := os.ReadFile(log); err != nil || string(text) != "{\"event\":{\"onset_s\":1.500}}\n" {
		t.Errorf("%q, %v", text, err)
	}
}
