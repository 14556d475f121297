package movement

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// What replaces a division or a rounding gives the same bits.

func TestInGIsTheQuotient(t *testing.T) {
	check := func(n int64) {
		for _, n := range []int64{n, -n} {
			if got, want := inG(n), float64(n)/dsp.MicroG; math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%d micro-g are %x g, want %x", n, got, want)
			}
		}
	}
	for k := range 33 {
		for d := int64(-1000); d <= 1000; d++ {
			check(1<<k + d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Int64Range(0, 1<<33-5000).Draw(t, "from")
		for n := from; n < from+5000; n++ {
			check(n)
		}
	})
}

func TestNearestRoundsAsRoundDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e15, 1e15).Draw(t, "v")
		half := math.Trunc(v) + 0.5
		for _, v := range []float64{v, v / 1e9, half, math.Nextafter(half, 1e300), math.Nextafter(half, -1e300), 0.49999999999999994, -0.49999999999999994} {
			if got, want := nearest(v), math.Round(v); float64(got) != want {
				t.Fatalf("%v is nearest to %d, want %v", v, got, want)
			}
		}
	})
}

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
