package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

func newNight(t testing.TB, set Settings) *Night {
	t.Helper()
	n, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// recorded is a source read to its end.
type recorded struct {
	number  []dsp.Index
	sample  []vec // g
	flag    []dsp.Flag
	anchors []device.Anchor
	holes   []dsp.Index // first samples after holes
}

func record(t testing.TB, src device.Source) recorded {
	t.Helper()
	defer src.Close()
	var r recorded
	var c device.Chunk
	for {
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.Len() == 0 || c.Len() > device.MaxChunk {
			t.Fatalf("a chunk of %d samples", c.Len())
		}
		if c.Hole != device.CauseNone {
			r.holes = append(r.holes, c.Start)
		}
		for i := range c.Len() {
			r.number = append(r.number, c.Start+dsp.Index(i))
			r.sample = append(r.sample, vec{float64(c.X[i]), float64(c.Y[i]), float64(c.Z[i])}.scale(1e-6))
		}
		r.flag = append(r.flag, c.Flags...)
		r.anchors = append(r.anchors, c.Anchors...)
	}
}

// The truth must be what anyone finds who looks at the noise-free recording sample by sample.
func TestTruthIsFoundByBruteForce(t *testing.T) {
	t.Parallel()
	var checked int
	for _, profile := range []string{"plm-severe", "hypnic", "rhythmic"} {
		set := Default()
		set.Profile, set.Hours, set.Rate, set.Vary = profile, 1.2, 500, stillLaws(t, profile)
		n := newNight(t, set)
		r := record(t, n.Source(0))
		events := n.Truth().Events
		for i, e := range events {
			alone := e.OnsetS > 10 && (i == 0 || before(events[:i]) < e.OnsetS-10) && (i == len(events)-1 || events[i+1].OnsetS > e.EndS+6)
			if !alone || e.Faint {
				continue
			}
			checked++
			onset, end, peak := bruteForce(r.sample, 500, e.OnsetS-9, e.EndS+4) // a faint hold may come first
			close(t, profile+" "+e.Class+" onset", onset, e.OnsetS, 0.006)
			close(t, profile+" "+e.Class+" end", end, e.EndS, 0.012)
			close(t, profile+" "+e.Class+" peak", peak, e.PeakMG, 0.2+0.04*e.PeakMG)
		}
	}
	if checked < 60 {
		t.Errorf("only %d events stood alone", checked)
	}
}

// before returns the latest end of the events.
func before(events []TruthEvent) float64 {
	last := math.Inf(-1)
	for _, e := range events {
		last = max(last, e.EndS)
	}
	return last
}

// bruteForce applies the contract's definition to samples from one rest to the next.
func bruteForce(samples []vec, rate, from, to float64) (onset, end, peakMG float64) {
	window := samples[int(from*rate):int(to*rate)]
	home, final := window[0], window[len(window)-1]
	if final.distance(home) <= VisibleEdgeG {
		final = home
	}
	for i, a := range window {
		at := from + float64(i)/rate
		if d := a.distance(home); d > VisibleEdgeG {
			peakMG = max(peakMG, 1000*d)
			if onset == 0 {
				onset = at
			}
		}
		if a.distance(final) > VisibleEdgeG {
			end = at
		}
	}
	return onset, end, peakMG
}

func TestHypnicStarts(t *testing.T) {
	t.Parallel()
	var durations, gaps []float64
	for seed := range uint64(6) {
		set := Default()
		set.Profile, set.Seed = "hypnic", seed
		n := newNight(t, set)
		var last float64
		var count int
		for _, e := range n.Truth().Events {
			if e.Class != ClassHypnicStart {
				continue
			}
			count++
			if e.PeakMG < 35 || e.PeakMG > 1600 {
				t.Errorf("seed %d: a hypnic start of %g mg", seed, e.PeakMG)
			}
			if e.TiltDeg > 8 || e.Series != 0 || e.Ignored {
				t.Errorf("seed %d: hypnic start %+v", seed, e)
			}
			durations = append(durations, e.DurationS)
			if last > 0 {
				gaps = append(gaps, e.OnsetS-last)
			}
			last = e.OnsetS
			var nearest = math.Inf(1)
			for _, onset := range n.Truth().Sleep.Onsets {
				if d := e.OnsetS - onset; math.Abs(d) < math.Abs(nearest) {
					nearest = d
				}
			}
			if math.Abs(nearest) > 450 {
				t.Errorf("seed %d: a hypnic start %.0f s from the nearest sleep onset", seed, nearest)
			}
		}
		if count < 10 {
			t.Errorf("seed %d: %d hypnic starts, want a dozen or so", seed, count)
		}
	}
	slices.Sort(durations)
	close(t, "median mechanical activity in s", durations[len(durations)/2], 0.55, 0.25)
	if p5, p95 := durations[len(durations)/20], durations[len(durations)*19/20]; p5 < 0.12 || p95 > 1.3 {
		t.Errorf("mechanical activity from %.2f to %.2f s, want about 0.2–1 s", p5, p95)
	}
	var quotients []float64
	for i := 1; i < len(gaps); i++ {
		quotients = append(quotients, math.Abs(math.Log(gaps[i]/gaps[i-1])))
	}
	slices.Sort(quotients)
	if m := quotients[len(quotients)/2]; m < 0.7 { // ln 2: neighbouring intervals usually differ by more than a factor of two
		t.Errorf("neighbouring intervals differ by e^%.2f at the median: too even", m)
	}
}

func TestIntervalsInTrains(t *testing.T) {
	t.Parallel()
	laws, err := ProfileLaws("plm-severe")
	if err != nil {
		t.Fatal(err)
	}
	none := Range{}
	laws.IMIMedianS, laws.IMISpread, laws.IMIRho = Range{22, 22}, Range{0.35, 0.35}, Range{0.4, 0.4}
	laws.GrossPerHour, laws.IsolatedPerHour, laws.TwitchPerHour, laws.DoubletP, laws.FidgetPerHour = none, none, none, none, none
	laws.AmplitudeMG, laws.AmplitudeSpread, laws.PLMWPerHour, laws.DurationS = Range{200, 200}, Range{0.2, 0.2}, none, Range{1.2, 1.2}
	var logs []float64
	var product, squares float64
	for seed := range uint64(8) {
		set := Default()
		set.Profile, set.Seed, set.Vary = "plm-severe", seed, &laws
		var last *TruthEvent
		var before float64
		for _, e := range newNight(t, set).Truth().Events {
			if e.Kind != "limb" {
				continue
			}
			if last != nil && last.Train == e.Train {
				x := math.Log(e.OnsetS-last.OnsetS) - math.Log(22)
				logs = append(logs, x)
				if before != 0 {
					product += x * before
					squares += before * before
				}
				before = x
			} else {
				before = 0
			}
			last = &e
		}
	}
	if len(logs) < 1000 {
		t.Fatalf("only %d intervals", len(logs))
	}
	var mean, spread float64
	for _, x := range logs {
		mean += x / float64(len(logs))
	}
	for _, x := range logs {
		spread += (x - mean) * (x - mean) / float64(len(logs))
	}
	close(t, "mean ln interval against ln 22", mean, 0, 0.06)
	close(t, "sd of ln interval", math.Sqrt(spread), 0.35, 0.04)
	close(t, "lag-1 correlation", product/squares, 0.4, 0.1)
}

// What the profiles promise, over a handful of nights each.
func TestProfiles(t *testing.T) {
	t.Parallel()
	type figures struct{ plms, plmw, hypnic, rhythmic, gross, trains float64 }
	of := map[string]figures{}
	const nights = 2
	for _, profile := range Profiles() {
		var f figures
		for seed := range uint64(nights) {
			set := Default()
			set.Profile, set.Seed, set.Rate = profile, 100+seed, 25
			n := newNight(t, set)
			truth := n.Truth()
			all := truth.Indices["wasm2016"].All.Indices
			f.plms += *all.PLMSPerHour / nights
			f.plmw += *all.PLMWPerHour / nights
			for _, e := range truth.Events {
				switch {
				case e.Class == ClassHypnicStart:
					f.hypnic += 1.0 / nights
				case e.Class == ClassRhythmic:
					f.rhythmic += 1.0 / nights
				case e.Kind == "gross":
					f.gross += 1.0 / nights
				}
				if e.Train > 0 {
					f.trains += 1.0 / nights
				}
			}
			if truth.Sleep.Onset == nil || truth.Sleep.TotalSleepH < 3.5 {
				t.Errorf("%s seed %d: %+v", profile, seed, truth.Sleep)
			}
		}
		of[profile] = f
	}
	for _, c := range []struct {
		what      string
		got       float64
		low, high float64
	}{
		{"healthy PLMS/h", of["healthy"].plms, 0, 8},
		{"mild PLMS/h", of["plm-mild"].plms, 4, 20},
		{"severe PLMS/h", of["plm-severe"].plms, 25, 100},
		{"restless legs PLMS/h", of["rls"].plms, 15, 70},
		{"restless legs PLMW/h", of["rls"].plmw, 40, 160},
		{"restless movements in trains", of["restless"].trains, 0, 0},
		{"restless PLMS/h, by chance", of["restless"].plms, 0, 10},
		{"restless large movements", of["restless"].gross, 45, 200},
		{"healthy large movements", of["healthy"].gross, 15, 70},
		{"healthy hypnic starts", of["healthy"].hypnic, 0, 3},
		{"hypnic hypnic starts", of["hypnic"].hypnic, 12, 40},
		{"rhythmic trains", of["rhythmic"].rhythmic, 8, 30},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s: %.1f, want %g to %g", c.what, c.got, c.low, c.high)
		}
	}
}

