package movement

import (
	"encoding/binary"
	"math"

	"github.com/nightjar-sleep/nightjar/dsp"
)

// Clip is the samples around a movement, kept small: in steps of a quarter of a milli-g, each as its change from the one before in as few bytes
// as it needs, about four bytes a sample where a block has thirteen. A night has an hour of them. A clip that was just taken is loose, since most are looked at once and
// dropped; it gives the same samples before it is packed as after.
type Clip struct {
	Start dsp.Index // number of the first sample
	n     int
	bytes []byte
	loose *[clipAxes][]int32 // micro-g, as taken; nil once packed
}

const (
	clipStep  = 250 // micro-g: a quarter of a milli-g, a tenth of a wearable's noise (0.2–0.4 mg/√Hz in a band of 50 Hz)
	clipAxes  = 3   // changes of x, y, z in turn
	clipGuess = 6   // bytes a sample at first
)

// LooseClip keeps the samples of b, whose memory it takes over, but for their flags.
func LooseClip(b *dsp.Block) Clip {
	return Clip{Start: b.Start, n: b.Len(), loose: &[clipAxes][]int32{b.X, b.Y, b.Z}}
}

// PackClip keeps the samples of b.
func PackClip(b *dsp.Block) Clip {
	c := LooseClip(b)
	c.Pack()
	return c
}

// Pack makes a loose clip small.
func (c *Clip) Pack() {
	if c.loose == nil {
		return
	}
	buf := make([]byte, 0, clipGuess*c.n)
	var x, y, z int64
	for i := range c.n {
		nx, ny, nz := steps(c.loose[0][i]), steps(c.loose[1][i]), steps(c.loose[2][i])
		buf = appendChange(appendChange(appendChange(buf, nx-x), ny-y), nz-z)
		x, y, z = nx, ny, nz
	}
	c.bytes, c.loose = append(make([]byte, 0, len(buf)), buf...), nil
}

// appendChange appends a change as binary.AppendVarint does; most take one byte or two.
func appendChange(buf []byte, d int64) []byte {
	v := uint64(d<<1) ^ uint64(d>>63)
	switch {
	case v < 1<<7:
		return append(buf, byte(v))
	case v < 1<<14:
		return append(buf, byte(v)|0x80, byte(v>>7))
	}
	return binary.AppendVarint(buf, d)
}

// steps returns v micro-g in steps of a clip, rounded to the nearest.
func steps(v int32) int64 {
	half := int64(clipStep / 2)
	if v < 0 {
		half = -half
	}
	return (int64(v) + half) / clipStep
}

// Len returns the number of samples.
func (c *Clip) Len() int { return c.n }

// Load fills dst with samples [from, to), in micro-g, as Block returns them.
func (c *Clip) Load(dst *dsp.Axes, from, to int) {
	if c.loose == nil {
		b := c.Block()
		b = b.Slice(from, to)
		dst.Load(&b)
		return
	}
	dst.Resize(to - from)
	for a, v := range [clipAxes][]float64{dst.X, dst.Y, dst.Z} {
		for i, x := range c.loose[a][from:to] {
			v[i] = float64(microG(int32(steps(x))))
		}
	}
}

// Block returns the samples as a block of their own, to a quarter of a milli-g and without flags.
func (c *Clip) Block() dsp.Block {
	b := dsp.Block{Start: c.Start, X: make([]int32, c.n), Y: make([]int32, c.n), Z: make([]int32, c.n), Flags: make([]dsp.Flag, c.n)}
	to := [clipAxes][]int32{b.X, b.Y, b.Z}
	if c.loose != nil {
		for a, v := range c.loose {
			for i, x := range v {
				to[a][i] = microG(int32(steps(x)))
			}
		}
		return b
	}
	rest := c.bytes
	var v [clipAxes]int32
	for i := range c.n {
		for a := range v {
			d, size := binary.Varint(rest)
			v[a] += int32(d)
			rest = rest[size:]
			to[a][i] = microG(v[a])
		}
	}
	return b
}

// microG returns a number of steps in micro-g, held to 32 bits.
func microG(steps int32) int32 {
	return int32(max(math.MinInt32, min(math.MaxInt32, int64(steps)*clipStep)))
}
