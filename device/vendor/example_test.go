package vendor_test

import (
	"fmt"
	"io"
	"os"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/vendor"
)

// A recording of an AX3 with lost sectors, a damaged one, and a restart after an hour.
func Example() {
	f, err := os.Open("testdata/ax3.cwa")
	if err != nil {
		fmt.Println(err)
		return
	}
	src, err := vendor.AxivityCWA.Open(device.Input{Name: "ax3.cwa", Reader: f, Close: f.Close}, device.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Info().Device, src.Info().Rate, src.Info().Site)
	var c device.Chunk
	for err = src.Next(&c); err == nil; err = src.Next(&c) {
		if c.Hole != device.CauseNone {
			fmt.Println("samples go on with", c.Start, c.Hole)
		}
	}
	if err != io.EOF {
		fmt.Println(err)
	}
	fmt.Println(src.Summary().Samples, "samples")
	if err := src.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Axivity AX3 100 Hz left-ankle
	// samples go on with 1320 lost
	// samples go on with 2760 lost
	// samples go on with 359760 restart
	// 4940 samples
}
