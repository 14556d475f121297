package dsp

import "fmt"

const maxWindow = 1_000_000 // values: above a minute at the highest Rate, 60 s × 10 kHz

// trailing holds the last n keys and has the one of a fixed rank at hand.
//
// The keys up to the rank are in a heap with the greatest on top, the others in
// a heap with the least on top. A new key takes the slot of the oldest and moves
// from there, O(log n) at worst and a step or two as a rule; measured, this beats
// a sorted window at every length from 11 on.
type trailing struct {
	keys      []int64 // by slot: the ring of the last n keys
	next      int     // slot of the oldest key
	place     []int32 // by slot: place in low, complemented, or in high
	low, high heap
}

// heap is a binary heap of slots. flip is 0 with the least key on top, −1 with
// the greatest: complementing turns the order of integers round.
type heap struct {
	slots []int32
	flip  int64
}

// newTrailing returns a window of n keys, all 0, that yields the one with rank
// smaller ones before it (0 ≤ rank < n ≤ maxWindow).
func newTrailing(n, rank int) *trailing {
	t := &trailing{keys: make([]int64, n), place: make([]int32, n)}
	t.low = heap{make([]int32, rank+1), -1}
	t.high = heap{make([]int32, n-rank-1), 0}
	for slot := range int32(n) {
		if i := int(slot); i <= rank {
			t.put(&t.low, i, slot)
		} else {
			t.put(&t.high, i-rank-1, slot)
		}
	}
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
func (t *trailing) fill(key int64) {
	for i := range t.keys {
		t.keys[i] = key // equal keys are in order wherever they are
	}
}

// rank returns the key of the fixed rank.
func (t *trailing) rank() int64 { return t.keys[t.low.slots[0]] }

// push replaces the oldest key.
func (t *trailing) push(key int64) {
	slot := int32(t.next)
	if t.next++; t.next == len(t.keys) {
		t.next = 0
	}
	t.keys[slot] = key
	own, other := &t.high, &t.low
	if t.place[slot] < 0 {
		own, other = other, own
	}
	i := int(t.place[slot] ^ int32(own.flip))
	if len(other.slots) > 0 {
		if top := other.slots[0]; key^other.flip > t.keys[top]^other.flip {
			t.sink(other, 0, slot) // the key belongs on the other side: its top changes over
			slot = top
		}
	}
	t.settle(own, i, slot)
}

// settle puts slot into the free place i of h, or above or below it.
func (t *trailing) settle(h *heap, i int, slot int32) {
	key, from := t.keys[slot]^h.flip, i
	for i > 0 {
		parent := (i - 1) / 2
		p := h.slots[parent]
		if t.keys[p]^h.flip <= key {
			break
		}
		t.put(h, i, p)
		i = parent
	}
	if i == from {
		t.sink(h, i, slot)
		return
	}
	t.put(h, i, slot)
}

// sink puts slot into the free place i of h or below it.
func (t *trailing) sink(h *heap, i int, slot int32) {
	key := t.keys[slot] ^ h.flip
	for {
		child := 2*i + 1
		if child >= len(h.slots) {
			break
		}
		c := h.slots[child]
		if right := child + 1; right < len(h.slots) && t.keys[h.slots[right]]^h.flip < t.keys[c]^h.flip {
			child, c = right, h.slots[right]
		}
		if t.keys[c]^h.flip >= key {
			break
		}
		t.put(h, i, c)
		i = child
	}
	t.put(h, i, slot)
}

// put writes slot into place i of h.
func (t *trailing) put(h *heap, i int, slot int32) {
	h.slots[i] = slot
	t.place[slot] = int32(i) ^ int32(h.flip)
}
