package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// NilsPod: counts as the NilsPodLib exports them.
//
// Provenance: nilspod_test_dataset_20190430_093300.csv, first lines in formats.md. Line 1 "samplingrate,256.0", then names "timestamp,acc_x,…"; the timestamp counts
// samples, so that lost ones show; the counts' worth depends on the range that the sensor was set to, which the table does not tell: it is told
// from gravity, or given with --units (lsb:2048 for ±16 g).

// NilsPod is the dialect of NilsPodLib.
var NilsPod = dialect("nilspod-csv", claimsNilsPod, planNilsPod)

func claimsNilsPod(head []byte) bool { return bytes.HasPrefix(head, []byte("samplingrate,")) }

func planNilsPod(h *header, opt device.Options) (*plan, error) {
	var hz float64
	if f := fieldsOf(h.line(0), ','); len(f) > 1 {
		if d, k := parseDecimal(f[1], '.'); k == isValue {
			hz = float64(d.Mantissa) * math.Pow10(-d.Places)
		}
	}
	rate, err := dsp.RateOf(hz)
	if err != nil {
		return nil, fmt.Errorf("line 1 should be the rate: %w", err)
	}
	c, ok := findColumns(h.line(1))
	if !ok || c.time < 0 {
		return nil, errors.New("is a NilsPod export without the columns timestamp, acc_x, acc_y and acc_z")
	}
	p := &plan{
		info:   device.Info{Device: "NilsPod"},
		layout: layout{sep: ',', point: '.', axes: c.axes, clock: tickClock(c.time, uint64(rate))},
		skip:   h.offset(2), rate: rate,
	}
	return p, planUnits(h, p, opt)
}
