package report

import (
	"testing"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// TestBoutsOfTwoLimbs: bouts in pieces of an epoch, those of the second limb five seconds later, are the night that both saw, not one long bout of the first state.
func TestBoutsOfTwoLimbs(t *testing.T) {
	const epochs = 40
	var list []Bout
	for limb := range Millis(2) {
		for k := range Millis(epochs) {
			state := sleep.Awake
			if k >= epochs/2 {
				state = sleep.Asleep
			}
			from := k*30*second + limb*5*second
			list = append(list, Bout{from, from + 30*second, state})
		}
	}
	got := joinBouts(list)
	if len(got) != 2 || got[0].State != sleep.Awake || got[1].State != sleep.Asleep {
		t.Fatalf("bouts %v, want wakefulness, then sleep", got)
	}
	if want := Millis(epochs/2) * 30 * second; got[1].Start < want || got[1].Start > want+5*second {
		t.Errorf("sleep begins at %v, want %v", got[1].Start, want)
	}
}
