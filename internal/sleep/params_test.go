package sleep_test

import (
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestWithoutMovements: of kinds that nobody looks for, the absence is as likely in every state.
func TestWithoutMovements(t *testing.T) {
	for _, p := range []sleep.Params{sleep.Ankle().WithoutMovements(), sleep.Wrist().WithoutMovements()} {
		if w, s, x := p.WakePerH, p.SleepPerH, p.TrainPerH; w.Weak != s.Weak || w.Weak != x.Weak || w.Mixed != s.Mixed || w.Mixed != x.Mixed {
			t.Errorf("rates %+v awake, %+v asleep, %+v in a train", w, s, x)
		}
		if p.MinRatio.Weak > 1 || p.MinRatio.Mixed > 1 {
			t.Errorf("least ratios %+v", p.MinRatio)
		}
	}
}
