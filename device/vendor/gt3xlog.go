package vendor

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// gt3xLog decodes the records of log.bin.
type gt3xLog struct {
	r     *bufio.Reader
	scale *gt3xScale
	byte  int64

	cause   device.Cause // of samples missing before the next second
	records int64
	damaged int64 // stretches of bytes that are no record
	badAt   int64 // offset of the first
	inBad   bool
	idle    int64 // times that the device slept
	docked  int64 // seconds without samples while it was docked
	odd     int64 // records of samples of a length that holds none
	cut     string
}

// The types of records (formats.md) that matter here.
const (
	recordActivity   = 0x00 // 12 bits, order y, x, z
	recordActivity2  = 0x1A // 16 bits
	recordActivity3  = 0x1B // 12 bits
	recordEvent      = 0x03
	recordParameters = 0x15
	eventSleeps      = 0x08 // idle sleep mode begins
	recordMark       = 0x1E // first byte of a record
	recordHead       = 8    // bytes before the payload
	searchMost       = 4096 // bytes of payload that a record may have behind a damaged one: a second at 100 Hz has 600
	scaleSearch      = 64   // records among which the parameters are looked for
	scaleSpace       = 0    // address space and id of the parameter that holds the scale
	scaleID          = 55
	entryBytes       = 8 // bytes of a parameter: space, id, value
)

// plainOrder is the order x, y, z.
var plainOrder = [3]int{0, 1, 2}

// ReadPage implements device.PageReader.
func (l *gt3xLog) ReadPage(b *dsp.Block) (device.Page, error) {
	for {
		rec, err := l.peek()
		if err != nil {
			return device.Page{}, err
		}
		kind, payload := rec[1], rec[recordHead:len(rec)-1]
		n := 0
		switch kind {
		case recordActivity:
			n = l.packed(payload, oldOrder, b)
		case recordActivity3:
			n = l.packed(payload, plainOrder, b)
		case recordActivity2:
			n = l.wide(payload, b)
		case recordEvent:
			if len(payload) == 1 && payload[0] == eventSleeps {
				l.cause = device.CauseIdle
				l.idle++
			}
		}
		t := int64(binary.LittleEndian.Uint32(rec[2:])) * second
		l.skip(len(rec))
		if n > 0 {
			p := device.Page{T: t, Lost: device.LostUnknown, Cause: l.cause}
			l.cause = device.CauseNone
			return p, nil
		}
	}
}

// packed appends the samples of 12 bits and returns how many there are. A payload of one byte or none stands for a docked device.
func (l *gt3xLog) packed(payload []byte, order [3]int, b *dsp.Block) int {
	n := len(payload) * samplesPair / pairBytes
	if n == 0 {
		l.empty(payload)
		return 0
	}
	l.scale.samples12(payload, n, order, b)
	return n
}

// wide appends the samples of 16 bits, in the order x, y, z.
func (l *gt3xLog) wide(payload []byte, b *dsp.Block) int {
	const size = 6 // bytes
	n := len(payload) / size
	if n == 0 {
		l.empty(payload)
		return 0
	}
	le := binary.LittleEndian
	var x, y, z []int32
	b.X, x = grow(b.X, n)
	b.Y, y = grow(b.Y, n)
	b.Z, z = grow(b.Z, n)
	for i := range x {
		p := payload[size*i:][:size]
		x[i], y[i], z[i] = l.scale.microG(int(int16(le.Uint16(p))), int(int16(le.Uint16(p[2:]))), int(int16(le.Uint16(p[4:]))))
	}
	return n
}

// empty takes note of a second without samples.
func (l *gt3xLog) empty(payload []byte) {
	if len(payload) > 1 {
		l.odd++
		l.cause = device.CauseLost
		return
	}
	l.docked++
	l.cause = device.CauseIdle
}

