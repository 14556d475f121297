package sleep_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/sleep"
	"pgregory.net/rapid"
)

// oneNight is an hour and a half with an awakening, quick to make.
func oneNight(seed uint64, hz float64) *scene {
	s := newScene(hz, seed)
	s.awake(900, 90)
	s.sleep(1800, 8)
	s.awake(600, 100)
	s.train(900, 22, 8, false)
	s.sleep(1200, 8)
	return s
}

func TestChunkLaw(t *testing.T) {
	s := oneNight(3, 13.7)
	holes := []dsp.Span{{Start: 5003, End: 5017}, {Start: 30011, End: 42000}}
	want, _ := s.run(len(s.x), holes...)
	for _, size := range []int{1, 7, 479, 4096} {
		if got, _ := s.run(size, holes...); !cmp.Equal(got, want) {
			t.Errorf("blocks of %d: %s", size, cmp.Diff(want, got))
		}
	}
	s = oneNight(9, 2.7)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 20000).Draw(t, "size")
		a := dsp.Index(rapid.IntRange(1, len(s.x)-2).Draw(t, "hole"))
		h := dsp.Span{Start: a, End: a + dsp.Index(rapid.IntRange(1, 20000).Draw(t, "length"))}
		want, _ := s.run(len(s.x), h)
		if got, _ := s.run(size, h); !cmp.Equal(got, want) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

func TestPrefixLaw(t *testing.T) {
	s := oneNight(4, 10)
	final, _ := s.run(4096)
	e := sleep.New(s.rate, sleep.Ankle())
	var now sleep.Track
	sent := 0
	for from := 0; from < len(s.x); from += 997 {
		to := min(from+997, len(s.x))
		known, settled := s.known(dsp.Index(to), nil)
		before := e.Frontier()
		e.Push(&now, s.block(from, to), known[sent:], settled)
		sent = len(known)
		if e.Frontier() < before || e.Frontier() > dsp.Index(to) {
			t.Fatalf("frontier went from %d to %d at sample %d", before, e.Frontier(), to)
		}
		if n := len(now.Bouts); n > 0 && now.Bouts[n-1].Span.End != e.Frontier() {
			t.Fatalf("bouts end at %d, the frontier is %d", now.Bouts[n-1].Span.End, e.Frontier())
		}
		if !prefix(now, final) {
			t.Fatalf("at sample %d the track is no prefix of the final one", to)
		}
	}
}

func prefix(a, b sleep.Track) bool {
	return starts(a.Epochs, b.Epochs) && starts(a.Judged, b.Judged) && starts(a.Bouts, b.Bouts) && starts(a.Onsets, b.Onsets) && starts(a.Unworn, b.Unworn)
}

func starts[T comparable](a, b []T) bool { return len(a) <= len(b) && slices.Equal(a, b[:len(a)]) }

// TestDecidesLate: nothing is settled before the ten minutes after it have been seen, and everything a minute or two after that.
func TestDecidesLate(t *testing.T) {
	s := newScene(10, 1)
	s.awake(1200, 90)
	s.sleep(3600, 8)
	e := sleep.New(s.rate, sleep.Ankle())
	var track sleep.Track
	e.Push(&track, s.block(0, len(s.x)), s.masks, dsp.Index(len(s.x)))
	if lag := s.rate.Seconds(dsp.Index(len(s.x)) - e.Frontier()); lag < 600 || lag > 720 {
		t.Errorf("frontier lags %g s, want 600 to 720", lag)
	}
}

