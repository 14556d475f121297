package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// mHealth: the exchange format of Northeastern University's mHealth group.
//
// Provenance: mimsunit_mhealth.csv and rest_on_table.csv (cran/MIMSunit, MIT). Header "HEADER_TIME_STAMP,X,Y,Z", quoted or not; local time with
// milliseconds that are rounded (.013 .025 .037 at 80 Hz), or in whole seconds with 80 rows each; g by specification
// ("SensorFile" of the mHealth file hierarchy).

// MHealth is the dialect of the mHealth specification.
var MHealth = dialect("mhealth-csv", claimsMHealth, planMHealth)

func claimsMHealth(head []byte) bool {
	return bytes.HasPrefix(bytes.ReplaceAll(lines(head)[0], []byte{'"'}, nil), []byte("HEADER_TIME_STAMP,"))
}

func planMHealth(h *header, opt device.Options) (*plan, error) {
	opt.Units = device.UnitsG
	p, err := planNamed(h, opt)
	if err == nil && !p.layout.units.Known() {
		p.layout.units = device.UnitsG
	}
	return p, err
}
