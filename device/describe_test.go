package device_test

import (
	"strings"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
)

func TestParseColumns(t *testing.T) {
	for text, want := range map[string]device.Columns{
		"":                               {},
		"time=1,x=2,y=3,z=4":             {Time: "1", X: "2", Y: "3", Z: "4"},
		"z=acc z, y=acc y,X=acc x":       {X: "acc x", Y: "acc y", Z: "acc z"},
		"x=1,y=2,z=3,time=when (ms)":     {Time: "when (ms)", X: "1", Y: "2", Z: "3"},
		"x=Accel=X,y=Accel=Y,z=Accel=Z ": {X: "Accel=X", Y: "Accel=Y", Z: "Accel=Z"},
	} {
		if got, err := device.ParseColumns(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for text, says := range map[string]string{
		"1,2,3": "ROLE=COLUMN", "x=1,y=2": "all needed", "x=1,x=2,y=3,z=4": "twice", "x=,y=1,z=2": "ROLE=COLUMN", "a=1,x=1,y=2,z=3": "ROLE=COLUMN",
	} {
		if c, err := device.ParseColumns(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %+v, %v; the error should say %q", text, c, err, says)
		}
	}
}

func TestParseTimeFormat(t *testing.T) {
	if f, err := device.ParseTimeFormat("Unix-MS"); err != nil || f != device.TimeUnixMS {
		t.Errorf("%q, %v", f, err)
	}
	if _, err := device.ParseTimeFormat("stardate"); err == nil || !strings.Contains(err.Error(), "excel") {
		t.Errorf("an unknown format: %v", err)
	}
}
