package night

import "github.com/nightjar-sleep/nightjar/internal/movement"

const (
	afootMS    = 600_000 // ms looked back: longer than a bout of rhythmic movements lasts as a rule (under 15 min, most under 5; ICSD-3)
	aroundMS   = 1_000   // ms that clips show before and after a movement (package movement)
	afootShare = 0.5     // of that time in clips: walking fills all of it, the severest night a third
)

// afoot takes the clips off movements of somebody who has been up and about for a while: nobody looks at their waves, and a week worn by day would hold
// hundreds of megabytes of them. It looks back only, so what the ledger has is never taken away again.
type afoot struct {
	window int64 // samples
	around int64 // samples of a clip before and after its movement
	recent []stretch
	moved  int64 // samples, the sum of recent
}

// stretch is a movement gone by.
type stretch struct{ end, length int64 } // samples

// take looks at the next movement.
func (a *afoot) take(m *movement.Movement) {
	end, gone := int64(m.End), 0
	for gone < len(a.recent) && a.recent[gone].end <= end-a.window {
		a.moved -= a.recent[gone].length
		gone++
	}
	a.recent = a.recent[:copy(a.recent, a.recent[gone:])]
	length := min(end-int64(m.Onset)+2*a.around, a.window)
	a.recent, a.moved = append(a.recent, stretch{end, length}), a.moved+length
	if float64(a.moved) >= afootShare*float64(a.window) {
		m.Clip = movement.Clip{}
	}
}
