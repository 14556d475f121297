package tables

import (
	"bytes"
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
)

// WASTS: the text that a home-made LSM9DS1 logger for the wrist writes.
//
// Provenance: wasts_p1n2, p5n1, p6n1 (racharles/Wrist-Actigraphy-Sleep-Tracking-System, MIT), first lines in formats.md. First line "start"; then rows
// separated by single blanks: milliseconds since boot, x, y, z in g with two decimals (also "-0.00"), °C, % relative humidity. No date.

// WASTS is the dialect of blank-separated rows that begin with milliseconds since boot.
var WASTS = dialect("wasts-txt", claimsWASTS, planWASTS)

const (
	wastsColumns = 4    // ms and three axes; temperature and humidity may follow
	wastsStep    = 0.01 // g: two decimals
)

func claimsWASTS(head []byte) bool {
	ls := lines(head)
	if string(bytes.TrimSpace(ls[0])) != "start" || len(ls) < 2 {
		return false
	}
	f := fieldsOf(bytes.TrimSpace(ls[1]), ' ')
	if len(f) < wastsColumns {
		return len(f) == 0 // nothing but "start"
	}
	for _, v := range f {
		if _, k := parseDecimal(v, '.'); k != isValue {
			return false
		}
	}
	return true
}

func planWASTS(h *header, _ device.Options) (*plan, error) {
	if len(h.line(1)) == 0 {
		return nil, errors.New("has nothing after its first line: nothing was recorded")
	}
	return &plan{
		info: device.Info{Device: "WASTS (LSM9DS1)", StepG: wastsStep},
		layout: layout{
			sep: ' ', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG,
			clock: numberClock(0, '.', uint64(second/1000)),
		},
		skip: h.offset(1),
	}, nil
}
