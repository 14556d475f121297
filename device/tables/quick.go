package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// slack is how many bytes beyond the end of a block may be loaded: more than the quick path reads of one row
// (24 of time, three numbers of 10, one load of 8).
const slack = 96 // bytes

// canQuick reports whether the quick path may be tried on rows of this layout.
func (p *parser) canQuick() bool {
	first := 1
	if p.clock.quick == quickNoTime {
		first = 0
	}
	return p.clock.quick != quickNone && p.number == nil && p.ragged == nil && p.sep != ' ' && p.point == '.' && p.units == device.UnitsG &&
		p.axes == [3]int{first, first + 1, first + 2}
}

// parse turns the lines of b[from:end], each with its end, into rows of dst. b reaches slack bytes beyond end. The quick path takes rows
// of the plain form, as many as dst has room for; it gives the same bits as the slow one, which takes all others.
func (p *parser) parse(b []byte, from, end int, dst *device.Rows) {
	quick := p.canQuick()
	for from < end {
		if quick {
			if from = p.quick(b, p.sixes(b, from, end, dst), end, dst); from >= end {
				break
			}
		}
		n := bytes.IndexByte(b[from:end], '\n')
		p.row(b[from:from+n], dst)
		if quick {
			p.remember(b, from)
		}
		from += n + 1
	}
}

// room returns how many rows dst can hold without growing.
func room(dst *device.Rows) int { return min(cap(dst.T), cap(dst.X), cap(dst.Y), cap(dst.Z)) }

// quick reads rows for as long as they have the plain form: time as remembered, three numbers with one digit before
// the point and one to six after it.
func (p *parser) quick(b []byte, i, end int, dst *device.Rows) int {
	n := dst.Len()
	most := room(dst)
	if n >= most || p.lost || p.places < 0 {
		return i
	}
	begun := n
	ts, xs, ys, zs := dst.T[:most], dst.X[:most], dst.Y[:most], dst.Z[:most]
	sep := p.sep
	var v [3]int32
	k, places, vary, number := 0, p.places, 0, p.rows
rows:
	for n < most && i < end {
		t, j := p.quickTime(b, i, number)
		if j == 0 {
			break
		}
		for a := range v {
			neg := int32(0)
			if b[j] == '-' {
				neg = 1
			}
			j += int(neg)
			w := le64(b, j)
			if byte(w>>8) != '.' {
				break rows
			}
			x := (w&^0xFFFF | w<<8&0xFF00 | '0') ^ zeros8 // 0, the digit before the point, those after it
			if k = digits8(x); k < 3 {
				break rows
			}
			v[a] = (int32(value8(x<<(8*uint(8-k)))*pow10[8-k]) ^ -neg) + neg
			j += k
			if c := b[j]; c == sep {
				j++
			} else if a < 2 || c != '\r' && c != '\n' {
				break rows
			}
		}
		switch {
		case b[j-1] == sep:
			j += bytes.IndexByte(b[j:end], '\n') + 1
		case b[j] == '\n':
			j++
		case b[j+1] == '\n':
			j += 2
		default:
			break rows
		}
		ts[n], xs[n], ys[n], zs[n] = t, v[0], v[1], v[2]
		n++
		i = j
		vary |= k - 2 ^ places
		places = k - 2
		number++
	}
	p.rows += int64(n - begun)
	p.line += int64(n - begun)
	p.places, p.vary = places, p.vary || vary != 0
	dst.T, dst.X, dst.Y, dst.Z = ts[:n], xs[:n], ys[:n], zs[:n]
	return i
}

var pow10 = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6}

const (
	// ":ss.mmm," as loaded: where the separators are, and the ":" and "." among them ("." may be ":", as GENEActiv writes).
	civilMask  = 0x00000000FF0000FF
	civilPoint = 0x000000002E00003A
	civilColon = 0x000000003A00003A
	civilDigit = 0x00FFFFFF00FFFF00
)

// quickTime returns the time of the row at b[i:], of that number, and where its axes begin, 0 when it has not the
// plain form or is not of the minute (second, for unix times) remembered.
func (p *parser) quickTime(b []byte, i int, number int64) (int64, int) {
	switch p.clock.quick {
	case quickNoTime:
		return number, i
	case quickCivil:
		w := le64(b, i+16)
		if le64(b, i) != p.w0 || le64(b, i+8) != p.w1 || w&civilMask != civilPoint && w&civilMask != civilColon || byte(w>>56) != p.sep {
			return 0, 0
		}
		x := (w ^ zeros8) & civilDigit
		if ((x+above9)|x)&highs != 0 || byte(x>>8) > 5 {
			return 0, 0
		}
		s := int64(x>>8&0xF)*10 + int64(x>>16&0xF)
		ms := int64(x>>32&0xF)*100 + int64(x>>40&0xF)*10 + int64(x>>48&0xF)
		return p.base + (s*1000+ms)*1e6, i + 24
	default: // quickUnix
		w := le64(b, i+8)
		if le64(b, i) != p.w0 || w&0xFFFFFF != p.w1 || byte(w>>56) != p.sep {
			return 0, 0
		}
		x := (w ^ zeros8) >> 24 & 0xFFFFFFFF
		if ((x+above9)|x)&0x80808080 != 0 {
			return 0, 0
		}
		f := int64(x&0xF)*1000 + int64(x>>8&0xF)*100 + int64(x>>16&0xF)*10 + int64(x>>24&0xF)
		return p.base + f*1e5, i + 16
	}
}

// remember notes the minute or second of the row at b[i:], which the slow path has just read.
func (p *parser) remember(b []byte, i int) {
	switch p.clock.quick {
	case quickCivil:
		if le64(b, i) == p.w0 && le64(b, i+8) == p.w1 {
			return
		}
		if c, ok := parseStamp(append(append(p.key[:0], b[i:i+16]...), ":00"...), yearFirst); ok {
			p.w0, p.w1, p.base = le64(b, i), le64(b, i+8), c.nanos
		}
	case quickUnix:
		if le64(b, i) == p.w0 && le64(b, i+8)&0xFFFFFF == p.w1 {
			return
		}
		if d, k := parseDecimal(b[i:i+10], '.'); k == isValue && d.Places == 0 && b[i+10] == '.' && b[i]-'0' <= 9 {
			p.w0, p.w1, p.base = le64(b, i), le64(b, i+8)&0xFFFFFF, d.Mantissa*second
		}
	}
}
