package vendor

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// gt3xOld decodes activity.bin of NEO and MRA devices: samples of 3 × 12 bits in the order y, x, z without a gap from the start date on.
type gt3xOld struct {
	r     *bufio.Reader
	scale *gt3xScale
	start int64 // ns
	hz    int64
	pages int64
	byte  int64
	cut   string
}

const (
	oldSeconds  = 2 // of samples in a page, so that it ends with a whole byte
	pairBytes   = 9 // bytes of two samples of 3 × 12 bits
	samplesPair = 2
)

// oldOrder is where x, y and z stand in a sample.
var oldOrder = [3]int{1, 0, 2}

// ReadPage implements device.PageReader.
func (o *gt3xOld) ReadPage(b *dsp.Block) (device.Page, error) {
	want := int(oldSeconds * o.hz * pairBytes / samplesPair)
	raw, err := o.r.Peek(want)
	n := len(raw) * samplesPair / pairBytes
	if n == 0 {
		return device.Page{}, o.end(err, len(raw))
	}
	o.scale.samples12(raw, n, oldOrder, b)
	p := device.Page{T: o.start + o.pages*oldSeconds*second}
	o.pages++
	o.byte += int64(len(raw))
	_, err = o.r.Discard(len(raw))
	return p, err
}

// end says what ended the samples: io.EOF when it may be.
func (o *gt3xOld) end(err error, rest int) error {
	switch {
	case torn(err):
		o.cut = fmt.Sprintf("activity.bin is damaged or ends early, after byte %d: the rest of the recording is lost", o.byte+int64(rest))
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("activity.bin: reading stopped after byte %d: %w", o.byte, err)
	}
	return io.EOF
}

// warnings implements decoder.
func (o *gt3xOld) warnings() []device.Warning {
	if o.cut == "" {
		return nil
	}
	return []device.Warning{{Code: "cut", Text: o.cut}}
}
