package tables

import "bytes"

// wroteMinute remembers how a date was written up to its seconds and what it is worth, so that stamps of the same minute need no more than their seconds read.
type wroteMinute struct {
	before, after []byte // what stands around seconds and fraction
	base          int64  // ns, of the minute
}

// note remembers the stamp f, which is at t.
func (m *wroteMinute) note(f []byte, t int64) {
	m.before = m.before[:0]
	hour := bytes.IndexByte(f, ':')
	if hour < 0 {
		return
	}
	least := bytes.IndexByte(f[hour+1:], ':')
	if least < 0 {
		return
	}
	at := hour + 1 + least + 1
	past, n := seconds(f[at:])
	if n == 0 {
		return
	}
	m.before, m.after = append(m.before, f[:at]...), append(m.after[:0], f[at+n:]...)
	m.base = t - past
}

// read reads a stamp that is written like the one remembered but for seconds and fraction.
func (m *wroteMinute) read(f []byte) (int64, bool) {
	at := len(m.before)
	if at == 0 || len(f) < at || string(f[:at]) != string(m.before) {
		return 0, false
	}
	past, n := seconds(f[at:])
	if n == 0 || string(f[at+n:]) != string(m.after) {
		return 0, false
	}
	return m.base + past, true
}

// seconds reads two digits of seconds and an optional fraction of up to nine, as timeOfDay does, in nanoseconds, and returns how many bytes they take; none for any other form.
func seconds(s []byte) (ns int64, n int) {
	if len(s) < 2 || s[0]-'0' > 5 || s[1]-'0' > 9 {
		return 0, 0
	}
	ns = (int64(s[0]-'0')*10 + int64(s[1]-'0')) * second
	if len(s) == 2 || s[2] != '.' && s[2] != ',' && s[2] != ':' {
		return ns, 2
	}
	worth := second
	for n = 3; n < len(s) && s[n]-'0' <= 9; n++ {
		if worth /= 10; worth == 0 {
			return 0, 0 // digits below a nanosecond
		}
		ns += int64(s[n]-'0') * worth
	}
	if n == 3 {
		return 0, 0
	}
	return ns, n
}
