package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strings"
)

// x-io's x-IMU3 (serial.md §3; x-IMU3 user manual): messages of text or bytes, each ended by LF, told apart by their first byte.
const (
	ximuEnd      = '\n'
	ximuMux      = '^'  // before the channel and the message of a device behind this one
	ximuEsc      = 0xDB // DB DC stands for 0A, DB DD for DB
	ximuBinary   = 0x80 // added to the letter of a message in bytes
	ximuMost     = 1024 // bytes of the longest message
	ximuInertial = 33   // bytes: letter, u64 µs, six float32
	ximuLetters  = "IMHQRALEUTBSWNF"
)

var ximuProtocol = Protocol{
	Name: "ximu3", Title: "x-io x-IMU3 (text and binary)", Bauds: []int{115200}, Timed: true, Specific: true,
	Probe:     []byte("{\"ping\":null}\n"),
	Configure: configureXIMU3,
	New: func(Options) Decoder {
		d := &ximu3{before: ximuEnd}
		d.protocol, d.bare = d, true
		return d
	},
}

// ximu3 decodes the messages of an x-IMU3, and those of devices behind it. They have no checksum: what is not of the right length, finite and sensible is dropped.
type ximu3 struct {
	link
	about  About
	plain  []byte   // a message without its stuffing
	behind []*muxed // the devices behind this one, in the order of their channels
	before byte     // the last byte that belonged to no message, LF after one that did
}

// muxed is a device behind another, which hands its messages on as they are after "^" and the channel (MuxMessage of x-io's own software).
type muxed struct {
	guard
	channel byte
}

func (d *ximu3) opened() { d.before = ximuEnd }

// unmuxed returns the channel of the device that a message comes from, 0 for the one at the port, and the message as that device sent it.
func unmuxed(b []byte) (channel byte, message []byte) {
	if len(b) > 2 && b[0] == ximuMux {
		return b[1], b[2:]
	}
	return 0, b
}

func (d *ximu3) judge(b []byte, _ bool) judgement {
	j := d.message(b)
	switch j {
	case moreBytes:
	case noFrame, badFrame:
		d.before = b[0]
	default:
		d.before = ximuEnd
	}
	return j
}

// message judges what begins at b.
func (d *ximu3) message(b []byte) judgement {
	c := b[0]
	letter := strings.IndexByte(ximuLetters, c&^ximuBinary) >= 0
	if !letter && c != '{' && c != ximuMux {
		return noFrame
	}
	if len(d.behind) > 0 && d.before != ximuEnd {
		return noFrame // behind a damaged "^" a message would be taken for one of the device at the port
	}
	n := bytes.IndexByte(b[:min(len(b), ximuMost)], ximuEnd)
	switch {
	case n < 0 && len(b) < ximuMost:
		return moreBytes
	case n < 0:
		return noFrame
	}
	_, m := unmuxed(b[:n])
	if d.valid(m) {
		return judgement(n + 1)
	}
	if m[0] == 'I' || m[0] == 'I'|ximuBinary {
		return badFrame
	}
	return noFrame
}

// valid reports whether b, a message without its end, is one.
func (d *ximu3) valid(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	switch {
	case b[0] == '{':
		return json.Valid(bytes.TrimRight(b, "\r"))
	case b[0] == 'I' || b[0] == 'I'|ximuBinary:
		var p Packet
		return d.inertial(&p, b)
	case strings.IndexByte(ximuLetters, b[0]&^ximuBinary) < 0:
		return false
	case b[0] < ximuBinary: // other messages in text
		return len(b) > 2 && b[1] == ',' && printable(bytes.TrimRight(b, "\r"))
	}
	d.unstuff(b)
	n := len(d.plain) - 9
	switch {
	case n < 0 || binary.LittleEndian.Uint64(d.plain[1:]) >= lastMicros:
		return false
	case b[0] == 'N'|ximuBinary || b[0] == 'F'|ximuBinary: // words; anything at all would be found in noise
		return printable(d.plain[9:])
	}
	return n >= 4 && n%4 == 0 && n <= 16*4
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func (d *ximu3) unstuff(b []byte) {
	d.plain = d.plain[:0]
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c == ximuEsc && i+1 < len(b) {
			i++
			switch b[i] {
			case 0xDC:
				c = ximuEnd
			case 0xDD:
			default: // nothing else may follow
				d.plain = d.plain[:0]
				return
			}
		}
		d.plain = append(d.plain, c)
	}
}

