//go:build unix

package main

import (
	"encoding/binary"
	"io"
	"math"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
)

// The layout is that of formats.md ("Axivity .cwa"): a header of 1024 bytes, then sectors of 512 with 80 unpacked samples each.
const (
	cwaSector  = 512  // bytes
	cwaSamples = 80   // in a sector of three axes of 16 bits
	cwaPerG    = 2048 // counts
	cwaRate    = 0x4A // 100 Hz, ± 8 g
)

// cwaWriter writes the samples of a recording at 100 Hz as an unpacked .cwa, on an even clock. Holes are lost sectors' worth of time.
type cwaWriter struct {
	w        io.Writer
	start    int64 // ns, of sample 0
	sequence uint32
	begun    bool
	first    int64 // number of the first sample of the open sector
	open     [][3]int16
}

// Record implements device.Recorder.
func (c *cwaWriter) Record(b *device.Chunk) error {
	if !c.begun {
		c.begun, c.start = true, b.Anchors[0].Nanos
		head := make([]byte, 2*cwaSector)
		copy(head, "MD")
		binary.LittleEndian.PutUint16(head[2:], 2*cwaSector-4)
		binary.LittleEndian.PutUint16(head[5:], 39434)
		head[36] = cwaRate
		copy(head[64:], "_p=left+ankle")
		if _, err := c.w.Write(head); err != nil {
			return err
		}
	}
	if b.Hole != device.CauseNone {
		if err := c.flush(); err != nil {
			return err
		}
	}
	for i := range b.X {
		if len(c.open) == 0 {
			c.first = int64(b.Start) + int64(i)
		}
		c.open = append(c.open, [3]int16{counts16(b.X[i]), counts16(b.Y[i]), counts16(b.Z[i])})
		if len(c.open) == cwaSamples {
			if err := c.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func counts16(microG int32) int16 { return int16(math.Round(float64(microG) * cwaPerG / 1e6)) }

// flush writes the open sector; one that is not full is dropped.
func (c *cwaWriter) flush() error {
	if len(c.open) < cwaSamples {
		c.open = c.open[:0]
		return nil
	}
	le := binary.LittleEndian
	b := make([]byte, cwaSector)
	copy(b, "AX")
	le.PutUint16(b[2:], cwaSector-4)
	le.PutUint32(b[6:], 42)
	le.PutUint32(b[10:], c.sequence)
	c.sequence++
	t := time.Unix(0, c.start+c.first*1e7).UTC()
	le.PutUint32(b[14:], uint32(t.Year()-2000)<<26|uint32(t.Month())<<22|uint32(t.Day())<<17|uint32(t.Hour())<<12|uint32(t.Minute())<<6|uint32(t.Second()))
	le.PutUint16(b[18:], 3<<13)
	fraction := uint16(t.Nanosecond() * 32768 / 1e9)
	le.PutUint16(b[4:], 0x8000|fraction)
	b[24], b[25] = cwaRate, 0x32
	le.PutUint16(b[26:], uint16(-int16(uint32(fraction)*2*100>>16)))
	le.PutUint16(b[28:], cwaSamples)
	for i, v := range c.open {
		for k, n := range v {
			le.PutUint16(b[30+6*i+2*k:], uint16(n))
		}
	}
	sum := uint16(0)
	for i := 0; i < cwaSector-2; i += 2 {
		sum += le.Uint16(b[i:])
	}
	le.PutUint16(b[cwaSector-2:], -sum)
	c.open = c.open[:0]
	_, err := c.w.Write(b)
	return err
}
