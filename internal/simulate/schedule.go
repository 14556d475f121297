package simulate

import (
	"math"
	"math/rand/v2"
	"slices"
)

// kind is what the sleeper does.
type kind string

const (
	kindLimb     kind = "limb"
	kindFidget   kind = "fidget"
	kindGross    kind = "gross"
	kindHypnic   kind = "hypnic_start"
	kindRhythmic kind = "rhythmic"
	kindTwitch   kind = "twitch"
	kindMicro    kind = "micro"
	kindShock    kind = "shock"
)

// rank orders kinds when two movements of a limb collide: the lower one stays.
func (k kind) rank() int {
	return slices.Index([]kind{kindHypnic, kindGross, kindRhythmic, kindLimb, kindFidget}, k)
}

// intent is one movement as planned, before any limb carries it out.
type intent struct {
	id      int
	kind    kind
	at      float64    // s
	length  float64    // s
	peak    float64    // g at an ankle (at the arm when arm)
	hz      float64    // beats of a rhythmic train, shake of a clonic movement
	train   int        // number of the train it belongs to, 0 when none
	arm     bool       // the arm's own movement; else a leg's, which a wrist hardly feels
	limbs   [2]bool    // which limbs move
	lag     [2]float64 // s after at, per limb
	doublet bool       // follows another within 10 s
	chained bool       // hypnic start in a cluster
}

// schedule plans a night's movements.
type schedule struct {
	set    Settings
	law    Laws[float64]
	sleep  *sleeper
	list   []intent
	trains int
	limbs  *rand.Rand
	main   int // the limb that moves more
}

