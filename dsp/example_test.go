package dsp_test

import (
	"fmt"
	"log"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// A limb lies still for 3 s, is jerked for 200 ms and lies still again. The norm
// of its acceleration, without gravity and slow turns, passes a gate that opens
// well above the noise floor.
func Example() {
	rate, err := dsp.RateOf(100)
	if err != nil {
		log.Fatal(err)
	}
	var block dsp.Block
	for i := range 600 {
		x := int32(i * 7919 % 11 * 100) // sensor noise up to 1 mg
		if i >= 300 && i < 320 {
			x += []int32{0, 400_000, 0, -400_000}[i%4] // 25 Hz, 0.4 g
		}
		block.Append(x, 0, dsp.MicroG, 0)
	}

	sections, err := dsp.HighPass(2, 1, rate)
	if err != nil {
		log.Fatal(err)
	}
	floor, err := dsp.NewFloor(dsp.FloorParams{Window: 100, Quantile: 0.2, Start: 1000, Min: 500, Max: 20_000})
	if err != nil {
		log.Fatal(err)
	}
	gate, err := dsp.NewGate(0, 0, rate.Samples(100))
	if err != nil {
		log.Fatal(err)
	}

	var signal dsp.Axes
	signal.Load(&block)
	filter := dsp.NewTriaxial(sections)
	filter.Settle(dsp.Vector{X: signal.X[0], Y: signal.Y[0], Z: signal.Z[0]})
	filter.Run(&signal, &signal)
	strength := make([]float64, signal.Len())
	dsp.Magnitude(strength, &signal)

	var bursts []dsp.Span
	for i, v := range strength {
		floor.Push(int64(v))
		level := float64(floor.Value())
		gate.SetThresholds(50*level, 200*level)
		bursts = gate.Push(bursts, block.Start+dsp.Index(i), strength[i:i+1])
	}
	for _, b := range gate.Close(bursts) {
		fmt.Printf("burst from %.2f s to %.2f s\n", rate.Seconds(b.Start), rate.Seconds(b.End))
	}
	// Output:
	// burst from 3.01 s to 3.20 s
}
