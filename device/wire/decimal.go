package wire

// decimal is the number m × 10^−places, as a text states it.
type decimal struct {
	m      int64
	places int8
	exp    bool // it was written with an exponent
}

const (
	decimalDigits = 18 // digits that fit int64 for certain
	decimalPlaces = 15 // 10^15 × 10^6 micro-g fits 128 bits with room
)

// parseDecimal reads all of b as a number with the given decimal point.
func parseDecimal(b []byte, point byte) (decimal, bool) {
	var d decimal
	i, neg := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		i, neg = 1, b[0] == '-'
	}
	digits, dot := 0, false
	for ; i < len(b); i++ {
		c := b[i]
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits > decimalDigits {
				return d, false
			}
			d.m = d.m*10 + int64(c-'0')
			if dot {
				d.places++
			}
			continue
		case c == point && !dot:
			dot = true
			continue
		case (c == 'e' || c == 'E') && digits > 0:
			var ok bool
			if d, ok = d.shift(b[i+1:]); !ok {
				return d, false
			}
			i = len(b)
		default:
			return d, false
		}
	}
	if neg {
		d.m = -d.m
	}
	return d, digits > 0
}

// shift applies the exponent that b spells.
func (d decimal) shift(b []byte) (decimal, bool) {
	const most = 15
	e, sign := 0, 1
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		if b[0] == '-' {
			sign = -1
		}
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 2 {
		return d, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return d, false
		}
		e = e*10 + int(c-'0')
	}
	d.exp = true
	if e > most {
		return d, false
	}
	places := int(d.places) - sign*e
	for ; places < 0; places++ {
		if d.m > 1<<59 {
			return d, false
		}
		d.m *= 10
	}
	d.places = int8(places)
	return d, true
}

// pow10 holds powers of ten that fit 64 bits.
var pow10 = func() (p [19]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// ratio returns num, den and m such that d × num/den = m × num/den without decimals.
func (d decimal) ratio(num, den uint64) (uint64, uint64, int64) {
	m, places := d.m, int(d.places)
	for ; places > decimalPlaces; places-- { // digits far below any sensor's
		m /= 10
	}
	for places > 0 && num%10 == 0 {
		num, places = num/10, places-1
	}
	for ; places > 0; places-- {
		if den > (1<<63)/10 {
			m /= 10
			continue
		}
		den *= 10
	}
	return num, den, m
}

// micro returns d units of the given scale in whole micro-g. It reports false beyond any sensor.
func (d decimal) micro(s Scale) (int32, bool) {
	num, den, m := d.ratio(s.Num, s.Den)
	return scaled(m, num, den)
}

// float returns d, rounded to the nearest.
func (d decimal) float() float64 {
	if int(d.places) < len(pow10) {
		return float64(d.m) / float64(pow10[d.places])
	}
	return 0
}

// nanos returns d units of the given number of nanoseconds. It reports false when they do not fit.
func (d decimal) nanos(unit, per uint64) (int64, bool) {
	num, den, m := d.ratio(unit, per)
	if m < 0 {
		return 0, false
	}
	v, ok := mulDiv(uint64(m), num, den)
	return v, ok
}
