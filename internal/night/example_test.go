package night_test

import (
	"context"
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// A limb is lifted at 40 s, held for two seconds and let go; later the link is lost for a while.
func Example() {
	s := newScene(50).play(60, lift(0.2, 40, 42.5, 0.4)).hole(30, device.CauseUnplug).rest(60)
	src := s.whole()
	ledger, err := night.Run(context.Background(), src, night.ConfigFor(src.Info().Site), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range ledger.Movements {
		from, to := ledger.Seconds(m.Onset), ledger.Seconds(m.End)
		fmt.Printf("a movement of %.2f g from %.1f s to %.1f s\n", m.PeakG, from, to)
	}
	for _, h := range ledger.Holes {
		fmt.Printf("%v from sample %d to %d\n", h.Cause, h.Span.Start, h.Span.End)
	}
	// Output:
	// a movement of 0.21 g from 40.0 s to 42.5 s
	// unplugged from sample 3000 to 4500
}