// peek returns the next sound record, which stays in the reader's buffer.
func (l *gt3xLog) peek() ([]byte, error) {
	for {
		head, err := l.r.Peek(recordHead + 1)
		if len(head) == 0 {
			return nil, l.end(err)
		}
		if head[0] == 0 { // stray zero bytes may follow a record
			l.skip(l.zeros())
			continue
		}
		if rec := l.record(head); rec != nil {
			l.inBad = false
			l.records++
			return rec, nil
		}
		l.bad()
		l.skip(1)
	}
}

// zeros returns how many zero bytes come next, as far as they are buffered: at least the one that was seen.
func (l *gt3xLog) zeros() int {
	ahead, _ := l.r.Peek(l.r.Buffered()) // no more than is there
	for i, v := range ahead {
		if v != 0 {
			return i
		}
	}
	return len(ahead)
}

// record returns the record that begins with head; nil when there is none.
func (l *gt3xLog) record(head []byte) []byte {
	if head[0] != recordMark || len(head) <= recordHead {
		return nil
	}
	size := int(binary.LittleEndian.Uint16(head[6:]))
	if l.inBad && size > searchMost {
		return nil
	}
	rec, err := l.r.Peek(recordHead + size + 1)
	if err != nil {
		return nil
	}
	sum := byte(0)
	for _, v := range rec {
		sum ^= v
	}
	if sum != 0xFF { // the last byte is the complement of the others' exclusive or
		return nil
	}
	return rec
}

// bad takes note of a byte that belongs to no record.
func (l *gt3xLog) bad() {
	if !l.inBad {
		if l.damaged++; l.damaged == 1 {
			l.badAt = l.byte
		}
	}
	l.inBad, l.cause = true, device.CauseLost
}

// skip moves on by n bytes, which are buffered.
func (l *gt3xLog) skip(n int) {
	if _, err := l.r.Discard(n); err == nil {
		l.byte += int64(n)
	}
}

// end says what ended the log: io.EOF when it may be.
func (l *gt3xLog) end(err error) error {
	switch {
	case torn(err):
		l.cut = fmt.Sprintf("log.bin is damaged or ends early, after byte %d: the rest of the recording is lost", l.byte)
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("log.bin: reading stopped after byte %d: %w", l.byte, err)
	}
	return io.EOF
}

// parameterScale returns the counts per g that the parameters among the first records of log state; 0 when they do not.
func parameterScale(log io.Reader) float64 {
	l := &gt3xLog{r: bufio.NewReaderSize(log, gt3xBuffer)}
	for range scaleSearch {
		rec, err := l.peek()
		if err != nil {
			return 0
		}
		if p := rec[recordHead : len(rec)-1]; rec[1] == recordParameters {
			for ; len(p) >= entryBytes; p = p[entryBytes:] {
				le := binary.LittleEndian
				if le.Uint16(p) == scaleSpace && le.Uint16(p[2:]) == scaleID {
					return parameterFloat(le.Uint32(p[4:]))
				}
			}
		}
		l.skip(len(rec))
	}
	return 0
}

// parameterFloat returns the number that a parameter stands for: a signed fraction of 24 bits, over 2²³, times two to the signed top byte.
func parameterFloat(v uint32) float64 {
	return math.Ldexp(float64(int32(v<<8)>>8)/(1<<23), int(int8(v>>24)))
}

// warnings implements decoder.
func (l *gt3xLog) warnings() []device.Warning {
	var ws []device.Warning
	if l.damaged > 0 {
		ws = append(ws, warning("damaged", "log.bin is damaged in %d places, the first at byte %d; the samples there count as missing", l.damaged, l.badAt))
	}
	if l.odd > 0 {
		ws = append(ws, warning("odd_records", "%d records of samples are too short to hold one; they count as missing", l.odd))
	}
	if l.idle > 0 {
		ws = append(ws, warning("idle", "the device slept %d times (idle sleep mode); nothing is known of those stretches", l.idle))
	}
	if l.docked > 0 {
		ws = append(ws, warning("docked", "the device was docked for %d s and recorded nothing", l.docked))
	}
	if l.cut != "" {
		ws = append(ws, device.Warning{Code: "cut", Text: l.cut})
	}
	return ws
}
