package wire

// judgement is what a decoder makes of the first bytes of a buffer: the length of a valid frame, or one of the following.
type judgement int

const (
	noFrame   judgement = -1 // no frame begins here
	badFrame  judgement = -2 // a frame seems to begin here, but its checksum is wrong
	moreBytes judgement = 0  // a frame may begin here: more bytes are needed
)

// framer cuts a stream of bytes into frames. A byte at which no frame begins is skipped and the search goes on at the next one, also after a
// whole frame was claimed in vain.
type framer struct {
	Counters
	buf     []byte // bytes not yet judged
	start   int64  // bytes of the stream before buf
	marks   []mark // arrivals of the bytes in buf
	lost    bool   // the bytes before buf belonged to no frame
	started bool   // a valid frame has been seen since the link was opened
}

// mark is the arrival of one portion of bytes.
type mark struct{ end, at int64 }

// frame is one valid frame and where it ended.
type frame struct {
	data    []byte // valid until the next call of next
	end, at int64
}

// add takes the next bytes of the link.
func (f *framer) add(p []byte, at int64) {
	if len(p) == 0 {
		return
	}
	f.buf = append(f.buf, p...)
	f.Bytes += int64(len(p))
	f.marks = append(f.marks, mark{f.Bytes, at})
}

// next returns the next valid frame by judge, false when more bytes are needed. With last set no more will come, so that a frame that is not complete is none.
func (f *framer) next(from *int, judge func(b []byte, last bool) judgement, last bool) (frame, bool) {
	for *from < len(f.buf) {
		j := judge(f.buf[*from:], last)
		if j == moreBytes {
			if !last {
				break
			}
			j = noFrame
		}
		if j > 0 {
			return f.accept(from, int(j)), true
		}
		if j == badFrame {
			f.BadSums++
		}
		f.skip()
		*from++
	}
	f.drop(*from)
	*from = 0
	return frame{}, false
}

// accept takes a valid frame of n bytes.
func (f *framer) accept(from *int, n int) frame {
	b := f.buf[*from : *from+n]
	*from += n
	f.Framed += int64(n)
	f.Frames++
	f.Run++
	f.lost, f.started = false, true
	end := f.start + int64(*from)
	return frame{b, end, f.arrival(end)}
}

// skip notes a byte that belongs to no frame. The unfinished frame at which a link is opened is no loss.
func (f *framer) skip() {
	if !f.lost && f.started {
		f.Resyncs++
	}
	f.lost = true
	f.Run = 0
}

// arrival returns the stamp of the portion with the end-th byte of the stream.
func (f *framer) arrival(end int64) int64 {
	for _, m := range f.marks {
		if end <= m.end {
			return m.at
		}
	}
	return 0
}

// drop forgets the first n bytes of the buffer.
func (f *framer) drop(n int) {
	f.start += int64(n)
	f.buf = f.buf[:copy(f.buf, f.buf[n:])]
	i := 0
	for i < len(f.marks) && f.marks[i].end <= f.start {
		i++
	}
	f.marks = f.marks[:copy(f.marks, f.marks[i:])]
}

// reset drops what is unfinished: the link ended.
func (f *framer) reset() {
	f.drop(len(f.buf))
	f.lost, f.started = false, false
}
