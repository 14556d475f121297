package report

import (
	"runtime"
	"sync"
)

// eventsAtOnce is how many events make it worth starting a goroutine: some milliseconds of printing, half of one of making them.
const eventsAtOnce = 100

// strands returns in how many pieces a list of n events is worked on at the same time.
func strands(n int) int { return min(runtime.GOMAXPROCS(0), n/eventsAtOnce+1) }

// inStrands calls do for every piece of a list of n events, which has elements from…to-1 and a number of its own, all at the same time.
func inStrands(n int, do func(piece, from, to int)) {
	pieces := strands(n)
	if pieces == 1 {
		do(0, 0, n)
		return
	}
	var group sync.WaitGroup
	for k := range pieces {
		group.Go(func() { do(k, n*k/pieces, n*(k+1)/pieces) })
	}
	group.Wait()
}
