package journal

import (
	"encoding/binary"
	"errors"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// maxIndex bounds sample numbers: at 10 kHz it is 892 years.
const maxIndex = 1 << 48 // samples

// errGrammar is why a payload whose checksum holds is dropped all the same.
var errGrammar = errors.New("a payload breaks the grammar")

// appendSamples adds the payload of the frame 'S' that holds c.
func appendSamples(dst []byte, c *device.Chunk, axes *axisCoder) []byte {
	dst = binary.AppendUvarint(dst, uint64(c.Start))
	dst = append(dst, byte(c.Hole))
	dst = binary.AppendUvarint(dst, uint64(c.Len()))
	for _, v := range [][]int32{c.X, c.Y, c.Z} {
		dst = axes.append(dst, v)
	}
	dst = appendFlags(dst, c.Flags)
	return appendAnchors(dst, c.Start, c.Anchors)
}

// appendFlags adds the runs of equal flags, none when all are 0.
func appendFlags(dst []byte, flags []dsp.Flag) []byte {
	runs, any := uint64(1), flags[0]
	for i := 1; i < len(flags); i++ {
		any |= flags[i]
		if flags[i] != flags[i-1] {
			runs++
		}
	}
	if any == 0 {
		return append(dst, 0)
	}
	dst = binary.AppendUvarint(dst, runs)
	from := 0
	for i := range flags {
		if i+1 == len(flags) || flags[i+1] != flags[i] {
			dst = append(dst, byte(flags[i]))
			dst = binary.AppendUvarint(dst, uint64(i+1-from))
			from = i + 1
		}
	}
	return dst
}

// appendAnchors adds the anchors of a frame that begins at start.
func appendAnchors(dst []byte, start dsp.Index, anchors []device.Anchor) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(anchors)))
	before := device.Anchor{Index: start}
	for _, a := range anchors {
		dst = binary.AppendUvarint(dst, uint64(a.Index-before.Index))
		dst = binary.AppendVarint(dst, a.Nanos-before.Nanos) // wraps around as the reader's sum does
		before = a
	}
	return dst
}

// payload takes a payload apart. After the first error it gives zeros.
type payload struct {
	b   []byte
	err error
}

func (p *payload) fail() { p.err, p.b = errGrammar, nil }

func (p *payload) byte() byte {
	if len(p.b) == 0 {
		p.fail()
		return 0
	}
	v := p.b[0]
	p.b = p.b[1:]
	return v
}

// uvarint reads a number from 0 to limit.
func (p *payload) uvarint(limit uint64) int64 {
	v, n := binary.Uvarint(p.b)
	if n <= 0 || v > limit {
		p.fail()
		return 0
	}
	p.b = p.b[n:]
	return int64(v)
}

// varint reads a number of any size.
func (p *payload) varint() int64 {
	v, n := binary.Varint(p.b)
	if n <= 0 {
		p.fail()
		return 0
	}
	p.b = p.b[n:]
	return v
}

// small is varint for a number within ±limit.
func (p *payload) small(limit int64) int64 {
	v := p.varint()
	if v < -limit || v > limit {
		p.fail()
		return 0
	}
	return v
}

// bits cuts off bits(n, width).
func (p *payload) bits(n, width int) unpacker {
	size := (n*width + 7) / 8
	if width > maxWidth || size > len(p.b) {
		p.fail()
		return unpacker{}
	}
	u := unpacker{b: p.b[:size], width: width}
	p.b = p.b[size:]
	return u
}

// decodeSamples fills c from the payload of a frame 'S'. After an error c holds part of the frame and is to be reset.
func decodeSamples(b []byte, c *device.Chunk) error {
	p := &payload{b: b}
	c.Reset(dsp.Index(p.uvarint(maxIndex)))
	c.Hole = device.Cause(p.byte())
	n := int(p.uvarint(device.MaxChunk))
	if n == 0 {
		return errGrammar
	}
	c.X = p.axis(c.X, n)
	c.Y = p.axis(c.Y, n)
	c.Z = p.axis(c.Z, n)
	c.Flags = p.flags(c.Flags, n)
	c.Anchors = p.anchors(c.Anchors, c.Start, n)
	if p.err == nil && len(p.b) > 0 {
		p.fail()
	}
	return p.err
}

// flags adds n flags to dst.
func (p *payload) flags(dst []dsp.Flag, n int) []dsp.Flag {
	runs := p.uvarint(uint64(n))
	if runs == 0 {
		return append(dst, make([]dsp.Flag, n)...)
	}
	left := n
	for ; runs > 0 && p.err == nil; runs-- {
		f := dsp.Flag(p.byte())
		length := int(p.uvarint(uint64(left)))
		left -= length
		for range length {
			dst = append(dst, f)
		}
	}
	if left != 0 {
		p.fail()
	}
	return dst
}

// anchors adds the anchors of the n samples from start on to dst.
func (p *payload) anchors(dst []device.Anchor, start dsp.Index, n int) []device.Anchor {
	last := start + dsp.Index(n) - 1
	a := device.Anchor{Index: start}
	for count := p.uvarint(uint64(len(p.b))); count > 0 && p.err == nil; count-- {
		a.Index += dsp.Index(p.uvarint(uint64(last - a.Index)))
		a.Nanos += p.varint()
		dst = append(dst, a)
	}
	return dst
}
