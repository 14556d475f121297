package night

import (
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/movement"
)

// A severe night keeps every clip: 40 periodic movements of 4 s in 600 s, four times a usual one. Walking loses them once half of ten minutes was walked, and
// they come back when it is over.
func TestAfoot(t *testing.T) {
	a := afoot{window: 60_000, around: 100} // ten minutes at 100 Hz
	kept := func(from, every, length float64, n int) (clips int) {
		for i := range n {
			m := movement.Movement{Onset: from + float64(i)*every}
			m.End = m.Onset + length
			m.Clip.Start = 1 // stands for a clip
			if a.take(&m); m.Clip.Start == 1 {
				clips++
			}
		}
		return clips
	}
	if n := kept(0, 1500, 400, 200); n != 200 {
		t.Errorf("a severe night keeps %d of 200 clips", n)
	}
	if n := kept(300_000, 500, 500, 200); n < 5 || n > 60 {
		t.Errorf("a walk keeps %d of 200 clips, want those of the first minutes", n)
	}
	if n := kept(500_000, 1500, 400, 100); n != 100 {
		t.Errorf("after ten minutes of rest %d of 100 clips are kept", n)
	}
}

// An axis that stays at full scale for a minute is stuck: a hole, whatever the others say, and none of its edges is a movement.
func TestStuckAxis(t *testing.T) {
	e := NewEngine(device.Info{Rate: 100_000}, ConfigFor(device.SiteLeftAnkle))
	var c device.Chunk
	for i := range 18_000 {
		x, flag := int32(i*7919%4000), dsp.Flag(0)
		if i >= 6000 && i < 12_000 {
			x, flag = 7_984_000, dsp.Clipped
		}
		c.Append(x, int32(i*6841%4000), 1_000_000, flag)
	}
	e.Push(&c)
	e.Close()
	l := e.Ledger()
	if len(l.Holes) != 1 || l.Holes[0] != (Hole{dsp.Span{Start: 6000, End: 12_000}, device.CauseClipped}) || len(l.Movements) != 0 {
		t.Errorf("holes %v and %d movements", l.Holes, len(l.Movements))
	}
}
