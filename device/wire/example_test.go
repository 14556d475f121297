package wire_test

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/device/wire"
)

// The example frame of the BNO08x datasheet, in two portions.
func Example() {
	p, err := wire.Lookup("rvc")
	if err != nil {
		panic(err)
	}
	d := p.New(wire.Options{})
	packets := d.Push(nil, []byte{0xAA, 0xAA, 0xDE, 0x01, 0x00, 0x92, 0xFF, 0x25, 0x08, 0x8D}, 10)
	packets = d.Push(packets, []byte{0xFE, 0xEC, 0xFF, 0xD1, 0x03, 0x00, 0x00, 0x00, 0xE7}, 12)
	packets = d.Flush(packets)
	for _, p := range packets {
		fmt.Println(p.Acc, "micro-g, number", p.Seq, "of", p.Modulus, "ends at byte", p.End, "arrived at", p.At)
	}
	// Output:
	// [-371000 -20000 977000] micro-g, number 222 of 256 ends at byte 19 arrived at 12
}
