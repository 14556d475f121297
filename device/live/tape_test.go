package live

import (
	"testing"
	"time"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// TestTapeBeforeAnybodyReads: what a fast link brings while its sensors are still being told apart does not wait for a reader, who waits for that telling; and none of it is lost.
func TestTapeBeforeAnybodyReads(t *testing.T) {
	const more = tapeMost + 1000
	tape := newTape(1)
	written := make(chan bool)
	go func() {
		for i := range more {
			tape.append(sampleAt{at: dsp.Index(i)})
		}
		tape.end(nil)
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(20 * time.Second):
		t.Fatal("the writer waits for a reader that waits for it")
	}
	n := 0
	var c device.Chunk
	for {
		ok, err := tape.take(&c)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		n += c.Len()
	}
	if n != more {
		t.Errorf("%d samples came back, want %d", n, more)
	}
}
