package tables_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/device/tables"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// FuzzGeneric: no bytes and no description of them crash, hang or break a promise of the generic reader, by names or by --columns.
func FuzzGeneric(f *testing.F) {
	for _, path := range samples(f) {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:min(len(data), 2000)], "time=1,x=2,y=3,z=4", "", 0.0, "")
	}
	f.Add([]byte("45365,9;0,6;0;0,8\n45365,9000001;0,6;0;0,8\n"), "time=1,x=2,y=3,z=4", "excel", 0.0, "g")
	f.Add([]byte("20 600 0 800\n20 600 0 800\n"), "time=1,x=2,y=3,z=4", "delta-ms", 0.0, "mg")
	f.Add([]byte("23:59:59.9,1,0,0\n00:00:00.0,1,0,0\n"), "time=1,x=2,y=3,z=4", "clock", 0.0, "g")
	f.Add([]byte("nord ost unten\n600 0 800\n"), "x=nord,y=ost,z=unten", "", 50.0, "lsb:1000")
	f.Fuzz(func(t *testing.T, data []byte, columns, format string, hz float64, units string) {
		opt := device.Options{Time: device.TimeFormat(format)}
		opt.Columns, _ = device.ParseColumns(columns)
		opt.Units, _ = device.ParseUnits(units)
		if hz > 0.01 && hz < 5000 {
			opt.Rate = dsp.Rate(hz * 1000)
		}
		for _, format := range []device.Format{tables.Described, tables.Named} {
			src, err := format.Open(device.Input{Name: "fuzz", Reader: bytes.NewReader(data)}, opt)
			if err != nil {
				continue
			}
			if _, err := devicetest.Read(src); err != nil {
				t.Fatal(err)
			}
		}
	})
}
