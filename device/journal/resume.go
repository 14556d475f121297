package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// End is where a journal stops.
type End struct {
	Info    device.Info
	Next    dsp.Index // number after the last sample
	Nanos   int64     // when the last sample was taken, as Anchor.Nanos; 0 when there is no anchor
	Samples int64
	Clean   bool  // it was ended in order
	Torn    int64 // bytes behind the last whole frame
	whole   int64 // bytes up to it
}

// Look reads the journal at path to its end and says where that is.
func Look(path string) (End, error) {
	r, err := Open(path)
	if err != nil {
		return End{}, err
	}
	defer r.Close() // only read
	e := End{Info: r.Info()}
	var c device.Chunk
	var last device.Anchor
	period := 1e9 / e.Info.Rate.Hz()
	for {
		err := r.Next(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			return e, err
		}
		if n := len(c.Anchors); n > 0 {
			last = c.Anchors[n-1]
		}
	}
	e.Next, e.Samples = r.next, r.summary.Samples
	if last.Nanos != 0 {
		e.Nanos = last.Nanos + int64(float64(e.Next-1-last.Index)*period)
	}
	e.Torn, e.whole = r.frames.skipped, r.frames.at-r.frames.skipped
	e.Clean = r.ending != nil && e.Torn == 0
	return e, nil
}

// Continue opens a journal that was not ended in order, to go on behind its last whole frame; what lies behind that is no whole frame and is dropped
// (End.Torn says how much). The next chunk must begin behind End.Next, for time has passed.
func Continue(path string) (*Writer, End, error) {
	e, err := Look(path)
	if err != nil {
		return nil, e, err
	}
	if e.Clean {
		return nil, e, fmt.Errorf("journal %s was ended in order and is not continued: give another name", path)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, e, fmt.Errorf("journal cannot be continued: %w", err)
	}
	if err := f.Truncate(e.whole); err != nil {
		return nil, e, errors.Join(fmt.Errorf("journal cannot be continued: %w", err), f.Close())
	}
	s := openSpool(f, e.whole)
	return &Writer{w: s, file: s, frame: frameOf(e.Info.Rate), next: e.Next, pending: device.Chunk{Block: dsp.Block{Start: e.Next}}}, e, nil
}

// ContinueWithin is how long after its last sample a journal may be continued as the same night, and how long before it, when the computer's clock was set back.
const ContinueWithin = 2 * time.Hour
