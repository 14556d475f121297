package night_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
	"github.com/nightjar-sleep/nightjar/internal/night"
)

// logger is a recording without samples: what its clock did, in exact time.
type logger struct {
	night.Ledger
	pieces []piece
	now    float64 // s of true time since the first sample
}

// piece is a stretch of data: samples at equal distances in true time.
type piece struct {
	dsp.Span
	at     float64 // s: time of its first sample
	period float64 // s
}

// record adds n samples taken at the given rate in Hz, with an anchor on the first one and every 60 s at most.
func (l *logger) record(n dsp.Index, hz float64) {
	p := piece{Span: dsp.Span{Start: l.Data.End, End: l.Data.End + n}, at: l.now, period: 1 / hz}
	l.pieces = append(l.pieces, p)
	every := dsp.Index(60 * hz)
	for i := dsp.Index(0); i < n; i += every {
		l.anchor(p.Start+i, p.time(float64(p.Start+i)))
	}
	l.Data.End, l.now = p.End, p.time(float64(p.End))
}

// time returns the true time of sample position pos.
func (p *piece) time(pos float64) float64 { return p.at + (pos-float64(p.Start))*p.period }

const epoch = int64(1_700_000_000_000_000_000) // ns: anchors of real loggers count from 1970

func (l *logger) anchor(i dsp.Index, t float64) {
	l.Anchors = append(l.Anchors, device.Anchor{Index: i, Nanos: epoch + int64(math.Round(t*1e9))})
}

// end puts an anchor on the last sample.
func (l *logger) end() {
	p := &l.pieces[len(l.pieces)-1]
	l.anchor(p.End-1, p.time(float64(p.End-1)))
}

// lose leaves out some seconds; the hole is as long as the nominal rate makes of them, in whole samples.
func (l *logger) lose(seconds float64) {
	from := l.Data.End
	l.now += seconds
	l.Data.End += max(1, l.Info.Rate.Samples(int64(seconds*1000)))
	l.Holes = append(l.Holes, night.Hole{Span: dsp.Span{Start: from, End: l.Data.End}, Cause: device.CauseGap})
}

// freeze marks samples as stuck that were recorded, and timed, all the same.
func (l *logger) freeze(s dsp.Span) {
	l.Holes = append(l.Holes, night.Hole{Span: s, Cause: device.CauseFrozen})
}

// check holds the times of positions all over the data against the truth, to a microsecond.
func (l *logger) check(t rapid.TB) {
	t.Helper()
	for _, p := range l.pieces {
		n := float64(p.Len())
		for _, part := range []float64{0, 1e-6, 0.01, 0.3, 0.5, 0.77, 0.999, 1} {
			pos := float64(p.Start) + part*n
			want := p.time(pos)
			if p.Span.End == dsp.Index(pos) {
				pos = math.Nextafter(pos, 0) // the end belongs to what follows
			}
			if got := l.Seconds(pos); math.Abs(got-want) > 1e-6 {
				t.Fatalf("position %.3f of samples %v: %.6f s, want %.6f s", pos, p.Span, got, want)
			}
		}
	}
}

func newLogger(hz float64) *logger {
	rate, err := dsp.RateOf(hz)
	if err != nil {
		panic(err)
	}
	return &logger{Ledger: night.Ledger{Info: device.Info{Rate: rate}}}
}

// TestNanosThroughHoles: with a logger 0.2 % off its nominal rate, holes rounded to its grid, and anchors every 60 s, all times are
// exact, right up to a hole and from it on. Anchors more than a minute apart would not be needed: a stretch too short
// for two of them is measured by its neighbours.
func TestNanosThroughHoles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nominal := rapid.SampledFrom([]float64{12.5, 50, 100}).Draw(t, "nominal")
		l := newLogger(nominal)
		hz := nominal * rapid.SampledFrom([]float64{0.998, 1, 1.002, 1.015}).Draw(t, "error")
		long := rapid.IntRange(0, 3).Draw(t, "long one")
		for k := range 4 {
			if k > 0 {
				l.lose(rapid.Float64Range(0.06, 2000).Draw(t, "hole"))
			}
			least := 2
			if k == long {
				least = int(nominal) * 70 // has two anchors
			}
			from := l.Data.End
			n := dsp.Index(rapid.IntRange(least, least+int(nominal)*200).Draw(t, "samples"))
			l.record(n, hz)
			if rapid.Bool().Draw(t, "frozen") {
				at := dsp.Index(rapid.IntRange(0, int(n)-1).Draw(t, "from"))
				l.freeze(dsp.Span{Start: from + at, End: min(from+n, from+at+dsp.Index(nominal*60))})
			}
		}
		if rapid.Bool().Draw(t, "ended in order") {
			l.end()
		}
		l.check(t)
	})
}

// TestNanosFollowDrift: where the rate changes from stretch to stretch, each goes by its own anchors.
func TestNanosFollowDrift(t *testing.T) {
	l := newLogger(100)
	for k, off := range []float64{0.998, 1.004, 1.0005, 0.985} {
		if k > 0 {
			l.lose(7.777)
		}
		l.record(100*(61+dsp.Index(40*k)), 100*off)
	}
	l.check(t)
}

// TestNanosWithoutAnchors: the nominal rate is all there is.
func TestNanosWithoutAnchors(t *testing.T) {
	l := newLogger(50)
	l.Data = dsp.Span{Start: 0, End: 1000}
	if got := l.Nanos(75.5); got != 1_510_000_000 {
		t.Errorf("no anchors: %d ns, want 1.51 s", got)
	}
	l.anchor(0, 3)
	if got := l.Nanos(75.5); got != 1_510_000_000 {
		t.Errorf("one anchor: %d ns, want 1.51 s", got)
	}
}
