package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// x-IMU3: CSV as the maker's (x-io Technologies) GUI logs it.
//
// Provenance: ximu3_Inertial.csv (x-IMU3 software, MIT), first lines in formats.md. Header with units; "Timestamp (us)" is the time since boot, so there is no
// date; gyroscope before accelerometer in Inertial.csv; HighGAccelerometer.csv has "X (g)".

// XIMU3 is the dialect of x-io's x-IMU3.
var XIMU3 = dialect("ximu3-csv", claimsXIMU3, planXIMU3)

func claimsXIMU3(head []byte) bool {
	return bytes.HasPrefix(head, []byte("Timestamp (us),Gyroscope X (deg/s),")) || bytes.HasPrefix(head, []byte("Timestamp (us),X (g),Y (g),Z (g)"))
}

func planXIMU3(h *header, opt device.Options) (*plan, error) {
	p, err := planNamed(h, opt)
	if err == nil {
		p.info.Device = "x-IMU3"
	}
	return p, err
}
