package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// Bed science: an MPU-6050 under a mattress, read by an Arduino and written by a Processing sketch.
//
// Provenance: bed_science_2017-11-16 and -24 (eric-yates/Sleep-Sensors-Analytics, MIT), first lines in formats.md. Comma, LF; the date and time stand in six
// columns in whole seconds, "Millisecond" is the time since the Arduino's boot, "ID" restarts; axes are counts of the ±2 g range, 16384 per g.
//
// Time: the milliseconds since boot are the finer clock and run through; the calendar only places them. A calendar second covers a whole second, so the
// largest difference of the two over the head of the file is nearest to the truth. When the milliseconds step back (the Arduino
// was reset) they are placed anew.

// BedScience is the dialect of the bed_science recordings.
var BedScience = dialect("bed-science-csv", claimsBedScience, planBedScience)

var bedScienceNames = []byte("ID,Year,Month,Day,Hour,Minute,Second,Millisecond,")

const (
	bedScienceYear = 1     // column of the year; month … second follow
	bedScienceMS   = 7     // column of the milliseconds since boot
	bedScienceX    = 11    // column of x
	bedScienceLSB  = 16384 // counts per g: MPU-6050 at ±2 g (InvenSense PS-MPU-6000A, table 6.2)
	bedScienceG    = 2     // g, full scale
)

func claimsBedScience(head []byte) bool {
	return bytes.HasPrefix(head, bedScienceNames)
}

func planBedScience(h *header, _ device.Options) (*plan, error) {
	units, err := device.UnitsLSB(bedScienceLSB)
	if err != nil {
		return nil, err
	}
	skip := h.offset(1)
	b := &placedClock{times: bedScienceTime}
	b.place(bytes.Split(h.head[skip:], []byte{'\n'}), ',', greatest)
	return &plan{
		info: device.Info{Device: "MPU-6050", Dated: true, RangeG: bedScienceG, StepG: 1.0 / bedScienceLSB},
		layout: layout{
			sep: ',', point: '.', axes: [3]int{bedScienceX, bedScienceX + 1, bedScienceX + 2}, units: units,
			clock: clock{read: b.read, col: bedScienceYear, last: bedScienceMS},
		},
		skip: skip,
	}, nil
}

// bedScienceTime returns the time since boot and the calendar time of a row, both in nanoseconds.
func bedScienceTime(f [][]byte) (boot, calendar int64, ok bool) {
	if len(f) <= bedScienceMS {
		return 0, 0, false
	}
	var n [7]int64
	for i := range n {
		d, k := parseDecimal(f[bedScienceYear+i], '.')
		v, fits := d.Rational(1, 1)
		if k != isValue || !fits || v < 0 || v > mostTime/(second/1000) {
			return 0, 0, false
		}
		n[i] = v
	}
	days, ok := daysOf(int(n[0]), int(n[1]), int(n[2]))
	if !ok || n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return 0, 0, false
	}
	return n[6] * (second / 1000), days*day + n[3]*60*minute + n[4]*minute + n[5]*second, true
}