func TestRhythmicTrains(t *testing.T) {
	set := Default()
	set.Profile = "rhythmic"
	for _, e := range newNight(t, set).Truth().Events {
		if e.Class == ClassRhythmic && !e.Faint && (e.DurationS < 8 || e.DurationS > 20) {
			t.Errorf("a rhythmic train of %.1f s, want 10–18 s", e.DurationS)
		}
	}
}

// Laws of trains that usual sleepers have narrow: longer and shorter trains, and beats that wane to both ends.
func TestTrainsOfAllKinds(t *testing.T) {
	set := Default()
	set.Profile = "rhythmic"
	laws, err := ProfileLaws(set.Profile)
	if err != nil {
		t.Fatal(err)
	}
	laws.RhythmicCount, laws.RhythmicSpread, laws.RhythmicWane = Range{40, 40}, Range{0.8, 0.8}, Range{0.9, 0.9}
	laws.RhythmicHz, laws.RhythmicUneven = Range{1, 1}, Range{0, 0}
	set.Vary = &laws
	n := newNight(t, set)
	short, long := 0, 0
	for _, e := range n.Truth().Events {
		if e.Class != ClassRhythmic || !e.Visible {
			continue
		}
		if e.DurationS < 8 {
			short++
		}
		if e.DurationS > 22 {
			long++
		}
		if e.DurationS > longestTrainS+1/0.3 {
			t.Errorf("a train of %.1f s", e.DurationS)
		}
	}
	if short < 3 || long < 3 {
		t.Errorf("%d trains shorter than 8 s, %d longer than 22 s, want some of both", short, long)
	}
	var m motion
	n.limbs[0].buildRhythmic(&m, &intent{kind: kindRhythmic, length: 14, hz: 1}, rand.New(rand.NewPCG(1, 2)))
	var first, middle float64
	for _, p := range m.joints[0].pieces {
		if size := math.Abs(p.size); p.from < 0.5 {
			first = max(first, size)
		} else if math.Abs(2*p.from/14-1) < 0.3 {
			middle = max(middle, size)
		}
	}
	if first > 0.2*middle {
		t.Errorf("the first beat of a train that wanes is %.2f of those in its middle", first/middle)
	}
}

