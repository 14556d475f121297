package device

import (
	"io"
	"math"
	"testing"
)

// given hands over rows once.
type given struct{ rows Rows }

func (g *given) ReadRows(dst *Rows, _ int) error {
	if g.rows.Len() == 0 {
		return io.EOF
	}
	dst.AppendRows(&g.rows, 0, g.rows.Len())
	g.rows.Reset()
	return nil
}

// numberAll numbers rows and returns how many samples come out, how many of them at full scale, and the grid.
func numberAll(t *testing.T, rows Rows) (samples, clipped int64, g *Grid) {
	t.Helper()
	g, err := NewGrid(&given{rows}, GridOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var c Chunk
	for err = g.Next(&c); err == nil; err = g.Next(&c) {
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return g.Counts().Samples, g.Counts().Clipped, g
}

// A file in which each row is there twice is that of one logger, not of one that is twice as fast; two different rows to a stamp are.
func TestDoubledRows(t *testing.T) {
	const n = 6000
	var twice, pairs, still Rows
	for i := range n {
		at, x := int64(i)*1e7, int32(1000*math.Sin(float64(i)))
		for k := range int32(2) {
			twice.Append(at, x, -x, 1_000_000)
			pairs.Append(at, x, k, 1_000_000)
			still.Append(at, 0, 0, 1_000_000)
		}
	}
	for name, c := range map[string]struct {
		rows    Rows
		rate    float64
		samples int64
		doubled int64
	}{"twice": {twice, 100, n, n}, "pairs": {pairs, 200, 2 * n, 0}, "still": {still, 200, 2 * n, 0}} {
		samples, _, g := numberAll(t, c.rows)
		if g.Rate().Hz() != c.rate || samples != c.samples || g.Counts().Doubled != c.doubled {
			t.Errorf("%s: %d samples at %v, %d rows twice; want %d at %g and %d", name, samples, g.Rate(), g.Counts().Doubled, c.samples, c.rate, c.doubled)
		}
	}
}

// A sensor of unknown range that is driven beyond it shows the same value again and again; one that is not shows no two peaks alike.
func TestLearntFullScale(t *testing.T) {
	wave := func(i int) float64 { return 3e6 * math.Sin(float64(i)/8) }
	var cut, whole Rows
	beyond := int64(0)
	for i := range 4000 {
		v := wave(i)
		if math.Abs(v) >= 2e6 {
			beyond++
		}
		whole.Append(int64(i)*1e7, int32(v), int32(i%7), 100_000)
		cut.Append(int64(i)*1e7, int32(max(-2e6, min(2e6-16_000, v))), int32(i%7), 100_000)
	}
	if _, clipped, _ := numberAll(t, cut); clipped < beyond*95/100 || clipped > beyond*102/100 { // what lies within 1 % of the end is flagged too
		t.Errorf("%d samples flagged where the sensor cut %d off", clipped, beyond)
	}
	if _, clipped, _ := numberAll(t, whole); clipped != 0 {
		t.Errorf("%d samples flagged of a sensor that saw all", clipped)
	}
}