// TestBoutsCoverSamples: every sample is in one bout, no sample of a hole in any.
func TestBoutsCoverSamples(t *testing.T) {
	s := oneNight(5, 10)
	rapid.Check(t, func(t *rapid.T) {
		var holes []dsp.Span
		at := dsp.Index(0)
		for range rapid.IntRange(0, 6).Draw(t, "holes") {
			a := at + dsp.Index(rapid.IntRange(1, 12000).Draw(t, "start"))
			at = a + dsp.Index(rapid.IntRange(1, 9000).Draw(t, "length"))
			if at >= dsp.Index(len(s.x)) {
				break
			}
			holes = append(holes, dsp.Span{Start: a, End: at})
		}
		track, e := s.run(4096, holes...)
		at = 0
		h := holes
		for _, b := range track.Bouts {
			if len(h) > 0 && h[0].Start == at {
				at, h = h[0].End, h[1:]
			}
			if b.Span.Start != at || b.Span.Len() == 0 || b.State == sleep.Unknown {
				t.Fatalf("bout %+v after sample %d, holes %v", b, at, holes)
			}
			at = b.Span.End
		}
		if at != dsp.Index(len(s.x)) || e.Frontier() != at {
			t.Fatalf("bouts end at %d, the frontier is %d, the samples end at %d", at, e.Frontier(), len(s.x))
		}
	})
}

// TestShortHole: five seconds lost in the midst of sleep, with the posture changed behind them, change neither state nor onsets.
func TestShortHole(t *testing.T) {
	s := newScene(10, 2)
	s.awake(900, 90)
	s.sleep(1500, 8)
	hole := dsp.Span{Start: dsp.Index(len(s.x))}
	s.move(5, 70, sleep.Shift, true)
	hole.End = dsp.Index(len(s.x))
	s.sleep(1500, 8)
	track, _ := s.run(4096, hole)
	h := sleep.NewHypnogram(track.Bouts)
	if h.At(hole.Start-1) != sleep.Asleep || h.At(hole.End) != sleep.Asleep || h.At(hole.Start) != sleep.Unknown {
		t.Errorf("states around the hole: %v %v %v", h.At(hole.Start-1), h.At(hole.Start), h.At(hole.End))
	}
	if len(track.Onsets) != 1 {
		t.Errorf("onsets %+v, want one", track.Onsets)
	}
}

// TestSleepLostToHole: where wakefulness turned to sleep in a hole of twenty minutes, no onset is born at its edge.
func TestSleepLostToHole(t *testing.T) {
	s := newScene(10, 3)
	s.awake(1500, 100)
	a := dsp.Index(len(s.x))
	s.still(1200)
	b := dsp.Index(len(s.x))
	s.sleep(3000, 8)
	track, _ := s.run(4096, dsp.Span{Start: a, End: b})
	for _, o := range track.Onsets {
		if o.At == b {
			t.Errorf("onset at the end of the hole: %+v", o)
		}
	}
	if got := sleep.NewHypnogram(track.Bouts).At(b + 10000); got != sleep.Asleep {
		t.Errorf("state 1000 s after the hole is %v, want asleep", got)
	}
}

// TestTrainsDoNotWake: a limb movement of 8° every 22 s for half an hour defeats the rule of van Hees 2015 (no change above 5° for 5 min), since every movement is one.
// Held over the movements the posture stays, and the sleeper asleep. Movements that each leave another posture do wake.
func TestTrainsDoNotWake(t *testing.T) {
	share := func(stays bool) float64 {
		s := newScene(10, 8)
		s.awake(900, 90)
		s.sleep(900, 8)
		from := dsp.Index(len(s.x))
		s.train(1800, 22, 8, stays)
		window := dsp.Span{Start: from, End: dsp.Index(len(s.x))}
		s.sleep(900, 8)
		track, _ := s.run(4096)
		return float64(sleep.NewHypnogram(track.Bouts).Within(window).Total(sleep.Asleep)) / float64(window.Len())
	}
	if got := share(false); got < 0.95 {
		t.Errorf("returning train: asleep %.2f of the time, want all", got)
	}
	if got := share(true); got > 0.2 {
		t.Errorf("turning every 22 s: asleep %.2f of the time, want none", got)
	}
}

// TestStrappingDoesNotMatter: turning the sensor in its strap changes neither bouts nor onsets.
func TestStrappingDoesNotMatter(t *testing.T) {
	s := oneNight(6, 10)
	want, _ := s.run(4096)
	for i, v := range s.x {
		s.x[i] = turn(vec{v[1], v[2], v[0]}, 37)
	}
	got, _ := s.run(4096)
	if !cmp.Equal(got.Bouts, want.Bouts) || len(got.Onsets) != len(want.Onsets) {
		t.Error(cmp.Diff(want.Bouts, got.Bouts))
	}
}

