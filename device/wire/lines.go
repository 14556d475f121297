package wire

import "bytes"

const lineMost = 512 // bytes: a longer line is none

// lines cuts a stream of bytes into lines and counts them.
type lines struct {
	Counters
	part    []byte // the beginning of a line
	long    bool   // the line is too long: drop up to its end
	opening bool   // the next line may have lost its beginning
}

// next takes one line from p and returns it without its end, nil when it was too long, and the rest of p. It reports false when p ends before the line does.
func (l *lines) next(p []byte) (line, rest []byte, ok bool) {
	n := bytes.IndexByte(p, '\n')
	if n < 0 {
		l.Bytes += int64(len(p))
		if l.long = l.long || len(l.part)+len(p) > lineMost; l.long {
			l.part = l.part[:0]
		} else {
			l.part = append(l.part, p...)
		}
		return nil, nil, false
	}
	l.Bytes += int64(n + 1)
	line, rest = p[:n], p[n+1:]
	if len(l.part)+len(line) > lineMost {
		l.long = true
	}
	if l.long {
		l.long = false
		l.part = l.part[:0]
		l.bad()
		return nil, rest, true
	}
	if len(l.part) > 0 {
		line = append(l.part, line...)
		l.part = line[:0]
	}
	if line = bytes.Trim(line, "\r \t"); line == nil {
		line = []byte{} // empty, not dropped
	}
	return line, rest, true
}

// good counts a valid line of n bytes without its end.
func (l *lines) good(n int) {
	l.Framed += int64(n + 1)
	l.Frames++
	l.Run++
	l.opening = false
}

// bad counts a damaged line. The first after the link was opened may have lost its beginning and is not counted.
func (l *lines) bad() {
	if !l.opening {
		l.BadSums++
	}
	l.Run = 0
	l.opening = false
}

// reset drops what is unfinished: the link ended.
func (l *lines) reset() {
	l.part, l.long, l.opening = l.part[:0], false, true
}
