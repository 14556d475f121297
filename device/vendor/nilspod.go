package vendor

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// NilsPod (Portabiles): the sessions that the sensor stores, *.bin, of firmware 0.11.2 and later.
//
// Provenance: the layout that the public reader NilsPodLib 3.4 knows (mad-lab-fau/NilsPodLib: header.py, consts.py, dataset.py, legacy.py). No file was at hand; what that reader's
// published expectations of five real files say agrees with it: samples of 16, 22 and 32 bytes for their sensors, 1.04 g at 2048 counts, starts two and one
// hours before the local times in the names of files from Germany in April and January, so UTC, and counters that count from midnight UTC.
//
// Header, its length in byte 0; then, as here from firmware 0.14 on: 1 size of a sample; 2 sensors (bits below); 4 divider of 1024 Hz; 6 role in a group;
// 8 range, g; 10 place; 15 start in unix seconds; 23 number of samples; 35 address, last byte first; the last three bytes the firmware. 0.12 and 0.13 have the divider
// in byte 3 and a group in 7; 0.11 has the divider in the low half of byte 3, is three bytes shorter, and its sensors' bits differ.
//
// Sample: gyroscope, accelerometer, magnetometer (3 × int16 each, where present), others, and last a counter of uint32, which begins with the day (UTC). It is high
// byte first in 0.11. g = value · range / 32768.

// NilsPod is the format of a NilsPod's sessions.
var NilsPod = format("nilspod-bin", claimsNilsPod, planNilsPod)

const (
	nilsLegacyHead = 49         // bytes of the header of firmware 0.11
	nilsHead       = 52         // of later ones
	nilsMost       = 128        // of any that is taken for one
	nilsOldest     = 0x00_0B_02 // 0.11.2, below which the layout is not public
	nilsShift      = 0x00_0E_00 // 0.14.0, from which on the bytes lie as above
	nilsNoGroup    = 0x00_0C_00 // 0.12.0, from which on the header has its length
	nilsDev        = 255        // major number of versions in development
	nilsFull       = 1 << 15    // counts at the range
	nilsBase       = 1024_000   // mHz, divided by the header's divider
	nilsPage       = 2048       // bytes; what lies behind the stated samples in the last page of memory is none (NilsPodLib)
	nilsTogether   = 256        // samples of a page for numbering
	nilsBuffer     = 64 << 10   // bytes
	nilsCounter    = 4          // bytes of the counter
	nilsFirstUnix  = 1420070400 // 2015-01-01: there was no NilsPod before
	nilsLastUnix   = 4102444800 // 2100-01-01
	daySeconds     = 86_400
)

// nilsSensors are the sensors' bits in the order of their values in a sample, and the bytes these take.
var nilsSensors = [...]struct {
	bit   byte
	bytes int
}{{0x02, 6}, {nilsAcc, 6}, {0x04, 6}, {0x08, 2}, {nilsAnalog, 6}, {0x20, 4}, {0x40, 4}, {0x80, 2}}

const (
	nilsAcc     = 0x01
	nilsAnalog  = 0x10
	nilsAnalog8 = 3          // bytes by which the analog values are shorter before nilsWide
	nilsWide    = 0x00_11_FF // 0.17.255, which is what NilsPodLib calls older sessions that it has written anew in the layout of 0.18.0
)

// nilsLegacy maps the sensors' bits of firmware 0.11; the accelerometer was always on.
var nilsLegacy = [...][2]byte{{0x01, 0x02}, {0x02, 0x10}, {0x04, 0x08}, {0x08, 0x80}}

// nilsPlaces are the names of the header's places.
var nilsPlaces = [...]string{"", "left foot", "right foot", "hip", "left wrist", "right wrist", "chest"}

// nilsHeader is what the header says.
type nilsHeader struct {
	length    int
	version   int // major, minor and patch, a byte each
	size      int // of a sample
	sensors   byte
	divider   int
	role      byte
	rangeG    int
	place     byte
	start     int64 // unix seconds
	samples   int64
	address   [6]byte
	bigEndian bool // of the counter
}

