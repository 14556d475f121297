package live

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestDamagedTimes: wrong times and counts, as protocols with a weak checksum or none let them through, move no sample that is right: each has its own number, and
// what is missing is counted to the sample.
func TestDamagedTimes(t *testing.T) {
	lost := func(i int) bool { return i >= 9000 && i < 9500 || i%97 == 5 || i%1000 < 3 }
	for _, w := range []way{{clock: true}, {clock: true, wraps: true}, {clock: true, count: 65536}, {clock: true, count: 256, latency: 16e6, ppm: 3000}, {count: 256}} {
		for _, share := range []int{1000, 100} { // readings to one that is damaged
			if share < 1000 && !w.clock {
				continue // a count of a byte alone does not tell two damaged readings in a row from a loss
			}
			t.Run(fmt.Sprintf("%+v/%d", w, share), func(t *testing.T) {
				list, _ := w.ride(5, lost)
				const wrap = 67_108_864_000 // ns: 2²⁶ µs
				for i := range list {
					if w.wraps {
						list[i].wrap, list[i].dev = wrap, list[i].dev%wrap
					}
				}
				r := rand.New(rand.NewPCG(7, uint64(share)))
				damaged, from, to := 0, list[0].v[0], list[len(list)-1].v[0]
				for i := 3; i < len(list)-3; i++ {
					if r.IntN(share) != 0 {
						continue
					}
					damaged++
					switch v := &list[i]; {
					case w.count == 0 || w.clock && r.IntN(2) == 0: // a byte of a count of µs
						v.dev ^= int64(1+r.IntN(255)) << (8 * r.IntN(5)) * 1000
						if w.wraps {
							v.dev %= wrap
						}
					default:
						v.seq ^= int64(1+r.IntN(255)) << (8 * r.IntN(len(fmt.Sprint(w.count))-2)) & (w.count - 1)
					}
				}
				got := number(list, nil)
				wrong, seen := 0, 0
				for _, k := range got.chunks {
					for i, x := range k.X {
						if k.Flags[i] != 0 {
							continue
						}
						seen++
						if at := int32(k.Start) + int32(i); x-from != at {
							if wrong == 0 {
								t.Logf("reading %d is the first that became another sample, %d", x-from, at)
							}
							wrong++
						}
					}
				}
				c := got.numbers.counts
				if all := int64(to - from + 1); int64(seen)+c.interpolated+c.lost != all {
					t.Errorf("%d seen and %+v, want %d in all", seen, c, all)
				}
				if 100*wrong > damaged || seen < len(list)-damaged || damaged < 20 {
					t.Errorf("%d samples have another's number, %d of %d seen, %d damaged", wrong, seen, len(list), damaged)
				}
			})
		}
	}
}

// TestTimeOfItsOwnFrame: a sensor whose times come in frames of their own goes on when one of them is lost.
func TestTimeOfItsOwnFrame(t *testing.T) {
	list, _ := way{clock: true}.ride(3, func(i int) bool { return i == 5000 })
	for i := range list {
		if i%61 == 7 {
			list[i].hasDev, list[i].dev = false, 0
		}
	}
	got := number(list, nil)
	if c := got.numbers.counts; c.holes != 0 || c.interpolated != 1 || c.samples != int64(len(list)+1) {
		t.Errorf("%+v of %d readings, want one made up", c, len(list))
	}
}

// TestTimeNoMore: a sensor that stops telling its time goes on by its arrivals.
func TestTimeNoMore(t *testing.T) {
	list, truth := way{clock: true}.ride(3, nil)
	for i := 6000; i < len(list); i++ {
		list[i].hasDev, list[i].dev = false, 0
	}
	got := number(list, nil)
	times, k := got.times(), int32(len(list)-1)
	if off := (times[k] - times[0]) - (truth[k] - truth[0]); off < -50e6 || off > 50e6 || got.numbers.counts.holes > 1 {
		t.Errorf("%.1f ms off, %+v", off/1e6, got.numbers.counts)
	}
}
