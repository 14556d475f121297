package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestGrowth: up to heapRoom a heap may grow whatever of it is live, and a larger one by a fifth.
func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		live    uint64
		percent int
	}{
		{0, 400}, {1 << 20, 400}, {4 << 20, 300}, {8 << 20, 100}, {12 << 20, 33}, {13 << 20, 23}, {14 << 20, 20}, {16 << 20, 20}, {40 << 20, 20}, {1 << 40, 20},
	} {
		if got := growth(c.live); got != c.percent {
			t.Errorf("of %d bytes: %d %%, want %d", c.live, got, c.percent)
		}
	}
}

// TestPaceHeap: after a collection with much in use the growth is small, without it large again, and keepHeap ends that.
func TestPaceHeap(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	defer keepHeap(100)
	paceHeap()
	wait := func(want func(int) bool) bool {
		for range 40 {
			runtime.GC()
			time.Sleep(5 * time.Millisecond) // cleanups run beside
			heap.Lock()
			now := debug.SetGCPercent(gcPercent)
			debug.SetGCPercent(now)
			heap.Unlock()
			if want(now) {
				return true
			}
		}
		return false
	}
	room := make([]byte, 2*heapRoom)
	if !wait(func(p int) bool { return p == gcPercent }) {
		t.Error("a large heap may grow by more than gcPercent")
	}
	runtime.KeepAlive(room)
	room = nil
	if !wait(func(p int) bool { return p > gcPercent }) {
		t.Error("a small heap is not given its room again")
	}
	keepHeap(57)
	if wait(func(p int) bool { return p != 57 }) {
		t.Error("paced after keepHeap")
	}
}
