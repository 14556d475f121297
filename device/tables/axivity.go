package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// Axivity (AX3, AX6): CSV as the maker's OmGui 1.0.0.43 and cwa-convert export it.
//
// Provenance: ggir_ax3_testfile_unix_timestamps.csv and ggir_ax6_testfile_formatted_timestamps.csv (GGIR, Apache-2), first lines
// in formats.md; `nightjar simulate` and `convert` write it too. No header; commas, CRLF; local time
// "2019-12-23 21:04:06.690" or unix time "1551178506.0000"; acceleration in g, for AX6 followed by the gyroscope in deg/s. Unix times of the year 1970 are those of a clock that was never set, and
// are no date.

// Axivity is the dialect of Axivity's OmGui.
var Axivity = dialect("axivity-csv", claimsAxivity, planAxivity)

func claimsAxivity(head []byte) bool {
	fields := bytes.Split(lines(head)[0], []byte{','})
	if len(fields) < 4 || len(fields) > 10 {
		return false
	}
	for _, f := range fields[1:] {
		if _, k := parseDecimal(trimField(f), '.'); k == isBad {
			return false
		}
	}
	return axivityCivil(fields[0]) || axivityUnix(fields[0])
}

// axivityCivil reports whether f is a stamp such as 2019-12-23 21:04:06.690.
func axivityCivil(f []byte) bool {
	c, ok := parseStamp(f, yearFirst)
	return ok && !c.zoned && len(f) > 20 && f[10] == ' ' && f[19] == '.'
}

// axivityUnix reports whether f is a stamp such as 1551178506.0000.
func axivityUnix(f []byte) bool {
	d, k := parseDecimal(f, '.')
	return k == isValue && d.Places == 4 && len(f) == 15 && f[10] == '.'
}

func planAxivity(h *header, _ device.Options) (*plan, error) {
	p := &plan{
		info:   device.Info{Device: "Axivity", Dated: true},
		layout: layout{sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG},
	}
	if f, _, _ := bytes.Cut(h.line(0), []byte{','}); axivityUnix(f) {
		ns, ok := rational(f, '.', uint64(second))
		p.info.Dated = !ok || ns > unsetClock
		p.info.Zoned = p.info.Dated
		p.layout.clock = numberClock(0, '.', uint64(second))
		return p, nil
	}
	p.layout.clock = civilClock(0, yearFirst)
	return p, nil
}
