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
	keys  []int32 // ring of the last n keys
	next  int     // place of the oldest
	rank  int     // keys before the ranked one, in order
	count []uint16
	used  []uint64 // by key: whether count is above 0
	at    int32    // the ranked key
	below int      // keys less than it
}

// newTrailing returns a window of n keys, all 0, that yields the one with rank
// smaller ones before it (0 ≤ rank < n ≤ maxWindow, 0 ≤ greatest ≤ maxRange).
func newTrailing(n, rank, greatest int) *trailing {
	t := &trailing{keys: make([]int32, n), rank: rank, count: make([]uint16, greatest+1), used: make([]uint64, greatest/64+1)}
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
func (t *trailing) fill(key int32) {
	for i, k := range t.keys {
		t.count[k] = 0
		t.used[k/64] = 0
		t.keys[i] = key
	}
	t.count[key] = uint16(len(t.keys))
	t.used[key/64] = 1 << (key % 64)
	t.at, t.below = key, 0
}

// push replaces the oldest key. What cannot be foretold of a key is added up rather than branched on: a wrong guess costs as much as the rest.
func (t *trailing) push(key int32) {
	old := t.keys[t.next]
	t.keys[t.next] = key
	if t.next++; t.next == len(t.keys) {
		t.next = 0
	}
	if old == key {
		return
	}
	var gone uint64
	left, in := t.count[old]-1, 0
	if t.count[old] = left; left == 0 {
		gone = 1
	}
	t.used[uint32(old)/64] &^= gone << (uint32(old) % 64)
	t.count[key]++
	t.used[uint32(key)/64] |= 1 << (uint32(key) % 64)
	if key < t.at {
		in = 1
	}
	out := 0
	if old < t.at {
		out = 1
	}
	t.below += in - out
	if t.below > t.rank {
		t.at = t.before(t.at)
		t.below -= int(t.count[t.at])
	} else if n := int(t.count[t.at]); t.below+n <= t.rank {
		t.below += n
		t.at = t.after(t.at)
	}
}

// before returns the greatest key in the window that is less than k; there is one.
func (t *trailing) before(k int32) int32 {
	i := k / 64
	w := t.used[i] & (1<<(k%64) - 1)
	for w == 0 {
		i--
		w = t.used[i]
	}
	return i*64 + int32(63-bits.LeadingZeros64(w))
}

// after returns the least key in the window that is greater than k; there is one.
func (t *trailing) after(k int32) int32 {
	i := k / 64
	w := t.used[i] &^ (1<<(k%64)<<1 - 1)
	for w == 0 {
		i++
		w = t.used[i]
	}
	return i*64 + int32(bits.TrailingZeros64(w))
}
