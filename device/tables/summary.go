package tables

import (
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
)

// Summary implements device.Source.
func (s *source) Summary() device.Summary {
	c := s.grid.Counts()
	sum := device.Summary{Samples: c.Samples, Interpolated: c.Interpolated, Clipped: c.Clipped, Rate: s.grid.MeasuredRate()}
	sum.Warnings = s.grid.Warnings()
	if w, ok := s.change.Warning(); ok {
		sum.Warnings = append(sum.Warnings, w)
	}
	if w, ok := s.norm.Warning(); ok {
		sum.Warnings = append(sum.Warnings, w)
	}
	if !s.ended {
		return sum
	}
	if s.in.Sum != nil {
		sum.SHA256 = s.in.Sum()
	}
	if t := &s.pipe.total; t.bad > 0 {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "bad_rows", Text: fmt.Sprintf("%d of %d rows cannot be read and were left out; the first: %v", t.bad, t.rows, t.firstBad)})
	}
	if t := &s.pipe.total; t.missing > 0 {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "missing_values", Text: fmt.Sprintf("%d of %d rows have no value on some axis and count as missing samples", t.missing, t.rows)})
	}
	if s.pipe.cut != "" {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "cut", Text: s.pipe.cut})
	}
	return sum
}
