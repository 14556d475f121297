package dsp

import (
	"fmt"
	"math/bits"
)

const (
	maxWindow = 65_535  // values: a minute at 1000 a second, and what a count of 16 bits holds
	maxRange  = 1 << 20 // between the limits of a floor: a g in micro-g, 2 MB of counts
)

// trailing holds the last n keys, whole numbers from 0 to a greatest one, and has the one of a fixed rank at hand.
//
// It counts how often each key is in the window and keeps a bit for each key that is. A new key changes the ranked one to its
// neighbour at most, which the bits find, so a push takes the same few steps whatever the length of the window.
type trailing struct {
	keys  []uint32 // ring of the last n keys
	next  int      // place of the oldest
	rank  int      // keys before the ranked one, in order
	cells []cell
	at    uint32 // the ranked key
	below int    // keys less than it
}

// cell counts cellKeys neighbouring keys: those of key k are in cell k / cellKeys.
type cell struct {
	used  uint64 // by key: whether its count is above 0
	count [cellKeys]uint16
}

const cellKeys = 64 // keys that a word has a bit for

// newTrailing returns a window of n keys, all 0, that yields the one with rank
// smaller ones before it (0 ≤ rank < n ≤ maxWindow, 0 ≤ greatest ≤ maxRange).
func newTrailing(n, rank, greatest int) *trailing {
	t := &trailing{keys: make([]uint32, n), rank: rank, cells: make([]cell, greatest/cellKeys+1)}
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
		t.cells[k/cellKeys] = cell{}
		t.keys[i] = key
	}
	c := &t.cells[key/cellKeys]
	c.used, c.count[key%cellKeys] = 1<<(key%cellKeys), uint16(len(t.keys))
	t.at, t.below = key, 0
}

// push replaces the oldest key. What cannot be foretold of a key is added up rather than branched on: a wrong guess costs as much as the rest.
func (t *trailing) push(key uint32) {
	i := t.next
	old := t.keys[i]
	t.keys[i] = key
	if i++; i == len(t.keys) {
		i = 0
	}
	t.next = i
	if old == key {
		return
	}
	at := t.at
	var gone uint64
	var in, out int
	c, k := &t.cells[old/cellKeys], old%cellKeys
	left := c.count[k] - 1
	if c.count[k] = left; left == 0 {
		gone = 1
	}
	c.used &^= gone << k
	if old < at {
		out = 1
	}
	c, k = &t.cells[key/cellKeys], key%cellKeys
	c.count[k]++
	c.used |= 1 << k
	if key < at {
		in = 1
	}
	below := t.below + in - out
	n := int(t.cells[at/cellKeys].count[at%cellKeys])
	switch {
	case below > t.rank:
		at = t.before(at)
		t.at, below = at, below-int(t.cells[at/cellKeys].count[at%cellKeys])
	case below+n <= t.rank:
		t.at, below = t.after(at), below+n
	}
	t.below = below
}

// before returns the greatest key in the window that is less than k; there is one.
func (t *trailing) before(k uint32) uint32 {
	i := k / cellKeys
	w := t.cells[i].used & (1<<(k%cellKeys) - 1)
	for w == 0 {
		i--
		w = t.cells[i].used
	}
	return i*cellKeys + uint32(bits.Len64(w)) - 1
}

// after returns the least key in the window that is greater than k; there is one.
func (t *trailing) after(k uint32) uint32 {
	i := k / cellKeys
	w := t.cells[i].used &^ (1<<(k%cellKeys)<<1 - 1)
	for w == 0 {
		i++
		w = t.cells[i].used
	}
	return i*cellKeys + uint32(bits.TrailingZeros64(w))
}
