package night

import (
	"testing"

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
