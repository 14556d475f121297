package report

import (
	"math"
	"sort"

	"github.com/nightjar-sleep/nightjar/internal/sleep"
)

// Whether somebody sleeps is told for sure only of stretches that last; a drowsing off that is as likely as not, and an awakening of a minute or two, become no return to sleep. What is
// known of them is how the probability of wakefulness falls, and a hypnic start lies beside such a fall.

const (
	fallWidthMS = 60 * 1000  // ms: sd of the nearness to a fall: most starts lie within a minute or two of falling asleep (simulation.md), and epochs of 30 s tell no better
	fallReachMS = 4 * minute // ms: farther away nothing is left of it
	leastFall   = 0.03       // a fall that is none: epochs waver by so much
)

// drowsing returns the epochs of the night with the probability of wakefulness, in order: those that the bouts were made of, or the bouts themselves where nothing else is known.
func (n *nightly) drowsing(bouts []Bout) []judgedEpoch {
	if n.sleep.source == "detected" {
		if out := n.judgedEpochs(); len(out) > 0 {
			return out
		}
	}
	var out []judgedEpoch
	for _, b := range bouts {
		switch b.State {
		case sleep.Asleep:
			out = append(out, judgedEpoch{span{b.Start, b.End}, 0})
		case sleep.Awake:
			out = append(out, judgedEpoch{span{b.Start, b.End}, 1})
		case sleep.Unknown:
		}
	}
	return out
}

// falls returns how much the probability of wakefulness falls around m, 0…: the sum over the falls from one epoch to the next, each times its nearness.
func (s *sleepMap) falls(m Millis) float64 {
	list := s.epochs
	var sum float64
	for i := sort.Search(len(list), func(i int) bool { return list[i].start >= m-fallReachMS }); i < len(list) && list[i].start <= m+fallReachMS; i++ {
		if i == 0 {
			continue
		}
		if fall := list[i-1].awake - list[i].awake; fall > 0 {
			far := float64(list[i].start-m) / fallWidthMS
			sum += float64(fall * math.Exp(-far*far/2))
		}
	}
	return round(sum, 3)
}

// awakeAt returns the probability of wakefulness at m, that of the epoch before where there is none.
func (s *sleepMap) awakeAt(m Millis) float64 {
	i := sort.Search(len(s.epochs), func(i int) bool { return s.epochs[i].start > m })
	if i == 0 {
		return 1 // nobody goes to bed asleep
	}
	return s.epochs[i-1].awake
}
