package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// MAVLink 1 and 2 (serial.md §10, §14; mavlink.io/en/guide/serialization.html).
const (
	mavMagic1, mavMagic2 = 0xFE, 0xFD
	mavHead1, mavHead2   = 6, 10  // bytes before the payload
	mavSum               = 2      // bytes of checksum
	mavSignature         = 13     // bytes, when the frame says so
	mavSigned            = 1      // flag of incompat: signed
	mavPayload           = 255    // bytes at most
	mavKeep              = 1 << 8 // unknown messages remembered
	mavTrust             = 3      // sightings after which an unknown message is one
	accelerationUpdated  = 7      // bits 0–2 of HIGHRES_IMU's fields_updated
)

// The messages that are understood.
const (
	mavHeartbeat  = 0
	mavScaled     = 26
	mavRaw        = 27
	mavHighres    = 105
	mavScaled2    = 116
	mavScaled3    = 129
	mavStatusText = 253
)

// mavMessage is what must be known of a message to check it.
type mavMessage struct {
	len, most int  // bytes of payload without and with extensions
	extra     byte // CRC_EXTRA
}

// mavMessages lists the messages of the table in serial.md §10 (mavlink/mavlink common.xml).
var mavMessages = map[uint32]mavMessage{
	mavHeartbeat: {9, 9, 50}, 2: {12, 12, 137}, mavScaled: {22, 24, 170}, mavRaw: {26, 29, 144}, 76: {33, 33, 152}, 77: {3, 10, 143},
	mavHighres: {62, 63, 93}, 111: {16, 18, 34}, mavScaled2: {22, 24, 76}, mavScaled3: {22, 24, 46}, 148: {60, 78, 178},
	mavStatusText: {51, 54, 83},
}

var mavProtocol = Protocol{
	Name: "mavlink", Title: "MAVLink 1 and 2 (SCALED_IMU, RAW_IMU, HIGHRES_IMU)",
	Bauds: []int{115200, 57600, 921600, 460800, 230400}, Timed: true, Specific: true,
	Configure: configureMAVLink,
	New: func(o Options) Decoder {
		d := &mavlink{unknown: map[uint32]uint8{}, seqs: map[uint16]*counter{}, highres: map[uint16]bool{}, raw: map[Sensor]*gravity{}, opt: o}
		d.protocol = d
		return d
	},
}

// mavlink decodes MAVLink. Its counter counts messages of all kinds, so it goes into Counters.Lost and not into packets.
type mavlink struct {
	link
	opt     Options
	unknown map[uint32]uint8    // messages whose checksum cannot be known, by sightings
	seqs    map[uint16]*counter // by system and component
	highres map[uint16]bool     // components that send HIGHRES_IMU: their coarser messages are not used
	raw     map[Sensor]*gravity // sensors that send RAW_IMU, whose scale nobody states
	about   About
	refused bool
}

func (d *mavlink) opened() { clear(d.seqs) }

// mavShape returns where the payload of the frame in b begins, the message, and the length of the whole; a length of 0 when bytes are missing.
func mavShape(b []byte) (head int, id uint32, whole int) {
	if b[0] == mavMagic1 {
		if len(b) < mavHead1 {
			return 0, 0, 0
		}
		return mavHead1, uint32(b[5]), mavHead1 + int(b[1]) + mavSum
	}
	if len(b) < mavHead2 {
		return 0, 0, 0
	}
	whole = mavHead2 + int(b[1]) + mavSum
	if b[2]&mavSigned != 0 {
		whole += mavSignature
	}
	return mavHead2, uint32(b[7]) | uint32(b[8])<<8 | uint32(b[9])<<16, whole
}

func (d *mavlink) judge(b []byte, last bool) judgement {
	if b[0] != mavMagic1 && b[0] != mavMagic2 || b[0] == mavMagic2 && len(b) > 2 && b[2]&^mavSigned != 0 {
		return noFrame
	}
	head, id, whole := mavShape(b)
	if whole == 0 {
		return moreBytes
	}
	m, known := mavMessages[id]
	n := int(b[1])
	switch {
	case !known:
		return d.judgeUnknown(b, id, whole, last)
	case head == mavHead1 && n != m.len, head == mavHead2 && (n < 1 || n > m.most):
		return noFrame
	case len(b) < whole:
		return moreBytes
	case crcMAVLink(b[1:head+n], m.extra) != binary.LittleEndian.Uint16(b[head+n:]):
		return badFrame
	}
	return judgement(whole)
}

// judgeUnknown judges a message whose checksum cannot be known, for its schema is not: it must follow a good frame, be followed by another, and
// have been seen before.
func (d *mavlink) judgeUnknown(b []byte, id uint32, whole int, last bool) judgement {
	switch {
	case d.lost || !d.started:
		return noFrame
	case len(b) <= whole && !(last && len(b) == whole):
		return moreBytes
	case len(b) > whole && b[whole] != mavMagic1 && b[whole] != mavMagic2:
		return noFrame
	}
	if n, seen := d.unknown[id]; n < mavTrust {
		if seen || len(d.unknown) < mavKeep {
			d.unknown[id] = n + 1
		}
		return noFrame
	}
	return judgement(whole)
}

