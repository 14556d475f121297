package score

import "strings"

// Limb is a set of limbs: one for a movement seen by one sensor or one EMG lead, several for a movement that was combined before.
type Limb uint8

// The limbs. Unsited stands for one limb of which nothing more is known.
const (
	LeftAnkle Limb = 1 << iota
	RightAnkle
	LeftWrist
	RightWrist
	Trunk
	Unsited

	// BothAnkles is a movement of both legs that was combined before it came here.
	BothAnkles = LeftAnkle | RightAnkle
)

// limbNames are the contract's words for the limbs, in the order of their bits.
var limbNames = [...]string{"left-ankle", "right-ankle", "left-wrist", "right-wrist", "trunk", "unknown"}

// Count returns how many limbs are in the set.
func (l Limb) Count() int {
	n := 0
	for ; l != 0; l &= l - 1 {
		n++
	}
	return n
}

// String names the limbs, joined by a plus sign.
func (l Limb) String() string {
	var names []string
	for i, name := range limbNames {
		if l&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

// Sleep is what is known of sleep at the onset of a movement.
type Sleep uint8

// The states of sleep.
const (
	SleepUnknown Sleep = iota
	Awake
	Asleep
)

// String returns the state in a word.
func (s Sleep) String() string { return [...]string{"unknown", "awake", "asleep"}[s] }

// Span is one movement as it comes in: a stretch of time on a limb. Hypnic starts, brief twitches and rhythmic trains are no limb
// movements and are not passed in at all.
type Span struct {
	Onset, End  Nanos // from the night's start; End ≥ Onset
	Limb        Limb
	Asleep      Sleep // at Onset; it decides only under WakeRemoved, and may else be filled into the verdicts later
	Respiratory bool  // the movement goes with a respiratory event (Rules.RespiratoryRelated)
	Large       bool  // a large body movement, that is, one that changed posture: see Rules.Large
	ID          int   // the caller's own number for it, handed back in Part.IDs
}

// Stretch is a length of time without usable data (a gap), or a respiratory event.
type Stretch struct {
	From, To Nanos // from the night's start; To ≥ From
}

// Length returns how long the stretch lasts.
func (s Stretch) Length() Nanos { return s.To - s.From }
