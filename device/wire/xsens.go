package wire

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Xsens Xbus with MTData2 (serial.md §6; MT Low Level Communication Protocol): FA FF, message, length, data, sum. All bytes after FA add up to 0.
const (
	xbusHead, xbusMaster = 0xFA, 0xFF
	xbusExtended         = 0xFF // a length of two bytes follows
	xbusMost             = 1024 // bytes of data at most; MTData2 with everything in double precision stays below
	xbusDeviceID         = 0x01
	xbusWakeUp           = 0x3E
	xbusData             = 0x36
	xbusPatience         = 50 // messages without acceleration before the stream is refused: half a second at 100 Hz
)

// The data of MTData2, without the low four bits, which state precision and frame.
const (
	xdiCounter = 0x1020 // u16
	xdiFine    = 0x1060 // u32 at 10 kHz
	xdiAcc     = 0x4020 // m/s²
	xdiFree    = 0x4030 // m/s² without gravity
	xdiTick    = 100_000
)

var xsensProtocol = Protocol{
	Name: "xsens", Title: "Xsens / Movella MTi (Xbus MTData2)", Bauds: []int{115200, 921600, 460800, 230400}, Timed: true, Specific: true,
	Probe:     []byte{0xFA, 0xFF, 0x00, 0x00, 0x01}, // ReqDID
	Configure: configureXsens,
	New: func(Options) Decoder {
		d := &xsens{}
		d.protocol = d
		return d
	},
}

// xsens decodes Xbus.
type xsens struct {
	link
	about   About
	seq     counter
	without int  // messages without acceleration so far, while none had it
	free    bool // they had acceleration without gravity
	refused bool
}

func (d *xsens) opened() { d.seq = counter{} }

// xbusShape returns where the data begins and how long it is; a beginning of 0 when bytes are missing.
func xbusShape(b []byte) (from, n int) {
	switch {
	case len(b) < 4:
		return 0, 0
	case b[3] != xbusExtended:
		return 4, int(b[3])
	case len(b) < 6:
		return 0, 0
	}
	return 6, int(binary.BigEndian.Uint16(b[4:]))
}

func (d *xsens) judge(b []byte, _ bool) judgement {
	if b[0] != xbusHead || len(b) > 1 && b[1] != xbusMaster {
		return noFrame
	}
	from, n := xbusShape(b)
	switch {
	case n > xbusMost:
		return noFrame
	case from == 0 || len(b) < from+n+1:
		return moreBytes
	}
	var sum byte
	for _, v := range b[1 : from+n+1] {
		sum += v
	}
	if sum != 0 {
		return badFrame
	}
	return judgement(from + n + 1)
}

func (d *xsens) frame(dst []Packet, f frame) []Packet {
	from, n := xbusShape(f.data)
	data := f.data[from : from+n]
	p := Packet{End: f.end, At: f.at}
	switch f.data[2] {
	case xbusData:
		return d.measured(dst, p, data)
	case xbusWakeUp:
		p.Kind, p.Code, p.Text = Boot, CodeBoot, "the MTi has started"
		return append(d.guard.flush(dst), p)
	case xbusDeviceID:
		if n != 4 && n != 8 {
			return dst
		}
		d.about.Serial = fmt.Sprintf("%X", data)
		p.Kind, p.Code, p.Text = Remark, CodeIdentity, "Xsens MTi "+d.about.Serial
		return append(dst, p)
	}
	return dst
}

// measured takes one MTData2.
func (d *xsens) measured(dst []Packet, p Packet, b []byte) []Packet {
	found := false
	for len(b) >= 3 {
		id, n := binary.BigEndian.Uint16(b), int(b[2])
		b = b[3:]
		if n > len(b) {
			break
		}
		switch v := b[:n]; id &^ 0xF {
		case xdiCounter:
			if n == 2 {
				p.Seq, p.Modulus = uint32(binary.BigEndian.Uint16(v)), 1<<16
			}
		case xdiFine:
			if n == 4 {
				p.Timed, p.Time, p.Wrap = true, int64(binary.BigEndian.Uint32(v))*xdiTick, xdiTick<<32
			}
		case xdiAcc:
			found = xsensVector(&p.Acc, v, id&3)
		case xdiFree:
			d.free = true
		}
		b = b[n:]
	}
	if p.Modulus != 0 {
		d.Lost += d.seq.missing(p.Seq, p.Modulus)
	}
	if found {
		return d.guarded(dst, p)
	}
	return d.missing(dst, p)
}

// missing counts a message without acceleration, and refuses the stream when all are so.
func (d *xsens) missing(dst []Packet, p Packet) []Packet {
	d.without++
	if d.Samples > 0 || d.refused || d.without < xbusPatience {
		return dst
	}
	d.refused = true
	r := Packet{Kind: Refused, End: p.End, At: p.At, Code: CodeOrientation,
		Text: "this MTi sends no acceleration: set its output to acceleration (4020), packet counter and fine time at 100 Hz in MT Manager"}
	if d.free {
		r.Code = CodeNoGravity
		r.Text = "this MTi sends free acceleration only, from which gravity was taken: add acceleration (4020) to its output in MT Manager"
	}
	return append(dst, r)
}

// xsensVector reads three numbers of the given precision in m/s².
func xsensVector(acc *[3]int32, v []byte, precision uint16) bool {
	size := [...]int{4, 4, 6, 8}[precision]
	if len(v) != 3*size {
		return false
	}
	for i := range acc {
		var a float64
		switch w := v[i*size:]; precision {
		case 0:
			a = float64(math.Float32frombits(binary.BigEndian.Uint32(w)))
		case 1: // fixed point 12.20
			a = float64(int32(binary.BigEndian.Uint32(w))) / (1 << 20)
		case 2: // fixed point 16.32: the fraction first
			a = float64(int16(binary.BigEndian.Uint16(w[4:]))) + float64(binary.BigEndian.Uint32(w))/(1<<32)
		case 3:
			a = math.Float64frombits(binary.BigEndian.Uint64(w))
		}
		u, ok := microFromFloat(a/standardG, microG)
		if !ok {
			return false
		}
		acc[i] = u
	}
	return true
}

// About implements Decoder.
func (d *xsens) About() About {
	a := d.about
	a.Device, a.Units = "Xsens MTi", "ms2"
	return a
}