// readNilsHeader reads the header at the beginning of head; ok is false when there is none.
func readNilsHeader(head []byte) (h nilsHeader, ok bool) {
	if len(head) < nilsLegacyHead || int(head[0]) > min(len(head), nilsMost) || int(head[0]) < nilsLegacyHead {
		return h, false
	}
	h.length = int(head[0])
	v := head[h.length-3:]
	h.version = int(v[0])<<16 | int(v[1])<<8 | int(v[2])
	if v[0] == nilsDev {
		h.version = math.MaxInt32
	}
	b := append([]byte(nil), head[:h.length]...)
	h.sensors, h.divider = b[2], int(b[4])
	switch {
	case h.version >= nilsShift:
	case h.version >= nilsNoGroup:
		h.divider = int(b[3])
	default: // 0.11: one byte fewer before byte 4
		h.bigEndian = true
		h.divider = int(b[3] & 0x0F)
		h.sensors = nilsAcc
		for _, m := range nilsLegacy {
			if b[2]&m[0] != 0 {
				h.sensors |= m[1]
			}
		}
		b = append(b[:4:4], append([]byte{0}, b[4:]...)...)
	}
	le := binary.LittleEndian
	h.size, h.role, h.rangeG, h.place = int(b[1]), b[6], int(b[8]), b[10]
	if h.version < nilsShift {
		h.role = b[5]
	}
	h.start, h.samples = int64(le.Uint32(b[15:])), int64(le.Uint32(b[23:]))
	copy(h.address[:], b[35:])
	return h, h.sound()
}

// sound reports whether the header's fields are those of a NilsPod.
func (h *nilsHeader) sound() bool {
	if h.version>>16 > 0 && h.version != math.MaxInt32 || h.version < nilsNoGroup != (h.length == nilsLegacyHead) || h.length != nilsLegacyHead && h.length < nilsHead {
		return false
	}
	switch h.divider {
	case 1, 2, 4, 5, 10, 20, 40, 80, 160:
	default:
		return false
	}
	switch h.rangeG {
	case 2, 4, 8, 16:
	default:
		return false
	}
	return h.role <= 2 && h.size > nilsCounter && h.start >= nilsFirstUnix && h.start < nilsLastUnix
}

// sampleBytes returns the bytes of a sample by its sensors, and where in it the acceleration lies.
func (h *nilsHeader) sampleBytes() (size, at int) {
	for _, s := range nilsSensors {
		if h.sensors&s.bit == 0 {
			continue
		}
		if s.bit == nilsAcc {
			at = size
		}
		size += s.bytes
		if s.bit == nilsAnalog && h.version < nilsWide {
			size -= nilsAnalog8
		}
	}
	return size + nilsCounter, at
}

func claimsNilsPod(head []byte) bool {
	_, ok := readNilsHeader(head)
	return ok
}

func planNilsPod(in device.Input, _ device.Options) (*plan, error) {
	n := &nilsPod{r: bufio.NewReaderSize(in.Reader, nilsBuffer)}
	head, err := n.r.Peek(nilsMost)
	h, ok := readNilsHeader(head)
	if !ok {
		if err == nil || errors.Is(err, io.EOF) || cutShort(err) {
			err = errors.New("is no NilsPod session: its header is cut")
		}
		return nil, err
	}
	size, at := h.sampleBytes()
	switch {
	case h.version < nilsOldest:
		return nil, errors.New("is a NilsPod session of firmware before 0.11.2, whose layout is not public: export it as CSV with the maker's program")
	case h.sensors&nilsAcc == 0:
		return nil, errors.New("is a NilsPod session in which the accelerometer was off")
	case size != h.size:
		return nil, fmt.Errorf("is a NilsPod session with samples of %d bytes where its sensors make %d: export it as CSV with NilsPodLib", h.size, size)
	}
	if _, err := n.r.Discard(h.length); err != nil {
		return nil, err
	}
	n.nilsHeader, n.at, n.left = h, at, h.samples
	p := &plan{utc: true, dec: n, info: device.Info{
		Device: "NilsPod", Serial: fmt.Sprintf("%02X%02X", h.address[1], h.address[0]), Dated: true,
		Rate: dsp.Rate(nilsBase / h.divider), RangeG: float64(h.rangeG), StepG: float64(h.rangeG) / nilsFull,
	}}
	if int(h.place) < len(nilsPlaces) {
		p.info.Site = siteNamed(nilsPlaces[h.place])
	}
	p.pages.FullScale = n.microG(math.MaxInt16)
	return p, nil
}

// nilsPod decodes the samples of a session.
type nilsPod struct {
	nilsHeader
	r       *bufio.Reader
	at      int   // of the acceleration in a sample
	left    int64 // samples that the header still promises
	read    int64 // samples read
	begun   bool
	counter uint32 // of the latest sample
	t0      int64  // ns, of the first sample
	passed  int64  // periods from the first sample to the latest
	more    bool   // the file goes on beyond what its header states
	cut     string
}

