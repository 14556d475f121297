package formats

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Order returns the byte order of UTF-16 text that begins with a byte-order mark and goes on with a character below U+0100, as
// every table does; nil for anything else.
func utf16Order(head []byte) binary.ByteOrder {
	switch {
	case len(head) < 4:
		return nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}) && head[2] != 0 && head[3] == 0:
		return binary.LittleEndian
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}) && head[2] == 0 && head[3] != 0:
		return binary.BigEndian
	}
	return nil
}

// narrow turns UTF-16 text into UTF-8, without the byte-order mark. What is no character becomes U+FFFD.
type narrow struct {
	r     *bufio.Reader
	order binary.ByteOrder
	begun bool
	held  []byte // UTF-8 of a character that found no room
	high  rune   // first half of a surrogate pair; 0 for none
	err   error  // that ended the text
}

// Read implements io.Reader.
func (n *narrow) Read(p []byte) (int, error) {
	k := copy(p, n.held)
	n.held = n.held[k:]
	for len(n.held) == 0 && k < len(p) {
		if k > 0 && n.r.Buffered() < 2 {
			break // what is there first
		}
		var unit [2]byte
		if n.err == nil {
			_, n.err = io.ReadFull(n.r, unit[:])
		}
		if n.err != nil {
			return k, n.err
		}
		out := n.next(rune(n.order.Uint16(unit[:])))
		c := copy(p[k:], out)
		k += c
		n.held = out[c:]
	}
	return k, nil
}

// next returns the UTF-8 that one unit completes.
func (n *narrow) next(u rune) []byte {
	first := !n.begun
	n.begun = true
	high := n.high
	n.high = 0
	switch {
	case first && u == 0xFEFF:
		return nil
	case high != 0:
		return utf8.AppendRune(nil, utf16.DecodeRune(high, u))
	case utf16.IsSurrogate(u) && u < 0xDC00:
		n.high = u
		return nil
	case u < utf8.RuneSelf:
		return ascii[u : u+1]
	}
	return utf8.AppendRune(nil, u)
}

// ascii holds the characters that tables are made of, so that they cost no memory.
var ascii = func() (b [utf8.RuneSelf]byte) {
	for i := range b {
		b[i] = byte(i)
	}
	return b
}()
