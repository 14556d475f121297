package wire

import "bytes"

const lineMost = 512 // bytes: a longer line is none

// What the console of an interpreter, such as Espruino's in a Bangle.js, puts around the lines that are printed (README_Protocol.md of Espruino; ECMA-48).
const (
	backspace = 0x08 // takes the prompt back
	escape    = 0x1B // begins a control sequence: ESC [, parameters, a letter
	prompt    = "> " // a prompt that was not taken back
)

// lines cuts a stream of bytes into lines and counts them.
type lines struct {
	Counters
	part    []byte // the beginning of a line
	clean   []byte // a line without what a console put around it
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
	if bytes.IndexByte(line, backspace) >= 0 || bytes.IndexByte(line, escape) >= 0 {
		line = l.shown(line)
	}
	if line = bytes.TrimLeft(bytes.Trim(line, "\r \t"), prompt); line == nil {
		line = []byte{} // empty, not dropped
	}
	return line, rest, true
}

// shown returns what a terminal shows of a line in the end: without control sequences, and without what was taken back. It is valid until the next call.
func (l *lines) shown(line []byte) []byte {
	out := l.clean[:0]
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == backspace:
			out = out[:max(0, len(out)-1)]
		case c == escape && i+1 < len(line) && line[i+1] == '[':
			for i += 2; i < len(line) && (line[i] < '@' || line[i] > '~'); i++ {
			}
		default:
			out = append(out, c)
		}
	}
	l.clean = out
	return out
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