// microG returns what a count stands for.
func (n *nilsPod) microG(v int16) int32 {
	return int32(math.Round(float64(int64(v)*int64(n.rangeG)*dsp.MicroG) / nilsFull))
}

// count returns the counter of sample s.
func (n *nilsPod) count(s []byte) uint32 {
	if s = s[n.size-nilsCounter:]; n.bigEndian {
		return binary.BigEndian.Uint32(s)
	}
	return binary.LittleEndian.Uint32(s)
}

// ReadPage implements device.PageReader: up to nilsTogether samples that follow one another.
func (n *nilsPod) ReadPage(b *dsp.Block) (device.Page, error) {
	if n.left == 0 && n.samples > 0 && !n.more && !n.goesOn() {
		return device.Page{}, io.EOF
	}
	raw, err := n.r.Peek(n.size * nilsTogether)
	have := len(raw) / n.size
	if n.samples > 0 && !n.more {
		have = int(min(int64(have), n.left))
	}
	if have == 0 {
		return device.Page{}, n.end(err, len(raw))
	}
	p := n.step(n.count(raw))
	p.T = n.t0 + n.nanos(n.passed)
	k := 0
	for ; k < have; k++ {
		s := raw[k*n.size:][:n.size]
		c := n.count(s)
		if k > 0 {
			if c != n.counter+1 {
				break
			}
			n.counter, n.passed = c, n.passed+1
		}
		for i, dst := range [3]*[]int32{&b.X, &b.Y, &b.Z} {
			*dst = append(*dst, n.microG(int16(binary.LittleEndian.Uint16(s[n.at+2*i:]))))
		}
	}
	n.read, n.left = n.read+int64(k), n.left-int64(k)
	_, err = n.r.Discard(k * n.size)
	return p, err
}

// nanos returns how long k periods last at the nominal rate.
func (n *nilsPod) nanos(k int64) int64 { return k * int64(n.divider) * second / (nilsBase / 1000) }

// perDay is how far the counter counts in a day.
func (n *nilsPod) perDay() int64 { return daySeconds * (nilsBase / 1000) / int64(n.divider) }

// step takes the counter from the latest sample to c and says what lies between.
func (n *nilsPod) step(c uint32) device.Page {
	if !n.begun {
		n.begun, n.counter = true, c
		n.t0 = n.start * second
		midnight := n.start / daySeconds * daySeconds
		const near = 2 // s by which header and counter may differ: the header has whole seconds
		if t := midnight*second + n.nanos(int64(c)); c != 0 && t > (n.start-near)*second && t < (n.start+near)*second {
			n.t0 = t
		}
		return device.Page{}
	}
	on := int64(c) - int64(n.counter)
	if on <= 0 && int64(n.counter) < n.perDay() && on+n.perDay() <= n.perDay()/2 {
		on += n.perDay() // midnight
	}
	n.counter = c
	if on <= 0 || on > n.perDay() {
		n.passed++
		return device.Page{Cause: device.CauseRestart, Lost: device.LostUnknown}
	}
	n.passed += on
	return device.Page{Lost: on - 1}
}

// goesOn reports whether the file has more behind the samples that its header states than the rest of a page of memory.
func (n *nilsPod) goesOn() bool {
	rest, _ := n.r.Peek(nilsPage + 1) // an error shows when it is read
	n.more = len(rest) > nilsPage
	return n.more
}

// end says what ended the samples: io.EOF when it may be.
func (n *nilsPod) end(err error, rest int) error {
	switch {
	case !errors.Is(err, io.EOF) && !torn(err):
		return fmt.Errorf("reading stopped after byte %d: %w", int64(n.length)+n.read*int64(n.size), err)
	case n.left > 0 && n.samples > 0:
		n.cut = fmt.Sprintf("the file ends after %d of %d samples: was it copied whole?", n.read, n.samples)
	case rest > 0:
		n.cut = fmt.Sprintf("the file ends within sample %d, which is left out", n.read+1)
	}
	return io.EOF
}

// warnings implements decoder.
func (n *nilsPod) warnings() []device.Warning {
	var ws []device.Warning
	if n.more {
		ws = append(ws, warning("length", "the header states %d samples and the file has more: all %d were read, the last may be none", n.samples, n.read))
	}
	if n.cut != "" {
		ws = append(ws, device.Warning{Code: "cut", Text: n.cut})
	}
	return ws
}
