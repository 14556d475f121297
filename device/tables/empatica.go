package tables

import (
	"errors"
	"fmt"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// Empatica E4: ACC.csv of a session archive.
//
// Provenance: flirt_empatica_ACC.csv (im-ethz/flirt, MIT), first lines in formats.md. Row 1: start as unix time, three times; row 2: the rate, three times;
// then x, y, z in 1/64 g. Rows of header look like rows of data.

// EmpaticaE4 is the dialect of Empatica's E4.
var EmpaticaE4 = dialect("empatica-e4-csv", claimsEmpatica, planEmpatica)

const (
	empaticaLSB   = 64   // counts per g (Empatica E4 data format: ±2 g in 8 bits)
	empaticaG     = 2    // g, full scale
	empaticaRates = 1024 // Hz; above, the second row is no rate
)

func claimsEmpatica(head []byte) bool {
	ls := lines(head)
	if len(ls) < 2 {
		return false
	}
	start, ok := sameThree(ls[0])
	rate, ok2 := sameThree(ls[1])
	return ok && ok2 && unixUnit(start) == uint64(second) && rate >= 1 && rate <= empaticaRates
}

// sameThree returns the number that stands in a line three times.
func sameThree(line []byte) (float64, bool) {
	f := fieldsOf(line, ',')
	if len(f) != 3 || string(f[0]) != string(f[1]) || string(f[1]) != string(f[2]) {
		return 0, false
	}
	d, k := parseDecimal(f[0], '.')
	return float64(d.Mantissa) * math.Pow10(-d.Places), k == isValue
}

func planEmpatica(h *header, _ device.Options) (*plan, error) {
	units, err := device.UnitsLSB(empaticaLSB)
	if err != nil {
		return nil, err
	}
	d, k := parseDecimal(fieldsOf(h.line(0), ',')[0], '.')
	start, ok := d.Rational(uint64(second), 1)
	if k != isValue || !ok {
		return nil, errors.New("has no readable start time in its first line")
	}
	hz, _ := sameThree(h.line(1))
	rate, err := dsp.RateOf(hz)
	if err != nil {
		return nil, fmt.Errorf("line 2 should be the rate: %w", err)
	}
	return &plan{
		info: device.Info{Device: "Empatica E4", Dated: true, Zoned: true, RangeG: empaticaG, StepG: 1.0 / empaticaLSB},
		layout: layout{
			sep: ',', point: '.', axes: [3]int{0, 1, 2}, units: units,
			clock: clock{rate: rate, start: start},
		},
		skip: h.offset(2),
		rate: rate,
	}, nil
}
