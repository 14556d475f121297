package wire

import "encoding/binary"

// WitMotion's standard protocol (serial.md §2; WITMOTION/WitStandardProtocol_JY901): 55, type, eight bytes, sum of the ten before. Sensors made
// for Bluetooth send 55 61 with acceleration, rate and angle at once and no checksum.
const (
	witHead     = 0x55
	witTime     = 0x50 // date and time
	witAcc      = 0x51 // acceleration
	witLast     = 0x5F // the highest type with a sum
	witCombined = 0x61 // acceleration, rate, angle; no sum
	witReply    = 0x71 // registers; no sum
	witLen      = 11   // bytes with a sum
	witLongLen  = 20   // bytes without
	witDay      = 86_400 * second
	witNum      = 15_625
	witDen      = 32 // 16 g / 32768 = 15625/32 micro-g, whatever the range set
)

var witProtocol = Protocol{
	Name: "witmotion", Title: "WitMotion and HiWonder (55 5x, 55 61)",
	Bauds: []int{9600, 115200, 230400, 460800, 921600, 57600, 38400, 19200}, Timed: true, Specific: true,
	Probe:     []byte{0xFF, 0xAA, 0x27, 0x04, 0x00}, // read the register of the baud
	Configure: configureWit,
	New: func(Options) Decoder {
		d := &witmotion{}
		d.protocol = d
		return d
	},
}

// witmotion decodes WitMotion's frames.
type witmotion struct {
	link
	time     int64 // of the cycle, from its 0x50
	wrap     int64 // of time
	timed    bool
	calendar bool
}

func (d *witmotion) opened() { d.timed = false }

func (d *witmotion) judge(b []byte, last bool) judgement {
	switch {
	case b[0] != witHead:
		return noFrame
	case len(b) < 2:
		return moreBytes
	case b[1] == witCombined || b[1] == witReply:
		return d.judgeLong(b, last)
	case b[1] < witTime || b[1] > witLast:
		return noFrame
	case len(b) < witLen:
		return moreBytes
	}
	var sum byte
	for _, v := range b[:witLen-1] {
		sum += v
	}
	switch {
	case sum != b[witLen-1]:
		return badFrame
	case !d.lost && d.started || last && len(b) < witLen+2:
		return witLen
	case len(b) < witLen+2:
		return moreBytes
	case !witBegins(b[witLen:]): // eight bits of sum alone find frames where there are none
		return noFrame
	}
	return witLen
}

// judgeLong judges a frame without a sum by the heads of those that follow: both of the next two to begin with, then either.
func (d *witmotion) judgeLong(b []byte, last bool) judgement {
	const one, two = witLongLen, 2 * witLongLen
	in := d.started && !d.lost
	switch {
	case len(b) < one:
		return moreBytes
	case last && in && len(b) < two+2:
		return witLongLen
	case len(b) < one+2:
		return moreBytes
	case in && witBegins(b[one:]):
		return witLongLen
	case !in && !witBegins(b[one:]):
		return noFrame
	case len(b) < two+2:
		if last && witBegins(b[one:]) {
			return witLongLen
		}
		return moreBytes
	case witBegins(b[two:]):
		return witLongLen
	}
	return noFrame
}

func witBegins(b []byte) bool {
	return b[0] == witHead && (b[1] >= witTime && b[1] <= witLast || b[1] == witCombined || b[1] == witReply)
}

func (d *witmotion) frame(dst []Packet, f frame) []Packet {
	switch f.data[1] {
	case witTime:
		d.clock(f.data[2:])
	case witAcc, witCombined:
		d.bare = f.data[1] == witCombined
		p := Packet{Timed: d.timed, Time: d.time, Wrap: d.wrap, End: f.end, At: f.at}
		for i := range p.Acc {
			p.Acc[i], _ = scaled(i16(f.data[2+2*i:]), witNum, witDen)
		}
		d.timed = false
		return d.guarded(dst, p)
	}
	return dst
}

// clock reads the date and time of a 0x50. A clock that was never set counts from 00-00-00 00:00:00 when the sensor was switched on (seen of an HWT905TTL): its date
// says nothing, its time of day does.
func (d *witmotion) clock(b []byte) {
	month, day := int64(b[1]), int64(b[2])
	unset := b[0] == 0 && month == 0
	d.timed = b[3] <= 23 && b[4] <= 59 && b[5] <= 59 && (unset || month >= 1 && month <= 12 && day >= 1 && day <= 31)
	if !d.timed {
		return
	}
	d.time = (int64(b[3])*3_600+int64(b[4])*60+int64(b[5]))*second + int64(binary.LittleEndian.Uint16(b[6:]))*millisecond
	d.wrap, d.calendar = witDay, !unset
	if d.calendar {
		d.time += civilDays(2000+int64(b[0]), month, day) * witDay
		d.wrap = 0
	}
}

// About implements Decoder.
func (d *witmotion) About() About {
	return About{Device: "WitMotion", Units: "g", RangeUG: 16 * microG, StepUG: witNum / witDen, Calendar: d.calendar}
}
