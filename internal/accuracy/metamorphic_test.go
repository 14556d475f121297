package accuracy_test

import (
	"context"
	"io"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/evaluate"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/report"
	"github.com/nightjar-sleep/nightjar/internal/score"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// Tests that need no truth: what must not change when the same night is recorded otherwise (issue 3). Each goes from samples to the printed events.

// tape is a recording held in memory.
type tape struct {
	info   device.Info
	sum    device.Summary
	chunks []device.Chunk
	next   int
}

func (t *tape) Info() device.Info       { return t.info }
func (t *tape) Summary() device.Summary { return t.sum }
func (t *tape) Close() error            { return nil }
func (t *tape) Next(c *device.Chunk) error {
	if t.next == len(t.chunks) {
		return io.EOF
	}
	from := &t.chunks[t.next]
	t.next++
	c.Reset(from.Start)
	c.Hole, c.Anchors = from.Hole, append(c.Anchors, from.Anchors...)
	for i := range from.X {
		c.Append(from.X[i], from.Y[i], from.Z[i], from.Flags[i])
	}
	return nil
}

// record simulates a night and keeps it.
func record(t *testing.T, profile string, hours, rate float64, seed uint64, start time.Time) *tape {
	t.Helper()
	set := simulate.Default()
	set.Profile, set.Hours, set.Rate, set.Seed, set.Start = profile, hours, rate, seed, start
	n, err := simulate.New(set)
	if err != nil {
		t.Fatal(err)
	}
	src := n.Source(0)
	out := &tape{info: src.Info()}
	for {
		var c device.Chunk
		err := src.Next(&c)
		if c.Len() > 0 {
			out.chunks = append(out.chunks, c)
		}
		if err == io.EOF {
			out.sum = src.Summary()
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

var evening = time.Date(2024, 3, 14, 22, 30, 0, 0, time.UTC)

// short are three nights of an hour and a half at 50 Hz that most tests share: about three hundred events.
var short = sync.OnceValue(func() (out []func(*testing.T) *tape) {
	for i, profile := range []string{"plm-severe", "hypnic", "rls"} {
		var once *tape
		out = append(out, func(t *testing.T) *tape {
			if once == nil {
				once = record(t, profile, 1.5, 50, 910+uint64(i), evening)
			}
			return once.with(func(*device.Chunk) {})
		})
	}
	return out
})

// with returns the recording with every chunk changed.
func (t *tape) with(change func(*device.Chunk)) *tape {
	out := &tape{info: t.info, sum: t.sum}
	for i := range t.chunks {
		c := t.chunks[i]
		c.X, c.Y, c.Z, c.Flags = slices.Clone(c.X), slices.Clone(c.Y), slices.Clone(c.Z), slices.Clone(c.Flags)
		c.Anchors = slices.Clone(c.Anchors)
		change(&c)
		out.chunks = append(out.chunks, c)
	}
	return out
}

// input runs the engine.
func (t *tape) input(tb *testing.T, site device.Site) report.Input {
	tb.Helper()
	ledger, err := night.Run(context.Background(), t, night.ConfigFor(site), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return report.Input{File: string(site), Site: site, Ledger: ledger, Summary: t.sum}
}

// nights scores recordings as one group.
func nights(tb *testing.T, g ...report.Input) []report.Night {
	tb.Helper()
	out, err := report.Join(g, report.Options{Rules: score.WASM2016(), Criteria: report.DefaultCriteria()})
	if err != nil {
		tb.Fatal(err)
	}
	return out.Nights
}

// events scores one recording.
func (t *tape) events(tb *testing.T) []report.Event {
	return nights(tb, t.input(tb, device.SiteLeftAnkle))[0].Events
}

// within is how far apart the onsets of one event may be when it was recorded otherwise.
const within = 250 // ms

// unlike returns how many events of either list have no partner in the other that is of the same class and began with it.
func unlike(a, b []report.Event) int {
	lone := func(a, b []report.Event) int {
		n := 0
		for i := range a {
			if !slices.ContainsFunc(b, func(e report.Event) bool {
				return e.Class == a[i].Class && math.Abs(float64(e.Onset-a[i].Onset)) <= within
			}) {
				n++
			}
		}
		return n
	}
	return max(lone(a, b), lone(b, a))
}

// above returns the events that peak above g.
func above(list []report.Event, g float64) (out []report.Event) {
	for _, e := range list {
		if e.PeakG >= g {
			out = append(out, e)
		}
	}
	return out
}

// each changes the samples of a chunk one by one.
func each(change func(v [3]float64) [3]float64) func(*device.Chunk) {
	return func(c *device.Chunk) {
		for i := range c.X {
			v := change([3]float64{float64(c.X[i]), float64(c.Y[i]), float64(c.Z[i])})
			c.X[i], c.Y[i], c.Z[i] = int32(math.Round(v[0])), int32(math.Round(v[1])), int32(math.Round(v[2]))
		}
	}
}

// visible is the least peak that a sensor is asked to see (contract.md: simulate), in g.
const visible = 0.015

// A sensor strapped on otherwise, turned by any angle or with its axes exchanged, sees the same visible events: no verdict changes. Whole micro-g are rounded anew by
// the turn, so that of the events just above what is listed at all (13.5 mg) one in a night may come or go: one did in 820.
func TestStrappingChangesNoVerdict(t *testing.T) {
	sin, cos := math.Sincos(1.1)
	for name, turn := range map[string]func(v [3]float64) [3]float64{
		"axes exchanged": func(v [3]float64) [3]float64 { return [3]float64{v[2], -v[0], -v[1]} },
		"turned twice": func(v [3]float64) [3]float64 {
			v = [3]float64{cos*v[0] - sin*v[1], sin*v[0] + cos*v[1], v[2]}
			return [3]float64{v[0], cos*v[1] - sin*v[2], sin*v[1] + cos*v[2]}
		},
	} {
		for i, n := range short() {
			want := n(t).events(t)
			got := n(t).with(each(turn)).events(t)
			if k := unlike(above(want, visible), above(got, visible)); k != 0 {
				t.Errorf("%s, night %d: %d of %d visible events are others", name, i, k, len(want))
			}
			if k := unlike(want, got); k > 1 {
				t.Errorf("%s, night %d: %d of %d events are others", name, i, k, len(want))
			}
		}
	}
}

// A clock that shows another time shifts the stamps and nothing else.
func TestClockShiftsStamps(t *testing.T) {
	const shift = 37*60 + 11 // s
	n := short()[0](t)
	want := n.events(t)
	got := n.with(func(c *device.Chunk) {
		for i := range c.Anchors {
			c.Anchors[i].Nanos += shift * 1e9
		}
	}).events(t)
	if len(want) != len(got) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range want {
		if want[i].Onset != got[i].Onset || want[i].Class != got[i].Class || want[i].Duration != got[i].Duration {
			t.Errorf("event %d: %v at %s, want %v at %s", i, got[i].Class, got[i].Onset, want[i].Class, want[i].Onset)
		}
		a, b := stamp(t, want[i].OnsetAt), stamp(t, got[i].OnsetAt)
		if b.Sub(a) != shift*time.Second {
			t.Errorf("event %d: stamp moved by %s", i, b.Sub(a))
		}
	}
}

func stamp(t *testing.T, s *string) time.Time {
	t.Helper()
	if s == nil {
		t.Fatal("no stamp")
	}
	v, err := time.Parse("2006-01-02T15:04:05.000", *s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// misread are sensors that are 2 % off in gain and 20 mg in offset, alone and together.
var misread = func() (out []struct {
	name   string
	change func(v [3]float64) [3]float64
}) {
	const off = 20000 // micro-g
	for _, c := range []struct {
		name string
		gain float64
		zero [3]float64
	}{
		{"gain", 1.02, [3]float64{}},
		{"offset", 1, [3]float64{off, -off, off}},
		{"both", 1.02, [3]float64{off, -off, off}},
		{"less gain", 0.98, [3]float64{}},
		{"opposite offset", 1, [3]float64{-off, off, -off}},
		{"gain and opposite offset", 1.02, [3]float64{-off, off, -off}},
		{"less gain and offset", 0.98, [3]float64{off, off, off}},
		{"less gain and opposite offset", 0.98, [3]float64{-off, -off, -off}},
	} {
		out = append(out, struct {
			name   string
			change func(v [3]float64) [3]float64
		}{c.name, func(v [3]float64) [3]float64 {
			return [3]float64{c.gain*v[0] + c.zero[0], c.gain*v[1] + c.zero[1], c.gain*v[2] + c.zero[2]}
		}})
	}
	return out
}()

// The bar is one event in a hundred of whole nights, for a sensor that is 2 % off in gain and 20 mg in offset. It is held over eight sensors (0.75); the worst of them changes 1.5. It
// would be 4.6 and 6.1 if the postures at rest did not tell the gain (package movement, which says what is left and why).
func TestGainAndOffset(t *testing.T) {
	const clear = 0.025 // g
	whole := []*tape{record(t, "plm-severe", 8, 50, 910, evening), record(t, "hypnic", 8, 50, 911, evening), record(t, "rls", 8, 50, 912, evening)}
	changed, events := 0, 0
	for _, c := range misread {
		others, all, lost, clears := 0, 0, 0, 0
		for _, n := range whole {
			want, got := n.with(func(*device.Chunk) {}).events(t), n.with(each(c.change)).events(t)
			others, all, clears = others+unlike(want, got), all+len(want), clears+len(above(want, clear))
			for _, e := range above(want, clear) {
				if !slices.ContainsFunc(got, func(o report.Event) bool { return math.Abs(float64(o.Onset-e.Onset)) <= within }) {
					lost++
				}
			}
		}
		t.Logf("%s: %d of %d events are others, %d of %d clear movements gone", c.name, others, all, lost, clears)
		if others*1000 > 17*all || lost*100 > clears {
			t.Errorf("%s: %d of %d events are others, %d of %d clear movements gone", c.name, others, all, lost, clears)
		}
		changed, events = changed+others, events+all
	}
	if changed*100 > events {
		t.Errorf("%d of %d events are others for one sensor with another", changed, events)
	}
}

// In an hour and a half a sleeper has lain in a few postures only, on one side of most axes, and a gain is not told well from an offset: up to 1.9 % of the events were others when this
// was written, for the worst of eight sensors; for the first three it was within 1 %. The test holds that wall.
func TestGainAndOffsetSoon(t *testing.T) {
	for k, c := range misread {
		others, all, most := 0, 0, 2 // percent
		if k < 3 {
			most = 1
		}
		for _, n := range short() {
			want := n(t).events(t)
			others, all = others+unlike(want, n(t).with(each(c.change)).events(t)), all+len(want)
		}
		t.Logf("%s: %d of %d events are others", c.name, others, all)
		if others*100 > most*all {
			t.Errorf("%s: %d of %d events are others", c.name, others, all)
		}
	}
}

// halve resamples a recording to half its rate: a windowed sinc as low-pass, then every other sample.
func (t *tape) halve() *tape {
	const reach = 15
	var taps [2*reach + 1]float64
	sum := 0.0
	for k := range taps {
		x := float64(k - reach)
		h := 0.45
		if x != 0 {
			h = math.Sin(0.45*math.Pi*x) / (math.Pi * x)
		}
		taps[k] = h * (0.54 + 0.46*math.Cos(math.Pi*x/reach))
		sum += taps[k]
	}
	var x [3][]float64 // the whole recording, which has no hole
	for i := range t.chunks {
		c := &t.chunks[i]
		for k := range c.X {
			x[0], x[1], x[2] = append(x[0], float64(c.X[k])), append(x[1], float64(c.Y[k])), append(x[2], float64(c.Z[k]))
		}
	}
	out := &tape{info: t.info, sum: t.sum}
	out.info.Rate /= 2
	out.sum.Rate /= 2
	for i := range t.chunks {
		c := &t.chunks[i]
		var half device.Chunk
		half.Start = (c.Start + 1) / 2
		for n := half.Start * 2; n < c.Start+dsp.Index(c.Len()); n += 2 {
			var v [3]int32
			for axis := range v {
				for k, w := range taps {
					v[axis] += int32(math.Round(w / sum * x[axis][min(len(x[axis])-1, max(0, int(n)+k-reach))]))
				}
			}
			half.Append(v[0], v[1], v[2], c.Flags[n-c.Start])
		}
		for _, a := range c.Anchors {
			if a.Index%2 == 0 {
				half.Anchors = append(half.Anchors, device.Anchor{Index: a.Index / 2, Nanos: a.Nanos})
			}
		}
		if half.Len() > 0 {
			out.chunks = append(out.chunks, half)
		}
	}
	return out
}

// Half the rate keeps 98 of 100 movements above 25 mg.
func TestHalfTheRate(t *testing.T) {
	const clear = 0.025 // g
	kept, all := 0, 0
	for i, profile := range []string{"plm-severe", "restless", "rls"} {
		n := record(t, profile, 1.5, 100, 920+uint64(i), evening)
		full, half := n.events(t), n.halve().events(t)
		for k := range full {
			e := &full[k]
			if e.PeakG <= clear || e.Class == report.Brief || e.Class == report.HypnicStart {
				continue
			}
			all++
			if slices.ContainsFunc(half, func(o report.Event) bool { return math.Abs(float64(o.Onset-e.Onset)) <= 1000*evaluate.Tolerance }) {
				kept++
			}
		}
	}
	t.Logf("%d of %d movements above 25 mg are kept", kept, all)
	if kept*100 < all*98 {
		t.Errorf("%d of %d movements above 25 mg are kept, fewer than 98 %%", kept, all)
	}
}

// Values written with two decimals, or by a sensor with steps of a sixty-fourth of a g, are coarser than the weakest movement: the last digit goes up and down with the breath, and
// none of that is a movement. What is strong enough is still found, and sleep is still sleep.
func TestCoarseSteps(t *testing.T) {
	const strong, least, most = 0.08, 90, 10 // g; percent
	for _, step := range []float64{10_000, 15_625} {
		kept, all, made := 0, 0, 0
		slept := [2]float64{}
		for i, n := range short() {
			fine := nights(t, n(t).input(t, device.SiteLeftAnkle))[0]
			coarse := nights(t, n(t).with(each(func(v [3]float64) [3]float64 {
				return [3]float64{step * math.Round(v[0]/step), step * math.Round(v[1]/step), step * math.Round(v[2]/step)}
			})).input(t, device.SiteLeftAnkle))[0]
			made += max(0, len(coarse.Events)-len(fine.Events))
			for _, e := range above(fine.Events, strong) {
				all++
				if slices.ContainsFunc(coarse.Events, func(o report.Event) bool { return math.Abs(float64(o.Onset-e.Onset)) <= 1000*evaluate.Tolerance }) {
					kept++
				}
			}
			a, b := fine.Sleep.TotalSleepH, coarse.Sleep.TotalSleepH
			if a == nil || b == nil {
				t.Fatalf("steps of %.1f mg, night %d: no sleep", step/1000, i)
			}
			slept[0], slept[1] = slept[0]+*a, slept[1]+*b
		}
		t.Logf("steps of %.1f mg: %d of %d strong movements are kept, %d events more, %.2f h of sleep for %.2f", step/1000, kept, all, made, slept[1], slept[0])
		if kept*100 < least*all || made*100 > most*all || math.Abs(slept[1]-slept[0]) > 0.15*slept[0] {
			t.Errorf("steps of %.1f mg: %d of %d strong movements are kept, %d events more, %.2f h of sleep for %.2f", step/1000, kept, all, made, slept[1], slept[0])
		}
	}
}

// without returns the recording with a hole.
func (t *tape) without(from, to dsp.Index) *tape {
	out := &tape{info: t.info, sum: t.sum}
	for i := range t.chunks {
		c := &t.chunks[i]
		for _, keep := range []dsp.Span{{Start: c.Start, End: min(from, c.Start+dsp.Index(c.Len()))}, {Start: max(to, c.Start), End: c.Start + dsp.Index(c.Len())}} {
			if keep.Len() <= 0 {
				continue
			}
			part := device.Chunk{Hole: c.Hole}
			part.Start = keep.Start
			if keep.Start == to {
				part.Hole = device.CauseGap
			}
			for n := keep.Start; n < keep.End; n++ {
				k := n - c.Start
				part.Append(c.X[k], c.Y[k], c.Z[k], c.Flags[k])
			}
			for _, a := range c.Anchors {
				if keep.Contains(a.Index) {
					part.Anchors = append(part.Anchors, a)
				}
			}
			out.chunks = append(out.chunks, part)
		}
	}
	return out
}

// A hole changes nothing an hour before it, and no movement an hour after it. (What the sleep estimator learned of the sleeper in the minutes that were lost is missing for
// good, so a state of sleep at the border of two may differ.)
func TestHoleAnHourAway(t *testing.T) {
	const hour, hz = 3600, 50
	n := record(t, "rls", 3, hz, 930, evening)
	want, got := n.events(t), n.without(5000*hz, 5020*hz).events(t)
	part := func(list []report.Event, from, to report.Millis) (out []report.Event) {
		for _, e := range list {
			if e.Onset >= from*1000 && e.Onset < to*1000 {
				out = append(out, e)
			}
		}
		return out
	}
	if a, b := part(want, 0, 5000-hour), part(got, 0, 5000-hour); len(a) == 0 || unlike(a, b) != 0 {
		t.Errorf("before the hole %d of %d events are others", unlike(a, b), len(a))
	}
	if a, b := part(want, 5020+hour, 3*hour), part(got, 5020+hour, 3*hour); len(a) < 10 || unlike(a, b) != 0 {
		t.Errorf("after the hole %d of %d events are others", unlike(a, b), len(a))
	}
}

// A second limb that does the very same changes no count under wasm2016.
func TestSecondIdenticalLimb(t *testing.T) {
	for i, n := range short() {
		left := n(t).input(t, device.SiteLeftAnkle)
		right := left
		right.Site = device.SiteRightAnkle
		one, two := nights(t, left)[0], nights(t, left, right)[0]
		for name, c := range map[string][2]*int{
			"plm": {one.Counts.PLM, two.Counts.PLM}, "plms": {one.Counts.PLMS, two.Counts.PLMS}, "series": {one.Counts.PLMSeries, two.Counts.PLMSeries},
			"hypnic starts": {one.Counts.HypnicStarts, two.Counts.HypnicStarts}, "limb movements": {one.Counts.LimbMovements, two.Counts.LimbMovements},
			"rhythmic": {one.Counts.Rhythmic, two.Counts.Rhythmic}, "gross": {one.Counts.Gross, two.Counts.Gross},
		} {
			if c[0] == nil || c[1] == nil || *c[0] != *c[1] {
				t.Errorf("night %d: %s %v with one limb, %v with two", i, name, c[0], c[1])
			}
		}
	}
}

// Two nights in one recording, with the day between them missing, have the counts of each by itself.
func TestTwoNightsJoined(t *testing.T) {
	const hz = 50
	first := record(t, "plm-severe", 1.5, hz, 910, evening)
	second := record(t, "rls", 1.5, hz, 912, evening.AddDate(0, 0, 1))
	joined := first.with(func(*device.Chunk) {})
	for i, c := range second.with(func(*device.Chunk) {}).chunks {
		if i == 0 {
			c.Hole = device.CauseGap
		}
		c.Start += 24 * 3600 * hz
		for k := range c.Anchors {
			c.Anchors[k].Index += 24 * 3600 * hz
		}
		joined.chunks = append(joined.chunks, c)
	}
	both := nights(t, joined.input(t, device.SiteLeftAnkle))
	if len(both) != 2 {
		t.Fatalf("%d nights, want 2", len(both))
	}
	for i, alone := range []*tape{first, second} {
		want := nights(t, alone.input(t, device.SiteLeftAnkle))[0]
		got := both[i]
		zero := report.Millis(0)
		if i == 1 {
			zero = 24 * 3600 * 1000
		}
		shifted := slices.Clone(got.Events)
		for k := range shifted {
			shifted[k].Onset -= zero
		}
		if n := unlike(want.Events, shifted); n != 0 || *want.Counts.PLM != *got.Counts.PLM || *want.Counts.LimbMovements != *got.Counts.LimbMovements {
			t.Errorf("night %d: %d of %d events are others; %d PLM, alone %d; %d asleep, alone %d", i, n, len(want.Events), *got.Counts.PLM, *want.Counts.PLM, *got.Counts.PLMS, *want.Counts.PLMS)
		}
	}
}
