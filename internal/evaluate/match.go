package evaluate

// Tolerance is how far a detected onset may lie from the true one (contract.md).
const Tolerance = 1.0 // s

// match pairs two lists of times in order, each used once, pairs at most Tolerance apart: as many pairs as possible, and among those
// the closest. It returns for each of a the index of its partner in b, -1 without one. On a line the best pairing never crosses, so it is an alignment.
func match(a, b []float64) []int {
	width := len(b) + 1
	moves := make([]move, (len(a)+1)*width)
	above, row := make([]merit, width), make([]merit, width)
	for i := 1; i <= len(a); i++ {
		row[0] = merit{}
		for j := 1; j <= len(b); j++ {
			best, m := above[j], skipA
			if row[j-1].better(best) {
				best, m = row[j-1], skipB
			}
			if d := distance(a[i-1], b[j-1]); d <= Tolerance {
				if p := (merit{above[j-1].pairs + 1, above[j-1].cost + d}); p.better(best) {
					best, m = p, pair
				}
			}
			row[j], moves[i*width+j] = best, m
		}
		above, row = row, above
	}
	return trace(moves, len(a), len(b))
}

// trace follows the moves back from the end.
func trace(moves []move, i, j int) []int {
	width := j + 1
	partner := make([]int, i)
	for k := range partner {
		partner[k] = -1
	}
	for i > 0 && j > 0 {
		switch moves[i*width+j] {
		case pair:
			i, j = i-1, j-1
			partner[i] = j
		case skipA:
			i--
		case skipB:
			j--
		}
	}
	return partner
}

// move is one step of an alignment.
type move uint8

const (
	skipA move = iota
	skipB
	pair
)

// merit says how good a pairing is.
type merit struct {
	pairs int
	cost  float64 // s, summed distance
}

func (m merit) better(o merit) bool {
	return m.pairs > o.pairs || (m.pairs == o.pairs && m.cost < o.cost)
}

func distance(a, b float64) float64 { return max(a-b, b-a) }
