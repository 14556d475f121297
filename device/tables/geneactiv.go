package tables

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// GENEActiv: CSV as the maker's PC software 3.x exports it.
//
// Provenance: sleeppy_geneactiv_left_wrist_100Hz.csv (elyiorgos/sleeppy, MIT), first lines in formats.md. 100 lines "key,value" in CRLF,
// with blank lines and NUL padding among them; then time "2018-08-27 09:32:38:000" (a colon before the milliseconds), x, y, z in g, light in
// lux, button, temperature in °C. The clock keeps the offset that the "Time Zone" line states.

// GENEActiv is the dialect of Activinsights' GENEActiv.
var GENEActiv = dialect("geneactiv-csv", claimsGENEActiv, planGENEActiv)

func claimsGENEActiv(head []byte) bool {
	return bytes.HasPrefix(head, []byte("Device Type,GENEActiv"))
}

// geneactivHeader is more lines than any header seen has (100).
const geneactivHeader = 200

func planGENEActiv(h *header, _ device.Options) (*plan, error) {
	p := &plan{
		info:   device.Info{Device: "GENEActiv", Dated: true},
		layout: layout{sep: ',', point: '.', axes: [3]int{1, 2, 3}, units: device.UnitsG, clock: civilClock(0, yearFirst)},
	}
	for n := range geneactivHeader {
		key, value, _ := strings.Cut(string(h.line(n)), ",")
		if _, ok := parseStamp([]byte(key), yearFirst); ok {
			p.skip = h.offset(n)
			return p, nil
		}
		geneactivLine(p, key, strings.Trim(value, " \x00"))
	}
	return nil, errors.New("is a GENEActiv export without a row of data: was the export cut?")
}

// geneactivLine takes one line of the header into the plan.
func geneactivLine(p *plan, key, value string) {
	switch key {
	case "Device Model":
		p.info.Device = "GENEActiv " + value
	case "Device Unique Serial Code":
		p.info.Serial = value
	case "Measurement Frequency":
		if hz, err := strconv.ParseFloat(strings.TrimSuffix(value, " Hz"), 64); err == nil {
			if r, err := dsp.RateOf(hz); err == nil {
				p.rate = r
			}
		}
	case "Device Location Code":
		if s, err := device.ParseSite(strings.ReplaceAll(strings.ToLower(value), " ", "-")); err == nil {
			p.info.Site = s
		}
	case "Time Zone":
		p.fixed = geneactivZone(value)
	case "Range": // of the accelerometer first, "-8 to 8"; other sensors' ranges follow
		_, hi, ok := strings.Cut(value, " to ")
		if g, err := strconv.ParseFloat(hi, 64); ok && err == nil && p.info.RangeG == 0 {
			p.info.RangeG = g
		}
	case "Resolution":
		if g, err := strconv.ParseFloat(value, 64); err == nil && p.info.StepG == 0 {
			p.info.StepG = g
		}
	}
}

// geneactivZone reads "GMT -04" or "GMT +05:30"; nil when it is neither.
func geneactivZone(s string) *time.Location {
	off, ok := strings.CutPrefix(s, "GMT")
	if !ok {
		return nil
	}
	if off = strings.TrimSpace(off); off == "" {
		return time.UTC
	}
	return zoneNamed(off)
}
