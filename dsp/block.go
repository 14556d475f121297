package dsp

// Index is the number of a sample on the nominal grid of its recording,
// counted from 0 at the first sample, holes counted. It is the only clock
// inside the engine.
type Index int64

// Span is the half-open stretch of samples [Start, End).
type Span struct{ Start, End Index }

// Len returns the number of samples in the span, 0 when it is empty or reversed.
func (s Span) Len() Index { return max(0, s.End-s.Start) }

// Overlaps reports whether the two spans share a sample.
func (s Span) Overlaps(o Span) bool { return max(s.Start, o.Start) < min(s.End, o.End) }

// Contains reports whether sample i lies in the span.
func (s Span) Contains(i Index) bool { return s.Start <= i && i < s.End }

// Flag marks what is known of a single sample beyond its value.
type Flag uint8

const (
	// Interpolated marks a sample made up at the door for a loss of at most 50 ms.
	Interpolated Flag = 1 << iota
	// Clipped marks a sample with an axis at the sensor's full scale.
	Clipped
)

// MicroG is one g in the unit of Block: 1 g = 1,000,000 micro-g.
const MicroG = 1_000_000 // micro-g per g

// Block is a run of consecutive samples, Start the number of the first one.
// X, Y, Z and Flags have the same length; acceleration is in whole micro-g
// (int32, ± 2147 g), as rounded once at the door. A Block whose Start lies beyond the
// end of the one before it follows a hole. The slices belong to whoever fills
// the block; who is handed one keeps nothing of it.
type Block struct {
	Start   Index
	X, Y, Z []int32
	Flags   []Flag
}

// Len returns the number of samples in the block.
func (b *Block) Len() int { return len(b.X) }

// Span returns the stretch of samples that the block covers.
func (b *Block) Span() Span { return Span{b.Start, b.Start + Index(len(b.X))} }

// Marks returns every flag that at least one sample of the block has: most blocks have none, and need no look at each sample.
func (b *Block) Marks() Flag {
	flags := b.Flags
	var marks uint64
	for len(flags) >= 8 { // eight at once: the compiler makes one load of them
		f := (*[8]Flag)(flags)
		marks |= uint64(f[0]) | uint64(f[1])<<8 | uint64(f[2])<<16 | uint64(f[3])<<24 | uint64(f[4])<<32 | uint64(f[5])<<40 | uint64(f[6])<<48 | uint64(f[7])<<56
		flags = flags[8:]
	}
	for _, f := range flags {
		marks |= uint64(f)
	}
	marks |= marks >> 32
	marks |= marks >> 16
	return Flag(marks | marks>>8)
}

// Reset empties the block, keeps its memory and sets the number of its first sample.
func (b *Block) Reset(start Index) {
	b.Start = start
	b.X, b.Y, b.Z, b.Flags = b.X[:0], b.Y[:0], b.Z[:0], b.Flags[:0]
}

// Append adds one sample in micro-g.
func (b *Block) Append(x, y, z int32, f Flag) {
	b.X, b.Y, b.Z, b.Flags = append(b.X, x), append(b.Y, y), append(b.Z, z), append(b.Flags, f)
}

// Slice returns samples [from, to) of the block, sharing its memory.
func (b *Block) Slice(from, to int) Block {
	return Block{Start: b.Start + Index(from), X: b.X[from:to], Y: b.Y[from:to], Z: b.Z[from:to], Flags: b.Flags[from:to]}
}
