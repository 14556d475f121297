package dsp

import "fmt"

const (
	maxWindow = 65_535  // values: a minute at 1000 a second, and what a count of 16 bits holds
	maxRange  = 1 << 20 // between the limits of a floor: a g in micro-g, 32 KB of totals
)

// trailing holds the last n keys, whole numbers from 0 to a greatest one, and knows where among them the one of a fixed rank lies: to within a cell of neighbouring
// keys at all times, and exactly when it is asked for.
//
// It counts how many keys of the window are in each cell. A new key moves the ranked one out of its cell seldom, so a push takes the same few steps whatever the length of
// the window, and the processor foresees all of them. How often each key is there is only counted in that cell, once somebody asks: for all of them it would be a table
// that no cache holds.
type trailing struct {
	keys    []uint32              // ring of the last n keys
	next    int                   // place of the oldest
	rank    int                   // keys before the ranked one, in order
	totals  []uint16              // by cell: keys in it
	cell    uint32                // that of the ranked key
	below   int                   // keys in the cells before it
	counted bool                  // counts holds
	counts  [1 << cellBits]uint16 // by key of the cell
}

const cellBits = 6 // of a key that its cell leaves out: 64 neighbouring keys make a cell

// newTrailing returns a window of n keys, all 0, that yields the one with rank
// smaller ones before it (0 ≤ rank < n ≤ maxWindow, 0 ≤ greatest ≤ maxRange).
func newTrailing(n, rank, greatest int) *trailing {
	cells := greatest>>cellBits + 1
	t := &trailing{keys: make([]uint32, n), rank: rank, totals: make([]uint16, cells)}
	t.fill(0)
	return t
}

// checkWindow reports a length that no trailing window can have.
func checkWindow(what string, n int) error {
	if n < 1 || n > maxWindow {
		return fmt.Errorf("%s over %d values: the window must be 1 to %d values long", what, n, maxWindow)
	}
	return nil
}

// fill sets every key in the window.
func (t *trailing) fill(key uint32) {
	for i, k := range t.keys {
		t.totals[k>>cellBits] = 0
		t.keys[i] = key
	}
	t.cell, t.below, t.counted = key>>cellBits, 0, false
	t.totals[t.cell] = uint16(len(t.keys))
}

// push replaces the oldest key and reports whether the ranked one has left its cell. What cannot be foretold of a key is added up rather than branched on: a
// wrong guess costs as much as the rest.
func (t *trailing) push(key uint32) (moved bool) {
	i := t.next
	old := t.keys[i]
	t.keys[i] = key
	if i++; i == len(t.keys) {
		i = 0
	}
	t.next = i
	from, to := old>>cellBits, key>>cellBits
	t.totals[from]--
	t.totals[to]++
	var in, out int
	if to < t.cell {
		in = 1
	}
	if from < t.cell {
		out = 1
	}
	t.below += in - out
	if t.below <= t.rank && t.rank < t.below+int(t.totals[t.cell]) {
		if t.counted {
			t.recount(old, key)
		}
		return false
	}
	t.move()
	return true
}

// recount takes the key that has come into account, and the one that has gone.
func (t *trailing) recount(gone, come uint32) {
	if gone>>cellBits == t.cell {
		t.counts[gone&(1<<cellBits-1)]--
	}
	if come>>cellBits == t.cell {
		t.counts[come&(1<<cellBits-1)]++
	}
}

// count counts the keys of the cell.
func (t *trailing) count() {
	t.counts, t.counted = [1 << cellBits]uint16{}, true
	for _, k := range t.keys {
		if k>>cellBits == t.cell {
			t.counts[k&(1<<cellBits-1)]++
		}
	}
}

// move finds the cell of the ranked key.
func (t *trailing) move() {
	t.counted = false
	for t.below > t.rank {
		t.cell--
		t.below -= int(t.totals[t.cell])
	}
	for t.rank >= t.below+int(t.totals[t.cell]) {
		t.below += int(t.totals[t.cell])
		t.cell++
	}
}

// bounds returns the least and the greatest key that the ranked one may be.
func (t *trailing) bounds() (least, greatest uint32) {
	return t.cell << cellBits, t.cell<<cellBits + 1<<cellBits - 1
}

// at returns the ranked key.
func (t *trailing) at() uint32 {
	if !t.counted {
		t.count()
	}
	key, n := uint32(0), t.below
	for n += int(t.counts[0]); n <= t.rank; n += int(t.counts[key]) {
		key++
	}
	return t.cell<<cellBits + key
}
