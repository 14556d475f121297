package tables

import "github.com/nightjar-sleep/nightjar/device"

// Axivity's exports, ours among them, write "2019-12-23 21:04:06.690,0.007324,-0.071289,0.008789": one digit before the point, six after it, nothing
// behind the third axis. Such rows need no search for the ends of numbers: what they must look like is compared eight bytes at a time.

const (
	sixesMask = 0x3030303030302E30 // "0.000000" as loaded: the digits' bits and the point's fall away
	sixesPast = 0x7676767676767F76 // added to a digit above 9, or to anything in the point's place, sets the high bit
)

// sixes reads rows of that form of the minute remembered, for as long as they come.
func (p *parser) sixes(b []byte, i, end int, dst *device.Rows) int {
	const row = 24 + 3*9 + 2 + 2 // bytes of the longest one
	n := dst.Len()
	most := room(dst)
	if p.clock.quick != quickCivil || n >= most || p.lost || p.places < 0 {
		return i
	}
	begun := n
	ts, xs, ys, zs := dst.T[:most], dst.X[:most], dst.Y[:most], dst.Z[:most]
	sep, w0, w1, base := uint64(p.sep), p.w0, p.w1, uint64(p.base)
	for n < most && i < end {
		r := b[i : i+row : i+row] // the slack holds it
		w := le64(r, 16)
		t := (w ^ zeros8) & civilDigit
		odd := (le64(r, 0) ^ w0) | (le64(r, 8) ^ w1) | (w&(civilMask|0xFF<<56) ^ (civilPoint | sep<<56)) | ((t+above9)|t)&highs
		if odd != 0 || byte(t>>8) > 5 {
			break
		}
		s := r[24:]
		nx := minus(s[0])
		x := le64(s, nx) ^ sixesMask
		s = s[nx+8:]
		odd = uint64(s[0]) ^ sep
		ny := minus(s[1])
		y := le64(s, ny+1) ^ sixesMask
		s = s[ny+9:]
		odd |= uint64(s[0]) ^ sep
		nz := minus(s[1])
		z := le64(s, nz+1) ^ sixesMask
		s = s[nz+9:]
		odd |= ((x + sixesPast) | x | (y + sixesPast) | y | (z + sixesPast) | z) & highs
		cr := 0
		if s[0] == '\r' {
			cr = 1
		}
		if odd|uint64(s[cr]^'\n') != 0 {
			break
		}
		sec := t>>8&0xF*10 + t>>16&0xF
		ms := t>>32&0xF*100 + t>>40&0xF*10 + t>>48&0xF
		ts[n] = int64(base + (sec*1000+ms)*1e6)
		xs[n], ys[n], zs[n] = micro(x, nx), micro(y, ny), micro(z, nz)
		n++
		i += row - len(s) + cr + 1
	}
	p.rows += int64(n - begun)
	p.line += int64(n - begun)
	if n > begun {
		p.vary = p.vary || p.places != sixPlaces
		p.places = sixPlaces
	}
	dst.T, dst.X, dst.Y, dst.Z = ts[:n], xs[:n], ys[:n], zs[:n]
	return i
}

const sixPlaces = 6 // decimals: whole micro-g

// minus returns 1 for a minus sign, else 0.
func minus(c byte) int {
	if c == '-' {
		return 1
	}
	return 0
}

// micro returns the micro-g of a number of that form as loaded, less what all have in common, negative when neg is 1.
func micro(x uint64, neg int) int32 {
	v := int32(value8(x&^0xFF | x<<8&0xFFFF)) // 0, the digit before the point, those after it
	return (v ^ -int32(neg)) + int32(neg)
}
