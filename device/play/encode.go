package play

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// reading is what a device measures: acceleration in micro-g and its own time.
type reading struct {
	acc   [3]int32
	since time.Duration // since the device started, by its own clock
	wall  time.Time     // by a calendar clock in the device
}

// encoder turns readings into the bytes that a device sends.
type encoder interface {
	// hello appends what the device says when it has started.
	hello(dst []byte) []byte
	// encode appends one reading.
	encode(dst []byte, r reading) []byte
}

// encoders lists the devices by the names of --decoder.
var encoders = map[string]func() encoder{
	"text":      func() encoder { return &textEncoder{} },
	"witmotion": func() encoder { return witEncoder{} },
	"mavlink":   func() encoder { return &mavEncoder{} },
	"ximu3":     func() encoder { return ximuEncoder{} },
	"axivity":   func() encoder { return axivityEncoder{} },
	"rvc":       func() encoder { return &rvcEncoder{} },
	"xsens":     func() encoder { return &xsensEncoder{} },
}

// Decoders returns the names of --decoder that a recording can be played for, sorted.
func Decoders() []string {
	var names []string
	for name := range encoders {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func newEncoder(name string) (encoder, error) {
	if f, ok := encoders[name]; ok {
		return f(), nil
	}
	return nil, fmt.Errorf("no device speaks %q: give %s", name, strings.Join(Decoders(), ", "))
}

const standardG = 9.80665 // m/s² per g, exactly (CGPM 1901)

// ms2 returns micro-g in m/s².
func ms2(ug int32) float64 { return float64(ug) * standardG / 1e6 }

// counts returns micro-g in counts of perG to the g, within 16 bits.
func counts(ug int32, perG float64) int16 {
	return int16(max(math.MinInt16, min(math.MaxInt16, math.Round(float64(ug)*perG/1e6))))
}

// textEncoder is a sketch that prints micros() and g with six decimals.
type textEncoder struct{}

func (*textEncoder) hello(dst []byte) []byte { return append(dst, "us,ax_g,ay_g,az_g\r\n"...) }

func (*textEncoder) encode(dst []byte, r reading) []byte {
	dst = fmt.Appendf(dst, "%d", uint32(r.since.Microseconds())) // micros() has 32 bits
	for _, a := range r.acc {
		sign := ""
		if a < 0 {
			sign, a = "-", -a
		}
		dst = fmt.Appendf(dst, ",%s%d.%06d", sign, a/1_000_000, a%1_000_000)
	}
	return append(dst, "\r\n"...)
}

// witEncoder is a WT901 that sends time and acceleration.
type witEncoder struct{}

func (witEncoder) hello(dst []byte) []byte { return dst }

func (witEncoder) encode(dst []byte, r reading) []byte {
	w := r.wall
	ms := w.Nanosecond() / int(time.Millisecond)
	dst = witFrame(dst, 0x50, byte(w.Year()-2000), byte(w.Month()), byte(w.Day()), byte(w.Hour()), byte(w.Minute()), byte(w.Second()), byte(ms), byte(ms>>8))
	var b [8]byte
	for i, a := range r.acc {
		binary.LittleEndian.PutUint16(b[2*i:], uint16(counts(a, 32768.0/16)))
	}
	binary.LittleEndian.PutUint16(b[6:], 2534) // 25.34 °C
	return witFrame(dst, 0x51, b[:]...)
}

func witFrame(dst []byte, kind byte, data ...byte) []byte {
	sum := 0x55 + kind
	for _, v := range data {
		sum += v
	}
	return append(append(append(dst, 0x55, kind), data...), sum)
}

// mavEncoder is our reference firmware: HEARTBEAT every second, HIGHRES_IMU for every sample.
type mavEncoder struct {
	seq  byte
	comp byte          // the component's number less 1: which sensor of the link this is
	beat time.Duration // when the next heartbeat is due
}

func (e *mavEncoder) hello(dst []byte) []byte {
	var b [51]byte
	b[0] = 6 // MAV_SEVERITY_INFO
	n := 1 + copy(b[1:], "nightjar 1.0 PLAYED 16g 100Hz power-on")
	return e.frame(dst, 253, 83, b[:n])
}

func (e *mavEncoder) encode(dst []byte, r reading) []byte {
	if r.since >= e.beat {
		dst = e.frame(dst, 0, 50, []byte{0, 0, 0, 0, 0, 8, 0, 4, 3})
		e.beat = r.since.Truncate(time.Second) + time.Second
	}
	var b [62]byte
	binary.LittleEndian.PutUint64(b[:], uint64(r.since.Microseconds()))
	for i, a := range r.acc {
		binary.LittleEndian.PutUint32(b[8+4*i:], math.Float32bits(float32(ms2(a))))
	}
	binary.LittleEndian.PutUint16(b[60:], 0x3F) // acceleration and rate are new
	return e.frame(dst, 105, 93, b[:])
}

// frame appends a message of MAVLink 2 from system 1.
func (e *mavEncoder) frame(dst []byte, id, extra byte, payload []byte) []byte {
	n := len(payload)
	for n > 1 && payload[n-1] == 0 {
		n--
	}
	from := len(dst) + 1
	dst = append(dst, 0xFD, byte(n), 0, 0, e.seq, 1, e.comp+1, id, 0, 0)
	dst = append(dst, payload[:n]...)
	e.seq++
	crc := uint16(0xFFFF)
	for _, b := range append(dst[from:len(dst):len(dst)], extra) {
		t := b ^ byte(crc)
		t ^= t << 4
		crc = crc>>8 ^ uint16(t)<<8 ^ uint16(t)<<3 ^ uint16(t)>>4
	}
	return binary.LittleEndian.AppendUint16(dst, crc)
}

// ximuEncoder is an x-IMU3 in binary mode.
type ximuEncoder struct{}

func (ximuEncoder) hello(dst []byte) []byte { return dst }

func (ximuEncoder) encode(dst []byte, r reading) []byte {
	var b [33]byte
	b[0] = 'I' | 0x80
	binary.LittleEndian.PutUint64(b[1:], uint64(r.since.Microseconds()))
	for i, a := range r.acc {
		binary.LittleEndian.PutUint32(b[21+4*i:], math.Float32bits(float32(float64(a)/1e6)))
	}
	for _, c := range b {
		switch c {
		case '\n':
			dst = append(dst, 0xDB, 0xDC)
		case 0xDB:
			dst = append(dst, 0xDB, 0xDD)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '\n')
}

// axivityEncoder is an AX6 at ± 8 g that has been asked who it is and told to stream.
type axivityEncoder struct{}

func (axivityEncoder) hello(dst []byte) []byte {
	return append(dst, "\r\nID=AX6,64,50,1,0\r\n"...)
}

func (axivityEncoder) encode(dst []byte, r reading) []byte {
	const perG = 4096 // counts per g at ± 8 g
	return fmt.Appendf(dst, "%d,%d,%d,0,0,0\r\n", counts(r.acc[0], perG), counts(r.acc[1], perG), counts(r.acc[2], perG))
}

// rvcEncoder is a BNO08x in UART-RVC mode.
type rvcEncoder struct{ index byte }

func (*rvcEncoder) hello(dst []byte) []byte { return dst }

func (e *rvcEncoder) encode(dst []byte, r reading) []byte {
	var b [19]byte
	b[0], b[1], b[2] = 0xAA, 0xAA, e.index
	e.index++
	for i, a := range r.acc {
		binary.LittleEndian.PutUint16(b[9+2*i:], uint16(counts(a, 1000)))
	}
	for _, v := range b[2:18] {
		b[18] += v
	}
	return append(dst, b[:]...)
}

// xsensEncoder is an MTi that sends packet counter, fine time and acceleration.
type xsensEncoder struct{ counter uint16 }

func (*xsensEncoder) hello(dst []byte) []byte {
	return append(dst, 0xFA, 0xFF, 0x3E, 0x00, 0xC3) // WakeUp
}

func (e *xsensEncoder) encode(dst []byte, r reading) []byte {
	const data = 27 // bytes: 5 of counter, 7 of time, 15 of acceleration
	from := len(dst) + 1
	dst = append(dst, 0xFA, 0xFF, 0x36, data, 0x10, 0x20, 2)
	dst = binary.BigEndian.AppendUint16(dst, e.counter)
	dst = append(dst, 0x10, 0x60, 4)
	dst = binary.BigEndian.AppendUint32(dst, uint32(r.since/(100*time.Microsecond)))
	dst = append(dst, 0x40, 0x20, 12)
	for _, a := range r.acc {
		dst = binary.BigEndian.AppendUint32(dst, math.Float32bits(float32(ms2(a))))
	}
	e.counter++
	var sum byte
	for _, v := range dst[from:] {
		sum += v
	}
	return append(dst, -sum)
}
