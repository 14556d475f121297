package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// Garmin: acceleration of a watch as the flirt project publishes it.
//
// Provenance: flirt_garmin_acc.csv (im-ethz/flirt, MIT), first lines in formats.md. No header; semicolons; "2019-10-16T12:09:01.702+02:00" with its
// offset, then x, y, z in whole mg. Seen: 93 equal stamps and a hole of 550.6 s.

// Garmin is the dialect of flirt's Garmin exports.
var Garmin = dialect("garmin-csv", claimsGarmin, planGarmin)

const garminColumns = 4 // time and three axes

func claimsGarmin(head []byte) bool {
	f := fieldsOf(lines(head)[0], ';')
	if len(f) != garminColumns {
		return false
	}
	for _, v := range f[1:] {
		if d, k := parseDecimal(v, '.'); k != isValue || d.Places != 0 {
			return false
		}
	}
	s, ok := parseStamp(f[0], yearFirst)
	return ok && s.zoned && bytes.IndexByte(f[0], 'T') > 0
}

func planGarmin(h *header, _ device.Options) (*plan, error) {
	p := &plan{
		info:   device.Info{Device: "Garmin", Dated: true, Zoned: true},
		layout: layout{sep: ';', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsMG, clock: civilClock(0, yearFirst)},
	}
	s, _ := parseStamp(fieldsOf(h.line(0), ';')[0], yearFirst)
	p.info.Offset = s.offset
	return p, nil
}
