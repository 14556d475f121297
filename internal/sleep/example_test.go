package sleep_test

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Twenty minutes of fidgeting, one movement every 40 s, then an hour without any.
func Example() {
	rate, _ := dsp.RateOf(10)
	estimator := sleep.New(rate, sleep.Ankle())
	var track sleep.Track
	for minute := range 80 {
		block := dsp.Block{Start: dsp.Index(minute * 600)}
		var masks []sleep.Mask
		for i := range 600 {
			at := int(block.Start) + i
			wobble := int32(at*7919%13 - 6) // micro-g × 300: noise enough
			x := wobble * 300
			if minute < 20 && at%400 < 20 {
				x += int32(at%400) * 20_000
			}
			block.Append(x, wobble*200, dsp.MicroG, 0)
			if minute < 20 && at%400 == 0 {
				masks = append(masks, sleep.Mask{Span: dsp.Span{Start: dsp.Index(at), End: dsp.Index(at + 20)}, Kind: sleep.Fidget})
			}
		}
		estimator.Push(&track, &block, masks, block.Span().End)
	}
	estimator.Close(&track)
	for _, b := range track.Detected() {
		fmt.Printf("state %d for %.0f min\n", b.State, rate.Seconds(b.Span.Len())/60)
	}
	for _, o := range track.Onsets {
		fmt.Printf("sleep onset after %.0f min, within %.0f min, persistent %v\n", rate.Seconds(o.At)/60, o.UncertaintyS/60, o.Persistent)
	}
	// Output:
	// state 1 for 20 min
	// state 2 for 60 min
	// sleep onset after 20 min, within 5 min, persistent true
}
