package journal

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// Magic is what every journal begins with.
const Magic = "\x89NJR\r\n\x1a\n"

// version is the format described in the package's comment.
const version = 1

// The layout of a frame.
const (
	sync0, sync1 = 0xF5, 0xA7
	frameHead    = 8       // bytes: sync, type, length, check
	frameTail    = 4       // bytes: crc
	maxPayload   = 1 << 17 // bytes: 4096 samples of the widest kind, each with its own flag and anchor, need 113 KiB
)

// The types of frames.
const (
	typeHeader  = 'H'
	typeSamples = 'S'
	typeMark    = 'M'
	typeEnd     = 'E'
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// openFrame starts a frame in dst[:0]; the payload is to be appended.
func openFrame(dst []byte, kind byte) []byte {
	return append(dst[:0], sync0, sync1, kind, 0, 0, 0, 0, 0)
}

// closeFrame completes the frame whose payload has been appended.
func closeFrame(f []byte) ([]byte, error) {
	n := len(f) - frameHead
	if n > maxPayload {
		return nil, fmt.Errorf("a frame of %d bytes is beyond the format's %d", n, maxPayload)
	}
	f[3], f[4], f[5] = byte(n), byte(n>>8), byte(n>>16)
	binary.LittleEndian.PutUint16(f[6:], uint16(checksum(f[:6])))
	return binary.LittleEndian.AppendUint32(f, checksum(f[frameHead:])), nil
}

// payloadLen returns the length that a frame's first bytes state, and whether they can be trusted.
func payloadLen(head []byte) (int, bool) {
	n := int(head[3]) | int(head[4])<<8 | int(head[5])<<16
	ok := head[0] == sync0 && head[1] == sync1 && n <= maxPayload &&
		binary.LittleEndian.Uint16(head[6:]) == uint16(checksum(head[:6]))
	return n, ok
}

// frames finds the whole frames of a journal and counts what lies between them.
type frames struct {
	r       *bufio.Reader // holds the longest frame
	at      int64         // bytes passed
	skipped int64         // bytes passed since the last whole frame
	bad     int           // damaged stretches between whole frames, and whole frames that make no sense
	badLen  int64         // bytes in them
	damaged bool          // one lies before the frame that next returned last
}

// next returns the type and payload of the next whole frame; the payload is valid until the next call. At the end it returns io.EOF, with what
// follows the last whole frame in skipped. Any other error comes from the reader below.
func (f *frames) next() (kind byte, payload []byte, err error) {
	for {
		head, err := f.r.Peek(frameHead)
		if err != nil {
			return 0, nil, f.stop(head, err)
		}
		n, ok := payloadLen(head)
		if !ok {
			f.skip(toSync(head))
			continue
		}
		whole, err := f.r.Peek(frameHead + n + frameTail)
		if err != nil {
			return 0, nil, f.stop(whole, err)
		}
		payload := whole[frameHead : frameHead+n]
		if checksum(payload) != binary.LittleEndian.Uint32(whole[frameHead+n:]) {
			f.skip(frameHead) // only: a frame that a full disk cut short hides whole ones
			continue
		}
		if f.skipped > 0 {
			f.bad, f.badLen, f.damaged = f.bad+1, f.badLen+f.skipped, true
			f.skipped = 0
		}
		f.discard(len(whole))
		return whole[2], payload, nil
	}
}

// toSync returns how far behind the first byte the next frame may begin.
func toSync(head []byte) int {
	if i := bytes.IndexByte(head[1:], sync0); i >= 0 {
		return i + 1
	}
	return len(head)
}

// stop ends the search: rest is what the reader still gave.
func (f *frames) stop(rest []byte, err error) error {
	if err == io.EOF {
		f.skip(len(rest))
	}
	return err
}

// skip passes n bytes that belong to no whole frame.
func (f *frames) skip(n int) {
	f.skipped += int64(n)
	f.discard(n)
}

// discard passes n bytes that Peek has shown, which cannot fail.
func (f *frames) discard(n int) {
	m, _ := f.r.Discard(n)
	f.at += int64(m)
}

// reject counts a whole frame of n bytes of payload, just returned, as damage.
func (f *frames) reject(n int) {
	f.bad, f.badLen, f.damaged = f.bad+1, f.badLen+int64(frameHead+n+frameTail), true
}
