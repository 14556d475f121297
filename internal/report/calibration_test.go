package report

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// sphere returns a ledger whose still epochs lie all over the sphere, as a sensor with the given faults sees them.
func sphere(offset, gain [3]float64) *night.Ledger {
	rng := rand.New(rand.NewPCG(1, 2))
	l := &night.Ledger{}
	for range 200 {
		v := [3]float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		length := norm(v)
		for k := range v {
			v[k] = v[k]/length*gain[k] + offset[k]
		}
		l.Sleep.Epochs = append(l.Sleep.Epochs, sleep.Epoch{Posture: v, MotionG: 0.002})
	}
	return l
}

// A sensor with known faults: offset ±20 mg, gain ±1 % (makers' sheets). The estimate must undo them.
func TestCalibrationUndoesKnownFaults(t *testing.T) {
	offset, gain := [3]float64{0.020, -0.015, 0.010}, [3]float64{1.01, 0.99, 1.005}
	c := estimate(sphere(offset, gain), night.Calibration{})
	for k := range offset {
		if math.Abs(c.OffsetG[k]-offset[k]) > 1e-4 || math.Abs(c.Gain[k]*gain[k]-1) > 1e-4 {
			t.Errorf("axis %d: offset %v, gain %v; want %v and %v", k, c.OffsetG[k], c.Gain[k], offset[k], 1/gain[k])
		}
	}
	if *c.ErrorBefore < 5 || *c.ErrorAfter > 0.1 {
		t.Errorf("error %v mg before, %v after", *c.ErrorBefore, *c.ErrorAfter)
	}
}

// One night flat on a mattress does not cover the sphere: nothing is estimated, and nothing gets worse.
func TestCalibrationNeedsPostures(t *testing.T) {
	l := sphere([3]float64{0.02, 0, 0}, [3]float64{1, 1, 1})
	for i := range l.Sleep.Epochs {
		p := &l.Sleep.Epochs[i].Posture
		p[0] = math.Abs(p[0])
	}
	c := estimate(l, night.Calibration{})
	if c.ErrorAfter != nil || c.Gain != [3]float64{1, 1, 1} || c.OffsetG != [3]float64{} {
		t.Errorf("%+v", c)
	}
	if c := estimate(&night.Ledger{}, night.Calibration{}); c.ErrorBefore != nil {
		t.Error("an error without rest")
	}
}

func TestCalibrationApplied(t *testing.T) {
	applied := night.Calibration{Applied: true, OffsetG: [3]float64{0.01, 0, 0}, Gain: [3]float64{1, 1.01, 1}}
	c := estimate(sphere([3]float64{}, [3]float64{1, 1, 1}), applied)
	if !c.Applied || c.OffsetG != applied.OffsetG || c.Gain != applied.Gain || *c.ErrorAfter > 0.1 {
		t.Errorf("%+v", c)
	}
}

func TestReadCalibration(t *testing.T) {
	good := `{"applied": false, "offset_g": [0.01, 0, -0.02], "gain": [1, 1.01, 0.99], "error_before_mg": 21.0, "error_after_mg": 4.1}`
	c, err := ReadCalibration(strings.NewReader(good), "c.json")
	if err != nil || !c.Applied || c.OffsetG[2] != -0.02 || c.Gain[1] != 1.01 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{
		``, `[]`, `{}`, `{"gain": [1,1,1]}`, `{"offset_g": [0,0,0], "gain": [0,1,1]}`, `{"offset_g": [9,0,0], "gain": [1,1,1]}`,
		`{"offset_g": [0,0,0], "gain": [1,1,1], "gian": 2}`,
	} {
		if _, err := ReadCalibration(strings.NewReader(bad), "c.json"); err == nil || !strings.HasPrefix(err.Error(), "c.json: ") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
