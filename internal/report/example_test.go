package report_test

import (
	"fmt"
	"os"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
)

// Four limb movements 20 s apart, as the engine settled them, become one series.
func Example() {
	const hz = 100
	ledger := &night.Ledger{
		Info: device.Info{Rate: hz * 1000, Format: "axivity-csv"},
		Data: dsp.Span{End: 4 * 3600 * hz},
	}
	for i := range 4 {
		at := float64(3600+20*i) * hz
		ledger.Movements = append(ledger.Movements, movement.Movement{Onset: at, End: at + 2*hz, PeakG: 0.1, ThresholdG: 0.01, TiltCos: 1, SpreadS: 1.5})
	}
	opt := report.Options{Version: "example", Rules: score.WASM2016(), Criteria: report.DefaultCriteria()}
	scored, err := report.Join(report.Group{{File: "left.csv", Site: device.SiteLeftAnkle, Ledger: ledger}}, opt)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	a := report.Build(opt, []report.Scored{scored}, nil)
	night := &a.Nights[0]
	fmt.Println(*night.Counts.PLM, "periodic limb movements in", *night.Counts.PLMSeries, "series;", night.Events[1].Why[0])
	fmt.Println("asleep:", night.Unknown["plms"])
	// Output:
	// 4 periodic limb movements in 1 series; 2nd in series 1
	// asleep: no_sleep_found
}
