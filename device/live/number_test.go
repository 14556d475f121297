package live

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// way is how readings get from a sensor to us.
type way struct {
	latency float64 // ns: what came is handed over at whole multiples of it, as a latency timer does; 0 for at once
	ppm     float64 // by which the sensor's crystal is fast
	stalls  bool    // the computer is busy now and then for up to 600 ms
	clock   bool    // the sensor tells its time
	wraps   bool    // which starts anew now and then
	count   int64   // the sensor counts modulo this
}

// ride returns the readings of a sensor of 100 Hz by its own crystal over some minutes, and the true time of each, ns. skip leaves samples out on the way.
func (w way) ride(minutes float64, skip func(i int) bool) (list []reading, truth []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	busy := 0.0
	for i := range int(minutes * 6000) {
		dev := float64(i) * 10e6
		at := 5e9 + dev/(1+w.ppm*1e-6)
		host := at + 0.4e6 + 1e6*r.Float64()
		if w.latency > 0 {
			host = math.Ceil(host/w.latency) * w.latency
		}
		if w.stalls && r.IntN(6000) == 0 {
			busy = host + 6e8*r.Float64()
		}
		host = max(host, busy)
		if skip != nil && skip(i) {
			continue
		}
		v := reading{host: int64(host), v: [3]int32{int32(i), 0, 1e6}}
		if w.clock {
			v.hasDev, v.dev = true, int64(dev)+77e9
		}
		if w.count > 0 {
			v.hasSeq, v.seq, v.seqMod = true, int64(i)%w.count, w.count
		}
		list, truth = append(list, v), append(truth, at)
	}
	return list, truth
}

// numbered is what came out of the numbering.
type numbered struct {
	numbers *numbers
	chunks  []device.Chunk
}

// number numbers readings as the pump does.
func number(list []reading, each func(n *numbers, i int)) numbered {
	s := sensor{}
	k := 0
	for ; k < len(list) && list[k].host-list[0].host < listenCount; k++ {
		s.listen = append(s.listen, list[k])
	}
	s.begin(0, Resume{})
	out := numbered{numbers: &s.numbers}
	drain := func() {
		s.tape.flush()
		for s.tape.held > 0 {
			var c device.Chunk
			s.tape.take(&c)
			out.chunks = append(out.chunks, c)
		}
	}
	for ; k < len(list); k++ {
		if each != nil {
			each(&s.numbers, k)
		}
		s.numbers.push(list[k])
		if k%1000 == 0 {
			drain()
		}
	}
	s.numbers.end()
	drain()
	return out
}

// times returns when each sample was taken, through the anchors, by the value that says which reading it was.
func (n *numbered) times() map[int32]float64 {
	var anchors []device.Anchor
	for _, c := range n.chunks {
		anchors = append(anchors, c.Anchors...)
	}
	out := map[int32]float64{}
	k := 0
	for _, c := range n.chunks {
		for i, x := range c.X {
			at := c.Start + dsp.Index(i)
			for k+2 < len(anchors) && anchors[k+1].Index <= at {
				k++
			}
			a, b := anchors[k], anchors[min(k+1, len(anchors)-1)]
			t := float64(a.Nanos)
			if b.Index > a.Index {
				t += float64(at-a.Index) * float64(b.Nanos-a.Nanos) / float64(b.Index-a.Index)
			}
			if c.Flags[i]&dsp.Interpolated == 0 {
				out[x] = t
			}
		}
	}
	return out
}

// TestEventTimesAfterHalfAnHour: crystals up to 5000 ppm off and a latency timer of 16 ms leave times since the first sample within 20 ms of the truth.
func TestEventTimesAfterHalfAnHour(t *testing.T) {
	for _, clock := range []bool{true, false} {
		for _, count := range []int64{0, 256} {
			for _, ppm := range []float64{-5000, 30, 5000} {
				for _, latency := range []float64{16e6} {
					w := way{latency: latency, ppm: ppm, stalls: true, clock: clock, count: count}
					t.Run(fmt.Sprintf("clock=%v,count=%d,ppm=%g,latency=%g", clock, count, ppm, latency/1e6), func(t *testing.T) {
						list, truth := w.ride(30, nil)
						got := number(list, nil)
						if c := got.numbers.counts; c.lost != 0 || c.interpolated != 0 || c.samples != int64(len(list)) {
							t.Fatalf("counted %+v, want %d samples and nothing lost", c, len(list))
						}
						times, worst := got.times(), 0.0
						for i := range truth {
							off := (times[int32(i)] - times[0]) - (truth[i] - truth[0])
							worst = max(worst, math.Abs(off))
						}
						if worst > 20e6 {
							t.Errorf("times since the first sample are up to %.1f ms off", worst/1e6)
						}
						t.Logf("worst %.2f ms", worst/1e6)
					})
				}
			}
		}
	}
}