// newSchedule returns every movement of the night in order of time.
func newSchedule(set Settings, law Laws[float64], sleep *sleeper) *schedule {
	s := &schedule{set: set, law: law, sleep: sleep, limbs: set.stream(streamLimbs)}
	s.main = s.limbs.IntN(2)
	s.startHypnic(set.stream(streamStarts))
	s.runTrains(set.stream(streamTrains))
	s.stray(set.stream(streamStrays))
	s.fidget(set.stream(streamFidgets))
	s.beat(set.stream(streamRhythms))
	s.shake(set.stream(streamShocks))
	slices.SortStableFunc(s.list, func(a, b intent) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	for i := range s.list {
		s.list[i].id = i
	}
	return s
}

// add plans a movement unless it lies outside the night, and draws which limbs it moves.
func (s *schedule) add(in intent) {
	if in.at < 1 || in.at+in.length > s.sleep.end-1 {
		return
	}
	switch in.kind {
	case kindGross, kindShock:
		in.limbs = [2]bool{true, true}
		in.lag[1] = between(s.limbs, 0, 0.15)
	default:
		s.chooseLimbs(&in)
	}
	if in.kind != kindShock {
		in.peak *= s.set.Amplitude
	}
	s.list = append(s.list, in)
}

// chooseLimbs draws the moving limbs. With one sensor every movement is that limb's.
func (s *schedule) chooseLimbs(in *intent) {
	both := s.limbs.Float64() < s.law.BilateralP
	main := s.limbs.Float64() < s.law.MainLimbP
	lag := s.limbs.Float64() * s.law.BilateralLagS
	late := s.limbs.IntN(2)
	if s.set.Limbs == 1 {
		in.limbs = [2]bool{true, false}
		return
	}
	in.limbs = [2]bool{both, both}
	if main {
		in.limbs[s.main] = true
	} else {
		in.limbs[1-s.main] = true
	}
	if in.kind == kindHypnic {
		lag *= 0.2
	}
	if both {
		in.lag[late] = lag
	}
}

// poisson calls each at exponential intervals of the given rate per hour within the stretch.
func poisson(rng *rand.Rand, from, to, perHour float64, each func(t float64)) {
	if perHour <= 0 {
		return
	}
	for t := from + rng.ExpFloat64()*hour/perHour; t < to; t += rng.ExpFloat64() * hour / perHour {
		each(t)
	}
}

// limb draws the size and length of a limb movement; size carries the standing of its train in sd.
func (s *schedule) limb(rng *rand.Rand, at, size float64) intent {
	in := intent{kind: kindLimb, at: at}
	in.peak = s.law.AmplitudeMG / 1000 * math.Exp(s.law.AmplitudeSpread*size)
	in.peak = clamp(in.peak, 0.001, 2.5)
	in.length = clamp(logNormal(rng, s.law.DurationS, s.law.DurationSpread), 0.6, 9)
	if rng.Float64() < s.law.LongP {
		in.length = between(rng, 10.3, 18)
	}
	return in
}

// runTrains plans the periodic movements of sleep and of wakefulness.
func (s *schedule) runTrains(rng *rand.Rand) {
	weight := map[Stage]float64{N1: 1, N2: 1, N3: s.law.DeepWeight, REM: s.law.DreamWeight}
	for _, span := range s.sleep.intervals() {
		s.runStretch(rng, span, s.law.PLMSPerHour, s.law.IMIMedianS, func(t float64) float64 {
			return weight[s.sleep.at(t).stage] * math.Exp(-s.law.DeclinePerHour*t/hour)
		})
	}
	for _, span := range s.sleep.stretches(func(b bout) bool { return b.stage == Wake && !b.quiet }) {
		s.runStretch(rng, span, s.law.PLMWPerHour, s.law.WakeIMIMedianS, func(float64) float64 { return 1 })
	}
}

// runStretch fills the span with trains and gaps for the given rate of movements
// per hour; a train takes place with the chance that share gives for its start.
func (s *schedule) runStretch(rng *rand.Rand, span [2]float64, perHour, interval float64, share func(t float64) float64) {
	if perHour <= 0 {
		return
	}
	mean := interval * math.Exp(s.law.IMISpread*s.law.IMISpread/2)
	duty := min(perHour*mean/hour, 0.95)
	t := span[0]
	for first := true; t < span[1]; first = false {
		length := max(4, int(logNormal(rng, s.law.TrainLength, 0.7)))
		lasts := float64(length) * mean
		gap := min(rng.ExpFloat64(), 3) * lasts * (1 - duty) / duty
		if first {
			gap *= rng.Float64()
		}
		if t += gap; t >= span[1] {
			return
		}
		if rng.Float64() < share(t) {
			t = s.train(rng, t, span[1], interval, length)
		} else {
			t += lasts
		}
	}
}

// train plans one train and returns when its last interval is over.
func (s *schedule) train(rng *rand.Rand, t, to, interval float64, length int) float64 {
	s.trains++
	rest := math.Sqrt(1 - s.law.IMIRho*s.law.IMIRho)
	hold := math.Sqrt(1 - s.law.AmplitudeRho*s.law.AmplitudeRho)
	swing, size := rng.NormFloat64(), rng.NormFloat64()
	for range length {
		if t >= to {
			break
		}
		in := s.limb(rng, t, size)
		in.train = s.trains
		swing = s.law.IMIRho*swing + rest*rng.NormFloat64()
		size = s.law.AmplitudeRho*size + hold*rng.NormFloat64()
		step := interval * math.Exp(s.law.IMISpread*swing)
		in.length = min(in.length, 0.8*step)
		s.add(in)
		if rng.Float64() < s.law.DoubletP && step > 6 {
			s.double(rng, in, step)
		}
		t += step
	}
	return t
}

// double plans the second movement of a doublet, before the next of the train.
func (s *schedule) double(rng *rand.Rand, first intent, room float64) {
	second := s.limb(rng, first.at+max(first.length+0.6, between(rng, 2, 9)), rng.NormFloat64())
	second.length = min(second.length, 3)
	second.train, second.doublet = first.train, true
	if second.at+second.length < first.at+room {
		s.add(second)
	}
}

// stray plans what happens in sleep outside trains: isolated movements, turns and twitches.
func (s *schedule) stray(rng *rand.Rand) {
	for _, span := range s.sleep.intervals() {
		poisson(rng, span[0], span[1], s.law.IsolatedPerHour/(1+s.law.ClusterP), func(t float64) { s.isolated(rng, t) })
		poisson(rng, span[0], span[1], s.law.GrossPerHour, func(t float64) { s.gross(rng, t) })
		poisson(rng, span[0]+s.law.TwitchAfterMin*minute, span[1], s.law.TwitchPerHour, func(t float64) { s.twitch(rng, t) })
		if span[1] < s.sleep.end && rng.Float64() < s.law.AwakeTurnP { // an awakening usually starts with a turn
			s.gross(rng, span[1]+between(rng, -2, 8))
		}
	}
}

// twitch plans a twitch, and where that may be others right after it.
func (s *schedule) twitch(rng *rand.Rand, t float64) {
	for {
		in := intent{kind: kindTwitch, at: t, length: between(rng, 0.1, 0.45), arm: true, peak: clamp(logNormal(rng, s.law.TwitchMG, 0.5), 3, 60) / 1000}
		s.add(in)
		if s.law.TwitchPairP <= 0 || rng.Float64() >= s.law.TwitchPairP {
			return
		}
		t += in.length + betweenLog(rng, 0.3, 5)
	}
}

// isolated plans a movement of no train, at a wrist often the arm's own, sometimes with company.
func (s *schedule) isolated(rng *rand.Rand, t float64) {
	for {
		in := s.limb(rng, t, rng.NormFloat64())
		in.arm = rng.Float64() < s.law.ArmShare
		s.add(in)
		if rng.Float64() >= s.law.ClusterP/(1+s.law.ClusterP) {
			return
		}
		t += in.length + betweenLog(rng, 0.6, 8)
	}
}

func (s *schedule) gross(rng *rand.Rand, t float64) {
	s.add(intent{kind: kindGross, at: t, length: clamp(logNormal(rng, s.law.GrossS, 0.6), 3, 45), arm: true,
		peak: clamp(logNormal(rng, s.law.GrossMG, 0.5), 80, 3000) / 1000})
}

// fidget plans wakefulness: restless until shortly before sleep, or micro-motion alone.
func (s *schedule) fidget(rng *rand.Rand) {
	for _, b := range s.sleep.bouts {
		if b.stage != Wake {
			continue
		}
		poisson(rng, b.from, b.to, 60*s.law.MicroPerMinute, func(t float64) {
			s.add(intent{kind: kindMicro, at: t, length: between(rng, 0.3, 2.5), arm: true,
				peak: clamp(logNormal(rng, s.law.MicroMG, 0.4), 1, 14) / 1000 / max(s.set.Amplitude, 1)})
		})
		if b.quiet {
			continue
		}
		relax := min(s.law.RelaxMin*minute, 0.4*(b.whole[1]-b.whole[0]))
		poisson(rng, b.from, b.to, s.law.FidgetPerHour, func(t float64) {
			if left := b.whole[1] - t; b.whole[1] < s.sleep.end && rng.Float64() > 0.15+left/relax {
				return
			}
			s.fidgetAt(rng, t)
		})
	}
}

// fidgetAt plans one movement of someone awake, now and then a turn.
func (s *schedule) fidgetAt(rng *rand.Rand, t float64) {
	if rng.Float64() < s.law.FidgetTurnP {
		s.gross(rng, t)
		return
	}
	s.add(intent{kind: kindFidget, at: t, length: clamp(logNormal(rng, s.law.FidgetS, 0.7), 0.5, 14), arm: true,
		peak: clamp(logNormal(rng, s.law.FidgetMG, 0.8), 10, 2500) / 1000})
}

// startHypnic plans hypnic starts about the sleep onsets, the first ones favoured, never evenly spaced.
func (s *schedule) startHypnic(rng *rand.Rand) {
	onsets := s.sleep.onsets
	if len(onsets) == 0 {
		return
	}
	for left := int(s.law.HypnicCount); left > 0; left-- {
		onset := onsets[min(int(rng.ExpFloat64()*float64(len(onsets))/2.5), len(onsets)-1)]
		t := onset + s.law.HypnicScatterS*(rng.NormFloat64()-0.25)
		if rng.Float64() < s.law.HypnicFarP {
			t = onset + between(rng, -180, 300)
		}
		s.hypnic(rng, t, false)
		for left > 1 && rng.Float64() < s.law.HypnicClusterP {
			left--
			t += betweenLog(rng, 1, 60)
			s.hypnic(rng, t, true)
		}
	}
}

func (s *schedule) hypnic(rng *rand.Rand, t float64, chained bool) {
	in := intent{kind: kindHypnic, at: t, arm: true, chained: chained}
	in.peak = clamp(logNormal(rng, s.law.HypnicMG, s.law.HypnicSpread), 40, 1500) / 1000
	in.length = clamp(logNormal(rng, s.law.HypnicRingS, 0.35), 0.2, 1)
	s.add(in)
	if rng.Float64() < s.law.HypnicTurnP {
		s.gross(rng, t+in.length+between(rng, 0.6, 4))
	}
}

// longestTrainS is the longest train of rhythmic movements whose length is drawn widely, s (A).
const longestTrainS = 45.0

// beat plans trains of rhythmic foot movements of 10–18 s.
func (s *schedule) beat(rng *rand.Rand) {
	awake := s.sleep.stretches(func(b bout) bool { return b.stage == Wake })
	light := s.sleep.stretches(func(b bout) bool { return b.stage == N1 || b.stage == N2 })
	for range int(s.law.RhythmicCount) {
		where := light
		if rng.Float64() < s.law.RhythmicWakeP {
			where = awake
		}
		t, ok := pick(rng, where)
		if !ok {
			continue
		}
		in := intent{kind: kindRhythmic, at: t, length: between(rng, 10, 18)}
		in.hz = clamp(logNormal(rng, s.law.RhythmicHz, 0.5), 0.3, 4)
		if s.law.RhythmicSpread > 0 {
			in.length = min(longestTrainS, in.length*logNormal(rng, 1, s.law.RhythmicSpread))
		}
		in.length = max(in.length, 4.3/in.hz)
		in.peak = clamp(logNormal(rng, s.law.RhythmicMG, 0.6), 12, 1000) / 1000
		s.add(in)
	}
}

// pick draws an instant uniformly from the stretches.
func pick(rng *rand.Rand, spans [][2]float64) (float64, bool) {
	var total float64
	for _, sp := range spans {
		total += sp[1] - sp[0]
	}
	u := rng.Float64() * total
	for _, sp := range spans {
		if d := sp[1] - sp[0]; u < d {
			return sp[0] + u, true
		} else {
			u -= d
		}
	}
	return 0, false
}

// shake plans the bed partner's shocks.
func (s *schedule) shake(rng *rand.Rand) {
	poisson(rng, 0, s.sleep.end, s.set.Shocks, func(t float64) {
		s.add(intent{kind: kindShock, at: t, length: between(rng, 0.1, 0.5), peak: clamp(logNormal(rng, s.law.ShockMG, 0.6), 8, 800) / 1000})
	})
}
