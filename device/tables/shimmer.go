package tables

import (
	"bytes"
	"errors"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// Shimmer: calibrated CSV as Consensys exports it.
//
// Provenance: devicely_shimmer_consensys.csv (hpi-dhc/devicely, MIT), first lines in formats.md. Line "sep=;" (or another separator), names, units; CRLF; a
// trailing separator. Time in ms since 1970 with an exponent, received over Bluetooth: equal stamps and steps of 0–47 ms at 51.2 Hz. Two accelerometers, low-noise (LN)
// and wide-range (WR), in m/s²; the low-noise one is read when both are there.

// Shimmer is the dialect of Shimmer's Consensys.
var Shimmer = dialect("shimmer-csv", claimsShimmer, planShimmer)

func claimsShimmer(head []byte) bool {
	ls := lines(head)
	n := shimmerNames(ls)
	return n < len(ls) && bytes.Contains(ls[n], []byte("Shimmer_")) && bytes.Contains(ls[n], []byte("_Accel_"))
}

// shimmerNames returns the number of the line of names.
func shimmerNames(ls [][]byte) int {
	if bytes.Contains(ls[0], []byte("sep=")) {
		return 1
	}
	return 0
}

func planShimmer(h *header, _ device.Options) (*plan, error) {
	ls := lines(h.head)
	n := shimmerNames(ls)
	sep := byte(',')
	for _, s := range separators {
		if bytes.Count(ls[n], []byte{s}) >= 3 {
			sep = s
			break
		}
	}
	p := &plan{skip: h.offset(n + 2), info: device.Info{Device: "Shimmer", Dated: true, Zoned: true}}
	names, units := fieldsOf(ls[n], sep), fieldsOf(h.line(n+1), sep)
	t, axes := shimmerColumns(names)
	if t < 0 || axes[0] < 0 {
		return nil, errors.New("is a Shimmer export without a column Timestamp_Unix_CAL or without the three axes of an accelerometer: export them in Consensys")
	}
	p.layout = layout{sep: sep, point: pointOf(h.line(n+2), sep), axes: axes}
	if axes[0] < len(units) {
		p.layout.units = unitsNamed(strings.ToLower(string(units[axes[0]])))
	}
	p.layout.clock = numberClock(t, p.layout.point, uint64(second/1000))
	return p, planUnits(h, p, device.Options{})
}

// shimmerColumns returns the column of unix time and those of the axes, −1 where there are none.
func shimmerColumns(names [][]byte) (t int, axes [3]int) {
	t = -1
	for i, f := range names {
		if strings.HasSuffix(string(f), "_Timestamp_Unix_CAL") {
			t = i
		}
	}
	for _, kind := range [...]string{"_Accel_LN_", "_Accel_WR_"} {
		axes = [3]int{-1, -1, -1}
		for i, f := range names {
			for a, axis := range [...]string{"X", "Y", "Z"} {
				if strings.HasSuffix(string(f), kind+axis+"_CAL") {
					axes[a] = i
				}
			}
		}
		if axes[0] >= 0 && axes[1] >= 0 && axes[2] >= 0 {
			return t, axes
		}
	}
	return t, [3]int{-1, -1, -1}
}
