package wire

// Decoder understands one protocol on one link. It is used by one goroutine.
type Decoder interface {
	// Push takes the next bytes of the link and appends to dst the packets that they complete, in order. at is whatever the caller
	// knows of the bytes' arrival, such as nanoseconds on a steady clock; it is handed on in Packet.At and decides nothing. How the bytes are
	// portioned changes nothing else. A decoder may hold a sample back: by three samples where frames have no checksum, and
	// by some seconds at the very start while it learns a text's columns and units.
	Push(dst []Packet, p []byte, at int64) []Packet
	// Flush says that the link ended or was reopened: it appends what was held back and drops an unfinished frame. What was learnt of the sender,
	// the counters and the count of bytes go on.
	Flush(dst []Packet) []Packet
	// Counters returns what has been counted so far.
	Counters() Counters
	// About returns what has been learnt of the sender so far.
	About() About
}

// Counters count what a link delivered.
type Counters struct {
	Bytes   int64 // bytes pushed
	Framed  int64 // bytes inside valid frames or lines
	Frames  int64 // valid frames or lines, of whatever content
	Samples int64 // samples decoded, those still held back included
	BadSums int64 // frames whose checksum was wrong, or lines that could not be parsed
	Resyncs int64 // times that the beginning of a frame had to be searched
	Lost    int64 // frames missing by the sender's counter, as far as its width can tell
	Odd     int64 // samples dropped because one field disagreed with both neighbours on a link that corrupts
	Unsure  bool  // so many frames are damaged, and none has a checksum, that no sample is believed
	Run     int64 // valid frames or lines since the last that was not
}

// About is what is known of a sender. Fields are empty or zero while unknown.
type About struct {
	Device   string  // maker and model
	Serial   string  // serial number
	Units    string  // of the numbers on the link, as --units spells them
	Guessed  bool    // Units was inferred from gravity
	Rate     float64 // samples per second that the sender states, or its protocol fixes
	RangeUG  int32   // full scale, micro-g
	StepUG   int32   // resolution, micro-g
	Calendar bool    // Packet.Time counts from 1970-01-01 by the sender's clock, in its own zone
}

// Options are what a user knows of a link beyond its bytes.
type Options struct {
	// Scale is what one unit of the numbers is worth, for senders that do not say; zero to find out.
	Scale Scale
}

// Scale is Num/Den micro-g per unit. The zero value means unknown.
type Scale struct {
	Num, Den uint64
	Name     string // as --units spells it
}

// Known reports whether the scale is known.
func (s Scale) Known() bool { return s.Num != 0 && s.Den != 0 }
