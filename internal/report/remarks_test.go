package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// TestLossesAreTold: what was taken out of a recording is said with its length, and nothing is said of what was not.
func TestLossesAreTold(t *testing.T) {
	rate, err := dsp.RateOf(50)
	if err != nil {
		t.Fatal(err)
	}
	whole := &night.Ledger{Info: device.Info{Rate: rate}}
	if w := recordingWarnings(whole, &device.Summary{}); len(w) != 0 {
		t.Errorf("of a whole recording: %v", w)
	}
	lossy := &night.Ledger{Info: device.Info{Rate: rate}, Sparse: 50 * 600}
	w := recordingWarnings(lossy, &device.Summary{Interpolated: 3})
	for code, text := range map[string]string{"sparse": "for 10 min", "interpolated": "3 samples"} {
		if i := slices.IndexFunc(w, func(w device.Warning) bool { return w.Code == code }); i < 0 || !strings.Contains(w[i].Text, text) {
			t.Errorf("%s is not told as %q: %v", code, text, w)
		}
	}
}

// TestCoarseStepsAreTold: also when nobody but the samples themselves says so.
func TestCoarseStepsAreTold(t *testing.T) {
	for step, want := range map[float64]string{0.0039: "", 0.01: "steps of 10 mg", 1.0 / 64: "steps of 16 mg"} {
		w := recordingWarnings(&night.Ledger{Level: night.Level{StepG: step}}, &device.Summary{})
		if i := slices.IndexFunc(w, func(w device.Warning) bool { return w.Code == "coarse_resolution" }); (i >= 0) != (want != "") || i >= 0 && !strings.Contains(w[i].Text, want) {
			t.Errorf("steps of %v g: %v", step, w)
		}
	}
}