// TestPersistentOnset: over nights with one short failed sleep, the onset that lasted is found as issue 3 asks: median error within 5 min, nine in ten within 15, the
// truth inside the stated interval on nine in ten.
func TestPersistentOnset(t *testing.T) {
	var errs []float64
	inside := 0
	const nights = 24
	for seed := range uint64(nights) {
		s := newScene(5, 100+seed)
		r := s.rng
		perHour := 45 + 90*r.Float64()
		s.awake(300+900*r.Float64(), perHour)
		s.sleep(60+180*r.Float64(), 8)
		s.awake(300+600*r.Float64(), perHour)
		truth := s.now
		s.sleep(3600, 4+12*r.Float64())
		track, _ := s.run(4096)
		at, spread := s.persistent(track)
		errs = append(errs, math.Abs(at-truth)/60)
		if math.Abs(at-truth) <= spread {
			inside++
		}
	}
	slices.Sort(errs)
	if errs[nights/2] > 5 || errs[nights*9/10] > 15 {
		t.Errorf("errors in minutes: median %.1f, 90 %% %.1f", errs[nights/2], errs[nights*9/10])
	}
	if inside < nights*9/10 {
		t.Errorf("truth inside the stated interval on %d of %d nights", inside, nights)
	}
}

// TestAwakening: a wakeful spell of eight minutes is found and ends in an onset of its own.
func TestAwakening(t *testing.T) {
	s := newScene(10, 11)
	s.awake(900, 90)
	s.sleep(3600, 8)
	woke := s.now
	s.awake(480, 120)
	back := s.now
	s.sleep(3600, 8)
	track, _ := s.run(4096)
	h := sleep.NewHypnogram(track.Bouts)
	if got := h.At(s.rate.Samples(int64(woke+back) * 500)); got != sleep.Awake {
		t.Errorf("state in the middle of the awakening is %v, want awake", got)
	}
	last := track.Onsets[len(track.Onsets)-1]
	if d := s.rate.Seconds(last.At) - back; math.Abs(d) > 180 {
		t.Errorf("return to sleep %+.0f s off", d)
	}
}

// TestMicroMotionWakes: someone who lies still but stirs by a few milli-g, under any movement's threshold, is awake.
func TestMicroMotionWakes(t *testing.T) {
	s := newScene(25, 12)
	s.awake(900, 90)
	s.sleep(2400, 8)
	from := dsp.Index(len(s.x))
	masks := len(s.masks)
	for end := s.now + 900; s.now < end; {
		s.still(4 + s.rng.ExpFloat64()*25)
		s.move(0.8, 0.6, sleep.Stir, false)
	}
	s.masks = s.masks[:masks]
	window := dsp.Span{Start: from, End: dsp.Index(len(s.x))}
	s.sleep(1800, 8)
	track, _ := s.run(4096)
	h := sleep.NewHypnogram(track.Bouts).Within(window)
	if awake := float64(h.Total(sleep.Awake)) / float64(window.Len()); awake < 0.6 {
		t.Errorf("awake %.2f of a spell of micro-motion, want most", awake)
	}
}

func TestEpochs(t *testing.T) {
	s := newScene(10, 13)
	s.noise, s.breath = 0.001, 0
	s.still(60)
	s.move(10, 60, sleep.Limb, false)
	s.still(50)
	track, _ := s.run(479)
	if len(track.Epochs) != 4 {
		t.Fatalf("%d epochs in 120 s, want 4", len(track.Epochs))
	}
	quiet, moved := track.Epochs[0], track.Epochs[2]
	if quiet.N != 300 || quiet.Start != 0 || moved.Start != 600 {
		t.Errorf("epochs %+v, %+v", quiet, moved)
	}
	if d := quiet.StillG - math.Sqrt(3)*0.001; math.Abs(d) > 0.0002 || quiet.MotionG != quiet.StillG {
		t.Errorf("still %g g, motion %g g of white noise of 1 mg on each axis", quiet.StillG, quiet.MotionG)
	}
	if moved.MotionG < 0.1 || moved.StillG > 0.003 || moved.Moves != 1 || math.Abs(moved.Posture[2]-1) > 0.01 {
		t.Errorf("epoch of a movement: %+v", moved)
	}
}

