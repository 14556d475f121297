package wire

import "encoding/binary"

// The UART-RVC frame of the BNO08x: AA AA, index, three angles, three accelerations, five bytes of motion data, sum of the 16 bytes after the head
// (CEVA BNO080/085 datasheet §1.3.5.2, the example of which is a test here).
const (
	rvcHead  = 0xAA  // both bytes of the head
	rvcLen   = 19    // bytes
	rvcScale = 1_000 // micro-g per mg, the unit of acceleration
)

var rvcProtocol = Protocol{
	Name: "rvc", Title: "BNO08x UART-RVC (Adafruit 4754 and others)", Bauds: []int{115200}, Specific: true,
	New: func(Options) Decoder {
		d := &rvc{}
		d.protocol = d
		return d
	},
}

// rvc decodes UART-RVC.
type rvc struct {
	link
	seq counter
}

func (d *rvc) judge(b []byte, _ bool) judgement {
	switch {
	case b[0] != rvcHead || len(b) > 1 && b[1] != rvcHead:
		return noFrame
	case len(b) < rvcLen:
		return moreBytes
	}
	var sum byte
	for _, v := range b[2 : rvcLen-1] {
		sum += v
	}
	if sum != b[rvcLen-1] {
		return badFrame
	}
	return rvcLen
}

func (d *rvc) opened() { d.seq = counter{} }

func (d *rvc) frame(dst []Packet, f frame) []Packet {
	d.Lost += d.seq.missing(uint32(f.data[2]), 1<<8)
	p := Packet{Seq: uint32(f.data[2]), Modulus: 1 << 8, End: f.end, At: f.at}
	for i := range p.Acc {
		p.Acc[i] = int32(int16(binary.LittleEndian.Uint16(f.data[9+2*i:]))) * rvcScale
	}
	return d.guarded(dst, p)
}

// About implements Decoder.
func (d *rvc) About() About {
	return About{Device: "CEVA BNO08x", Units: "mg", Rate: 100, StepUG: rvcScale} // 100 Hz: fixed in this mode
}
