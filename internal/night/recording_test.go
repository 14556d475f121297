package night_test

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
	"github.com/nightjar-sleep/nightjar/internal/simulate"
)

// recording is a night laid out flat: stretches without a hole inside, free of how it was cut into chunks.
type recording struct {
	info      device.Info
	stretches []stretch
	anchors   []device.Anchor
}

type stretch struct {
	cause device.Cause // of the hole before it
	dsp.Block
}

// add appends what one chunk holds.
func (r *recording) add(c *device.Chunk) {
	if n := len(r.stretches); n == 0 || c.Hole != device.CauseNone || r.stretches[n-1].Span().End != c.Start {
		r.stretches = append(r.stretches, stretch{cause: c.Hole, Block: dsp.Block{Start: c.Start}})
	}
	s := &r.stretches[len(r.stretches)-1]
	for i := range c.X {
		s.Append(c.X[i], c.Y[i], c.Z[i], c.Flags[i])
	}
	r.anchors = append(r.anchors, c.Anchors...)
}

// source reads the recording in chunks as long as size says.
func (r *recording) source(size func() int) device.Source { return &cut{r: r, size: size} }

// whole is source in the longest chunks.
func (r *recording) whole() device.Source { return r.source(func() int { return device.MaxChunk }) }

// cut is a Source over a recording.
type cut struct {
	r       *recording
	size    func() int
	k, at   int // stretch, and sample in it
	anchors int
	sum     device.Summary
}

func (s *cut) Info() device.Info       { return s.r.info }
func (s *cut) Summary() device.Summary { return s.sum }
func (s *cut) Close() error            { return nil }

func (s *cut) Next(c *device.Chunk) error {
	if s.k == len(s.r.stretches) {
		c.Reset(0)
		return io.EOF
	}
	from := &s.r.stretches[s.k]
	c.Reset(from.Start + dsp.Index(s.at))
	if s.at == 0 {
		c.Hole = from.cause
	}
	for n := s.size(); n > 0 && s.at < from.Len(); n-- {
		c.Append(from.X[s.at], from.Y[s.at], from.Z[s.at], from.Flags[s.at])
		s.at++
	}
	for ; s.anchors < len(s.r.anchors) && s.r.anchors[s.anchors].Index < c.Span().End; s.anchors++ {
		c.Anchors = append(c.Anchors, s.r.anchors[s.anchors])
	}
	s.sum.Samples += int64(c.Len())
	if s.at == from.Len() {
		s.k, s.at = s.k+1, 0
	}
	return nil
}

// nights are simulated ones of every kind that the laws are held against: short, with holes and drops.
var nights = []struct {
	profile string
	seed    uint64
	rate    float64
	site    device.Site
}{
	{"plm-severe", 1, 50, device.SiteLeftAnkle},
	{"hypnic", 2, 50, device.SiteLeftAnkle},
	{"restless", 3, 25, device.SiteLeftAnkle},
	{"healthy", 4, 31.25, device.SiteLeftWrist},
}

// simulated returns the nights, made once for all tests.
var simulated = sync.OnceValues(func() (list []*recording, err error) {
	for _, n := range nights {
		set := simulate.Default()
		set.Profile, set.Seed, set.Rate, set.Site = n.profile, n.seed, n.rate, n.site
		set.Hours, set.Holes, set.RateError = 0.5, 3, 0.002
		r, err := record(set)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
})

// record simulates a night and lays it out.
func record(set simulate.Settings) (*recording, error) {
	n, err := simulate.New(set)
	if err != nil {
		return nil, err
	}
	src := n.Source(0)
	r := &recording{info: src.Info()}
	var c device.Chunk
	for {
		switch err := src.Next(&c); err {
		case nil:
			r.add(&c)
		case io.EOF:
			return r, nil
		default:
			return nil, err
		}
	}
}

// eachNight runs f over the simulated nights and a hand-built one that has what they lack.
func eachNight(t *testing.T, f func(t *testing.T, r *recording)) {
	list, err := simulated()
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range list {
		t.Run(nights[i].profile, func(t *testing.T) { f(t, r) })
	}
	t.Run("broken sensor", func(t *testing.T) { f(t, broken()) })
	t.Run("values in steps of 12 mg", func(t *testing.T) { f(t, broken().rounded(12_000)) })
}

// rounded rounds every value that was measured to steps of so many micro-g.
func (r *recording) rounded(step int32) *recording {
	for _, s := range r.stretches {
		for _, axis := range [][]int32{s.X, s.Y, s.Z} {
			for i := range axis {
				if s.Flags[i]&dsp.Interpolated == 0 {
					axis[i] = step * int32(math.Round(float64(axis[i])/float64(step)))
				}
			}
		}
	}
	return r
}

// run takes a source through the engine.
func run(t testing.TB, src device.Source, progress func(*night.Ledger)) *night.Ledger {
	t.Helper()
	l, err := night.Run(context.Background(), src, night.ConfigFor(src.Info().Site), progress)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// same fails the test unless the two ledgers are equal to the bit.
func same(t testing.TB, what string, want, got any) bool {
	t.Helper()
	if reflect.DeepEqual(want, got) {
		return true
	}
	t.Errorf("%s (want -, got +):\n%.4000s", what, cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })))
	return false
}

