package device_test

import (
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/device/devicetest"
	"github.com/nightjar-sleep/nightjar/dsp"
	"pgregory.net/rapid"
)

// page is a page of a recording whose truth is known: what is said of it, when it truly began, and its samples' x.
type page struct {
	device.Page
	truth float64 // s
	x     []int32
}

// recording hands pages over.
type recording struct {
	pages []page
	next  int
}

func (r *recording) ReadPage(b *dsp.Block) (device.Page, error) {
	if r.next == len(r.pages) {
		return device.Page{}, io.EOF
	}
	p := r.pages[r.next]
	r.next++
	for _, x := range p.x {
		b.X, b.Y, b.Z = append(b.X, x), append(b.Y, -x), append(b.Z, 2*x)
	}
	return p.Page, nil
}

// numbering is Pages as a Source.
type numbering struct {
	*device.Pages
	rate dsp.Rate
}

func (n numbering) Info() device.Info { return device.Info{Rate: n.rate} }
func (n numbering) Close() error      { return nil }
func (n numbering) Summary() device.Summary {
	c := n.Counts()
	return device.Summary{Samples: c.Samples, Interpolated: c.Interpolated, Clipped: c.Clipped, Rate: n.MeasuredRate(), Warnings: n.Warnings()}
}

// numberPages reads the pages to their end.
func numberPages(t require, pages []page, opt device.PageOptions) *devicetest.Recording {
	t.Helper()
	p, err := device.NewPages(&recording{pages: pages}, opt)
	if err != nil {
		t.Fatal(err)
	}
	r, err := devicetest.Read(numbering{p, opt.Rate})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// require is what testing.T and rapid.T share.
type require interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// pageMaker makes pages of a sensor that runs at hz.
type pageMaker struct {
	hz    float64
	at    float64 // s
	n     int32   // samples so far
	pages []page
}

// add adds a page of n samples whose stamp is off by jitter, after lost samples.
func (m *pageMaker) add(n int, jitter float64, p device.Page) {
	m.at += math.Max(float64(p.Lost), 0) / m.hz
	p.T = int64(math.Round((m.at + jitter) * 1e9))
	x := make([]int32, n)
	for i := range x {
		x[i] = m.n
		m.n++
	}
	m.pages = append(m.pages, page{Page: p, truth: m.at, x: x})
	m.at += float64(n) / m.hz
}

// onTime holds every measured sample to the moment at which it was truly taken.
func onTime(t require, r *devicetest.Recording, pages []page, hz, within float64) {
	t.Helper()
	truth := map[int32]float64{}
	for _, p := range pages {
		for i, x := range p.x {
			truth[x] = p.truth + float64(i)/hz
		}
	}
	k := 0
	for i, at := range r.Index {
		for k+2 < len(r.Anchors) && r.Anchors[k+1].Index < at {
			k++
		}
		a, b := r.Anchors[k], r.Anchors[min(k+1, len(r.Anchors)-1)]
		s := float64(a.Nanos) / 1e9
		if b.Index > a.Index {
			s += float64(b.Nanos-a.Nanos) / 1e9 * float64(at-a.Index) / float64(b.Index-a.Index)
		}
		if r.Flags[i]&dsp.Interpolated == 0 && math.Abs(s-truth[r.X[i]]) > within {
			t.Fatalf("sample %d at %.5f s, was taken at %.5f s", at, s, truth[r.X[i]])
		}
	}
}

// allThere holds that every sample of the pages came, once and in order, with its other axes.
func allThere(t require, r *devicetest.Recording) {
	t.Helper()
	next := int32(0)
	for i, x := range r.X {
		if r.Flags[i]&dsp.Interpolated != 0 {
			continue
		}
		if x != next || r.Y[i] != -x || r.Z[i] != 2*x {
			t.Fatalf("sample %d came where %d was due", x, next)
		}
		next++
	}
}

// Whatever the sizes of pages, the true rate and the jitter: every sample comes once, numbered losses are as long as the numbers
// say, pauses as long as the clock says, and every sample is on time.
func TestPagesLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const nominal = 100
		m := &pageMaker{hz: rapid.Float64Range(98.4, 101.6).Draw(t, "hz")}
		size := rapid.IntRange(80, 400).Draw(t, "size")
		var holes []devicetest.Hole
		index := dsp.Index(0)
		hole := func(n int, c device.Cause) {
			holes = append(holes, devicetest.Hole{Span: dsp.Span{Start: index, End: index + dsp.Index(n)}, Cause: c})
			index += dsp.Index(n)
		}
		for k := range rapid.IntRange(22, 120).Draw(t, "pages") {
			p := device.Page{}
			if k > 20 { // before, the rate is not known well
				switch rapid.IntRange(0, 15).Draw(t, "event") {
				case 0:
					p.Lost = int64(size * rapid.IntRange(1, 5).Draw(t, "lost"))
					hole(int(p.Lost), device.CauseLost)
				case 1:
					p.Lost, p.Cause = device.LostUnknown, device.CauseIdle
					n := rapid.IntRange(100, 500).Draw(t, "idle")
					m.at += float64(n) / m.hz
					hole(n, p.Cause)
				}
			}
			m.add(size, rapid.Float64Range(-0.002, 0.002).Draw(t, "jitter"), p)
			index += dsp.Index(size)
		}
		opt := device.PageOptions{Rate: nominal * 1000, Slack: time.Duration(size) * time.Millisecond}
		r := numberPages(t, m.pages, opt)
		allThere(t, r)
		onTime(t, r, m.pages, m.hz, 0.012) // jitter of 2 ms, and lines through few stamps
		if len(r.Holes) != len(holes) {
			t.Fatalf("holes %v, want %v", r.Holes, holes)
		}
		shift := dsp.Index(0) // pauses are as long as the clock says, to a sample for each 500
		for i, h := range r.Holes {
			want := holes[i]
			if d := h.Len() - want.Len(); h.Cause != want.Cause || h.Cause == device.CauseLost && d != 0 || d < -2 || d > 2 || h.Start != want.Start+shift {
				t.Fatalf("hole %v, want %v", h, want)
			} else {
				shift += d
			}
		}
	})
}

