package journal_test

import (
	"bytes"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/journal"
)

// A computer that dies while recording costs the samples since the last Sync; the journal opens and says so.
func Example() {
	var disk bytes.Buffer
	w, err := journal.NewWriter(&disk, device.Info{Site: device.SiteLeftAnkle, Rate: 100_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	var c device.Chunk
	for range 250 {
		c.Append(12_000, -45_000, 998_000, 0) // micro-g
	}
	if err := w.Record(&c); err != nil { // two whole seconds are written, half a one is gathered
		fmt.Println(err)
		return
	}
	disk.Truncate(disk.Len() - 3) // the power fails

	r, err := journal.NewReader(&disk)
	if err != nil {
		fmt.Println(err)
		return
	}
	for err == nil {
		if err = r.Next(&c); err == nil {
			fmt.Println(c.Len(), "samples at", c.Start, "from", r.Info().Site)
		}
	}
	fmt.Println(err == io.EOF, r.Summary().Warnings)
	// Output:
	// 100 samples at 0 from left-ankle
	// true [{torn_tail the recording was not ended in order: it stops at the last whole frame, 24 bytes behind it were dropped}]
}