// TestHostile: no samples, single samples, full scale, slow rates and masks out of place neither panic nor hang.
func TestHostile(t *testing.T) {
	for _, hz := range []float64{1, 1.63, 5, 333.3, 2000} {
		r, _ := dsp.RateOf(hz)
		e := sleep.New(r, sleep.Wrist())
		var track sleep.Track
		e.Push(&track, &dsp.Block{}, nil, 0)
		var b dsp.Block
		for i := range 3000 {
			b.Append(math.MaxInt32, math.MinInt32, int32(i%2)*math.MaxInt32, 0)
		}
		for i := range 200 {
			b.Start = dsp.Index(i * 3100)
			m := sleep.Mask{Span: dsp.Span{Start: b.Start + 50, End: b.Start + 10}, Kind: sleep.Shift}
			e.Push(&track, &b, []sleep.Mask{m, m}, b.Start+3000)
		}
		e.Close(&track)
		for _, p := range track.Epochs {
			if math.IsNaN(p.MotionG) || math.IsInf(p.MotionG, 0) {
				t.Errorf("%g Hz: motion %g", hz, p.MotionG)
			}
		}
	}
	var track sleep.Track
	sleep.New(1000, sleep.Ankle()).Close(&track)
	if !cmp.Equal(track, sleep.Track{}) {
		t.Errorf("track of nothing: %+v", track)
	}
}

func TestQuietBlockAllocatesNothing(t *testing.T) {
	s := newScene(100, 14)
	s.still(60)
	e := sleep.New(s.rate, sleep.Ankle())
	track := sleep.Track{Epochs: make([]sleep.Epoch, 0, 4000), Bouts: make([]sleep.Bout, 0, 4000)}
	b := s.block(0, 4096)
	push := func() {
		e.Push(&track, b, nil, b.Start+4096)
		b.Start += 4096
	}
	for range 200 {
		push()
	}
	if n := testing.AllocsPerRun(500, push); n != 0 {
		t.Errorf("%g allocations per quiet block", n)
	}
}

func BenchmarkPush(b *testing.B) {
	s := newScene(100, 15)
	s.awake(600, 90)
	s.train(1200, 22, 8, false)
	blocks := make([]*dsp.Block, 0, len(s.x)/4096)
	for from := 0; from+4096 <= len(s.x); from += 4096 {
		blocks = append(blocks, s.block(from, from+4096))
	}
	b.ReportAllocs()
	b.ResetTimer()
	samples := 0
	for b.Loop() {
		e := sleep.New(s.rate, sleep.Ankle())
		var track sleep.Track
		sent := 0
		for _, k := range blocks {
			n := sent
			for n < len(s.masks) && s.masks[n].Span.Start < k.Span().End {
				n++
			}
			e.Push(&track, k, s.masks[sent:n], k.Span().End)
			sent = n
			samples += k.Len()
		}
		e.Close(&track)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(samples), "ns/sample")
}

// TestBriefRestlessness: a minute and a half of restlessness, too short for a sure awakening, still ends in a return to sleep that is listed, since
// hypnic starts follow every such return; an undisturbed hour lists none.
func TestBriefRestlessness(t *testing.T) {
	found, nights := 0, 20
	for seed := range uint64(nights) {
		s := newScene(10, 200+seed)
		s.awake(900, 90)
		s.sleep(3600, 8)
		before := len(s.x)
		for range 3 {
			s.still(24)
			s.move(3, 25, sleep.Fidget, false)
		}
		back := s.now
		s.sleep(3600, 8)
		track, _ := s.run(4096)
		for _, o := range track.Onsets {
			if o.At >= dsp.Index(before) && math.Abs(s.rate.Seconds(o.At)-back) < 180 {
				found++
				break
			}
		}
	}
	if found < nights*3/4 {
		t.Errorf("%d of %d returns to sleep listed", found, nights)
	}
	s := newScene(10, 300)
	s.awake(900, 90)
	calm := dsp.Index(len(s.x)) + s.rate.Samples(300_000)
	s.sleep(3600, 4)
	track, _ := s.run(4096)
	for _, o := range track.Onsets {
		if o.At > calm {
			t.Errorf("return to sleep in the midst of a calm hour: %+v", o)
		}
	}
}