// Events of one limb are joined as the rules do, so none that count are closer than 0.5 s.
func TestMovementsAreJoined(t *testing.T) {
	set := Default()
	set.Profile = "rls"
	var last float64
	for _, e := range newNight(t, set).Truth().Events {
		if !e.Visible || e.Ignored || e.Class == ClassHypnicStart || e.Class == ClassRhythmic {
			continue
		}
		if e.OnsetS < last+0.5 {
			t.Errorf("an event at %.3f s, %.3f s after the end of another", e.OnsetS, e.OnsetS-last)
		}
		last = e.EndS
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	text := func(seed uint64) string {
		set := Default()
		set.Profile, set.Hours, set.Seed, set.Limbs, set.Holes, set.Shocks = "rls", 0.5, seed, 2, 2, 20
		n := newNight(t, set)
		var b bytes.Buffer
		for limb := range 2 {
			if err := n.WriteCSV(&b, limb); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(n.Truth().Write(&b), n.Truth().WriteHypnogram(&b)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if first, again := text(7), text(7); first != again {
		t.Error("the same settings gave other bytes")
	}
	if text(7) == text(8) {
		t.Error("another seed gave the same bytes")
	}
}

// The file says the same as the source, row for sample.
func TestFileAndSourceAgree(t *testing.T) {
	set := Default()
	set.Profile, set.Hours, set.Rate, set.Holes, set.RateError = "restless", 0.5, 50, 3, 0.004
	n := newNight(t, set)
	r := record(t, n.Source(0))
	var b bytes.Buffer
	if err := n.WriteCSV(&b, 0); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n")
	var i int
	var last time.Time
	for line, row := range rows {
		for r.flag[i]&dsp.Interpolated != 0 {
			i++
		}
		cells := strings.Split(row, ",")
		at, err := time.Parse("2006-01-02 15:04:05.000", cells[0])
		if err != nil || len(cells) != 4 || at.Before(last) {
			t.Fatalf("line %d: %q (%v)", line+1, row, err)
		}
		last = at
		for axis, v := range [3]float64{r.sample[i].x, r.sample[i].y, r.sample[i].z} {
			if got, err := strconv.ParseFloat(cells[1+axis], 64); err != nil || math.Abs(got-v) > 1e-9 {
				t.Fatalf("line %d axis %d: file %s, source %g (%v)", line+1, axis, cells[1+axis], v, err)
			}
		}
		i++
	}
	if i != len(r.sample) {
		t.Errorf("the source has %d more samples than the file", len(r.sample)-i)
	}
}

func TestHolesAndClock(t *testing.T) {
	set := Default()
	set.Profile, set.Hours, set.Limbs, set.Holes = "plm-mild", 2, 2, 4
	set.OffsetS, set.PPM, set.RateError = 3, 80, 0.002
	n := newNight(t, set)
	for limb := range 2 {
		r := record(t, n.Source(limb))
		truth := n.Truth().Limbs[limb]
		if len(r.holes) != 4 || len(truth.Holes) != 4 {
			t.Fatalf("limb %d: %d holes in the source, %d in the truth, want 4", limb, len(r.holes), len(truth.Holes))
		}
		var stored int64
		for i, f := range r.flag {
			if f&dsp.Interpolated == 0 {
				stored++
			}
			if i > 0 && r.number[i] != r.number[i-1]+1 && !slices.Contains(r.holes, r.number[i]) {
				t.Fatalf("limb %d: numbers jump from %d to %d without a hole", limb, r.number[i-1], r.number[i])
			}
		}
		if stored != truth.Samples {
			t.Errorf("limb %d: %d samples, truth says %d", limb, stored, truth.Samples)
		}
		checkAnchors(t, n, limb, r)
	}
}

// checkAnchors holds the anchors against the contract of Source and against the clock as set.
func checkAnchors(t *testing.T, n *Night, limb int, r recorded) {
	t.Helper()
	first, last := r.anchors[0], r.anchors[len(r.anchors)-1]
	if first.Index != 0 || last.Index != r.number[len(r.number)-1] {
		t.Errorf("limb %d: anchors from %d to %d, samples from 0 to %d", limb, first.Index, last.Index, r.number[len(r.number)-1])
	}
	offset := n.Truth().Limbs[limb].StartS
	if limb == 1 {
		offset = offset*(1+80e-6) + 3
	}
	close(t, "first stamp in s", float64(first.Nanos-n.Settings.Start.UnixNano())/1e9, offset, 0.001)
	for i := 1; i < len(r.anchors); i++ {
		a, b := r.anchors[i-1], r.anchors[i]
		seconds := float64(b.Nanos-a.Nanos) / 1e9
		if slices.Contains(r.holes, b.Index) {
			continue
		}
		if seconds > 60 {
			t.Errorf("limb %d: %.1f s between anchors", limb, seconds)
		}
		want := n.Truth().Limbs[limb].RateHz
		if limb == 1 {
			want /= 1 + 80e-6
		}
		if rate := float64(b.Index-a.Index) / seconds; b.Index-a.Index > 1000 {
			close(t, "rate between anchors in Hz", rate, want, 0.012) // losses and the slow wave; the grid counts whole samples
		}
	}
	if limb == 0 {
		close(t, "true rate in Hz", n.Truth().Limbs[0].RateHz, 100.2, 0.01)
	}
}

// A movement that a hole begins in is cut, one that begins in a hole is hidden, and neither is scored.
func TestHolesSpoilEvents(t *testing.T) {
	var cut, hidden int
	for seed := range uint64(4) {
		set := Default()
		set.Profile, set.Hours, set.Holes, set.Seed = "plm-severe", 4, 20, seed
		truth := newNight(t, set).Truth()
		for _, e := range truth.Events {
			for _, h := range truth.Limbs[0].Holes {
				inside := e.OnsetS >= h[0] && e.OnsetS < h[1]
				if inside != (e.Class == ClassHidden) && inside {
					t.Errorf("%s event at %.3f s inside the hole %v", e.Class, e.OnsetS, h)
				}
			}
			switch e.Class {
			case ClassCut:
				cut++
			case ClassHidden:
				hidden++
			}
		}
	}
	if cut == 0 || hidden == 0 {
		t.Errorf("80 holes cut %d events and hid %d", cut, hidden)
	}
}

func TestTwoLimbs(t *testing.T) {
	set := Default()
	set.Profile, set.Limbs, set.Shocks = "plm-severe", 2, 10
	truth := newNight(t, set).Truth()
	var one, both, shared int
	for _, e := range truth.Events {
		switch {
		case e.Kind == "shock" || e.Kind == "gross":
			if len(e.Sites) != 2 {
				continue // one limb's part may be hidden under another event
			}
			shared++
			if lag := math.Abs(e.Parts[0].OnsetS - e.Parts[1].OnsetS); e.Kind == "shock" && lag > 0.4 {
				t.Errorf("a shock reaches the limbs %.2f s apart", lag)
			}
		case e.Train > 0 && len(e.Sites) == 2:
			both++
		case e.Train > 0:
			one++
		}
	}
	if one == 0 || both == 0 || shared < 20 || one < both/2 {
		t.Errorf("%d movements of one leg, %d of both, %d shared ones", one, both, shared)
	}
}

func TestWristFeelsLittleOfLegs(t *testing.T) {
	set := Default()
	set.Profile, set.Site = "plm-severe", device.SiteLeftWrist
	var legs, faint int
	for _, e := range newNight(t, set).Truth().Events {
		if e.Train == 0 {
			continue
		}
		legs++
		if !e.Visible {
			faint++
		}
		if !slices.Contains(e.Traits, "transmitted") {
			t.Fatalf("a leg movement at the wrist is not marked as transmitted: %+v", e)
		}
	}
	if legs == 0 || faint*2 < legs {
		t.Errorf("%d of %d leg movements are invisible at the wrist", faint, legs)
	}
}

func TestTruthFile(t *testing.T) {
	set := Default()
	set.Hours = 1
	var b bytes.Buffer
	if err := newNight(t, set).Truth().Write(&b); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["schema"] != "nightjar.truth/1" {
		t.Errorf("schema %v", got["schema"])
	}
	for _, rules := range []string{"wasm2016", "wasm2016-strict", "aasm", "aasm-skip"} {
		if _, ok := got["indices"].(map[string]any)[rules]; !ok {
			t.Errorf("no indices under %s", rules)
		}
	}
}

// The hypnogram covers the night without gaps and agrees with the sleep intervals.
func TestHypnogram(t *testing.T) {
	for _, profile := range Profiles() {
		set := Default()
		set.Profile, set.Hours = profile, 2.5
		truth := newNight(t, set).Truth()
		var at, asleep float64
		for _, s := range truth.Hypnogram {
			close(t, profile+": start of a stage", s.OnsetS, at, 1e-6)
			at = s.OnsetS + s.DurationS
			if s.Stage != Wake {
				asleep += s.DurationS
			}
		}
		close(t, profile+": end of the hypnogram", at, set.Hours*hour, 1e-6)
		close(t, profile+": hours asleep", asleep/hour, truth.Sleep.TotalSleepH, 1e-6)
	}
}

func TestSettingsOutOfBounds(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"profile": func(s *Settings) { s.Profile = "owl" },
		"hours":   func(s *Settings) { s.Hours = 0 },
		"rate":    func(s *Settings) { s.Rate = math.NaN() },
		"limbs":   func(s *Settings) { s.Limbs = 3 },
		"noise":   func(s *Settings) { s.Noise = -1 },
		"site":    func(s *Settings) { s.Site = device.SiteTrunk },
		"second":  func(s *Settings) { s.Site, s.Limbs = device.SiteRightAnkle, 2 },
	} {
		set := Default()
		spoil(&set)
		if _, err := New(set); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Fixing one range leaves what the others draw alone.
func TestRangesDrawApart(t *testing.T) {
	set := Default()
	laws, err := ProfileLaws("healthy")
	if err != nil {
		t.Fatal(err)
	}
	whole := drawLaws(laws, set.stream(streamLaws))
	laws.BreathMG = Range{8, 8}
	fixed := drawLaws(laws, set.stream(streamLaws))
	if fixed.BreathMG != 8 {
		t.Errorf("breathing drawn as %g", fixed.BreathMG)
	}
	fixed.BreathMG = whole.BreathMG
	if fixed != whole {
		t.Error("fixing one range changed another")
	}
}

func BenchmarkNew(b *testing.B) {
	set := Default()
	set.Profile = "rls"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(set); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSource(b *testing.B) {
	set := Default()
	set.Profile = "rls"
	n := newNight(b, set)
	var c device.Chunk
	b.ReportAllocs()
	for b.Loop() {
		src := n.Source(0)
		for src.Next(&c) == nil {
		}
	}
}
