package movement_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// A limb is lifted by 6° at 10 s, held out for two seconds and let go.
func Example() {
	limb := scene{turns: []turn{{10, 0.5, 6}, {12.5, 0.5, -6}}}
	block := limb.record(50, 20, 0.001, rand.New(rand.NewPCG(1, 1)))

	d := movement.New(50_000, movement.Ankle()) // 50 Hz
	list := d.Push(nil, &block)
	for _, m := range d.Close(list) {
		fmt.Printf("from %.1f s to %.1f s, came back: %t\n", m.Onset/50, m.End/50, m.Closing == movement.Returned)
		fmt.Printf("held out by %.1f g, in a plane: %t\n", m.HoldG, m.Planarity > 0.99)
	}
	// Output:
	// from 10.0 s to 13.0 s, came back: true
	// held out by 0.1 g, in a plane: true
}
