package movement

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// What replaces a division or a rounding gives the same bits.

// TestTickSpread: the spread of a whole tick is that of any number of samples, to the bit.
func TestTickSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := dsp.Rate(rapid.Int64Range(1000, 10_000_000).Draw(t, "rate"))
		c := newTicker(rate)
		n := int64(c.length)
		offset := rapid.Int64Range(-30_000_000, 30_000_000).Draw(t, "offset")
		width := rapid.Int64Range(0, 2_000_000).Draw(t, "width")
		values := rapid.SliceOfN(rapid.Int64Range(offset-width, offset+width), int(n), int(n))
		if rapid.Bool().Draw(t, "multiple") { // sums that are whole multiples of the length
			values = rapid.Just(make([]int64, n))
		}
		var sum, square int64
		for _, v := range values.Draw(t, "values") {
			if width == 0 || v == 0 {
				v = offset
			}
			sum, square = sum+v, square+v*v
		}
		if got, want := c.spread(sum, square), spread(n, sum, square); math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("sum %d, square %d of %d: %x, want %x", sum, square, n, got, want)
		}
		for sum := n*offset - 2; sum <= n*offset+2; sum++ {
			if got, want := int64(float64(sum)*c.part), sum/n; got != want {
				t.Fatalf("%d over %d is %d, want %d", sum, n, got, want)
			}
		}
	})
}

// TestFromRest: the distance from sums of whole numbers is rounded as that from the posture added up anew.
func TestFromRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPostures(40, 5, 100)
		value := rapid.Float64Range(-8, 8)
		base := dsp.Vector{X: value.Draw(t, "x"), Y: value.Draw(t, "y"), Z: value.Draw(t, "z")}
		for range rapid.IntRange(1, 400).Draw(t, "ticks") {
			noise := rapid.Float64Range(-0.01, 0.01)
			v := dsp.Vector{X: base.X + noise.Draw(t, "dx"), Y: base.Y + noise.Draw(t, "dy"), Z: base.Z}
			p.push(&tick{mean: v}, v)
			if rapid.IntRange(0, 30).Draw(t, "begin") == 0 {
				p.restFrom(p.count - 1)
			}
			want := v.Sub(p.rest()).Norm()
			if got := p.fromRest(v); math.Round(got*dsp.MicroG) != math.Round(want*dsp.MicroG) || math.Abs(got-want) >= doubtG {
				t.Fatalf("%.17g from rest, want %.17g", got, want)
			}
		}
	})
}

// TestPeriod: the lag that is picked among rough autocorrelations is the first of the highest of those worked out in full.
func TestPeriod(t *testing.T) {
	s := newShaper(100_000, Ankle())
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom([]float64{1, 0.25, 0.013}).Draw(t, "step") // few different values make ties
		s.series = s.series[:0]
		for _, k := range rapid.SliceOfN(rapid.IntRange(-3, 3), 0, 300).Draw(t, "series") {
			s.series = append(s.series, float64(k)*step)
		}
		v, wantLag, want, falling := s.series, 0, 0.0, false
		for k := 1; k <= min(340, len(v)/2); k++ {
			var ab, aa, bb float64
			for i := range v[k:] {
				ab, aa, bb = ab+float64(v[i]*v[i+k]), aa+float64(v[i]*v[i]), bb+float64(v[i+k]*v[i+k])
			}
			falling = falling || ab < 0
			if falling && k >= 22 && ab > 0 && ab/max(aa, bb) > want {
				wantLag, want = k, ab/max(aa, bb)
			}
		}
		if lag, regular := s.period(); lag != wantLag || regular != want {
			t.Fatalf("lag %d, %v, want %d, %v", lag, regular, wantLag, want)
		}
	})
}
