package tables

import "github.com/nightjar-sleep/nightjar/device"

// Axivity's exports, ours among them, write "2019-12-23 21:04:06.690,0.007324,-0.071289,0.008789": one digit before the point, six after it, nothing
// behind the third axis. Such rows need no search for the ends of numbers: what they must look like is compared eight bytes at a time, or, in assembly, sixteen.

const (
	sixesMask = 0x3030303030302E30 // "0.000000" as loaded: the digits' bits and the point's fall away
	sixesTime = 0x003030302E30303A // ":00.000" as loaded, and nothing
	sixesPast = 0x7676767676767F76 // added to a digit above 9, or to anything in the point's place, sets the high bit
	sixesLong = 24 + 3*9 + 2 + 2   // bytes of the longest row
)

// sixesLike is what the rows of a minute have in common: the date and minute, what the third axis and ":ss.mmm," are beside their digits, and the minute in ns.
type sixesLike struct {
	minute [2]uint64
	rest   [2]uint64
	base   int64
}

// sixesRoom is where rows go, of which there is room for most.
type sixesRoom struct {
	t       *int64
	x, y, z *int32
	most    int
}

// sixes reads rows of that form of the minute remembered, for as long as they come.
func (p *parser) sixes(b []byte, i, end int, dst *device.Rows) int {
	n := dst.Len()
	most := room(dst)
	if p.clock.quick != quickCivil || n >= most || i >= end || p.lost || p.places < 0 {
		return i
	}
	to := device.Rows{T: dst.T[n:most], X: dst.X[n:most], Y: dst.Y[n:most], Z: dst.Z[n:most]}
	text := b[i : end+slack]
	like := sixesLike{minute: [2]uint64{p.w0, p.w1}, rest: [2]uint64{sixesMask, sixesTime | uint64(p.sep)<<56}, base: p.base}
	var rows, read int
	if sixKernel {
		rows, read = sixRows(&sixesRoom{&to.T[0], &to.X[0], &to.Y[0], &to.Z[0], most - n}, &like, &text[0], end-i)
	} else {
		rows, read = sixRowsGo(&to, &like, text, end-i)
	}
	if rows > 0 {
		p.rows += int64(rows)
		p.line += int64(rows)
		p.vary = p.vary || p.places != sixPlaces
		p.places = sixPlaces
	}
	n += rows
	dst.T, dst.X, dst.Y, dst.Z = dst.T[:n], dst.X[:n], dst.Y[:n], dst.Z[:n]
	return i + read
}

// sixRowsGo reads the rows of b[:length], beyond which b has slack, into to, until one is not like the others or there is no more room. It returns how many rows
// and bytes it read.
func sixRowsGo(to *device.Rows, like *sixesLike, b []byte, length int) (rows, read int) {
	ts := to.T
	xs, ys, zs := to.X[:len(ts)], to.Y[:len(ts)], to.Z[:len(ts)]
	w0, w1, base, sep := like.minute[0], like.minute[1], uint64(like.base), like.rest[1]>>56
	n, i := 0, 0
	for n < len(ts) && i < length {
		r := b[i : i+sixesLong : i+sixesLong]
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
		i += sixesLong - len(s) + cr + 1
	}
	return n, i
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
