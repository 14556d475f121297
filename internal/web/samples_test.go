package web

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	engine "github.com/nightjar-sleep/nightjar/internal/night"
)

// A stretch of a night is read from the recording beside its analysis; what is not there, too long or no time is told apart.
func TestSamples(t *testing.T) {
	var asked []Recording
	broken := false
	p := serving(t, Options{Samples: func(_ context.Context, files []Recording, from, to float64) ([][]engine.WaveNow, error) {
		asked = files
		if broken {
			return nil, errors.New("cut off")
		}
		return [][]engine.WaveNow{{{Onset: from, RateHz: 100, G: []float32{0.01, float32(math.NaN()), 0.5}}}}, nil
	}})
	path := "/night/" + p.id(t) + "/samples?"
	get := func(query string) (int, string) { code, text, _ := p.ask(t, "GET", path+query, nil); return code, text }
	if code, text := get("from=10&to=20"); code != http.StatusNotFound || !strings.Contains(text, "left.csv") {
		t.Errorf("without the recording: %d %s", code, text)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "one", "left.csv"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, text := get("from=10&to=20")
	var got []waveView
	if err := json.Unmarshal([]byte(text), &got); err != nil || code != 200 || len(got) != 1 || got[0].At != 10 || got[0].V[0] != 100 || got[0].V[1] != -1 || got[0].V[2] != 5000 {
		t.Errorf("%d %s %v", code, text, err)
	}
	if len(asked) != 1 || asked[0].File != filepath.Join(p.dir, "one", "left.csv") {
		t.Errorf("read %v", asked)
	}
	for _, query := range []string{"", "from=1", "from=a&to=b", "from=20&to=10", "from=NaN&to=10", "from=0&to=1e9", "from=-Inf&to=5"} {
		if code, text := get(query); code != http.StatusBadRequest {
			t.Errorf("%q: %d %s", query, code, text)
		}
	}
	broken = true
	if code, text := get("from=10&to=20"); code != http.StatusUnprocessableEntity || !strings.Contains(text, "cut off") {
		t.Errorf("%d %s", code, text)
	}
}
