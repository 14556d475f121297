package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// Polar Sensor Logger: the *_ACC.txt that Jukka Happonen's app writes for Polar's H10 and Verity Sense.
//
// Provenance: an excerpt only: the header as ten public programs and a test quote it, in formats.md; no file was at hand. Semicolons, a trailing blank in some
// versions; "Phone timestamp" in local time, "sensor timestamp [ns]" since 2000 by the sensor's own clock, which may never have been set; mg.
// The sensor's clock counts; the phone's, late by what Bluetooth takes, only places it, by the row that was least late.

// Polar is the dialect of the Polar Sensor Logger.
var Polar = dialect("polar-csv", claimsPolar, planPolar)

func claimsPolar(head []byte) bool {
	return bytes.HasPrefix(lines(head)[0], []byte("Phone timestamp;sensor timestamp [ns];X [mg];Y [mg];Z [mg]"))
}

const (
	polarPhone  = 0 // column of the phone's time
	polarSensor = 1 // column of the sensor's
	polarX      = 2
)

func planPolar(h *header, _ device.Options) (*plan, error) {
	c := &placedClock{times: polarTimes}
	skip := h.offset(1)
	c.place(bytes.Split(h.head[skip:], []byte{'\n'}), ';', least)
	return &plan{
		info: device.Info{Device: "Polar", Dated: true},
		layout: layout{
			sep: ';', point: '.', axes: [3]int{polarX, polarX + 1, polarX + 2}, units: device.UnitsMG,
			clock: clock{read: c.read, col: polarPhone, last: polarSensor},
		},
		skip: skip,
	}, nil
}

// polarTimes returns the sensor's and the phone's time of a row.
func polarTimes(f [][]byte) (sensor, phone int64, ok bool) {
	if len(f) <= polarSensor {
		return 0, 0, false
	}
	s, ok := parseStamp(f[polarPhone], yearFirst)
	ns, ok2 := rational(f[polarSensor], '.', 1)
	return ns, s.utc(), ok && ok2
}
