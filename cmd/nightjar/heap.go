package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	heapRoom   = 16 << 20 // bytes that the heap of a verb may always grow to: a night is read with hardly a collection so, without one in thirty
	gcPercent  = 20       // % by which a larger heap may grow before it is collected: a week stays under 64 MB so
	gcMost     = 400      // % by which a small one may, with which the runtime begins to collect at heapRoom (4 MiB × GOGC / 100)
	liveMetric = "/gc/heap/live:bytes"
)

// heap is how the heap of this process grows.
var heap struct {
	sync.Mutex
	paced bool
}

// paceHeap lets the heap grow to heapRoom, or by gcPercent where that is more, before it is collected. What the runtime can be told is a share of what is live, by which a small heap
// is collected all the time or a large one hardly ever.
func paceHeap() {
	heap.Lock()
	defer heap.Unlock()
	heap.paced = true
	debug.SetGCPercent(gcMost)
	afterCollection(paceOn)
}

// keepHeap lets the heap grow by percent from now on, whatever its size.
func keepHeap(percent int) {
	heap.Lock()
	defer heap.Unlock()
	heap.paced = false
	debug.SetGCPercent(percent)
}

// paceOn sets the growth until the next collection.
func paceOn() {
	heap.Lock()
	defer heap.Unlock()
	if !heap.paced {
		return
	}
	live := []metrics.Sample{{Name: liveMetric}}
	metrics.Read(live)
	debug.SetGCPercent(growth(live[0].Value.Uint64()))
	afterCollection(paceOn)
}

// growth returns by how many per cent a heap of which live bytes are in use may grow.
func growth(live uint64) int {
	if live >= heapRoom {
		return gcPercent
	}
	return int(min(gcMost, max(gcPercent, (heapRoom-live)*100/max(live, 1))))
}

// afterCollection calls do once, after the next collection of the heap.
func afterCollection(do func()) {
	type mark struct{ _ [32]byte } // too large to share its block of memory with others, which would keep it
	runtime.AddCleanup(new(mark), func(do func()) { do() }, do)
}
