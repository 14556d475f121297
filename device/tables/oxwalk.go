package tables

import (
	"bytes"
	"slices"

	"github.com/nightjar-sleep/nightjar/device"
)

// OxWalk: Axivity AX3 recordings of walking, as the data set publishes them, and exports of Oxford's accelerometer tools in the same form.
//
// Provenance: oxwalk_P30_wrist100.csv.gz (OxWalk, CC BY 4.0, by jhuwit/stepcount). Header "time,x,y,z"; local time with milliseconds; g. The published
// files append a column "annotation". Files of other makers share the header, so the unit is told from gravity.

// OxWalk is the dialect of the OxWalk data set.
var OxWalk = dialect("oxwalk-csv", claimsOxWalk, planOxWalk)

func claimsOxWalk(head []byte) bool {
	ls := lines(head)
	if !bytes.HasPrefix(bytes.TrimPrefix(ls[0], []byte("timestamp")), []byte("time,x,y,z")) && !bytes.HasPrefix(ls[0], []byte("timestamp,x,y,z")) {
		return false
	}
	if len(ls) < 2 {
		return false
	}
	f, _, _ := bytes.Cut(ls[1], []byte{','})
	return axivityCivil(f)
}

func planOxWalk(h *header, opt device.Options) (*plan, error) {
	p, err := planNamed(h, opt)
	if err == nil && p.layout.units == device.UnitsG { // as published; other numbers under the same header keep the remark
		p.info.Warnings = slices.DeleteFunc(p.info.Warnings, func(w device.Warning) bool { return w.Code == "units_guessed" })
	}
	return p, err
}
