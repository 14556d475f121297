package tables

import (
	"bytes"

	"github.com/nightjar-sleep/nightjar/device"
)

// header is the beginning of a table, line by line.
type header struct {
	in   device.Input
	head []byte
}

func newHeader(in device.Input, head []byte) *header { return &header{in: in, head: head} }

// line returns line n, from 0, without its end and without NUL bytes; nil beyond the head.
func (h *header) line(n int) []byte {
	from := h.offset(n)
	if from >= len(h.head) {
		return nil
	}
	l := h.head[from:]
	if i := bytes.IndexByte(l, '\n'); i >= 0 {
		l = l[:i]
	}
	return bytes.Trim(l, "\r\x00 ")
}

// offset returns where line n begins, len(head) beyond the head.
func (h *header) offset(n int) int {
	at := 0
	for ; n > 0; n-- {
		i := bytes.IndexByte(h.head[at:], '\n')
		if i < 0 {
			return len(h.head)
		}
		at += i + 1
	}
	return at
}

// longLine returns the number, from 1, of the first line that is too long for a table; 0 when there is none.
func (h *header) longLine() int64 {
	rest := h.head
	for n := int64(1); len(rest) > lineBytes; n++ {
		i := bytes.IndexByte(rest[:lineBytes], '\n')
		if i < 0 {
			return n
		}
		rest = rest[i+1:]
	}
	return 0
}

// lines cuts head into its lines without their ends, whatever these are. The last one may be cut.
func lines(head []byte) [][]byte {
	if bytes.IndexByte(head, '\n') < 0 {
		return bytes.Split(head, []byte{'\r'})
	}
	ls := bytes.Split(head, []byte{'\n'})
	for i, l := range ls {
		ls[i] = bytes.TrimRight(l, "\r")
	}
	return ls
}

var bom = []byte{0xEF, 0xBB, 0xBF} // UTF-8 byte-order mark