// inertial reads an inertial message into p.
func (d *ximu3) inertial(p *Packet, b []byte) bool {
	if b[0] == 'I' {
		return inertialText(p, bytes.TrimRight(b, "\r"))
	}
	d.unstuff(b)
	if len(d.plain) != ximuInertial {
		return false
	}
	us := binary.LittleEndian.Uint64(d.plain[1:])
	if us >= lastMicros {
		return false
	}
	p.setMicros(us)
	for i := range 3 {
		if g := f32(d.plain[9+4*i:]); math.IsNaN(g) || math.IsInf(g, 0) {
			return false
		}
		v, ok := microFromFloat(f32(d.plain[21+4*i:]), microG)
		if !ok {
			return false
		}
		p.Acc[i] = v
	}
	return true
}

// inertialText reads "I,µs,gx,gy,gz,ax,ay,az".
func inertialText(p *Packet, b []byte) bool {
	const fields = 7
	if len(b) < 2 || b[1] != ',' {
		return false
	}
	b = b[2:]
	for i := range fields {
		f, rest, more := bytes.Cut(b, []byte{','})
		d, ok := parseDecimal(f, '.')
		if !ok || more != (i < fields-1) || d.exp {
			return false
		}
		b = rest
		switch {
		case i == 0:
			if d.places != 0 || d.m < 0 || d.m >= lastMicros {
				return false
			}
			p.setMicros(uint64(d.m))
		case i >= 4:
			if p.Acc[i-4], ok = d.micro(Scale{Num: microG, Den: 1}); !ok {
				return false
			}
		}
	}
	return true
}

func (d *ximu3) frame(dst []Packet, f frame) []Packet {
	channel, b := unmuxed(f.data[:len(f.data)-1])
	p := Packet{Sensor: Sensor(channel), End: f.end, At: f.at}
	switch b[0] {
	case '{':
		if channel != 0 {
			return dst
		}
		return d.reply(dst, p, b)
	case 'I', 'I' | ximuBinary:
		d.inertial(&p, b)
		if channel == 0 {
			return d.guarded(dst, p)
		}
		d.Samples++
		return d.muxed(channel).take(dst, p, d.BadSums+d.Resyncs)
	case 'F':
		_, text, _ := bytes.Cut(b[2:], []byte{','})
		p.Kind, p.Code, p.Text = Remark, CodeDevice, strings.TrimSpace(string(text))
		return append(dst, p)
	}
	return dst
}

// muxed returns the device behind a channel.
func (d *ximu3) muxed(channel byte) *muxed {
	i, ok := slices.BinarySearchFunc(d.behind, channel, func(m *muxed, c byte) int { return int(m.channel) - int(c) })
	if !ok {
		d.behind = slices.Insert(d.behind, i, &muxed{guard: guard{bare: true}, channel: channel})
	}
	return d.behind[i]
}

// Flush implements Decoder.
func (d *ximu3) Flush(dst []Packet) []Packet {
	dst = d.link.Flush(dst)
	for _, m := range d.behind {
		dst = m.flush(dst)
	}
	return dst
}

// Counters implements Decoder.
func (d *ximu3) Counters() Counters {
	c := d.link.Counters()
	for _, m := range d.behind {
		c.Odd, c.Unsure = c.Odd+m.odd, c.Unsure || m.unsure
	}
	return c
}

// reply takes the answer to a ping, by which the device says who it is.
// Older firmware calls the two name and sn, newer deviceName and serialNumber (communication protocol in x-io's user manual).
func (d *ximu3) reply(dst []Packet, p Packet, b []byte) []Packet {
	var r struct {
		Ping struct{ Name, DeviceName, SN, SerialNumber string }
	}
	if json.Unmarshal(b, &r) != nil {
		return dst
	}
	name, serial := r.Ping.Name+r.Ping.DeviceName, r.Ping.SN+r.Ping.SerialNumber
	if serial == "" {
		return dst
	}
	d.about.Device, d.about.Serial = name, serial
	p.Kind, p.Code, p.Text = Remark, CodeIdentity, name+" "+serial
	return append(dst, p)
}

// About implements Decoder.
func (d *ximu3) About() About {
	a := d.about
	if a.Device == "" && d.Samples > 0 {
		a.Device = "x-IMU3"
	}
	a.Units = "g"
	return a
}
