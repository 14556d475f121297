package tables

import (
	"bytes"
	"regexp"

	"github.com/nightjar-sleep/nightjar/device"
)

// MetaWear: CSV as mbientlab's MetaBase app exports it.
//
// Provenance: metawear_metabase_acc_12.5Hz.csv and header spellings in public code, first lines in formats.md. Header "epoch (ms),time (01:00),elapsed (s),x-axis
// (g),…": unix time in ms, local time whose offset from UTC stands in the name of its column ("01:00", "-0700", "-13:00"), seconds since the
// start, g. "epoc" and "timestamp" are seen for the first two names.

// MetaWear is the dialect of mbientlab's MetaBase.
var MetaWear = dialect("metawear-csv", claimsMetaWear, planMetaWear)

var metawearNames = regexp.MustCompile(`^epoch? \(ms\),time(?:stamp)? \([-+0-9:]+\),elapsed \(s\),x-axis \(`)

func claimsMetaWear(head []byte) bool {
	return metawearNames.Match(bytes.ToLower(bytes.ReplaceAll(lines(head)[0], []byte{'"'}, nil)))
}

func planMetaWear(h *header, opt device.Options) (*plan, error) {
	p, err := planNamed(h, opt)
	if err == nil {
		p.info.Device = "MetaWear"
	}
	return p, err
}
