package tables

import (
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
)

// activPAL3: raw codes as PAL Technologies' software exports them.
//
// Provenance: mimsunit_activpal3.csv (cran/MIMSunit, MIT), first lines in formats.md. No header; commas; time in days since 1899-12-30 as spreadsheets
// count them, local, 20 Hz; codes 0–255 of a ±2 g sensor with 127 for none and about 63 per g.

// ActivPAL is the dialect of the activPAL3.
var ActivPAL = dialect("activpal-csv", claimsActivPAL, planActivPAL)

const (
	activpalColumns = 4
	activpalPlaces  = 6   // decimals that a day needs to tell rows of 20 Hz apart
	activpalLines   = 3   // lines that must be of this form
	activpalZero    = 127 // code of no acceleration (formats.md)
	activpalLSB     = 63  // codes per g (formats.md: about 63)
	activpalMost    = 255 // the largest code
)

func claimsActivPAL(head []byte) bool {
	ls := lines(head)
	if len(ls) < activpalLines {
		return false
	}
	for _, l := range ls[:activpalLines] {
		f := fieldsOf(l, ',')
		if len(f) != activpalColumns {
			return false
		}
		d, k := parseDecimal(f[0], '.')
		days, ok := d.Rational(1, 1)
		if k != isValue || !ok || d.Places < activpalPlaces || days < 30_000 || days > 60_000 { // 1982 to 2064
			return false
		}
		for _, v := range f[1:] {
			if d, k := parseDecimal(v, '.'); k != isValue || d.Places != 0 || d.Mantissa < 0 || d.Mantissa > activpalMost {
				return false
			}
		}
	}
	return true
}

func planActivPAL(_ *header, opt device.Options) (*plan, error) {
	if opt.Units.Known() {
		return nil, errors.New("is activPAL's, whose codes have a unit and a zero of their own: leave --units out")
	}
	units, err := device.UnitsLSB(activpalLSB)
	return &plan{
		info: device.Info{Device: "activPAL3", Dated: true, RangeG: float64(activpalZero) / activpalLSB, StepG: 1.0 / activpalLSB},
		layout: layout{
			sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: units, clock: excelClock(0, '.'), number: activpalCode,
		},
	}, err
}

// activpalCode reads a code and takes its zero off.
func activpalCode(p *parser, a int) (device.Decimal, kind) {
	d, k := parseDecimal(p.fields[p.axes[a]], p.point)
	if k == isValue && (d.Places != 0 || d.Mantissa < 0 || d.Mantissa > activpalMost) {
		return d, isBad
	}
	d.Mantissa -= activpalZero
	return d, k
}