// TestOnsetsFitBouts: onsets come in order; each that is not doubtful is where sleep follows wakefulness, and each such place is one.
func TestOnsetsFitBouts(t *testing.T) {
	for seed := range uint64(6) {
		s := oneNight(400+seed, 10)
		track, _ := s.run(4096)
		var starts []dsp.Index
		for i, b := range track.Bouts {
			if b.State == sleep.Asleep && (i == 0 || track.Bouts[i-1].State == sleep.Awake) {
				starts = append(starts, b.Span.Start)
			}
		}
		var sure []dsp.Index
		for i, o := range track.Onsets {
			if i > 0 && o.At <= track.Onsets[i-1].At {
				t.Errorf("onset at %d after the one at %d", o.At, track.Onsets[i-1].At)
			}
			if !o.Doubtful {
				sure = append(sure, o.At)
			}
		}
		if !slices.Equal(sure, starts) {
			t.Errorf("onsets at %v, bouts of sleep begin at %v", sure, starts)
		}
	}
}

// TestTrainsAwake: limb movements every 11 s are those of restless legs awake (Michaud 2001), every 24 s those of sleep (Ferri 2006).
func TestTrainsAwake(t *testing.T) {
	share := func(period float64) float64 {
		s := newScene(10, 21)
		s.awake(600, 90)
		from := dsp.Index(len(s.x))
		s.train(1800, period, 8, false)
		window := dsp.Span{Start: from, End: dsp.Index(len(s.x))}
		s.sleep(1200, 8)
		track, _ := s.run(4096)
		return float64(sleep.NewHypnogram(track.Bouts).Within(window).Total(sleep.Asleep)) / float64(window.Len())
	}
	if got := share(8.5); got > 0.2 {
		t.Errorf("movements 11 s apart: asleep %.2f of the time, want awake", got)
	}
	if got := share(21.5); got < 0.8 {
		t.Errorf("movements 24 s apart: asleep %.2f of the time", got)
	}
}

// TestLongHoleForgets: what follows a hole of a day is judged as if nothing had come before: the sleeper's rates are not carried over.
func TestLongHoleForgets(t *testing.T) {
	night := func(before bool) []sleep.Judged {
		r := dsp.Rate(10_000)
		e := sleep.New(r, sleep.Ankle())
		var track sleep.Track
		first := r.Samples(24 * 3600 * 1000)
		if before {
			s := newScene(10, 31)
			s.awake(1800, 200)
			s.train(1800, 20, 8, false)
			e.Push(&track, s.block(0, len(s.x)), s.masks, dsp.Index(len(s.x)))
		} else {
			e.Push(&track, newStill(1200), nil, 12_000)
		}
		s := newScene(10, 32)
		s.awake(900, 90)
		s.sleep(3600, 8)
		b := s.block(0, len(s.x))
		b.Start += first
		for i := range s.masks {
			s.masks[i].Span.Start += first
			s.masks[i].Span.End += first
		}
		e.Push(&track, b, s.masks, b.Span().End)
		e.Close(&track)
		var out []sleep.Judged
		for _, j := range track.Judged {
			if j.Span.Start >= first {
				out = append(out, j)
			}
		}
		return out
	}
	if a, b := night(true), night(false); !slices.Equal(a, b) {
		t.Errorf("%d epochs after a restless night and %d after a quiet hour are not judged alike", len(a), len(b))
	}
}

// newStill returns seconds of stillness at 10 Hz.
func newStill(secs float64) *dsp.Block {
	s := newScene(10, 33)
	s.still(secs)
	return s.block(0, len(s.x))
}
