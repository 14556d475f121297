package tables

import (
	"bytes"
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
)

// phyphox: a phone's acceleration as RWTH Aachen's app exports it.
//
// Provenance: "Raw Data.csv" (MoritzPoritz/SphericalPendulumKalmanFilter) and a public converter's tests, first lines in formats.md. Five choices of separator and
// decimal mark: , . / tab . / ; . / tab , / ; ,  with an exponent in every number, also behind a decimal comma. Header of quoted names with
// units; seconds from 0, m/s². "Acceleration" is with gravity; "Linear Acceleration" is without, and is refused.

// Phyphox is the dialect of phyphox.
var Phyphox = dialect("phyphox-csv", claimsPhyphox, planPhyphox)

var (
	phyphoxTime   = []byte("Time (s)")
	phyphoxAxis   = []byte("Acceleration x (m/s")
	phyphoxLinear = []byte("Linear Acceleration x (m/s")
)

func claimsPhyphox(head []byte) bool {
	first := lines(head)[0]
	return bytes.HasPrefix(bytes.TrimLeft(first, `"`), phyphoxTime) && bytes.Contains(first, phyphoxAxis)
}

func planPhyphox(h *header, opt device.Options) (*plan, error) {
	if first := h.line(0); bytes.Count(first, phyphoxAxis) == bytes.Count(first, phyphoxLinear) {
		return nil, errors.New("is phyphox's acceleration without gravity, in which no posture is left: record with the experiment Acceleration (with g)")
	}
	p, err := planNamed(h, opt)
	if err == nil {
		p.info.Device = "phone (phyphox)"
	}
	return p, err
}
