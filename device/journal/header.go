package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/nightjar-sleep/nightjar/device"
	"github.com/nightjar-sleep/nightjar/dsp"
)

// encodeInfo returns the payload of the header. It fails when the JSON would not give info back exactly.
func encodeInfo(info device.Info) ([]byte, error) {
	b, err := json.Marshal(info)
	if err != nil {
		return nil, fmt.Errorf("the recording's header cannot be written: %w", err)
	}
	back, err := decodeInfo(b)
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(back, info) {
		return nil, errors.New("the recording's header would not be read back as it is: a text in it is not UTF-8")
	}
	return b, nil
}

// decodeInfo reads the payload of a header.
func decodeInfo(b []byte) (device.Info, error) {
	var info device.Info
	if err := json.Unmarshal(b, &info); err != nil {
		return info, fmt.Errorf("the recording's header is not the JSON it should be: %w", err)
	}
	if r, err := dsp.RateOf(info.Rate.Hz()); err != nil || r != info.Rate {
		return info, fmt.Errorf("the recording's header states an impossible rate of %v", info.Rate)
	}
	return info, nil
}

// ending is the payload of the frame 'E'.
type ending struct {
	Samples  int64            `json:"samples"`  // as device.Summary, to know whether all were found again
	Warnings []device.Warning `json:"warnings"` // what reading the original taught
}

// Mark is a remark on a sample, made while recording: lights off, "I just jerked".
type Mark struct {
	Index dsp.Index
	Text  string // UTF-8, at most 4096 bytes
}

// maxMark is the greatest length of a mark's text.
const maxMark = 4096 // bytes

// check returns what is wrong with the mark.
func (m Mark) check() error {
	if m.Index < 0 || m.Index > maxIndex || len(m.Text) > maxMark || !utf8.ValidString(m.Text) {
		return fmt.Errorf("mark at sample %d with %d bytes: want a sample's number and up to %d bytes of UTF-8", m.Index, len(m.Text), maxMark)
	}
	return nil
}