func (d *mavlink) frame(dst []Packet, f frame) []Packet {
	head, id, _ := mavShape(f.data)
	from, seq := f.data[3:5], f.data[2]
	if head == mavHead2 {
		from, seq = f.data[5:7], f.data[4]
	}
	node := uint16(from[0])<<8 | uint16(from[1])
	c := d.seqs[node]
	if c == nil {
		c = &counter{}
		d.seqs[node] = c
	}
	d.Lost += c.missing(uint32(seq), 1<<8)
	if _, known := mavMessages[id]; !known {
		return dst
	}
	var payload [mavPayload]byte // version 2 leaves zeros at the end out
	copy(payload[:], f.data[head:head+int(f.data[1])])
	p := Packet{Sensor: Sensor(node) << InstanceBits, End: f.end, At: f.at}
	switch id {
	case mavHighres:
		return d.highresIMU(dst, p, node, payload[:])
	case mavScaled, mavScaled2, mavScaled3:
		return d.scaledIMU(dst, p, node, id, payload[:])
	case mavRaw:
		return d.rawIMU(dst, p, node, payload[:])
	case mavStatusText:
		return d.status(dst, p, payload[0], payload[1:51])
	}
	return dst
}

func (d *mavlink) highresIMU(dst []Packet, p Packet, node uint16, b []byte) []Packet {
	d.highres[node] = true
	if updated := binary.LittleEndian.Uint16(b[60:]); updated != 0 && updated&accelerationUpdated != accelerationUpdated {
		return dst
	}
	for i := range p.Acc {
		v, ok := microFromFloat(f32(b[8+4*i:])/standardG, microG)
		if !ok {
			d.odd++
			return dst
		}
		p.Acc[i] = v
	}
	p.Sensor |= Sensor(b[62])
	p.setMicros(binary.LittleEndian.Uint64(b))
	d.about.Units = "ms2"
	d.Samples++
	return append(dst, p)
}

func (d *mavlink) scaledIMU(dst []Packet, p Packet, node uint16, id uint32, b []byte) []Packet {
	if d.highres[node] {
		return dst
	}
	for i := range p.Acc {
		p.Acc[i], _ = scaled(i16(b[4+2*i:]), 1_000, 1) // mg
	}
	switch id {
	case mavScaled2:
		p.Sensor++
	case mavScaled3:
		p.Sensor += 2
	}
	p.Timed, p.Time, p.Wrap = true, int64(binary.LittleEndian.Uint32(b))*millisecond, millisecond<<32
	d.about.Units, d.about.StepUG = "mg", 1_000
	d.Samples++
	return append(dst, p)
}

// rawIMU takes counts of a scale that MAVLink does not define: gravity tells it.
func (d *mavlink) rawIMU(dst []Packet, p Packet, node uint16, b []byte) []Packet {
	if d.highres[node] || d.refused {
		return dst
	}
	p.Sensor |= Sensor(b[26])
	p.setMicros(binary.LittleEndian.Uint64(b))
	g := d.raw[p.Sensor]
	if g == nil {
		if len(d.raw) >= mavKeep {
			return dst
		}
		g = &gravity{scale: d.opt.Scale}
		d.raw[p.Sensor] = g
	}
	r := record{packet: p}
	for i := range r.acc {
		r.acc[i] = decimal{m: i16(b[8+2*i:])}
	}
	d.Samples++
	ready, note := g.take(r)
	if note.Code != "" {
		d.refused = note.Kind == Refused
		d.about.Units, d.about.Guessed = g.scale.Name, g.guessed
		dst = append(dst, note)
	}
	for _, r := range ready {
		if q, ok := r.sample(g.scale); ok {
			dst = append(dst, q)
		}
	}
	return dst
}

// setMicros sets the time of a sample from the device's microseconds.
func (p *Packet) setMicros(us uint64) {
	if us < lastMicros {
		p.Timed, p.Time = true, int64(us)*microsecond
	}
}

// status takes a STATUSTEXT: the greeting of our own firmware, "nightjar FIRMWARE SENSOR RANGEg RATEHz CAUSE", or a fault.
func (d *mavlink) status(dst []Packet, p Packet, severity byte, text []byte) []Packet {
	const worstRemark = 4 // MAV_SEVERITY_WARNING; less severe ones are chatter
	if i := bytes.IndexByte(text, 0); i >= 0 {
		text = text[:i]
	}
	p.Text = strings.ToValidUTF8(string(text), "?")
	if f := strings.Fields(p.Text); len(f) >= 5 && f[0] == "nightjar" {
		var rng, odr float64
		if _, err := fmt.Sscanf(f[3], "%gg", &rng); err == nil && rng > 0 && rng <= sensibleG {
			d.about.RangeUG = int32(rng * microG)
		}
		if _, err := fmt.Sscanf(f[4], "%gHz", &odr); err == nil && odr > 0 {
			d.about.Rate = odr
		}
		d.about.Device = f[2]
		p.Kind, p.Code = Boot, CodeBoot
		return append(dst, p)
	}
	if severity > worstRemark {
		return dst
	}
	p.Kind, p.Code = Remark, CodeDevice
	return append(dst, p)
}

// About implements Decoder.
func (d *mavlink) About() About { return d.about }