// scene builds a recording by hand: a limb at rest in a posture, with a sensor's noise, that is lifted and let go.
type scene struct {
	recording
	hz      float64
	noise   *rand.Rand
	posture [3]float64 // g
	next    dsp.Index
	cause   device.Cause
}

// noiseG is the noise of an AX3-like sensor at 50 Hz, in g per axis and sample.
const noiseG = 0.0015

func newScene(hz float64) *scene {
	rate, err := dsp.RateOf(hz)
	if err != nil {
		panic(err)
	}
	s := &scene{hz: hz, noise: rand.New(rand.NewPCG(7, 11)), posture: [3]float64{0.1, 0.2, 0.97}}
	s.info = device.Info{Format: "scene", Site: device.SiteLeftAnkle, Rate: rate}
	return s
}

// sec returns a time in seconds as a sample number.
func (s *scene) sec(t float64) dsp.Index { return dsp.Index(math.Round(t * s.hz)) }

// play appends seconds of the posture plus what extra gives at each time since the start of the stretch, in g.
func (s *scene) play(seconds float64, extra func(t float64) [3]float64) *scene {
	c := device.Chunk{Block: dsp.Block{Start: s.next}, Hole: s.cause}
	for i := range int(s.sec(seconds)) {
		var e [3]float64
		if extra != nil {
			e = extra(float64(i) / s.hz)
		}
		var v [3]int32
		for k := range v {
			v[k] = int32(math.Round((s.posture[k] + e[k] + s.noise.NormFloat64()*noiseG) * dsp.MicroG))
		}
		c.Append(v[0], v[1], v[2], 0)
	}
	s.take(&c)
	return s
}

// rest appends seconds of stillness.
func (s *scene) rest(seconds float64) *scene { return s.play(seconds, nil) }

// stuck appends seconds of one value.
func (s *scene) stuck(seconds float64, x, y, z int32) *scene {
	c := device.Chunk{Block: dsp.Block{Start: s.next}, Hole: s.cause}
	for range int(s.sec(seconds)) {
		c.Append(x, y, z, 0)
	}
	s.take(&c)
	return s
}

// hole leaves seconds out.
func (s *scene) hole(seconds float64, cause device.Cause) *scene {
	s.next, s.cause = s.next+s.sec(seconds), cause
	return s
}

func (s *scene) take(c *device.Chunk) {
	if c.Start == 0 || c.Hole != device.CauseNone {
		c.Anchors = append(c.Anchors, device.Anchor{Index: c.Start, Nanos: int64(math.Round(float64(c.Start) / s.hz * 1e9))})
	}
	s.add(c)
	s.next, s.cause = c.Span().End, device.CauseNone
}

// lift is a tilt of g about its axis that rises within rise seconds from from on, is held, and falls back as fast before to.
func lift(g, from, to, rise float64) func(t float64) [3]float64 {
	return func(t float64) [3]float64 {
		up, down := ease((t-from)/rise), ease((t-to+rise)/rise)
		return [3]float64{g * (up - down), 0, -g / 4 * (up - down)}
	}
}

// ease rises smoothly from 0 at 0 to 1 at 1.
func ease(u float64) float64 {
	u = min(1, max(0, u))
	return u * u * (3 - 2*u)
}

// broken is a recording with frozen stretches, zeros, holes of every size and movements beside all of them.
func broken() *recording {
	s := newScene(50)
	s.rest(40).play(20, lift(0.2, 5, 8, 0.4)).play(6, lift(0.2, 3, 30, 0.4)).hole(7.3, device.CauseLost)
	s.rest(30).stuck(75, 120_000, 210_000, 965_000).play(20, lift(0.1, 8, 10, 0.3))
	s.stuck(3, 0, 0, 0).rest(20).hole(0.06, device.CauseGap).play(30, lift(0.3, 10, 12, 0.4))
	s.stuck(61, -500_000, 400_000, 800_000).hole(65, device.CauseIdle).stuck(62, -500_000, 400_000, 800_000)
	s.rest(50).hole(700, device.CauseUnplug)
	s.posture = [3]float64{0.9, 0.1, 0.3}
	s.play(70, lift(0.15, 20, 23, 0.5)).play(90, lift(0.15, 20, 23, 0.5)).stuck(70, 0, 0, 0).play(9, lift(0.2, 6, 20, 0.5))
	return &s.recording
}
