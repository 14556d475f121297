package tables

import (
	"errors"
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
)

// moment says when bad rows are judged.
type moment uint8

const (
	running moment = iota
	atEnd
)

const (
	badShare   = 100  // a table with more than one bad row in so many is not what it was taken for
	badFew     = 100  // bad rows that a long table may always have
	fixedRows  = 16   // rows with equally many decimals by which a table is known to write them fixed
	badCluster = 1000 // bad rows in one place that do not end reading at once
)

// errBad marks the error of a table with too many bad rows.
var errBad = errors.New("too many rows cannot be read")

// tooBad returns an error when the share of bad rows is too large: 1 % at the end (100 rows, or half of a short table, are
// forgiven), 1 % and 1000 rows before it, so that one damaged stretch early in a night does not end it.
func (p *parser) tooBad(m moment) error {
	allowed := p.rows/badShare + badCluster
	if m == atEnd {
		allowed = max(p.rows/badShare, min(badFew, p.rows/2))
	}
	if p.bad <= allowed || p.firstBad == nil {
		return nil
	}
	return fmt.Errorf("%w; %w (%d of %d)", p.firstBad, errBad, p.bad, p.rows)
}

// final reads a last line that has no line end. It reports false, and leaves the row out, when the line may have been cut:
// it cannot be read, or its last number is an axis and has not as many decimals as all rows before had.
func (p *parser) final(line []byte, dst *device.Rows) bool {
	bad, first, rows, at := p.bad, p.firstBad, p.rows, p.line
	n := dst.Len()
	p.row(line, dst)
	if p.bad > bad {
		p.bad, p.firstBad, p.rows, p.line = bad, first, rows, at
		return false
	}
	last := max(p.axes[0], p.axes[1], p.axes[2])
	if dst.Len() == n || p.ragged == nil && (len(p.fields) > last+1 || p.places > 0 && !p.vary && rows >= fixedRows) {
		return true
	}
	dst.T, dst.X, dst.Y, dst.Z = dst.T[:n], dst.X[:n], dst.Y[:n], dst.Z[:n]
	p.rows, p.line = rows, at
	return false
}

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
	if p := s.parser; p.bad > 0 {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "bad_rows", Text: fmt.Sprintf("%d of %d rows cannot be read and were left out; the first: %v", p.bad, p.rows, p.firstBad)})
	}
	if p := s.parser; p.missing > 0 {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "missing_values", Text: fmt.Sprintf("%d of %d rows have no value on some axis and count as missing samples", p.missing, p.rows)})
	}
	if s.cut != "" {
		sum.Warnings = append(sum.Warnings, device.Warning{Code: "cut", Text: s.cut})
	}
	return sum
}
