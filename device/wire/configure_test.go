package wire

import (
	"bytes"
	"testing"
)

// The commands are those that serial.md prints.
func TestConfigure(t *testing.T) {
	for _, c := range []struct {
		protocol string
		baud     int
		want     []string // hex, in order; a command that is not listed may stand between
	}{
		{"witmotion", 115200, []string{"FF AA 69 88 B5", "FF AA 02 03 00", "FF AA 03 09 00", "FF AA 1F 02 00"}},
		{"witmotion", 9600, []string{"FF AA 69 88 B5", "FF AA 02 02 00", "FF AA 03 08 00"}}, // 50 Hz × 110 bits; with the time it were 11000
		{"xsens", 115200, []string{"FA FF 30 00 D1", "FA FF C0 10 10 20 FF FF 10 60 FF FF 40 20 00 64 80 20 00 64 CD", "FA FF 10 00 F1"}},
		{"mavlink", 115200, []string{"FD 20 00 00 00 FF BE 4C 00 00 00 00 D2 42 00 40 1C 46 00*20 FF 01 01 01 18 A8"}},
	} {
		p, err := Lookup(c.protocol)
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for _, cmd := range p.Configure(c.baud) {
			if i < len(c.want) && bytes.Equal(cmd.Bytes, unhex(t, c.want[i])) {
				i++
			}
		}
		if i != len(c.want) {
			t.Errorf("%s at %d baud: no command %s", c.protocol, c.baud, c.want[i])
		}
	}
}
