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
	loose *Spare // micro-g, as taken; nil once packed
}

// Spare is the memory of a clip that was packed or dropped, empty when there is none: Detector.Reuse takes it for a later clip.
type Spare [clipAxes][]int32

const (
	clipStep  = 250 // micro-g: a quarter of a milli-g, a tenth of a wearable's noise (0.2–0.4 mg/√Hz in a band of 50 Hz)
	clipAxes  = 3   // changes of x, y, z in turn
	clipGuess = 6   // bytes a sample at first
)

// LooseClip keeps the samples of b, whose memory it takes over, but for their flags.
func LooseClip(b *dsp.Block) Clip {
	return Clip{Start: b.Start, n: b.Len(), loose: &Spare{b.X, b.Y, b.Z}}
}

// PackClip keeps the samples of b.
func PackClip(b *dsp.Block) Clip {
	c := LooseClip(b)
	c.Pack()
	return c
}

// Drop empties the clip and returns the memory that it took.
func (c *Clip) Drop() (left Spare) {
	if c.loose != nil {
		left = *c.loose
	}
	*c = Clip{}
	return left
}

// Pack makes a loose clip small and returns the memory that it took.
func (c *Clip) Pack() (left Spare) {
	if c.loose == nil {
		return left
	}
	buf := make([]byte, 0, clipGuess*c.n)
	xs, ys, zs := c.loose[0][:c.n], c.loose[1][:c.n], c.loose[2][:c.n]
	var x, y, z int32
	for i := range xs {
		nx, ny, nz := steps(xs[i]), steps(ys[i]), steps(zs[i])
		dx, dy, dz := zigzag(nx-x), zigzag(ny-y), zigzag(nz-z)
		if dx|dy|dz < 1<<7 { // as most
			buf = append(buf, byte(dx), byte(dy), byte(dz))
		} else {
			buf = binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint(buf, uint64(dx)), uint64(dy)), uint64(dz))
		}
		x, y, z = nx, ny, nz
	}
	left = *c.loose
	c.bytes, c.loose = append(make([]byte, 0, len(buf)), buf...), nil
	return left
}

// zigzag returns a change as binary.AppendVarint counts it: small whichever its sign. Steps lie within 2³¹ / clipStep, so their changes fit.
func zigzag(d int32) uint32 { return uint32(d<<1) ^ uint32(d>>31) }

// steps returns v micro-g in steps of a clip, rounded to the nearest.
func steps(v int32) int32 {
	sign := v >> 31 // 0 or −1
	size := uint32((v ^ sign) - sign)
	return int32((size+clipStep/2)/clipStep) ^ sign - sign
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
			v[i] = float64(microG(steps(x)))
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
				to[a][i] = microG(steps(x))
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
