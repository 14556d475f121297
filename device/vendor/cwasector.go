package vendor

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/nightjar-sleep/nightjar/dsp"
)

const (
	sectorBytes  = 512   // bytes, tag to checksum
	sectorAt     = 30    // offset of the samples
	sectorRoom   = 480   // bytes of samples
	fastest      = 3200  // Hz; the rate of code 15, halved by each step below
	gravityBits  = 8     // acceleration is in 2⁻⁸ g before its shifts
	packedG      = 15625 // with 2 shifted out: 1/256 g = 15625/4 micro-g
	packedGShift = 2
)

// second is one second in nanoseconds.
const second = int64(time.Second)

// cwaSector is what the head of a sector says.
type cwaSector struct {
	session, sequence uint32
	t                 int64 // ns of its first sample, local time; valid when timed
	timed             bool
	events            byte  // bit 0: logging was (re)started
	code              byte  // rate and range
	packed            bool  // three 10-bit values with a common shift in 32 bits, else 16 bits each
	stride, skip      int   // bytes from sample to sample, and before its acceleration
	fine              uint  // unpacked: acceleration in 2^−(8+fine) g
	n                 int   // samples
	period            int64 // ns, nominal
}

// whole reports whether b has the tag, length and checksum of a sector. Those of the oldest firmware (rate code 0) have no checksum.
func whole(b []byte) bool {
	if b[0] != 'A' || b[1] != 'X' || binary.LittleEndian.Uint16(b[2:]) != sectorBytes-4 {
		return false
	}
	if b[24] == 0 {
		return true
	}
	const lanes = 0x0000FFFF0000FFFF // two 16-bit sums side by side, twice: 128 words cannot carry over
	var even, odd uint64
	for words := (*[sectorBytes]byte)(b)[:]; len(words) >= 16; words = words[16:] {
		v, w := binary.LittleEndian.Uint64(words), binary.LittleEndian.Uint64(words[8:])
		even, odd = even+v&lanes+w&lanes, odd+v>>16&lanes+w>>16&lanes
	}
	sum := even + odd
	return uint16(sum+sum>>32) == 0
}

// blank reports whether b is erased or never written.
func blank(b []byte) bool {
	for _, v := range b {
		if v != b[0] {
			return false
		}
	}
	return len(b) == 0 || b[0] == 0 || b[0] == 0xFF
}

// parseSector reads the head of a whole sector, and says why its samples cannot be read.
func parseSector(b []byte) (s cwaSector, why string) {
	le := binary.LittleEndian
	s = cwaSector{session: le.Uint32(b[6:]), sequence: le.Uint32(b[10:]), events: b[22], code: b[24], n: int(le.Uint16(b[28:]))}
	switch axes, packing := b[25]>>4, b[25]&15; {
	case axes == 3 && packing == 0:
		s.packed, s.stride = true, 4
	case packing == 2 && axes == 3:
		s.stride = 6
	case packing == 2 && (axes == 6 || axes == 9): // gyroscope first, then acceleration, then magnetometer
		s.stride, s.skip = int(axes)*2, 6
	default:
		return s, fmt.Sprintf("has %d axes in packing %d, which is not known", axes, packing)
	}
	if s.n > s.capacity() {
		return s, fmt.Sprintf("claims %d samples where %d have room", s.n, s.capacity())
	}
	if !s.packed {
		s.fine = uint(le.Uint16(b[18:]) >> 13)
	}
	if !s.rate(int16(le.Uint16(b[26:]))) {
		return s, "states no sampling rate"
	}
	s.stamp(le.Uint32(b[14:]), le.Uint16(b[4:]), int16(le.Uint16(b[26:])))
	return s, ""
}

// capacity returns how many samples a full sector of this layout has.
func (s *cwaSector) capacity() int { return sectorRoom / s.stride }

// rate settles the period. The oldest firmware states its rate in Hz where later ones state the time's offset.
func (s *cwaSector) rate(field int16) bool {
	if s.code != 0 {
		s.period = second / fastest << (15 - s.code&15)
		return true
	}
	if field <= 0 || int(field) > fastest {
		return false
	}
	s.period = second / int64(field)
	return true
}

// stamp settles the time of the first sample: by the fine rule of formats.md when the fraction of the second is
// there, else by the coarse one. The offset may be negative or exceed the sector.
func (s *cwaSector) stamp(packed uint32, fraction uint16, offset int16) {
	t, ok := packedTime(packed)
	if s.timed = ok; !ok {
		return
	}
	off := int64(offset)
	if s.code == 0 {
		off = 0
	}
	if fraction&0x8000 != 0 && s.code != 0 {
		q := int64(fraction&0x7FFF) * 2 // s/65536
		off += q * (second / s.period) >> 16
		t += q * second >> 16
	}
	s.t = t - off*s.period
}

