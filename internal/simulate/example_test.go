package simulate_test

import (
	"errors"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// A night of which everything is known, read as if a logger had recorded it.
func Example() {
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed = "plm-severe", 2, 50, 3
	night, err := simulate.New(set)
	if err != nil {
		fmt.Println(err)
		return
	}
	var chunk device.Chunk
	var samples int
	src := night.Source(0)
	defer src.Close()
	for !errors.Is(src.Next(&chunk), io.EOF) {
		samples += chunk.Len()
	}
	fmt.Println(samples == int(night.Truth().Limbs[0].Samples+src.Summary().Interpolated))
	fmt.Println(*night.Truth().Indices["wasm2016"].All.Indices.PLMSPerHour > 15)
	// Output:
	// true
	// true
}
