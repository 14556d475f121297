// Package night runs a recording through the engine: the one loop that live,
// batch, resumed and re-scored nights share.
//
// Run pulls chunks from a Source and pushes them through the Engine, which calls the rooms in a straight line — stuck values out,
// movements, sleep — and writes what they settle into the Ledger, whose tracks only grow. Where a processor is left, Run lets the detector of movements work in a goroutine
// beside the rest (beside.go); a night that is watched stays on its straight line. The four laws of the house (journal,
// chunk, prefix, hole) are tested here.
package night