// Stamps cut to half a second, or whole ones, are no reason for a hole or an uneven clock.
func TestPagesRounded(t *testing.T) {
	for _, tt := range []struct{ hz, tick float64 }{{100, 0.5}, {99.7, 0.5}, {85.714, 0.5}, {50.03, 1}, {66.667, 0.5}} {
		m := &pageMaker{hz: tt.hz}
		for range 400 {
			m.add(300, math.Floor(m.at/tt.tick)*tt.tick-m.at, device.Page{})
		}
		r := numberPages(t, m.pages, device.PageOptions{Rate: dsp.Rate(math.Round(tt.hz) * 1000), Slack: time.Second, Rounded: true})
		allThere(t, r)
		onTime(t, r, m.pages, tt.hz, 1.05*tt.tick)
		for i := 1; i < len(r.Anchors); i++ {
			a, b := r.Anchors[i-1], r.Anchors[i]
			if hz := float64(b.Index-a.Index) / float64(b.Nanos-a.Nanos) * 1e9; math.Abs(hz/tt.hz-1) > 0.02 {
				t.Errorf("%v Hz: %.3f Hz between samples %d and %d", tt.hz, hz, a.Index, b.Index)
			}
		}
		if len(r.Holes) != 0 || math.Abs(r.Summary.Rate/tt.hz-1) > 1e-3 {
			t.Errorf("%v Hz: read\n%s", tt.hz, r.Text())
		}
	}
}

func TestPagesBreaks(t *testing.T) {
	const year = 366 * 86400
	tests := []struct {
		name  string
		pause float64 // s
		page  device.Page
		hole  dsp.Index // samples
		cause device.Cause
		made  int64
	}{
		{"follows", 0, device.Page{}, 0, device.CauseNone, 0},
		{"within the slack", 0.007, device.Page{}, 0, device.CauseNone, 0},
		{"50 ms", 0.05, device.Page{Lost: device.LostUnknown}, 0, device.CauseNone, 5},
		{"60 ms", 0.06, device.Page{Lost: device.LostUnknown}, 6, device.CauseGap, 0},
		{"50 ms slept", 0.05, device.Page{Lost: device.LostUnknown, Cause: device.CauseIdle}, 5, device.CauseIdle, 0},
		{"lost by number and clock", 2.003, device.Page{Lost: 200}, 200, device.CauseLost, 0},
		{"lost by number, more by the clock", 60, device.Page{Lost: 200}, 6000, device.CauseLost, 0},
		{"lost by number, not by the clock", 0, device.Page{Lost: 200}, 0, device.CauseNone, 0},
		{"lost by number, no stamp", 2, device.Page{Lost: 200, Untimed: true}, 200, device.CauseLost, 0},
		{"no stamp", 9, device.Page{Untimed: true}, 0, device.CauseNone, 0},
		{"clock set on", 3600, device.Page{}, 360_000, device.CauseGap, 0},
		{"clock set back", -3600, device.Page{}, 1, device.CauseBackward, 0},
		{"restart", 0, device.Page{Cause: device.CauseRestart}, 1, device.CauseRestart, 0},
		{"restart later", 5, device.Page{Cause: device.CauseRestart}, 500, device.CauseRestart, 0},
		{"clock lost", 20 * year, device.Page{}, 1, device.CauseRestart, 0},
		{"clock found", -20 * year, device.Page{}, 1, device.CauseRestart, 0},
	}
	for _, tt := range tests {
		for _, before := range []int{1, 34, 35, 36, 100} { // at the edges of batches of 4096 samples, too
			m := &pageMaker{hz: 100, at: 1.7e9}
			for range before {
				m.add(120, 0, device.Page{})
			}
			lost := max(tt.page.Lost, 0)
			m.at += tt.pause - float64(lost)/100
			m.add(120, 0, tt.page)
			for range 3 {
				m.add(120, 0, device.Page{})
			}
			r := numberPages(t, m.pages, device.PageOptions{Rate: 100_000})
			allThere(t, r)
			var want []devicetest.Hole
			if tt.hole > 0 {
				end := dsp.Index(before * 120)
				want = []devicetest.Hole{{Span: dsp.Span{Start: end, End: end + tt.hole}, Cause: tt.cause}}
			}
			if tt.name != "no stamp" && !slices.Equal(r.Holes, want) || r.Summary.Interpolated != tt.made {
				t.Errorf("%s after %d pages: read\n%s", tt.name, before, r.Text())
			}
		}
	}
}

// What is made up lies on the straight line between the samples around it.
func TestPagesMadeUp(t *testing.T) {
	m := &pageMaker{hz: 100}
	m.add(10, 0, device.Page{})
	m.n = 13 // x goes on as if none were missing
	m.add(10, 0, device.Page{Lost: 3})
	r := numberPages(t, m.pages, device.PageOptions{Rate: 100_000, FullScale: 40})
	for i, x := range r.X {
		if made := r.Flags[i]&dsp.Interpolated != 0; x != int32(i) || made != (i >= 10 && i < 13) {
			t.Errorf("sample %d is %d, made up: %v", i, x, made)
		}
		if clipped := r.Flags[i]&dsp.Clipped != 0; clipped != (2*x >= 40) { // z = 2x
			t.Errorf("sample %d: clipped %v", i, clipped)
		}
	}
}
