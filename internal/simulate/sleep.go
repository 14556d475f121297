package simulate

import (
	"math"
	"math/rand/v2"
)

// Stage is a sleep stage as hypnogram files spell it.
type Stage string

// The stages of the AASM manual.
const (
	Wake Stage = "W"
	N1   Stage = "N1"
	N2   Stage = "N2"
	N3   Stage = "N3"
	REM  Stage = "R"
)

// PersistentS is how long a first sleep must last to be the persistent onset (package sleep: ten minutes).
const PersistentS = 600 // s

const (
	minute = 60.0   // s
	hour   = 3600.0 // s
)

// bout is a stretch of one stage.
type bout struct {
	from, to float64 // s
	stage    Stage
	quiet    bool       // wakefulness that shows only as micro-motion
	whole    [2]float64 // s, the wakefulness that this bout is part of
}

// sleeper is the night's sleep: bouts without gaps from 0 to its end.
type sleeper struct {
	bouts      []bout
	onsets     []float64 // s, every return from wakefulness to sleep
	persistent float64   // s, NaN when no sleep lasted
	end        float64   // s
}

// In a short night falling asleep is shortened too: these parts of it are the latest for a first and for a failed attempt.
const (
	latestFirst  = 0.25
	latestFailed = 0.35
)

// newSleeper draws when the sleeper sleeps and wakes, and in which stages.
func newSleeper(end float64, law Laws[float64], rng *rand.Rand) *sleeper {
	s := &sleeper{end: milli(end)}
	s.wake(min(law.LatencyMin*minute, latestFirst*end), law, rng)
	for range int(law.FailedOnsets) {
		if s.now() > latestFailed*end {
			break
		}
		s.sleep(clamp(logNormal(rng, law.FailedSleepMin, 0.5)*minute, 40, PersistentS-60), law, rng)
		s.wake(max(logNormal(rng, law.FailedWakeMin, 0.5)*minute, 45), law, rng)
	}
	shortest := 1.5 * PersistentS
	for {
		length := max(shortest, rng.ExpFloat64()*hour/max(law.AwakeningsPerHour, 1e-6))
		last := s.end - min(law.FinalWakeMin*minute, 0.1*s.end) - s.now()
		if length >= last {
			s.sleep(last, law, rng)
			break
		}
		s.sleep(length, law, rng)
		s.wake(clamp(logNormal(rng, law.AwakeningMin, 0.6), 2, 20)*minute, law, rng)
		shortest = 2 * minute
	}
	s.wake(s.end-s.now(), law, rng)
	s.findOnsets()
	return s
}

// now returns where the bouts end so far.
func (s *sleeper) now() float64 {
	if len(s.bouts) == 0 {
		return 0
	}
	return s.bouts[len(s.bouts)-1].to
}

// put appends a bout of the given length, cut at the end of the night, to whole milliseconds.
func (s *sleeper) put(stage Stage, length float64, quiet bool) {
	from := s.now()
	to := math.Round(min(from+length, s.end)*1000) / 1000
	if to > from {
		s.bouts = append(s.bouts, bout{from: from, to: to, stage: stage, quiet: quiet})
	}
}

// wake appends one wakefulness, in turns restless and quiet.
func (s *sleeper) wake(length float64, law Laws[float64], rng *rand.Rand) {
	first, whole := len(s.bouts), [2]float64{s.now(), min(s.now()+length, s.end)}
	for s.now() < whole[1]-0.001 {
		part := min(whole[1]-s.now(), logNormal(rng, law.QuietMin, 0.6)*minute)
		s.put(Wake, max(part, 0.001), rng.Float64() < law.QuietWakeShare)
	}
	for i := range s.bouts[first:] {
		s.bouts[first+i].whole = whole
	}
}

// sleep appends one uninterrupted sleep. Deep sleep belongs to the first cycles, REM to the later ones.
func (s *sleeper) sleep(length float64, law Laws[float64], rng *rand.Rand) {
	until := min(s.now()+length, s.end)
	for s.now() < until-0.001 {
		cycle := s.now() / (law.CycleMin * minute)
		deep := max(0, 40-11*cycle) * between(rng, 0.7, 1.3)
		dream := min(35, 4+8*cycle) * between(rng, 0.6, 1.4)
		light := max(10, law.CycleMin-deep-dream-4)
		for _, part := range []struct {
			stage   Stage
			minutes float64
		}{
			{N1, between(rng, 1.5, 5)}, {N2, light * 0.6}, {N3, deep}, {N2, light * 0.4}, {REM, dream},
		} {
			s.put(part.stage, min(part.minutes*minute, until-s.now()), false)
		}
	}
}

// findOnsets lists the returns to sleep and the first that lasted.
func (s *sleeper) findOnsets() {
	s.persistent = math.NaN()
	for _, iv := range s.intervals() {
		if iv[0] == 0 {
			continue
		}
		s.onsets = append(s.onsets, iv[0])
		if math.IsNaN(s.persistent) && iv[1]-iv[0] >= PersistentS {
			s.persistent = iv[0]
		}
	}
}

// intervals returns the uninterrupted sleeps.
func (s *sleeper) intervals() [][2]float64 {
	return s.stretches(func(b bout) bool { return b.stage != Wake })
}

// stretches joins neighbouring bouts that are in.
func (s *sleeper) stretches(in func(bout) bool) [][2]float64 {
	var list [][2]float64
	for _, b := range s.bouts {
		switch {
		case !in(b):
		case len(list) > 0 && list[len(list)-1][1] == b.from:
			list[len(list)-1][1] = b.to
		default:
			list = append(list, [2]float64{b.from, b.to})
		}
	}
	return list
}

// at returns the bout that holds t.
func (s *sleeper) at(t float64) bout {
	low, high := 0, len(s.bouts)
	for high-low > 1 {
		if mid := (low + high) / 2; s.bouts[mid].from <= t {
			low = mid
		} else {
			high = mid
		}
	}
	return s.bouts[low]
}

// asleep reports whether the sleeper sleeps at t.
func (s *sleeper) asleep(t float64) bool { return s.at(t).stage != Wake }
