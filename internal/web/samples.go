package web

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/nightjar-sleep/nightjar/internal/report"
)

// Recording is a recording of a night, and how its clock stood against the others'.
type Recording struct {
	File  string
	Clock *report.Alignment // nil when it was not compared
}

// longestStretch bounds what is read of a night at once.
const longestStretch = 1800.0 // s

// samples sends how the limbs moved between two times, sample by sample, read from the recordings: what a page that must stay small cannot hold between events.
func (s *Server) samples(w http.ResponseWriter, r *http.Request) {
	n := s.nightOf(w, r)
	if n == nil {
		return
	}
	from, err1 := strconv.ParseFloat(r.FormValue("from"), 64)
	to, err2 := strconv.ParseFloat(r.FormValue("to"), 64)
	if err1 != nil || err2 != nil || !(from <= to && to-from <= longestStretch) {
		fail(w, http.StatusBadRequest, fmt.Errorf("give from and to in seconds, at most %.0f apart", longestStretch))
		return
	}
	list, err := n.recordings()
	if err == nil && s.opt.Samples == nil {
		err = errors.New("recordings are not read here")
	}
	if err != nil {
		fail(w, http.StatusNotFound, err)
		return
	}
	s.work.Lock()
	limbs, err := s.opt.Samples(r.Context(), list, from, to)
	s.work.Unlock()
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, fmt.Errorf("the recording could not be read again: %w", err))
		return
	}
	out := []waveView{}
	for i, parcels := range limbs {
		for _, v := range views(parcels) {
			v.Limb = i
			out = append(out, v)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(mustJSON(out)) // a client that has gone is no fault
}

// recordings returns a night's recordings where they lie: beside the analysis, where uploads are, else where analyze found them.
func (n *night) recordings() ([]Recording, error) {
	var out []Recording
	for _, i := range n.night().Recordings {
		recording := &n.analysis.Recordings[i]
		file := recording.File
		found := ""
		for _, path := range []string{filepath.Join(n.path, filepath.Base(file)), file} {
			if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
				found = path
				break
			}
		}
		if found == "" {
			return nil, fmt.Errorf("the recording %s is neither beside its analysis nor where it was", filepath.Base(file))
		}
		out = append(out, Recording{found, recording.Clock})
	}
	return out, nil
}
