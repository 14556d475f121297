package tables

import (
	"errors"
	"fmt"

	"github.com/nightjar-sleep/nightjar/device"
)

// tally is what parsing has met, in a stretch of lines or in all so far.
type tally struct {
	line     int64 // lines passed
	rows     int64
	missing  int64
	bad      int64
	firstBad *badRow // nil when there is none
	lost     bool    // the latest rows had no value
	valued   bool    // some row had
	opened   int     // decimals of the third axis of the first such row
	places   int     // and of the latest, −1 before the first
	vary     bool    // they differ from row to row
}

// badRow is a row that cannot be read.
type badRow struct {
	name   string // of the file
	line   int64  // lines before it
	column int    // from 1; 0 when it is the whole line
	why    error
}

// Error implements error.
func (b *badRow) Error() string {
	if b.column == 0 {
		return fmt.Sprintf("%s:%d: %v", b.name, b.line+1, b.why)
	}
	return fmt.Sprintf("%s:%d:%d: %v", b.name, b.line+1, b.column, b.why)
}

// Unwrap returns why it cannot be read.
func (b *badRow) Unwrap() error { return b.why }

// spoil counts a row that cannot be read.
func (t *tally) spoil(why *badRow) {
	if t.bad++; t.firstBad == nil {
		t.firstBad = why
	}
	t.lost = true
}

// tooLong counts a line that is too long to be a row.
func (t *tally) tooLong(name string) {
	t.spoil(&badRow{name: name, line: t.line, why: errLine})
	t.line++
	t.rows++
}

// wrote takes note of the decimals of a row with a value.
func (t *tally) wrote(places int) {
	t.vary = t.vary || places != t.places && t.places >= 0
	if !t.valued {
		t.valued, t.opened = true, places
	}
	t.places = places
}

// add takes in the tally of the lines that follow, whose rows are r.
func (t *tally) add(next *tally, r *device.Rows) {
	if t.firstBad == nil && next.firstBad != nil {
		first := *next.firstBad
		first.line += t.line
		t.firstBad = &first
	}
	switch {
	case r.Len() == 0:
		t.lost = t.lost || next.lost
	case t.lost && (len(r.Lost) == 0 || r.Lost[0] != 0):
		r.Lost = append(r.Lost, 0)
		copy(r.Lost[1:], r.Lost)
		r.Lost[0] = 0
		t.lost = next.lost
	default:
		t.lost = next.lost
	}
	t.line, t.rows = t.line+next.line, t.rows+next.rows
	t.missing, t.bad = t.missing+next.missing, t.bad+next.bad
	t.vary = t.vary || next.vary
	if next.valued {
		t.wrote(next.opened)
		t.places = next.places
	}
}

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
func (t *tally) tooBad(m moment) error {
	allowed := t.rows/badShare + badCluster
	if m == atEnd {
		allowed = max(t.rows/badShare, min(badFew, t.rows/2))
	}
	if t.bad <= allowed || t.firstBad == nil {
		return nil
	}
	return fmt.Errorf("%w; %w (%d of %d)", t.firstBad, errBad, t.bad, t.rows)
}

// final reads a last line that has no line end. It reports false, and leaves the row out, when the line may have been cut:
// it cannot be read, or its last number is an axis and has not as many decimals as all rows before had.
func (p *parser) final(line []byte, dst *device.Rows) bool {
	before := p.tally
	n := dst.Len()
	p.row(line, dst)
	if p.bad > before.bad {
		p.bad, p.firstBad, p.rows, p.line = before.bad, before.firstBad, before.rows, before.line
		return false
	}
	last := max(p.axes[0], p.axes[1], p.axes[2])
	if dst.Len() == n || p.ragged == nil && (len(p.fields) > last+1 || p.places > 0 && !p.vary && before.rows >= fixedRows) {
		return true
	}
	dst.T, dst.X, dst.Y, dst.Z = dst.T[:n], dst.X[:n], dst.Y[:n], dst.Z[:n]
	p.rows, p.line = before.rows, before.line
	return false
}