// packedTime returns the time in ns that 32 bits stand for; false when they are no time.
func packedTime(v uint32) (int64, bool) {
	month, day, hour, minute, sec := v>>22&15, v>>17&31, v>>12&31, v>>6&63, v&63
	if month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || sec > 59 {
		return 0, false
	}
	return time.Date(2000+int(v>>26), time.Month(month), int(day), int(hour), int(minute), int(sec), 0, time.UTC).UnixNano(), true
}

// scale returns range and resolution in g; 0 and the step of full resolution when the range is not stated.
func (s *cwaSector) scale() (full, step float64) {
	if s.code == 0 {
		return 0, 1.0 / (1 << gravityBits)
	}
	full = float64(int(16) >> (s.code >> 6))
	if s.packed { // ten bits for the whole range
		return full, full / 512
	}
	return full, 1 / float64(int(1)<<(gravityBits+s.fine))
}

// samples appends the acceleration of the sector b.
func (s *cwaSector) samples(b []byte, t *cwaTables, dst *dsp.Block) {
	var x, y, z []int32
	dst.X, x = grow(dst.X, s.n)
	dst.Y, y = grow(dst.Y, s.n)
	dst.Z, z = grow(dst.Z, s.n)
	b = b[sectorAt:sectorBytes]
	if s.packed {
		t.packed.unpack(b, x, y, z)
		return
	}
	t.wideOf(s.fine).unpack(b[s.skip:], s.stride, x, y, z)
}

// cwaTables hold what values stand for in micro-g: a load takes a third of the time of the arithmetic. Each is made when it is first needed.
type cwaTables struct {
	packed *packedTable
	wide   [8]*wideTable // by fine, of three bits
}

// wideOf returns the table of acceleration in 2^−(8+fine) g.
func (t *cwaTables) wideOf(fine uint) *wideTable {
	w := &t.wide[fine&7]
	if *w == nil {
		*w = newWideTable(fine)
	}
	return *w
}

// wideTable holds what each value of 16 bits stands for in micro-g.
type wideTable [1 << 16]int32

func newWideTable(fine uint) *wideTable {
	var t wideTable
	shift := packedGShift + fine
	half := int32(1) << (shift - 1)
	for i := range t {
		t[i] = microG(int16(i), half, shift)
	}
	return &t
}

// unpack decodes samples of three 16-bit values, x first, that begin stride bytes apart. b goes on for two bytes behind the last. Where it is inlined, the processor's
// registers do not suffice.
//
//go:noinline
func (t *wideTable) unpack(b []byte, stride int, x, y, z []int32) {
	y, z = y[:len(x)], z[:len(x)]
	at := 0
	for i := range x {
		v := binary.LittleEndian.Uint64(b[at:])
		x[i], y[i], z[i] = t[uint16(v)], t[uint16(v>>16)], t[uint16(v>>32)]
		at += stride
	}
}

// microG returns raw/2^(6+shift) g in micro-g, halves away from zero; half is half of what is shifted out. 10⁶/2⁸ = 15625/4, and 16 bits of that fit 32.
func microG(raw int16, half int32, shift uint) int32 {
	v := int32(raw) * packedG
	return (v + half + v>>31) >> (shift & 31)
}

// packedTable holds what each shift and value of 10 bits stands for in micro-g: a load takes half the time of the arithmetic.
type packedTable [4 << 10]int32

func newPackedTable() *packedTable {
	var t packedTable
	for i := range t {
		t[i] = packedMicroG(int32(i) << 22 >> 22 << (i >> 10))
	}
	return &t
}

// unpack decodes samples of 32 bits: from the lowest bit on x, y, z with 10 bits each, then a shift of 2 bits.
func (t *packedTable) unpack(b []byte, x, y, z []int32) {
	y, z = y[:len(x)], z[:len(x)]
	b = b[:4*len(x)]
	for i := range x {
		v := binary.LittleEndian.Uint32(b[4*i:])
		e := v >> 30 << 10
		x[i] = t[e|v&1023]
		y[i] = t[e|v>>10&1023]
		z[i] = t[e|v>>20&1023]
	}
}

// packedMicroG returns v/256 g in micro-g, halves away from zero.
func packedMicroG(v int32) int32 {
	v *= packedG
	return (v + 1<<(packedGShift-1) + v>>31) >> packedGShift
}
