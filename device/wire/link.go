package wire

// link is what the binary decoders have in common: frames cut from bytes, and a guard where checksums are weak or missing.
type link struct {
	framer
	guard
	protocol interface {
		// judge says what begins at the first byte of b, of which there is at least one.
		judge(b []byte, last bool) judgement
		// frame appends what a valid frame says.
		frame(dst []Packet, f frame) []Packet
		// opened says that the link ended: what follows is a new beginning.
		opened()
	}
}

// Push implements Decoder.
func (l *link) Push(dst []Packet, p []byte, at int64) []Packet {
	l.add(p, at)
	return l.take(dst, false)
}

// Flush implements Decoder.
func (l *link) Flush(dst []Packet) []Packet {
	dst = l.take(dst, true)
	dst = l.guard.flush(dst)
	l.reset()
	l.protocol.opened()
	return dst
}

func (l *link) take(dst []Packet, last bool) []Packet {
	from := 0
	for {
		f, ok := l.next(&from, l.protocol.judge, last)
		if !ok {
			return dst
		}
		dst = l.protocol.frame(dst, f)
	}
}

// guarded appends the sample p, which a weak checksum or none vouches for, once its neighbours are known.
func (l *link) guarded(dst []Packet, p Packet) []Packet {
	l.Samples++
	return l.guard.take(dst, p, l.BadSums+l.Resyncs)
}

// Counters implements Decoder.
func (l *link) Counters() Counters {
	c := l.framer.Counters
	c.Odd, c.Unsure = l.odd, l.unsure
	return c
}
