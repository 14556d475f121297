package tables

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/nightjar-sleep/nightjar/device"
)

// Sensor Logger: a phone's or a watch's acceleration as Kelvin Choi's app exports it.
//
// Provenance: WristMotion.csv of an Apple Watch (tinawan110/SwimmingData), AccelerometerUncalibrated.csv of an iPhone
// (simorxb/quaternion-complementary-filter), first lines in formats.md. Header "time,seconds_elapsed,…"; unix time in ns. WristMotion has gravity and the wearer's own
// acceleration apart, and their sum is what a sensor feels; the others name their axes in the order z, y, x. In g on iOS, in m/s² on Android or when the
// app was told so: the magnitude tells. Every sensor's file has the same names, so the file's own name is looked at too, and one
// without gravity (Accelerometer.csv) is refused.

// SensorLogger is the dialect of Sensor Logger.
var SensorLogger = dialect("sensorlogger-csv", claimsSensorLogger, planSensorLogger)

func claimsSensorLogger(head []byte) bool {
	return bytes.HasPrefix(bytes.ReplaceAll(lines(head)[0], []byte{'"'}, nil), []byte("time,seconds_elapsed,"))
}

// sensorloggerOthers are words in the names of files of other sensors with three axes.
var sensorloggerOthers = [...]string{"gyroscope", "magnetometer", "gravity", "orientation"}

func planSensorLogger(h *header, opt device.Options) (*plan, error) {
	base := strings.ToLower(filepath.Base(h.in.Name))
	for _, other := range sensorloggerOthers {
		if strings.Contains(base, other) {
			return nil, fmt.Errorf("is Sensor Logger's %s by its name, not acceleration: give %s", other, sensorloggerFiles)
		}
	}
	p := &plan{skip: h.offset(1), info: device.Info{Device: "phone or watch (Sensor Logger)", Dated: true, Zoned: true}}
	p.layout = layout{sep: ',', point: '.', clock: numberClock(0, '.', 1)}
	at := columnsNamed(fieldsOf(h.line(0), ','))
	axes, plain := at("x", "y", "z")
	own, hasOwn := at("accelerationX", "accelerationY", "accelerationZ")
	gravity, hasGravity := at("gravityX", "gravityY", "gravityZ")
	switch {
	case hasOwn && hasGravity:
		p.layout.axes, p.layout.number = own, sumWith(gravity)
	case plain:
		p.layout.axes = axes
	default:
		return nil, fmt.Errorf("is of Sensor Logger but has no acceleration with gravity: give %s", sensorloggerFiles)
	}
	return p, planSensorLoggerUnits(h, p, opt)
}

const sensorloggerFiles = "TotalAcceleration.csv, AccelerometerUncalibrated.csv or WristMotion.csv"

// planSensorLoggerUnits takes g or m/s² by gravity, and refuses a file without.
func planSensorLoggerUnits(h *header, p *plan, opt device.Options) error {
	if opt.Units.Known() {
		return nil
	}
	u, ok := guessUnits(medianNorm(h, p))
	if !ok || u != device.UnitsG && u != device.UnitsMS2 {
		return errors.New("is Sensor Logger's acceleration without gravity, in which no posture is left: give " + sensorloggerFiles)
	}
	p.layout.units = u
	return nil
}

// columnsNamed finds three columns by their exact names.
func columnsNamed(fields [][]byte) func(x, y, z string) ([3]int, bool) {
	place := map[string]int{}
	for i, f := range fields {
		place[string(f)] = i
	}
	return func(x, y, z string) ([3]int, bool) {
		var at [3]int
		for a, n := range [...]string{x, y, z} {
			i, ok := place[n]
			if !ok {
				return at, false
			}
			at[a] = i
		}
		return at, true
	}
}

const sumPlaces = 12 // decimals that a sum of two columns keeps, far below any sensor's step

// sumWith reads an axis as the sum of its column and another one.
func sumWith(other [3]int) func(p *parser, a int) (device.Decimal, kind) {
	return func(p *parser, a int) (device.Decimal, kind) {
		var sum device.Decimal
		for _, c := range [...]int{p.axes[a], other[a]} {
			if c >= len(p.fields) {
				return sum, isBad
			}
			d, k := parseDecimal(p.fields[c], p.point)
			if k != isValue {
				return d, k
			}
			v, ok := d.Rational(1e12, 1)
			if !ok || !within(v) {
				return d, isBad
			}
			sum.Mantissa += v
		}
		sum.Places, p.vary = sumPlaces, true // how many decimals the text has is not seen
		return sum, isValue
	}
}