// TestLossesAreCounted: what the sensor's clock or count shows to be missing is made up when it lasts up to 50 ms, and else a hole of exactly its length.
func TestLossesAreCounted(t *testing.T) {
	lost := func(i int) bool { // one sample, five, six, five seconds
		return i == 1000 || i >= 2000 && i < 2005 || i >= 3000 && i < 3006 || i >= 4000 && i < 4500
	}
	for _, w := range []way{{clock: true}, {clock: true, latency: 16e6, ppm: 3000}, {clock: true, count: 256}, {count: 256}, {count: 256, latency: 16e6, ppm: -3000}, {count: 65536}} {
		t.Run(fmt.Sprintf("%+v", w), func(t *testing.T) {
			list, _ := w.ride(2, lost)
			got := number(list, nil)
			c := got.numbers.counts
			if c.interpolated != 6 || c.lost != 506 || c.holes != 2 {
				t.Errorf("%+v, want 6 made up and 506 lost in 2 holes", c)
			}
			for _, k := range got.chunks {
				for i, x := range k.X {
					if at := int32(k.Start) + int32(i); k.Flags[i] == 0 && x != at {
						t.Fatalf("reading %d became sample %d", x, at)
					}
				}
			}
		})
	}
}

// TestCountStandsStill: a sensor that measured nothing for ten seconds counted nothing meanwhile, and its clock went on.
func TestCountStandsStill(t *testing.T) {
	w := way{clock: true, count: 65536}
	list, _ := w.ride(2, func(i int) bool { return i >= 4000 && i < 5000 })
	for i := range list {
		if list[i].seq >= 5000 {
			list[i].seq -= 1000
		}
	}
	got := number(list, nil)
	if c := got.numbers.counts; c.holes != 1 || c.lost != 1000 {
		t.Errorf("%+v, want one hole of 1000", c)
	}
}

// TestLossWithoutClockOrCount: readings that stay late for two seconds follow a loss; those that catch up do not.
func TestLossWithoutClockOrCount(t *testing.T) {
	w := way{latency: 16e6}
	list, _ := w.ride(3, func(i int) bool { return i >= 9000 && i < 9100 })
	got := number(list, nil)
	if c := got.numbers.counts; c.holes != 1 || c.lost < 98 || c.lost > 102 {
		t.Errorf("%+v, want one hole of about 100", c)
	}
	stalled, _ := w.ride(3, nil)
	for i := range stalled { // nothing is handed over for a second and a half
		if h := &stalled[i].host; *h > 60e9 && *h < 61.5e9 {
			*h = 61.5e9
		}
	}
	got = number(stalled, nil)
	if c := got.numbers.counts; c.holes != 0 || c.lost != 0 {
		t.Errorf("a stall that caught up: %+v", c)
	}
}

// TestInterruptions: after the link was gone, the sensor's clock says how long when it went on, the computer's when it was restarted.
func TestInterruptions(t *testing.T) {
	for _, restart := range []bool{false, true} {
		list, truth := way{clock: true, ppm: 1000}.ride(3, func(i int) bool { return i >= 6000 && i < 8000 })
		for i := range list {
			if restart && i >= 6000 {
				list[i].dev -= list[6000].dev - 3e9
			}
		}
		if restart {
			base := list[6000].dev
			for i := 6001; i < len(list); i++ {
				list[i].dev = base + int64(i-6000)*10e6
			}
		}
		got := number(list, func(n *numbers, i int) {
			if i == 6000 {
				n.breakOff(device.CauseUnplug)
			}
		})
		c := got.numbers.counts
		if c.holes != 1 || c.lost < 1990 || c.lost > 2010 || !restart && c.lost != 2000 {
			t.Errorf("restart %v: %+v, want one hole of 2000", restart, c)
		}
		times := got.times()
		last := int32(len(truth) + 1999)
		if off := (times[last] - times[0]) - (truth[len(truth)-1] - truth[0]); math.Abs(off) > 20e6 {
			t.Errorf("restart %v: the last sample is %.1f ms off", restart, off/1e6)
		}
		for _, k := range got.chunks {
			if k.Hole != device.CauseNone && k.Hole != device.CauseUnplug {
				t.Errorf("restart %v: hole of cause %v", restart, k.Hole)
			}
		}
	}
}

// TestRestartByItself: a clock that goes back without the link having been gone is a sensor that was restarted.
func TestRestartByItself(t *testing.T) {
	list, _ := way{clock: true}.ride(2, func(i int) bool { return i >= 6000 && i < 6200 })
	base := list[6000].dev
	for i := 6000; i < len(list); i++ {
		list[i].dev -= base
	}
	got := number(list, nil)
	if c := got.numbers.counts; c.holes != 1 || c.restarts != 1 || c.lost < 195 || c.lost > 205 {
		t.Errorf("%+v, want one hole of about 200", c)
	}
}

// TestPlayedFast: a recording that is played a hundred times as fast is timed by its own clock.
func TestPlayedFast(t *testing.T) {
	list, truth := way{clock: true}.ride(10, nil)
	for i := range list {
		list[i].host = list[0].host + (list[i].host-list[0].host)/100
	}
	s := sensor{listen: list[:20000]}
	s.begin(0, Resume{})
	if s.numbers.speed < 95 || s.numbers.speed > 105 {
		t.Fatalf("speed %g", s.numbers.speed)
	}
	got := number(list, nil)
	times := got.times()
	k := len(truth) - 1
	if off := (times[int32(k)] - times[0]) - (truth[k] - truth[0]); math.Abs(off) > 1e6 || got.numbers.counts.holes > 0 {
		t.Errorf("%g ms off, %+v", off/1e6, got.numbers.counts)
	}
}
