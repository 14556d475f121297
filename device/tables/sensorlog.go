package tables

import (
	"bytes"
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
)

// SensorLog: an iPhone's or an Apple Watch's sensors as Bernd Thomas' app exports them.
//
// Provenance: an excerpt only, as formats.md has it; no file was at hand. One header line, dozens of columns, of which "loggingTime(txt)",
// "accelerometerTimestamp_sinceReboot(s)" and "accelerometerAccelerationX(G)" … Z count. The accelerometer's own clock counts; the logging time, which is when the
// row was written, only places it, and serves alone when the other is not there. g.

// SensorLog is the dialect of SensorLog.
var SensorLog = dialect("sensorlog-csv", claimsSensorLog, planSensorLog)

var sensorlogX = []byte("accelerometerAccelerationX(G)")

func claimsSensorLog(head []byte) bool { return bytes.Contains(lines(head)[0], sensorlogX) }

func planSensorLog(h *header, _ device.Options) (*plan, error) {
	sep := byte(',')
	if bytes.Count(h.line(0), []byte{';'}) > bytes.Count(h.line(0), []byte{','}) {
		sep = ';'
	}
	names := fieldsOf(h.line(0), sep)
	axes, ok := columnsNamed(names)(string(sensorlogX), "accelerometerAccelerationY(G)", "accelerometerAccelerationZ(G)")
	written, sensor := -1, -1
	for i, n := range names {
		switch string(n) {
		case "loggingTime(txt)":
			written = i
		case "accelerometerTimestamp_sinceReboot(s)":
			sensor = i
		}
	}
	if !ok || written < 0 {
		return nil, errors.New("is a SensorLog export without loggingTime(txt) or without all three axes of the accelerometer: switch them on in the app")
	}
	p := &plan{skip: h.offset(1), info: device.Info{Device: "iPhone or Apple Watch (SensorLog)", Dated: true}}
	p.layout = layout{sep: sep, point: pointOf(h.line(1), sep), axes: axes, units: device.UnitsG, clock: civilClock(written, yearFirst)}
	if f := fieldsOf(h.line(1), sep); written < len(f) {
		s, _ := parseStamp(f[written], yearFirst)
		p.info.Zoned, p.info.Offset = s.zoned, s.offset
	}
	if sensor < 0 {
		return p, nil
	}
	c := &placedClock{times: sensorlogTimes(sensor, written, p.layout.point)}
	c.place(bytes.Split(h.head[p.skip:], []byte{'\n'}), sep, least)
	p.layout.clock = clock{read: c.read, col: written, last: max(written, sensor)}
	return p, nil
}

// sensorlogTimes returns the sensor's time and the one when a row was written.
func sensorlogTimes(sensor, written int, point byte) func(f [][]byte) (int64, int64, bool) {
	return func(f [][]byte) (int64, int64, bool) {
		if len(f) <= max(sensor, written) {
			return 0, 0, false
		}
		s, ok := parseStamp(f[written], yearFirst)
		ns, ok2 := rational(f[sensor], point, uint64(second))
		return ns, s.utc(), ok && ok2
	}
}
